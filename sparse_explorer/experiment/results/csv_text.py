"""Tables as CSV: plain, for programs, or as Excel opens it by a double click. Imports no torch.

Cells of text are what users typed, so every one of them is quoted where a spreadsheet would take it for a formula;
numbers, which may begin with a minus, are :class:`Number` or int.
"""

import csv
import io
import locale
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)  # = + - @, full-width too

_COMMA_LANGUAGES = frozenset(
    "af be bg bs ca cs da de el es et eu fi fr gl hr hu hy id is it ka kk lt lv mk nb nl nn no pl pt ro ru sk sl sq "
    "sr sv tr uk uz vi".split()
)
"""Languages that write a decimal comma, for a machine on which the user's own locale is not installed."""


class Number(str):
    """A number as it is to be written, with a decimal point; a dialect may write a comma instead."""


def fixed(value: float | None, digits: int) -> Number:
    """A number with so many digits after the point; empty for None."""
    return Number("" if value is None else f"{value:.{digits}f}")


@dataclass(frozen=True)
class CsvDialect:
    """How a table is written.

    Attributes:
        delimiter: between cells.
        decimal: a point or a comma, within numbers.
        line_end: after each row.
        bom: whether a byte-order mark says that this is UTF-8.
    """

    delimiter: str = ","
    decimal: str = "."
    line_end: str = "\n"
    bom: bool = False


PLAIN = CsvDialect()
"""What programs read: commas, decimal points, no byte-order mark."""

DIALECTS = ("plain", "excel")


def excel_dialect(decimal: str) -> CsvDialect:
    """What Excel shows in columns, with every letter right, when the file is opened by a double click.

    Args:
        decimal: the decimal mark of the people who open it, a comma or a point.
    """
    return CsvDialect(";", "," if decimal == "," else ".", "\r\n", bom=True)


def csv_dialect(name: str) -> CsvDialect:
    """The dialect of a name in DIALECTS; ``excel`` with the user's decimal mark.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in DIALECTS:
        raise ValueError(f"dialect is {name!r}, must be one of {', '.join(DIALECTS)}")
    return PLAIN if name == "plain" else excel_dialect(decimal_mark())


def decimal_mark() -> str:
    """The decimal mark of the user's locale.

    C has no way to ask but to set the process's locale, which is set back at once; call it before there are threads.
    """
    before = locale.setlocale(locale.LC_NUMERIC)
    try:
        locale.setlocale(locale.LC_NUMERIC, "")
        return str(locale.localeconv()["decimal_point"])
    except locale.Error:  # it is not installed here; its language is known all the same
        wanted = (os.environ.get(name, "") for name in ("LC_ALL", "LC_NUMERIC", "LANG"))
        language = next((value for value in wanted if value), "").partition("_")[0].lower()
        return "," if language in _COMMA_LANGUAGES else "."
    finally:
        locale.setlocale(locale.LC_NUMERIC, before)


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]], dialect: CsvDialect = PLAIN) -> str:
    """A header and rows as CSV."""
    text = io.StringIO()
    if dialect.bom:
        text.write("\ufeff")
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator=dialect.line_end)
    writer.writerow(header)
    writer.writerows([_cell(value, dialect) for value in row] for row in rows)
    return text.getvalue()


def safe_text(text: str) -> str:
    """Quote text that a spreadsheet would take for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


def _cell(value: object, dialect: CsvDialect) -> object:
    if isinstance(value, Number):
        return str(value).replace(".", dialect.decimal)
    return safe_text(value) if isinstance(value, str) else value
