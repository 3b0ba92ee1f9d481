"""The one owner of what the window shows: variants, data set, current digit, current noise.

Panes and controllers ask the session and listen to it; nobody else keeps a copy. Setters that change nothing emit
nothing, so that a view may answer a signal with a setter. The session changes completely, selection included, before
it says so (:mod:`sparse_explorer.app.announcing`): whoever listens may read and change everything.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from sparse_explorer.app.announcing import Announce
from sparse_explorer.app.circumstances import ORDER, Circumstances
from sparse_explorer.app.records import MOST_SEEDS, RunRecord, Standing, VariantItem, standing
from sparse_explorer.app.variants import Variants
from sparse_explorer.data.catalogue import describe
from sparse_explorer.experiment.config import NetworkConfig, TrainingConfig, Variant, settle_epochs
from sparse_explorer.experiment.effects import same_effect
from sparse_explorer.experiment.fields import ConfigError
from sparse_explorer.experiment.history import History
from sparse_explorer.experiment.reports import EvaluationReport, TrainingReport
from sparse_explorer.experiment.results import RunResult

__all__ = ["MOST_SEEDS", "Session"]


class Session(Circumstances):
    """Variants and shared state.

    Signals, beside those of :class:`Circumstances`:
        variants_changed: the list, or something that a row of it shows, is different.
        selected_changed: another variant is selected, or the selected one has another configuration.
        record_changed(str): training or results of the variant with that id went on.

    Attributes:
        loading: (variant id, data set) of networks that are on disk and not in memory yet.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._variants = Variants()
        self.loading: frozenset[tuple[str, str]] = frozenset()

    # --- variants -------------------------------------------------------------------------------------------------

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

    def item(self, variant_id: str) -> VariantItem:
        """The variant with that id; KeyError if it is gone."""
        return self._variants.item(variant_id)

    def has(self, variant_id: str) -> bool:
        """Whether the variant is (still) there."""
        return self._variants.has(variant_id)

    def record(self, variant_id: str) -> RunRecord | None:
        """What a variant learned and how it did on the data set in use; None where there is nothing."""
        return self.item(variant_id).records.get(self.dataset)

    def standing(self, variant_id: str) -> Standing:
        """How far a variant is on the data set in use, and whether it can be looked into."""
        waits = (variant_id, self.dataset) in self.loading or not self.digit_count
        return standing(self.record(variant_id), waits)

    def add(self, variant: Variant, after: str = "") -> VariantItem:
        """Add a variant under a name of its own, behind the one with the id ``after`` or at the end, and select it."""
        with self._list_change():
            return self._variants.add(variant, after)

    def duplicate(self, variant_id: str) -> VariantItem:
        """Add an untrained copy of a variant behind it."""
        return self.add(self.item(variant_id).variant, after=variant_id)

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

    def name_problem(self, variant_id: str, name: str) -> str:
        """Why a variant cannot have a name: it is not allowed, or another variant has it; empty if it can."""
        return self._variants.name_problem(variant_id, name)

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

    def configure(self, variant_id: str, network: NetworkConfig, training: TrainingConfig) -> VariantItem:
        """Change a variant's configuration.

        What was trained stays: a variant that has records is left as it is, and an untrained copy with the new
        configuration is added behind it and selected; unless it would train to the same numbers.
        """
        item = self.item(variant_id)
        changed = replace(item.variant, network=network, training=training)
        if changed == item.variant:
            return item
        if not all(_same_effect(item.variant, changed, dataset) for dataset in item.records):
            return self.add(changed, after=variant_id)
        with self._change() as announce:
            item.variant = changed
            announce("variants_changed")
            announce("edited")
            if variant_id == self.selected_id:
                announce("selected_changed")
        return item

    def free_name(self, wanted: str) -> str:
        """``wanted``, or it with the first free number behind it."""
        return self._variants.free_name(wanted)

    # --- records --------------------------------------------------------------------------------------------------
    # A variant that was removed while it trained still gets its last reports, and comes back with all it learned.

    def start_record(self, variant_id: str, dataset: str) -> RunRecord:
        """The variant's record on a data set; a new one if there is none."""
        records = self._variants.present_or_removed(variant_id).records
        if dataset not in records:
            with self._record_change(variant_id):
                records[dataset] = RunRecord(self.seed)
        return records[dataset]

    def drop_empty_record(self, variant_id: str, dataset: str) -> None:
        """Forget a record that holds nothing, so that the variant counts as untouched."""
        records = self._variants.present_or_removed(variant_id).records
        if dataset in records and records[dataset].empty:
            with self._change() as announce:
                del records[dataset]
                announce("variants_changed")
                announce("edited")

    def add_training(self, variant_id: str, dataset: str, report: TrainingReport) -> None:
        """Take in a report of training; sweeps of the network as it was before are forgotten."""
        with self._record_change(variant_id):
            self.start_record(variant_id, dataset).add_training(report)

    def add_sweep(self, variant_id: str, dataset: str, convention: str, report: EvaluationReport) -> None:
        """Take in a report of a noise sweep; a new sweep replaces an older one when it has come as far."""
        with self._change() as announce:
            if self.start_record(variant_id, dataset).add_sweep(convention, report):
                announce("record_changed", variant_id)

    def add_repeat(
        self, variant_id: str, dataset: str, seed: int, convention: str, report: EvaluationReport
    ) -> None:
        """Take in the noise sweep of the variant trained with a further seed, once it is complete."""
        if report.done == report.total:
            with self._record_change(variant_id):
                record = self.start_record(variant_id, dataset)
                record.repeats.setdefault(seed, {})[convention] = report.results

    def missing_repeats(self, variant_id: str) -> list[int]:
        """How far from the first one those of the further seeds are that have no sweep with the noise in use yet."""
        record, convention = self.record(variant_id), self.noise_config.convention
        return [
            step
            for step in range(1, self.seeds)
            if record is None or convention not in record.repeats.get(record.seed + step, {})
        ]

    def set_history(self, variant_id: str, dataset: str, history: History | None) -> None:
        """Say what training a stored network really has behind it; None: the network is lost, so is its record."""
        with self._record_change(variant_id):
            if history is None:
                self._variants.present_or_removed(variant_id).records.pop(dataset, None)
            else:
                self.start_record(variant_id, dataset).set_history(history)

    def set_loading(self, places: Iterable[tuple[str, str]]) -> None:
        """Say of which variants, and on which data sets, the network is on disk and not in memory yet."""
        places = frozenset(places)
        if places != self.loading:
            with self._change() as announce:
                self.loading = places
                announce("loading_changed")

    def swept(self, variant_id: str) -> bool:
        """Whether a variant's sweep with the noise in use has come to its end."""
        record = self.record(variant_id)
        levels = record.results.get(self.noise_config.convention, ()) if record else ()
        return len(levels) >= len(self.noise_config.levels)

    def complete_results(self) -> list[RunResult]:
        """As :meth:`results`, without the sweeps that were stopped halfway or are still going on."""
        return [run for run in self.results() if len(run.levels) >= len(self.noise_config.levels)]

    def results(self) -> list[RunResult]:
        """All sweeps on the data set and with the noise in use, in the order of variants and of each one's seeds."""
        found = []
        for item in self.items:
            record, convention = item.records.get(self.dataset), self.noise_config.convention
            for seed, levels in record.runs(convention, self.seeds) if record else ():
                found.append(RunResult(item.variant.name, self.dataset, convention, seed, levels))
        return found

    # --- restoring and announcing -----------------------------------------------------------------------------------

    def restore(self, items: list[VariantItem], selected_id: str, **values: Any) -> None:
        """Take over what was stored: variants, which one is selected, and values of the attributes by name."""
        with self._change() as announce:
            self._variants.items[:] = items
            self._variants.selected_id = selected_id if self.has(selected_id) else ""
            for name, value in values.items():
                setattr(self, name, value)
            for topic in ORDER:
                if topic not in ("record_changed", "searching_changed", "edited"):
                    announce(topic)

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

    @contextmanager
    def _record_change(self, variant_id: str) -> Iterator[Announce]:
        with self._change() as announce:
            yield announce
            announce("record_changed", variant_id)

    def _say(self, topic: str, about: str) -> None:
        if topic != "record_changed" or self.has(about):  # reports of one that was removed concern nobody yet
            super()._say(topic, about)


def _same_effect(one: Variant, other: Variant, dataset: str) -> bool:
    """Whether two variants train to the same numbers on a data set, which says what open numbers of epochs mean."""
    epochs = describe(dataset).epochs
    return same_effect(settle_epochs(one, epochs), settle_epochs(other, epochs))
