"""What the session remembers of each variant: its configuration, and its training and results on each data set. Knows
no Qt."""

import enum
import itertools
import statistics
import uuid
from dataclasses import dataclass, field

from sparse_explorer.experiment.config import NetworkConfig, Variant
from sparse_explorer.experiment.history import History
from sparse_explorer.experiment.reports import EvaluationReport, NoiseResult, TrainingReport

MOST_SEEDS = 100
"""With which a variant can be trained, one after another."""


class Standing(enum.Enum):
    """How far a variant is on a data set."""

    UNTRAINED = "nothing learned yet"
    LOADING = "trained, but its network or the digits are still being read"
    PRESENT = "there is, or soon will be, a network to look into"
    DIVERGED = "its loss is no number any more"


@dataclass
class RunRecord:
    """One variant on one data set.

    Attributes:
        seed: what it was trained with.
        history: how training went.
        results: noise levels swept so far, by noise convention.
        repeats: complete sweeps of the same variant trained with further seeds, by seed and noise convention.
    """

    seed: int
    history: History = field(default_factory=History)
    results: dict[str, tuple[NoiseResult, ...]] = field(default_factory=dict)
    repeats: dict[int, dict[str, tuple[NoiseResult, ...]]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing has been reported."""
        return not self.history.steps and not self.results and not self.repeats

    def add_training(self, report: TrainingReport) -> None:
        """Take in a report of training; sweeps of the network as it was before are forgotten."""
        self.history.add(report)
        self.results.clear()

    def add_sweep(self, convention: str, report: EvaluationReport) -> bool:
        """Take in a report of a noise sweep, unless an older sweep has come further; returns whether that changed
        anything."""
        before = self.results.get(convention, ())
        if len(report.results) < len(before) or report.results == before:
            return False
        self.results[convention] = report.results
        return True

    def set_history(self, history: History) -> None:
        """Take over the history of a stored network; sweeps of another state of it are forgotten."""
        if self.history.step != history.step:
            self.results.clear()
        self.history = history

    def runs(self, convention: str, seeds: int) -> list[tuple[int, tuple[NoiseResult, ...]]]:
        """(seed, levels) of what was swept, the first ``seeds`` seeds, in order."""
        found = [(self.seed, self.results.get(convention, ()))]
        for seed in range(self.seed + 1, self.seed + seeds):
            found.append((seed, self.repeats.get(seed, {}).get(convention, ())))
        return [(seed, levels) for seed, levels in found if levels]

    def accuracy_at(self, convention: str, noise: float, seeds: int = 1) -> float | None:
        """Accuracy in percent at ``noise`` (0 ... 1), mean over seeds; None outside what was swept."""
        found = [_accuracy_at(levels, noise) for _, levels in self.runs(convention, seeds)]
        known = [accuracy for accuracy in found if accuracy is not None]
        return statistics.fmean(known) if known else None

    def clean_accuracy(self, convention: str, seeds: int = 1) -> float | None:
        """Accuracy without noise in percent: the sweeps', or else that of the last epoch; None if it diverged."""
        swept = self.accuracy_at(convention, 0.0, seeds)
        if swept is not None or self.history.diverged is not None:
            return swept
        accuracies = self.history.accuracies
        return accuracies[-1][1] if accuracies else None


def standing(record: RunRecord | None, waits: bool) -> Standing:
    """How far a variant with this record is; ``waits`` says that its network or the digits are still being read."""
    if record is None or not record.history.steps:
        return Standing.UNTRAINED
    if record.history.diverged is not None:
        return Standing.DIVERGED
    return Standing.LOADING if waits else Standing.PRESENT


def _accuracy_at(levels: tuple[NoiseResult, ...], noise: float) -> float | None:
    """Between two swept levels, on the line that joins them."""
    for low, high in itertools.pairwise(levels):
        if low.noise <= noise <= high.noise:
            share = (noise - low.noise) / (high.noise - low.noise)
            return low.accuracy + share * (high.accuracy - low.accuracy)
    return next((level.accuracy for level in levels if level.noise == noise), None)


@dataclass
class VariantItem:
    """One variant of the session.

    Attributes:
        id: stays the same while name, place and colour change.
        variant: its configuration.
        color: the number of its style; see ``line_styles``.
        records: its training and results, by data set.
    """

    variant: Variant
    color: int
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    records: dict[str, RunRecord] = field(default_factory=dict)


def sparse_parts(network: NetworkConfig) -> list[str]:
    """Which of the three parts are sparse: ``conv``, ``k-winners``, ``linear``."""
    switches = (
        ("conv", network.sparse_conv),
        ("k-winners", network.k_winners),
        ("linear", network.sparse_linear),
    )
    return [name for name, on in switches if on]
