"""What the session remembers of each variant: its configuration, and what came of it on each data set. Knows no Qt."""

import itertools
import statistics
import uuid
from dataclasses import dataclass, field

from sparse_explorer.experiment.config import NetworkConfig, Variant
from sparse_explorer.experiment.history import History
from sparse_explorer.experiment.reports import NoiseResult


@dataclass
class RunRecord:
    """What came of training one variant on one data set.

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
        """Accuracy without noise in percent: the sweeps', or else that of the last epoch."""
        swept = self.accuracy_at(convention, 0.0, seeds)
        accuracies = self.history.accuracies
        return swept if swept is not None else (accuracies[-1][1] if accuracies else None)


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
        records: what came of it, by data set.
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
