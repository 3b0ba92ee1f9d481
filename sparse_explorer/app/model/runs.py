"""What the variants learned, and how far they are: reports are taken in here, and results are read."""

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject

from sparse_explorer.app.model.announcing import Announce
from sparse_explorer.app.model.lineup import Lineup
from sparse_explorer.app.model.records import RunKey, RunRecord, Standing, accuracy_at, standing
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import EvaluationReport, NoiseResult, TrainingReport
from sparse_explorer.experiment.results.results import RunResult


class Runs(Lineup):
    """The part of the session that is runs; see :class:`~sparse_explorer.app.model.session.Session`.

    A variant that was removed while it trained still gets its last reports, and comes back with all it learned.

    Signals:
        record_changed(str): training or results of the variant with that id went on.

    Attributes:
        loading: runs whose networks are on disk and not in memory yet.
        unread: ids of variants that have runs on disk of which nothing is known yet.
        absent: why networks from elsewhere are not in memory, by variant id; empty while they are being read.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loading: frozenset[Place] = frozenset()
        self.unread: frozenset[str] = frozenset()
        self.absent: Mapping[str, str] = {}

    def all_seeds(self) -> range:
        """The seeds that each variant is trained with."""
        return range(self.seed, self.seed + self.seeds)

    def place(self, variant_id: str) -> Place:
        """Where the network is that is looked into: on the data set in use, with the first seed."""
        return Place(variant_id, self.dataset, self.seed)

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

    def standing(self, variant_id: str) -> Standing:
        """How far a variant is on the data set in use, and whether it can be looked into."""
        if variant_id in self.absent:
            return Standing.ABSENT if self.absent[variant_id] else Standing.LOADING
        waits = self.place(variant_id) in self.loading or not self.digit_count
        return standing(self.record(variant_id), waits, unread=variant_id in self.unread)

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

    def set_absent(self, absent: Mapping[str, str]) -> None:
        """Say which networks from elsewhere are not in memory, and why; empty for those that are being read."""
        if absent != self.absent:
            with self._change() as announce:
                self.absent = dict(absent)
                announce("loading_changed")

    def set_loading(self, places: Iterable[Place]) -> None:
        """Say of which runs the network is on disk and not in memory yet."""
        places = frozenset(places)
        if places != self.loading:
            with self._change() as announce:
                self.loading = places
                announce("loading_changed")

    @contextmanager
    def _record_change(self, variant_id: str) -> Iterator[Announce]:
        with self._change() as announce:
            yield announce
            announce("record_changed", variant_id)

    # --- results ------------------------------------------------------------------------------------------------------

    def any_finished(self) -> bool:
        """Whether a variant's training with the first seed has come to its end."""
        records = (self.record(item.id) for item in self.items)
        return any(record is not None and record.history.finished for record in records)

    def swept(self, variant_id: str, seed: int) -> bool:
        """Whether a run's sweep with the noise in use has come to its end."""
        return self.swept_with(self.noise_config, variant_id, seed)

    def swept_with(self, noise: NoiseConfig, variant_id: str, seed: int) -> bool:
        """Whether a run's sweep with a noise has come to its end."""
        record = self.record(variant_id, seed)
        return record is not None and len(record.history.levels(noise.convention)) >= len(noise.levels)

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
