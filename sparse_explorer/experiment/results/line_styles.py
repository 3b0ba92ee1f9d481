"""How the lines of variants look, so that each can be told from every other: in the window, in exports, in figures.

A style is a number, 0, 1, 2 ... The first seven differ by colour alone; those beyond have a dash and a marker too.
Plain numbers: whoever draws turns them into pens of its own. Imports nothing.
"""

from dataclasses import dataclass

COLORS = 7
"""How many colours there are; every palette has as many."""

PALETTE = ("#d55e00", "#0072b2", "#009e73", "#c0589a", "#b8860b", "#3a9bd9", "#4d4d4d")
"""The colours on a light ground: Okabe and Ito's, safe for colour-blind eyes, the palest of them darkened."""

DARK_PALETTE = ("#f08a3c", "#56b4e9", "#2fbf8f", "#dc8cc0", "#e6b422", "#8fb8ff", "#c4c8d0")
"""The same on a dark ground."""

DASHES: tuple[tuple[float, ...], ...] = ((), (4, 2), (1, 1.5), (5, 1.5, 1, 1.5))
"""Lengths of dash and gap in turn, in widths of the line; none for a solid line."""

MARKERS = ("circle", "square", "triangle", "diamond")

STYLES = COLORS * len(DASHES) * len(MARKERS)
"""So many styles differ from each other; those beyond start over."""


@dataclass(frozen=True)
class LineStyle:
    """What tells one line from another.

    Attributes:
        color: its number in a palette, 0 ... COLORS - 1.
        dash: one of DASHES.
        marker: one of MARKERS, on measured points.
    """

    color: int
    dash: tuple[float, ...]
    marker: str

    @property
    def plain(self) -> bool:
        """Whether the colour says it all: a solid line with discs on it."""
        return not self.dash and self.marker == MARKERS[0]


def line_style(number: int) -> LineStyle:
    """The style of a number; ValueError if it is negative."""
    if number < 0:
        raise ValueError(f"style is {number}, must be 0 or more")
    turn, color = divmod(number, COLORS)
    # Dash and marker change together; after all dashes they are paired in another way.
    marker = MARKERS[(turn + turn // len(DASHES)) % len(MARKERS)]
    return LineStyle(color, DASHES[turn % len(DASHES)], marker)


def free_style(used: set[int], color: int | None = None) -> int:
    """The first style that is not used, of one colour (0 ... COLORS - 1) or of any."""
    number, step = (0, 1) if color is None else (color, COLORS)
    while number in used:
        number += step
    return number
