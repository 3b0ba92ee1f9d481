"""The one owner of what the window shows: variants, data set, current digit, current noise.

Panes and controllers ask the session and listen to it; nobody else keeps a copy. Setters that change nothing emit
nothing, so that a view may answer a signal with a setter.
"""

import dataclasses
from typing import Any

from PySide6.QtCore import QObject, Signal

from sparse_explorer.app.records import RunRecord, VariantItem
from sparse_explorer.data.catalogue import describe
from sparse_explorer.experiment.config import (
    NetworkConfig,
    NoiseConfig,
    TrainingConfig,
    Variant,
    settle_epochs,
)
from sparse_explorer.experiment.effects import same_effect
from sparse_explorer.experiment.fields import ConfigError
from sparse_explorer.experiment.history import History
from sparse_explorer.experiment.line_styles import COLORS, free_style
from sparse_explorer.experiment.reports import EvaluationReport, TrainingReport
from sparse_explorer.experiment.results import RunResult

MOST_SEEDS = 100


class Session(QObject):
    """Variants and shared state.

    Signals:
        variants_changed: the list, or something that a row of it shows, is different.
        selected_changed: another variant is selected, or the selected one has another configuration.
        record_changed(str): training or results of the variant with that id went on.
        dataset_changed, noise_config_changed, device_changed, seeds_changed: the experiment's circumstances are
            different.
        noise_changed(int), digit_changed(int), pattern_changed: what the inspector looks at.
        searching_changed(bool): whether it is looking for a digit on which variants disagree.
        edited: something that is worth saving changed.
    """

    variants_changed = Signal()
    selected_changed = Signal()
    record_changed = Signal(str)
    dataset_changed = Signal()
    noise_config_changed = Signal()
    device_changed = Signal()
    seeds_changed = Signal()
    noise_changed = Signal(int)
    digit_changed = Signal(int)
    pattern_changed = Signal()
    searching_changed = Signal(bool)
    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: list[VariantItem] = []
        self._removed: list[tuple[int, VariantItem]] = []
        self.selected_id = ""
        self.dataset = "digits"
        self.device = "auto"
        self.seed = 0
        self.seeds = 1
        self.noise_config = NoiseConfig()
        self.noise = 50
        self.digit = 0
        self.digit_count = 0
        self.pattern = 0
        self.searching = False

    # --- variants -------------------------------------------------------------------------------------------------

    def item(self, variant_id: str) -> VariantItem:
        """The variant with that id; KeyError if it is gone."""
        for item in self.items:
            if item.id == variant_id:
                return item
        raise KeyError(variant_id)

    def has(self, variant_id: str) -> bool:
        """Whether the variant is (still) there."""
        return any(item.id == variant_id for item in self.items)

    @property
    def selected(self) -> VariantItem | None:
        """The selected variant; None when there is none."""
        return self.item(self.selected_id) if self.has(self.selected_id) else None

    def record(self, variant_id: str) -> RunRecord | None:
        """What came of a variant on the data set in use."""
        return self.item(variant_id).records.get(self.dataset)

    def add(self, variant: Variant, after: str = "") -> VariantItem:
        """Add a variant under a name of its own, behind the one named ``after`` or at the end, and select it."""
        color = free_style({item.color for item in self.items})
        item = VariantItem(dataclasses.replace(variant, name=self.free_name(variant.name)), color)
        place = next((i + 1 for i, other in enumerate(self.items) if other.id == after), len(self.items))
        self.items.insert(place, item)
        self._variants_changed()
        self.select(item.id)
        return item

    def duplicate(self, variant_id: str) -> VariantItem:
        """Add an untrained copy of a variant behind it."""
        return self.add(self.item(variant_id).variant, after=variant_id)

    def remove(self, variant_id: str) -> None:
        """Remove a variant with all that came of it, and select its neighbour; see :meth:`undo_remove`."""
        index = self.items.index(self.item(variant_id))
        self._removed.append((index, self.items.pop(index)))
        self._variants_changed()
        if self.selected_id == variant_id:
            self.select(self.items[min(index, len(self.items) - 1)].id if self.items else "")

    def removed_ids(self) -> list[str]:
        """The variants that were removed in this session and not brought back."""
        return [item.id for _, item in self._removed]

    def undo_remove(self) -> VariantItem | None:
        """Bring the variant that was removed last back to its place and select it; None if there is none."""
        if not self._removed:
            return None
        index, item = self._removed.pop()
        if any(other.variant.name == item.variant.name for other in self.items):
            item.variant = dataclasses.replace(item.variant, name=self.free_name(item.variant.name))
        if any(other.color == item.color for other in self.items):
            item.color = self._free_style(item, item.color)
        self.items.insert(min(index, len(self.items)), item)
        self._variants_changed()
        self.select(item.id)
        return item

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

    def rename(self, variant_id: str, name: str) -> None:
        """Give a variant another name.

        Raises:
            ConfigError: see :meth:`name_problem`.
        """
        problem = self.name_problem(variant_id, name)
        if problem:
            raise ConfigError("name", problem)
        item = self.item(variant_id)
        renamed = dataclasses.replace(item.variant, name=name.strip())
        if renamed != item.variant:
            item.variant = renamed
            self._variants_changed()
            self.record_changed.emit(variant_id)

    def recolor(self, variant_id: str, color: int) -> None:
        """Give a variant the colour of a style number, with a dash and a marker that no other of that colour has."""
        item = self.item(variant_id)
        item.color = self._free_style(item, color)
        self._variants_changed()
        self.record_changed.emit(variant_id)

    def move(self, variant_id: str, place: int) -> None:
        """Put a variant at another place in the list."""
        item = self.item(variant_id)
        self.items.remove(item)
        self.items.insert(max(0, min(place, len(self.items))), item)
        self._variants_changed()
        self.record_changed.emit(variant_id)

    def select(self, variant_id: str) -> None:
        """Select a variant; an empty id selects none."""
        if variant_id != self.selected_id:
            self.selected_id = variant_id
            self.selected_changed.emit()
            self.edited.emit()

    def configure(self, variant_id: str, network: NetworkConfig, training: TrainingConfig) -> VariantItem:
        """Change a variant's configuration.

        What was trained stays: a variant that came to something is left as it is, and an untrained copy with the new
        configuration is added behind it and selected; unless it would train to the same numbers.
        """
        item = self.item(variant_id)
        changed = dataclasses.replace(item.variant, network=network, training=training)
        if changed == item.variant:
            return item
        if not all(_same_effect(item.variant, changed, dataset) for dataset in item.records):
            return self.add(changed, after=variant_id)
        item.variant = changed
        self._variants_changed()
        if variant_id == self.selected_id:
            self.selected_changed.emit()
        return item

    def free_name(self, wanted: str) -> str:
        """``wanted``, or it with the first free number behind it."""
        taken = {item.variant.name for item in self.items}
        name, number = wanted, 2
        stem = wanted.rstrip("0123456789") or f"{wanted} "
        if stem == wanted:  # without a number so far
            stem += " "
        while name in taken:
            name, number = f"{stem[:55]}{number}", number + 1
        return name

    # --- what came of them ----------------------------------------------------------------------------------------
    # A variant that was removed while it trained still gets its last reports, and comes back with all it learned.

    def start_record(self, variant_id: str, dataset: str) -> RunRecord:
        """The variant's record on a data set; a new one if there is none."""
        item = self._present_or_removed(variant_id)
        if dataset not in item.records:
            item.records[dataset] = RunRecord(self.seed)
        return item.records[dataset]

    def drop_empty_record(self, variant_id: str, dataset: str) -> None:
        """Forget a record that came to nothing, so that the variant counts as untouched."""
        records = self._present_or_removed(variant_id).records
        record = records.get(dataset)
        if record is not None and not record.history.steps and not record.results:
            del records[dataset]
            self._variants_changed()

    def add_training(self, variant_id: str, dataset: str, report: TrainingReport) -> None:
        """Take in a report of training; sweeps of the network as it was before are forgotten."""
        record = self.start_record(variant_id, dataset)
        record.history.add(report)
        record.results.clear()
        self._record_changed(variant_id)

    def add_sweep(self, variant_id: str, dataset: str, convention: str, report: EvaluationReport) -> None:
        """Take in a report of a noise sweep; a new sweep replaces an older one when it has come as far."""
        record = self.start_record(variant_id, dataset)
        before = record.results.get(convention, ())
        if len(report.results) >= len(before) and report.results != before:
            record.results[convention] = report.results
            self._record_changed(variant_id)

    def add_repeat(
        self, variant_id: str, dataset: str, seed: int, convention: str, report: EvaluationReport
    ) -> None:
        """Take in the noise sweep of the variant trained with a further seed, once it is complete."""
        if report.done == report.total:
            record = self.start_record(variant_id, dataset)
            record.repeats.setdefault(seed, {})[convention] = report.results
            self._record_changed(variant_id)

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
        item = self._present_or_removed(variant_id)
        if history is None:
            item.records.pop(dataset, None)
        else:
            record = self.start_record(variant_id, dataset)
            if record.history.step != history.step:
                record.results.clear()  # they are of another state of the network
            record.history = history
        self._record_changed(variant_id)

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

    # --- circumstances --------------------------------------------------------------------------------------------

    def set_dataset(self, name: str) -> None:
        """Use another data set; digits are counted anew when it is loaded."""
        if name != self.dataset:
            self.dataset = name
            self.digit_count = 0
            self.dataset_changed.emit()
            self._variants_changed()

    def set_seeds(self, seeds: int) -> None:
        """Train each variant with this many seeds, 1 ... MOST_SEEDS; what further seeds came to is kept."""
        self._set("seeds", max(1, min(MOST_SEEDS, int(seeds))), self.seeds_changed)

    def set_device(self, name: str) -> None:
        """Use another device for training from now on."""
        self._set("device", name, self.device_changed)

    def set_noise_config(self, noise: NoiseConfig) -> None:
        """Use another noise convention."""
        self._set("noise_config", noise, self.noise_config_changed)

    def set_noise(self, percent: int) -> None:
        """Set the current noise level, 0 ... 100 percent of the pixels."""
        self._set("noise", max(0, min(100, int(percent))), self.noise_changed)

    def set_digit(self, index: int) -> None:
        """Look at another test digit; limited to those there are, once that is known."""
        last = self.digit_count - 1 if self.digit_count else index
        self._set("digit", max(0, min(int(index), last)), self.digit_changed)

    def set_digit_count(self, count: int) -> None:
        """Say how many test digits there are."""
        self.digit_count = count
        self.set_digit(self.digit)

    def set_pattern(self, pattern: int) -> None:
        """Use another random noise pattern in the inspector."""
        self._set("pattern", pattern, self.pattern_changed)

    def set_searching(self, searching: bool) -> None:
        """Say whether the inspector is looking for a digit on which variants disagree."""
        if searching != self.searching:
            self.searching = searching
            self.searching_changed.emit(searching)

    def _set(self, name: str, value: Any, signal: Any) -> None:
        if getattr(self, name) != value:
            setattr(self, name, value)
            # Signals with an argument carry the new value.
            signal.emit(value) if signal in (self.noise_changed, self.digit_changed) else signal.emit()
            self.edited.emit()

    def _free_style(self, item: VariantItem, number: int) -> int:
        """The first style in the colour of that number that no other variant has."""
        return free_style({other.color for other in self.items if other is not item}, number % COLORS)

    def _present_or_removed(self, variant_id: str) -> VariantItem:
        for _, item in self._removed:
            if item.id == variant_id:
                return item
        return self.item(variant_id)

    def _record_changed(self, variant_id: str) -> None:
        if self.has(variant_id):
            self.record_changed.emit(variant_id)

    def _variants_changed(self) -> None:
        self.variants_changed.emit()
        self.edited.emit()


def _same_effect(one: Variant, other: Variant, dataset: str) -> bool:
    """Whether two variants train to the same numbers on a data set, which says what open numbers of epochs mean."""
    epochs = describe(dataset).epochs
    return same_effect(settle_epochs(one, epochs), settle_epochs(other, epochs))
