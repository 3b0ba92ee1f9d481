"""The variants in their order, and which of them are selected, shown, and compared with."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QObject

from sparse_explorer.app.model.announcing import Announce
from sparse_explorer.app.model.circumstances import Circumstances
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.variants import Variants
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.variant import Variant


class Lineup(Circumstances):
    """The part of the session that is the list of variants; see :class:`~sparse_explorer.app.model.session.Session`.

    Signals:
        variants_changed: the list, or something that a row of it shows, is different.
        selected_changed: another variant is selected, or the selected one has another configuration.
        reference_changed: another variant was chosen to compare the others with.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._variants = Variants()
        self._reference_id = ""
        self._solo_id = ""

    @property
    def items(self) -> list[VariantItem]:
        """The variants, from top to bottom."""
        return self._variants.items

    @property
    def selected_id(self) -> str:
        """The selected variant's id; empty when there is none."""
        return self._variants.selected_id

    @property
    def selected(self) -> VariantItem | None:
        """The selected variant; None when there is none."""
        return self.item(self.selected_id) if self.selected_id else None

    @property
    def reference(self) -> VariantItem | None:
        """The variant that the others are compared with: the one that was chosen, or else the first."""
        if self.has(self._reference_id):
            return self.item(self._reference_id)
        return self.items[0] if self.items else None

    def set_reference(self, variant_id: str) -> None:
        """Compare the others with this variant; with an id that is not there, with the first."""
        before = self.reference
        with self._change() as announce:
            self._reference_id = variant_id
            if self.reference is not before:
                announce("reference_changed")

    def item(self, variant_id: str) -> VariantItem:
        """The variant with that id; KeyError if it is gone."""
        return self._variants.item(variant_id)

    def has(self, variant_id: str) -> bool:
        """Whether the variant is (still) there."""
        return self._variants.has(variant_id)

    def add(self, variant: Variant, after: str = "") -> VariantItem:
        """Add a variant under a name of its own, behind the one with the id ``after`` or at the end, and select it."""
        with self._list_change():
            return self._variants.add(variant, after)

    def duplicate(self, variant_id: str) -> VariantItem:
        """Add an untrained copy of a variant behind it; what was written down about it is not true of the copy. Not to
        be asked of a network from elsewhere."""
        return self.add(replace(self.item(variant_id).variant, note=None), after=variant_id)

    def adopt(self, items: Iterable[VariantItem]) -> None:
        """Add variants that have ids and records already, such as those found on disk, in free colours and under free
        names; those that are there stay as they are."""
        items = [item for item in items if item.id not in self.removed_ids() and not self.has(item.id)]
        if items:
            with self._list_change():
                for item in items:
                    item.color = self._variants.free_style()
                    self._variants.adopt(item)

    def remove(self, variant_id: str) -> None:
        """Remove a variant with its results, and select its neighbour; see :meth:`undo_remove`."""
        with self._list_change():
            self._variants.remove(variant_id)

    def removed_ids(self) -> list[str]:
        """The variants that were removed in this session and not brought back."""
        return self._variants.removed_ids()

    def undo_remove(self) -> VariantItem | None:
        """Bring the variant that was removed last back to its place and select it; None if there is none."""
        if not self.removed_ids():
            return None
        with self._list_change():
            return self._variants.undo_remove()

    def take_back(self, variant_id: str) -> None:
        """Bring a variant that was removed in this session back to its place and select it, if there is such a one."""
        if variant_id in self.removed_ids():
            with self._list_change():
                self._variants.take_back(variant_id)

    def name_problem(self, variant_id: str, name: str) -> str:
        """Why a variant cannot have a name: it is not allowed, or another variant has it; empty if it can."""
        return self._variants.name_problem(variant_id, name)

    def free_name(self, wanted: str) -> str:
        """``wanted``, or it with the first free number behind it."""
        return self._variants.free_name(wanted)

    def rename(self, variant_id: str, name: str) -> None:
        """Give a variant another name.

        Raises:
            ConfigError: see :meth:`name_problem`.
        """
        problem = self.name_problem(variant_id, name)
        if problem:
            raise ConfigError("name", problem)
        item = self.item(variant_id)
        renamed = replace(item.variant, name=name.strip())
        if renamed != item.variant:
            with self._list_change(variant_id):
                item.variant = renamed

    def recolor(self, variant_id: str, color: int) -> None:
        """Give a variant the colour of a style number, with a dash and a marker that no other of that colour has."""
        item = self.item(variant_id)
        style = self._variants.free_style(color, but=item)
        if style != item.color:
            with self._list_change(variant_id):
                item.color = style

    def set_note(self, variant_id: str, note: str) -> None:
        """Write something down about a variant, in one or more lines; nothing with an empty text.

        Raises:
            ConfigError: it is too long, or holds what cannot be shown.
        """
        item, note = self.item(variant_id), note.strip()
        if note != (item.variant.note or ""):
            noted = replace(item.variant, note=note or None)
            with self._list_change():
                item.variant = noted

    def move(self, variant_id: str, place: int) -> None:
        """Put a variant at another place in the list."""
        with self._list_change(variant_id):
            self._variants.move(variant_id, place)

    def select(self, variant_id: str) -> None:
        """Select a variant; an id that is not there selects none."""
        chosen = variant_id if self.has(variant_id) else ""
        if chosen != self.selected_id:
            with self._change() as announce:
                self._variants.selected_id = chosen
                announce("selected_changed")
                announce("edited")

    @property
    def solo_id(self) -> str:
        """The variant that is shown alone; empty when none is."""
        return self._solo_id if self.has(self._solo_id) else ""

    @property
    def shown(self) -> list[VariantItem]:
        """The variants that pictures show, from top to bottom: one alone, or all that are not hidden."""
        return [item for item in self.items if self.is_shown(item.id)]

    def is_shown(self, variant_id: str) -> bool:
        """Whether pictures show a variant."""
        return variant_id == self.solo_id if self.solo_id else not self.item(variant_id).hidden

    def set_shown(self, variant_id: str, shown: bool) -> None:
        """Show a variant in pictures, or leave it out; results stay as they are.

        While one is shown alone, those that are not seen count as hidden from now on.
        """
        if shown != self.is_shown(variant_id):
            with self._list_change():
                for item in self.items:
                    item.hidden = not self.is_shown(item.id)
                self._solo_id = ""
                self.item(variant_id).hidden = not shown

    def toggle_solo(self, variant_id: str) -> None:
        """Show a variant alone; the second time, show again what was shown before."""
        self.item(variant_id)  # it must be there
        with self._list_change():
            self._solo_id = "" if self.solo_id == variant_id else variant_id

    @contextmanager
    def _list_change(self, about: str = "") -> Iterator[Announce]:
        """A change of the list, and perhaps of what is shown of the one variant with the id ``about``."""
        selected = self.selected_id
        with self._change() as announce:
            yield announce
            announce("variants_changed")
            announce("edited")
            if about:
                announce("record_changed", about)
            if self.selected_id != selected:
                announce("selected_changed")

    def _say(self, topic: str, about: str) -> None:
        if topic != "record_changed" or self.has(about):  # reports of one that was removed concern nobody yet
            super()._say(topic, about)
