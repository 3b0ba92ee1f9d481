"""The one owner of what the window shows: variants, data set, current digit, current noise.

Panes and controllers ask the session and listen to it; nobody else keeps a copy. Setters that change nothing emit
nothing, so that a view may answer a signal with a setter. The session changes completely, selection included, before
it says so (:mod:`sparse_explorer.app.model.announcing`): whoever listens may read and change everything.
"""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from sparse_explorer.app.model.announcing import Announce
from sparse_explorer.app.model.circumstances import ORDER, Circumstances
from sparse_explorer.app.model.interventions import Interventions
from sparse_explorer.app.model.own_image import OwnImage
from sparse_explorer.app.model.records import (
    MOST_SEEDS,
    RunKey,
    RunRecord,
    Standing,
    VariantItem,
    accuracy_at,
    standing,
)
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.model.state import State
from sparse_explorer.app.model.variants import Variants
from sparse_explorer.data.catalogue import describe
from sparse_explorer.experiment.plan.effects import same_effect
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant, settle_epochs
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import EvaluationReport, NoiseResult, TrainingReport
from sparse_explorer.experiment.results.results import RunResult

__all__ = ["MOST_SEEDS", "Session"]


class Session(Circumstances):
    """Variants and shared state.

    Signals, beside those of :class:`Circumstances`:
        variants_changed: the list, or something that a row of it shows, is different.
        selected_changed: another variant is selected, or the selected one has another configuration.
        reference_changed: another variant was chosen to compare the others with.
        record_changed(str): training or results of the variant with that id went on.

    Attributes:
        loading: runs whose networks are on disk and not in memory yet.
        unread: ids of variants that have runs on disk of which nothing is known yet.
        own: the image that the user has drawn or brought.
        interventions: what is done to the networks that are looked into.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._variants = Variants()
        self.loading: frozenset[Place] = frozenset()
        self.unread: frozenset[str] = frozenset()
        self._reference_id = ""
        self._solo_id = ""
        self.own = OwnImage(self)
        self.interventions = Interventions(self)

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

    def record(self, variant_id: str, seed: int | None = None) -> RunRecord | None:
        """What a variant learned and how it did on the data set in use, with the first seed or another; None where
        there is nothing."""
        return self.item(variant_id).runs.get(RunKey(self.dataset, self.seed if seed is None else seed))

    def record_of(self, place: Place) -> RunRecord | None:
        """The record of any run, even of a variant that was removed; None where there is none."""
        try:
            item = self._variants.present_or_removed(place.variant_id)
        except KeyError:
            return None
        return item.runs.get(RunKey(place.dataset, place.seed))

    def all_seeds(self) -> range:
        """The seeds that each variant is trained with."""
        return range(self.seed, self.seed + self.seeds)

    def place(self, variant_id: str) -> Place:
        """Where the network is that is looked into: on the data set in use, with the first seed."""
        return Place(variant_id, self.dataset, self.seed)

    def standing(self, variant_id: str) -> Standing:
        """How far a variant is on the data set in use, and whether it can be looked into."""
        waits = self.place(variant_id) in self.loading or not self.digit_count
        return standing(self.record(variant_id), waits, unread=variant_id in self.unread)

    def add(self, variant: Variant, after: str = "") -> VariantItem:
        """Add a variant under a name of its own, behind the one with the id ``after`` or at the end, and select it."""
        with self._list_change():
            return self._variants.add(variant, after)

    def duplicate(self, variant_id: str) -> VariantItem:
        """Add an untrained copy of a variant behind it; what was written down about it is not true of the copy."""
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

        What was trained stays: a variant that has runs is left as it is, and an untrained copy with the new
        configuration is added behind it and selected; unless it would train to the same numbers.
        """
        item = self.item(variant_id)
        changed = replace(item.variant, network=network, training=training)
        if changed == item.variant:
            return item
        if self._keeps(item, changed):
            return self.add(replace(changed, note=None), after=variant_id)
        with self._change() as announce:
            item.variant = changed
            announce("variants_changed")
            announce("edited")
            if variant_id == self.selected_id:
                announce("selected_changed")
        return item

    def _keeps(self, item: VariantItem, changed: Variant) -> bool:
        """Whether what a variant learned would not be what it learns with another configuration."""
        return item.id in self.unread or not all(
            _same_effect(item.variant, changed, key.dataset) for key in item.runs
        )

    def free_name(self, wanted: str) -> str:
        """``wanted``, or it with the first free number behind it."""
        return self._variants.free_name(wanted)

    # --- records --------------------------------------------------------------------------------------------------
    # A variant that was removed while it trained still gets its last reports, and comes back with all it learned.

    def start_record(self, place: Place) -> RunRecord:
        """The record of a run; a new one if there is none."""
        runs = self._variants.present_or_removed(place.variant_id).runs
        key = RunKey(place.dataset, place.seed)
        if key not in runs:
            with self._record_change(place.variant_id):
                runs[key] = RunRecord()
        return runs[key]

    def drop_empty_record(self, place: Place) -> None:
        """Forget a record that holds nothing, so that the variant counts as untouched."""
        runs = self._variants.present_or_removed(place.variant_id).runs
        key = RunKey(place.dataset, place.seed)
        if key in runs and runs[key].empty:
            with self._change() as announce:
                del runs[key]
                announce("variants_changed")
                announce("edited")

    def add_training(self, place: Place, report: TrainingReport) -> None:
        """Take in a report of training; sweeps of the network as it was before are forgotten."""
        with self._record_change(place.variant_id):
            self.start_record(place).history.add(report)

    def add_sweep(self, place: Place, report: EvaluationReport) -> None:
        """Take in a report of a noise sweep; a new sweep replaces an older one when it has come as far."""
        with self._change() as announce:
            if self.start_record(place).history.add_sweep(report.noise, report.results):
                announce("record_changed", place.variant_id)

    def set_history(self, place: Place, history: History | None) -> None:
        """Say what a stored run really has behind it; None: it is lost, so is its record."""
        with self._record_change(place.variant_id):
            if history is None:
                runs = self._variants.present_or_removed(place.variant_id).runs
                runs.pop(RunKey(place.dataset, place.seed), None)
            else:
                self.start_record(place).history = history

    def set_unread(self, variant_ids: Iterable[str]) -> None:
        """Say of which variants there are runs on disk that nobody has read yet: they count as trained."""
        unread = frozenset(variant_ids)
        if unread != self.unread:
            with self._change() as announce:
                self.unread = unread
                announce("loading_changed")

    def set_loading(self, places: Iterable[Place]) -> None:
        """Say of which runs the network is on disk and not in memory yet."""
        places = frozenset(places)
        if places != self.loading:
            with self._change() as announce:
                self.loading = places
                announce("loading_changed")

    def any_finished(self) -> bool:
        """Whether a variant's training with the first seed has come to its end."""
        records = (self.record(item.id) for item in self.items)
        return any(record is not None and record.history.finished for record in records)

    def swept(self, variant_id: str, seed: int) -> bool:
        """Whether a run's sweep with the noise in use has come to its end."""
        record = self.record(variant_id, seed)
        return record is not None and self._is_whole(record.history.levels(self.noise_config.convention))

    def sweeps(self, variant_id: str) -> list[tuple[int, tuple[NoiseResult, ...]]]:
        """(seed, levels) of a variant's sweeps on the data set and with the noise in use, in the order of seeds.

        That of the first counts as far as it has come, those of the others when they are whole, so that means are over
        the same seeds at all levels.
        """
        found = []
        for seed in self.all_seeds():
            record = self.record(variant_id, seed)
            levels = record.history.levels(self.noise_config.convention) if record else ()
            if levels and (seed == self.seed or self._is_whole(levels)):
                found.append((seed, levels))
        return found

    def accuracy_at(self, variant_id: str, noise: float) -> float | None:
        """Accuracy in percent at ``noise`` (0 ... 1), mean over the seeds; None outside what was swept."""
        found = [accuracy_at(levels, noise) for _, levels in self.sweeps(variant_id)]
        known = [accuracy for accuracy in found if accuracy is not None]
        return statistics.fmean(known) if known else None

    def clean_accuracy(self, variant_id: str) -> float | None:
        """Accuracy without noise in percent: the sweeps', or else that of the last epoch; None if it diverged."""
        swept, record = self.accuracy_at(variant_id, 0.0), self.record(variant_id)
        if swept is not None or record is None or record.history.diverged is not None:
            return swept
        accuracies = record.history.accuracies
        return accuracies[-1][1] if accuracies else None

    def complete_results(self) -> list[RunResult]:
        """As :meth:`results`, without the sweeps that were stopped halfway or are still going on."""
        return [run for run in self.results() if self._is_whole(run.levels)]

    def results(self) -> list[RunResult]:
        """All sweeps on the data set and with the noise in use, in the order of variants and of each one's seeds."""
        convention = self.noise_config.convention
        return [
            RunResult(item.variant.name, self.dataset, convention, seed, levels)
            for item in self.items
            for seed, levels in self.sweeps(item.id)
        ]

    def _is_whole(self, levels: Sequence[NoiseResult]) -> bool:
        return len(levels) >= len(self.noise_config.levels)

    # --- restoring and announcing -----------------------------------------------------------------------------------

    def restore(self, items: list[VariantItem], selected_id: str, solo_id: str = "", **values: Any) -> None:
        """Take over what was stored: variants, which one is selected, which one is shown alone, and values of the
        attributes by name."""
        with self._change() as announce:
            self._variants.items[:] = items
            self._variants.selected_id = selected_id if self.has(selected_id) else ""
            self._solo_id = solo_id
            for name, value in values.items():
                setattr(self, name, value)
            for topic in ORDER:
                if topic not in ("record_changed", "searching_changed", "edited"):
                    announce(topic)

    def state(self) -> State:
        """All that the user edits, as it is now; see :meth:`reinstate`."""
        return State(
            self._variants.rows(),
            self._variants.removed_places(),
            self.selected_id,
            self.solo_id,
            self.seed,
            self.seeds,
            self.noise_config,
            self.noise,
            self.digit,
            self.pattern,
            self.dataset,
            self.digit_count,
        )

    def reinstate(self, state: State) -> None:
        """Bring back a state that this session was in.

        What was learned stays: as in :meth:`configure`, a variant that was trained since keeps its configuration, and
        a copy with the one it had stands behind it. Variants that were added since are set aside with their runs on
        disk. The data set stays; the digit comes back if it is of that data set.
        """
        before = {row.id: row for row in self._variants.rows()}
        order, selected, solo = list(before), before.get(self.selected_id), self.solo_id
        with self._change() as announce:
            self._variants.reinstate(state.rows, state.removed, state.selected_id, self._keeps)
            self._solo_id = state.solo_id
            after = {row.id: row for row in self._variants.rows()}
            if after != before or list(after) != order or self.solo_id != solo:
                announce("variants_changed")
                announce("edited")
            for variant_id, row in after.items():
                if before.get(variant_id, row) != row:
                    announce("record_changed", variant_id)
            if after.get(self.selected_id) != selected:
                announce("selected_changed")
                announce("edited")
            self.set_seed(state.seed)
            self.set_seeds(state.seeds)
            self.set_noise_config(state.noise_config)
            self.set_noise(state.noise)
            self.set_pattern(state.pattern)
            if state.dataset == self.dataset:
                self.set_digit(state.digit)

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
