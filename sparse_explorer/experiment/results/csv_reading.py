"""Reading the CSV tables that this program has written, in either dialect. Imports no torch."""

import csv
import io
from collections.abc import Iterator, Sequence

from sparse_explorer.reading import LARGEST, ReadError, number, short, whole

_BOM = "\ufeff"
_LONGEST_CELL = 1000
"""Names of variants and data sets are shorter."""


class Row:
    """A line of a table.

    Attributes:
        line: its number in the file, from 1, for messages.
    """

    def __init__(self, line: int, cells: dict[str, str]) -> None:
        self.line = line
        self._cells = cells

    def text(self, column: str) -> str:
        """A cell as it is written; what :func:`~.csv_text.safe_text` has put before a name is still there."""
        return self._cells[column]

    def whole(self, column: str, lowest: int = 0, highest: int = LARGEST) -> int:
        """A cell with a whole number within limits, which are allowed themselves; raises :class:`ReadError`."""
        cell = self._cells[column]
        digits = cell.isascii() and cell.isdigit() and len(cell) < 20
        try:
            return whole(lowest, highest)(int(cell) if digits else cell)
        except ReadError as error:
            raise self.problem(f"{column}: {error.reason}") from None

    def number(self, column: str, lowest: float, highest: float) -> float:
        """A cell with a finite number within limits, perhaps with a decimal comma; raises :class:`ReadError`."""
        try:
            return number(lowest, highest)(self.number_or_word(column))
        except ReadError as error:
            raise error if error.field else self.problem(f"{column}: {error.reason}") from None

    def number_or_word(self, column: str) -> float:
        """The same, or one of the words ``nan``, ``inf`` and ``-inf``, as a loss may be."""
        cell = self._cells[column]
        try:
            return float(cell.replace(",", "."))
        except ValueError:
            raise self.problem(f"{column}: {short(cell)} is not a number") from None

    def problem(self, reason: str) -> ReadError:
        """An error that names this line."""
        return ReadError(f"line {self.line}", reason)


def read_rows(text: str, columns: Sequence[str]) -> Iterator[Row]:
    """The rows of a table below its header.

    Args:
        text: the file's content.
        columns: what the header has to say, in this order.

    Raises:
        ReadError: there is another header, or a row of another length; names the line.

    Examples:
        >>> [row.number("noise", 0, 1) for row in read_rows("seed;noise\\r\\n0;0,50\\r\\n", ("seed", "noise"))]
        [0.5]
    """
    stream = io.StringIO(text.removeprefix(_BOM), newline="")
    header = stream.readline()
    delimiter = ";" if ";" in header else ","
    if header.strip() != delimiter.join(columns):
        raise ReadError("line 1", f"{short(header.strip())} is not {','.join(columns)}")
    reader = csv.reader(stream, delimiter=delimiter)
    try:
        for cells in reader:
            line = reader.line_num + 1
            if len(cells) != len(columns):
                raise ReadError(
                    f"line {line}", f"there are {len(cells)} cells; there should be {len(columns)}"
                )
            if any(len(cell) > _LONGEST_CELL for cell in cells):
                raise ReadError(f"line {line}", f"a cell is longer than {_LONGEST_CELL} characters")
            yield Row(line, dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        raise ReadError(f"line {reader.line_num + 1}", str(error)) from None
