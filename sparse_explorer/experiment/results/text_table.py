"""Tables of text, for a terminal and as Markdown, whatever the cells hold. Imports no torch.

Names of variants are what users typed. In a terminal a wide character takes two places and a control character could
do anything; in Markdown a bar would end the cell and a star begin bold type.
"""

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence

from sparse_explorer.printable import printable as written_out

_MARKDOWN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~&$!"})
"""What means something in Markdown, in GitHub's tables and mathematics too; a backslash makes each of them plain."""

_LONG_WORD = 16
"""A column of text may be made as narrow as this, whatever words it holds."""

_FILLER = "\ue000"
"""Stands behind a wide letter while places are counted."""

_HEAD_ROOM = 2
"""A column is so much wider than its head, so that heads stand apart."""


def printable(text: str) -> str:
    """Text on one line and without control characters, which are shown by their codes, such as ``\\x1b``."""
    return written_out("".join(" " if letter.isspace() else letter for letter in text)).strip()


def markdown_text(text: str) -> str:
    """Text that Markdown shows as it was typed, on one line."""
    return printable(text).translate(_MARKDOWN)


def display_width(text: str) -> int:
    """How many places a text takes in a terminal: two for each wide (East Asian) character, none for an accent that
    is put over the one before."""
    return len(text) if text.isascii() else sum(_width(character) for character in text)


def text_table(
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[bool],
    markdown: bool = False,
    most: int | None = None,
) -> str:
    """Lay a table out, each row with as many cells as there are headers.

    Args:
        headers: a title a column.
        rows: from top to bottom.
        right: which columns have their text at the right.
        markdown: as GitHub's Markdown, or else for a terminal.
        most: places that the table may take in a terminal, as far as its words allow that: heads, and the cells of
            columns that have their text at the left, are broken into lines. None for as many as it takes.

    Raises:
        ValueError: a row has more or fewer cells than there are headers.
    """
    clean = markdown_text if markdown else printable
    lines = [[clean(cell) for cell in row] for row in (headers, *rows)]
    for line in lines:
        if len(line) != len(headers):
            raise ValueError(f"a row has {len(line)} cells, must have {len(headers)}, one a header")
    widths = [display_width(head) + _HEAD_ROOM for head in lines[0]]
    for line in lines:
        cells = zip(line, widths, right, strict=True)
        widths = [max(width, display_width(cell)) for cell, width, _ in cells]
    if markdown:
        written = [f"| {' | '.join(_padded(line, widths, right))} |" for line in lines]
        rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
        return "\n".join([written[0], rule, *written[1:]])
    if most is not None:
        widths = _narrowed(lines, widths, right, most)
    blocks = [
        "\n".join("  ".join(_padded(cells, widths, right)).rstrip() for cells in _broken(line, widths))
        for line in lines
    ]
    apart = "\n\n" if any("\n" in block for block in blocks[1:]) else "\n"
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([blocks[0], rule, *([apart.join(blocks[1:])] if blocks[1:] else [])])


def _narrowed(
    lines: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool], most: int
) -> list[int]:
    """Widths with which the table takes at most so many places: first heads of numbers are broken, then texts, the
    widest columns before others."""
    room = most - 2 * (len(widths) - 1)
    least = []
    for column, at_right in enumerate(right):
        cells = [line[column] for line in lines]
        words = [word for cell in (cells[:1] if at_right else cells) for word in _wrapped(cell, 1, False)]
        whole = [display_width(cell) for cell in cells[1:]] if at_right else []
        least.append(max([*whole, min(max(map(display_width, words)), _LONG_WORD)]))
    found = list(widths)
    for of_numbers in (True, False):
        columns = [column for column, at_right in enumerate(right) if at_right is of_numbers]
        while sum(found) > room:
            wide = [column for column in columns if found[column] > least[column]]
            if not wide:
                break
            found[max(wide, key=lambda column: found[column])] -= 1
    return found


def _broken(line: Sequence[str], widths: Sequence[int]) -> list[list[str]]:
    """A row as one or more lines of cells, none wider than its column."""
    cells = [_wrapped(cell, width) for cell, width in zip(line, widths, strict=True)]
    tallest = max(map(len, cells))
    return [list(each) for each in zip(*(cell + [""] * (tallest - len(cell)) for cell in cells), strict=True)]


def _wrapped(text: str, width: int, long_words: bool = True) -> list[str]:
    """A text in lines of at most so many places; ``long_words``: one that is longer is broken, too."""
    measured = "".join(letter + _FILLER * (_width(letter) - 1) for letter in text)
    for narrower in (width, width - 1):  # where a wide letter was broken from its filler, one less will do
        lines = textwrap.wrap(measured, max(narrower, 1), break_long_words=long_words)
        lines = [line.replace(_FILLER, "") for line in lines if line != _FILLER] or [""]
        if all(display_width(line) <= width for line in lines):
            break
    return lines


def _padded(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    return [_pad(cell, width, at_right) for cell, width, at_right in zip(cells, widths, right, strict=True)]


def _pad(cell: str, width: int, at_right: bool) -> str:
    room = " " * (width - display_width(cell))
    return room + cell if at_right else cell + room


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
