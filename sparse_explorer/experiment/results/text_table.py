"""Tables of text, for a terminal and as Markdown, whatever the cells hold. Imports no torch.

Names of variants are what users typed. In a terminal a wide character takes two places and a control character could
do anything; in Markdown a bar would end the cell and a star begin bold type.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from sparse_explorer.printable import printable as written_out

_MARKDOWN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~&$!"})
"""What means something in Markdown, in GitHub's tables and mathematics too; a backslash makes each of them plain."""

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
    return sum(_width(character) for character in text)


def text_table(
    headers: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[bool], markdown: bool = False
) -> str:
    """Lay a table out, each row with as many cells as there are headers.

    Args:
        headers: a title a column.
        rows: from top to bottom.
        right: which columns have their text at the right.
        markdown: as GitHub's Markdown, or else for a terminal.

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
    padded = [
        [_pad(cell, width, at_right) for cell, width, at_right in zip(line, widths, right, strict=True)]
        for line in lines
    ]
    if markdown:
        written = [f"| {' | '.join(line)} |" for line in padded]
        rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
    else:
        written = ["  ".join(line).rstrip() for line in padded]
        rule = "  ".join("-" * width for width in widths)
    return "\n".join([written[0], rule, *written[1:]])


def _pad(cell: str, width: int, at_right: bool) -> str:
    room = " " * (width - display_width(cell))
    return room + cell if at_right else cell + room


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
