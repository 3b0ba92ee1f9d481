"""How the panes of a stage are placed: rows and columns of panes, as plain data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt

from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.card import Card

GAP = SPACE + 4
"""Pixels between two panes."""


@dataclass(frozen=True)
class Split:
    """Parts beside or below each other.

    Attributes:
        orientation: horizontal for parts beside each other.
        parts: panes by their names, and further splits.
        shares: of the room, one a part.
    """

    orientation: Qt.Orientation
    parts: tuple["str | Split", ...]
    shares: tuple[int, ...]

    def names(self) -> Iterator[str]:
        """The names of all panes within, from the left, from the top."""
        for part in self.parts:
            if isinstance(part, Split):
                yield from part.names()
            else:
                yield part

    def counts(self) -> Iterator[int]:
        """How many parts this split and those within it have, each before those within it."""
        yield len(self.parts)
        for part in self.parts:
            if isinstance(part, Split):
                yield from part.counts()


def beside(*parts: "tuple[str | Split, int]") -> Split:
    """Parts from left to right, each with its share of the width."""
    return Split(Qt.Orientation.Horizontal, *zip(*parts, strict=True))


def below(*parts: "tuple[str | Split, int]") -> Split:
    """Parts from the top down, each with its share of the height."""
    return Split(Qt.Orientation.Vertical, *zip(*parts, strict=True))


def most_height(part: "str | Split", panes: Mapping[str, Card]) -> int:
    """The height in pixels beyond which a part of these panes, by place, has no use for more."""
    if isinstance(part, str):
        return panes[part].most_height()
    each = [most_height(inside, panes) for inside in part.parts]
    return max(each) if part.orientation == Qt.Orientation.Horizontal else sum(each) + GAP * (len(each) - 1)


def shared_out(room: int, shares: Sequence[int], most: Sequence[int]) -> list[int]:
    """Sizes in pixels by shares of a room, none beyond its most; what is left over goes to the first that takes it.

    Example::

        shared_out(900, (5, 4), (10_000, 200))  # [700, 200]
    """
    sizes = [
        max(1, min(room * share // sum(shares), limit)) for share, limit in zip(shares, most, strict=True)
    ]
    for place, limit in enumerate(most):
        sizes[place] += max(0, min(room - sum(sizes), limit - sizes[place]))
    return sizes


def least_size(part: "str | Split", panes: dict[str, Card]) -> QSize:
    """The size in pixels that holds those of a part's panes that are among ``panes``; empty without any."""
    if isinstance(part, str):
        return (
            panes[part].minimumSizeHint().expandedTo(panes[part].minimumSize())
            if part in panes
            else QSize(0, 0)
        )
    sizes = [size for each in part.parts if not (size := least_size(each, panes)).isEmpty()]
    gaps = GAP * max(0, len(sizes) - 1)
    wide, high = [size.width() for size in sizes], [size.height() for size in sizes]
    if part.orientation == Qt.Orientation.Horizontal:
        return QSize(sum(wide) + gaps, max(high, default=0))
    return QSize(max(wide, default=0), sum(high) + gaps)
