"""The list of variants: their order, names and colours, which one is selected, and those that were removed. Knows no
Qt, and tells nobody: that is the session's part."""

import dataclasses
from collections.abc import Callable, Sequence

from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.state import Row
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.line_styles import COLORS, free_style

LONGEST_STEM = 55
"""Of a name that gets a number behind it; names have a limit."""


class Variants:
    """Variants in order, under names of their own.

    Attributes:
        items: from top to bottom.
        selected_id: the selected one's id; empty when none is.
    """

    def __init__(self) -> None:
        self.items: list[VariantItem] = []
        self.selected_id = ""
        self._removed: list[tuple[int, VariantItem]] = []
        self._aside: dict[str, VariantItem] = {}
        self._copies: dict[tuple[str, Variant], VariantItem] = {}

    def item(self, variant_id: str) -> VariantItem:
        """The variant with that id; KeyError if it is gone."""
        for item in self.items:
            if item.id == variant_id:
                return item
        raise KeyError(variant_id)

    def has(self, variant_id: str) -> bool:
        """Whether the variant is (still) there."""
        return any(item.id == variant_id for item in self.items)

    def present_or_removed(self, variant_id: str) -> VariantItem:
        """The variant with that id, even if it was removed or set aside; KeyError if there never was one."""
        if variant_id in self._aside:
            return self._aside[variant_id]
        for _, item in self._removed:
            if item.id == variant_id:
                return item
        return self.item(variant_id)

    def removed_ids(self) -> list[str]:
        """Those that were removed and not brought back."""
        return [item.id for _, item in self._removed]

    def removed_places(self) -> tuple[tuple[int, str], ...]:
        """(place, id) of those that were removed and not brought back."""
        return tuple((place, item.id) for place, item in self._removed)

    def reinstate(
        self,
        rows: Sequence[Row],
        removed: Sequence[tuple[int, str]],
        selected_id: str,
        keeps: Callable[[VariantItem, Variant], bool],
    ) -> None:
        """Make the list what it was.

        Args:
            rows: the variants that were there.
            removed: (place, id) of those that had been removed. Who is in neither is set aside: it is not there, but
                keeps all it learned.
            selected_id: which one was selected.
            keeps: whether a variant cannot have a configuration any more for what it learned since; it keeps its own,
                and a copy with that configuration stands behind it.
        """
        known = {item.id: item for item in (*self.items, *(item for _, item in self._removed))} | self._aside
        self.items.clear()
        for row in rows:
            item = known[row.id]
            variant = row.variant
            if keeps(item, variant):
                variant = dataclasses.replace(item.variant, name=variant.name)
            item.variant = dataclasses.replace(variant, note=row.note or None)
            item.color, item.hidden = row.color, row.hidden
            self.items.append(item)
        for row in rows:
            item = known[row.id]
            if item.variant != row.variant:
                self._insert(self.items.index(item) + 1, self._copy(item, row.variant))
        self._removed = [(place, known[variant_id]) for place, variant_id in removed]
        here = {item.id for item in self.items} | set(self.removed_ids())
        self._aside = {item.id: item for item in known.values() if item.id not in here}
        chosen = self.has(selected_id)
        self.selected_id = selected_id if chosen else (self.items[-1].id if self.items else "")

    def add(self, variant: Variant, after: str = "") -> VariantItem:
        """Insert a new variant behind the one with the id ``after``, or at the end, and select it."""
        name, style = self.free_name(variant.name), self.free_style()
        item = VariantItem(dataclasses.replace(variant, name=name), style)
        place = next((i + 1 for i, other in enumerate(self.items) if other.id == after), len(self.items))
        return self._insert(place, item)

    def adopt(self, item: VariantItem) -> VariantItem:
        """Insert a variant that has an id and records at the end, under a free name, in a free style, and select it."""
        return self._insert(len(self.items), self._aside.pop(item.id, item))

    def remove(self, variant_id: str) -> None:
        """Take a variant out, and select its neighbour if it was the selected one."""
        index = self.items.index(self.item(variant_id))
        self._removed.append((index, self.items.pop(index)))
        if self.selected_id == variant_id:
            self.selected_id = self.items[min(index, len(self.items) - 1)].id if self.items else ""

    def undo_remove(self) -> VariantItem | None:
        """Put what was removed last back to its place and select it; None if there is nothing."""
        return self._insert(*self._removed.pop()) if self._removed else None

    def take_back(self, variant_id: str) -> VariantItem | None:
        """Put a variant that was removed back to its place and select it; None if it is not among those."""
        for index, (place, item) in enumerate(self._removed):
            if item.id == variant_id:
                del self._removed[index]
                return self._insert(place, item)
        return None

    def move(self, variant_id: str, place: int) -> None:
        """Put a variant at another place."""
        item = self.item(variant_id)
        self.items.remove(item)
        self.items.insert(max(0, min(place, len(self.items))), item)

    def name_problem(self, variant_id: str, name: str) -> str:
        """Why a variant cannot have a name: it is not allowed, or another variant has it; empty if it can."""
        item, name = self.item(variant_id), name.strip()
        if any(other.variant.name == name for other in self.items if other is not item):
            return f"{name!r} is the name of another variant"
        try:
            dataclasses.replace(item.variant, name=name)
        except ConfigError as error:
            return error.reason
        return ""

    def rows(self) -> tuple[Row, ...]:
        """The variants from top to bottom, as values."""
        return tuple(
            Row(item.id, item.variant, item.color, item.hidden, item.variant.note or "")
            for item in self.items
        )

    def free_name(self, wanted: str) -> str:
        """``wanted``, or it with the first free number behind it."""
        taken = {item.variant.name for item in self.items}
        name, number = wanted, 2
        stem = wanted.rstrip("0123456789") or f"{wanted} "
        if stem == wanted:  # without a number so far
            stem += " "
        while name in taken:
            name, number = f"{stem[:LONGEST_STEM]}{number}", number + 1
        return name

    def free_style(self, number: int | None = None, but: VariantItem | None = None) -> int:
        """The first style that no variant ``but`` one has, in any colour or in that of a style number."""
        used = {item.color for item in self.items if item is not but}
        return free_style(used, None if number is None else number % COLORS)

    def _copy(self, item: VariantItem, variant: Variant) -> VariantItem:
        """The copy of a variant with another configuration: the same one each time, with what it learned, unless it
        was given another configuration."""
        copy = self._copies.get((item.id, variant))
        if copy is None or dataclasses.replace(copy.variant, name=variant.name) != variant:
            copy = self._copies[item.id, variant] = VariantItem(variant, item.color)
        return copy

    def _insert(self, place: int, item: VariantItem) -> VariantItem:
        if any(other.variant.name == item.variant.name for other in self.items):
            item.variant = dataclasses.replace(item.variant, name=self.free_name(item.variant.name))
        if any(other.color == item.color for other in self.items):
            item.color = self.free_style(item.color)
        self.items.insert(min(place, len(self.items)), item)
        self.selected_id = item.id
        return item
