"""How a user has arranged the panes of a stage: as data that can be kept. Knows no Qt."""

from collections.abc import Mapping, Sequence
from typing import Any

MOST_PIXELS = 10_000
"""Of a remembered size; more is rubbish."""


class Arrangement:
    """Order, what is folded away, what stands alone, and sizes.

    Attributes:
        order: the panes, place by place.
        folded: those that are put away; never all of them.
        alone: the one that has the whole stage; None where they share it.
        page: the tab in front, from 0.
        sizes: of the parts of each splitter, once the user dragged any; else empty.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self.order: list[str] = []
        self.folded: set[str] = set()
        self.alone: str | None = None
        self.page = 0
        self.sizes: list[list[int]] = []
        self.reset()

    def reset(self) -> None:
        """As it is at first."""
        self.order = list(self._names)
        self.folded = set()
        self.alone = None
        self.page = 0
        self.sizes = []

    def stand_alone(self, name: str | None) -> None:
        """Give one pane the whole stage, or let them share it again."""
        self.alone = name
        if name is not None:
            self.folded.discard(name)

    def fold(self, name: str, folded: bool) -> bool:
        """Put a pane away or bring it back; returns whether it was done: the last one stays."""
        if folded and len(self._names) - len(self.folded | {name}) < 1:
            return False
        (self.folded.add if folded else self.folded.discard)(name)
        if folded and self.alone == name:
            self.alone = None
        return True

    def swap(self, name: str, other: str) -> None:
        """Let two panes change places."""
        first, second = self.order.index(name), self.order.index(other)
        self.order[first], self.order[second] = other, name

    def uncover(self, name: str) -> None:
        """Let nothing hide a pane but the page that it is on."""
        self.folded.discard(name)
        if self.alone not in (None, name):
            self.alone = None

    def data(self) -> dict[str, Any]:
        """As plain data; see :meth:`read`."""
        return {
            "order": list(self.order),
            "folded": sorted(self.folded),
            "alone": self.alone or "",
            "page": self.page,
            "sizes": self.sizes,
        }

    def read(self, data: Mapping[Any, Any], counts: Sequence[int]) -> None:
        """Take over what :meth:`data` gave; what is not understood is left out.

        Args:
            data: perhaps of another version, or broken.
            counts: how many parts each splitter has.
        """
        order, folded, alone, page = (data.get(key) for key in ("order", "folded", "alone", "page"))
        if isinstance(order, list) and all(isinstance(name, str) for name in order):
            self.order = order if sorted(order) == sorted(self._names) else self.order
        if isinstance(folded, list):
            known = {name for name in folded if isinstance(name, str) and name in self._names}
            self.folded = known if len(known) < len(self._names) else set()
        self.alone = alone if isinstance(alone, str) and alone in self._names else None
        self.page = page if type(page) is int and 0 <= page < len(self._names) else 0
        sizes = data.get("sizes")
        if not isinstance(sizes, list) or len(sizes) != len(counts):
            return
        if all(_are_sizes(each, count) for each, count in zip(sizes, counts, strict=True)):
            self.sizes = [list(each) for each in sizes]


def _are_sizes(data: object, count: int) -> bool:
    """Whether these are pixels of so many parts, not all of them 0."""
    return (
        isinstance(data, list)
        and len(data) == count
        and all(type(size) is int and 0 <= size < MOST_PIXELS for size in data)
        and any(data)
    )
