"""Tidy results: one row per variant, seed and noise level; their summary over seeds; both as CSV. Imports no torch."""

from collections.abc import Iterable
from dataclasses import dataclass

from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect, Number, fixed, to_csv
from sparse_explorer.experiment.results.histogram import bin_width, histogram
from sparse_explorer.experiment.results.reports import Divergence, EpochResult, NoiseResult
from sparse_explorer.experiment.results.spread import spread

RESULT_COLUMNS = (
    "variant",
    "dataset",
    "noise_convention",
    "seed",
    "noise",
    "correct",
    "total",
    "accuracy",
    "loss",
)
EPOCH_COLUMNS = (*RESULT_COLUMNS[:4], "epoch", *RESULT_COLUMNS[4:])
LAYER_COLUMNS = ("variant", "dataset", "seed", "epoch", "layer", "units", "k", "entropy", "max_entropy")
DUTY_CYCLE_COLUMNS = (*LAYER_COLUMNS[:5], "low", "high", "count")
SUMMARY_COLUMNS = (
    "variant",
    "dataset",
    "noise_convention",
    "seeds",
    "noise",
    "accuracy_mean",
    "accuracy_std",
)


@dataclass(frozen=True)
class RunResult:
    """What came of one variant trained with one seed.

    Attributes:
        levels: the noise sweep after the last epoch; empty if it diverged.
        epochs: how it did after each epoch; those without a sweep have no levels.
        diverged: why it has no results; None if it has.

    Examples:
        >>> import sparse_explorer as se
        >>> levels = (se.NoiseResult(0.0, 95, 100, 0.2), se.NoiseResult(0.5, 60, 100, 1.3))
        >>> run = se.RunResult("Sparse", "digits", "article", seed=0, levels=levels)
        >>> run.levels[1].accuracy
        60.0
    """

    variant: str
    dataset: str
    noise_convention: str
    seed: int
    levels: tuple[NoiseResult, ...]
    epochs: tuple[EpochResult, ...] = ()
    diverged: Divergence | None = None

    @property
    def noise_score(self) -> int:
        """Right answers summed over all noise levels (paper, Table 1)."""
        return sum(level.correct for level in self.levels)


@dataclass(frozen=True)
class SummaryRow:
    """One variant at one noise level over all its seeds; accuracies in percent.

    ``accuracy_std`` is the sample standard deviation; 0 for a single seed, which has no spread.

    Examples:
        >>> import sparse_explorer as se
        >>> row = se.SummaryRow("Sparse", "digits", "article", 5, 0.5, accuracy_mean=88.0, accuracy_std=1.1)
        >>> row.accuracy_mean
        88.0
    """

    variant: str
    dataset: str
    noise_convention: str
    seeds: int
    noise: float
    accuracy_mean: float
    accuracy_std: float


def summarize(runs: Iterable[RunResult]) -> list[SummaryRow]:
    """Mean and spread over seeds, for each variant and noise level in the order in which they first appear."""
    groups: dict[tuple[str, str, str, float], list[float]] = {}
    for run in runs:
        for level in run.levels:
            key = (run.variant, run.dataset, run.noise_convention, level.noise)
            groups.setdefault(key, []).append(level.accuracy)
    return [
        SummaryRow(
            variant=variant,
            dataset=dataset,
            noise_convention=convention,
            seeds=found.count,
            noise=noise,
            accuracy_mean=found.mean,
            accuracy_std=found.deviation,
        )
        for (variant, dataset, convention, noise), accuracies in groups.items()
        for found in [spread(accuracies)]
    ]


def results_csv(runs: Iterable[RunResult], dialect: CsvDialect = PLAIN) -> str:
    """The content of ``results.csv``: RESULT_COLUMNS, noise 0 ... 1, accuracy in percent, mean loss."""
    rows = ((*_run(run), *_level(level)) for run in runs for level in run.levels)
    return to_csv(RESULT_COLUMNS, rows, dialect)


def epochs_csv(runs: Iterable[RunResult], dialect: CsvDialect = PLAIN) -> str:
    """The content of ``epochs.csv``: EPOCH_COLUMNS, the same of every epoch after which the noise was swept."""
    return to_csv(
        EPOCH_COLUMNS,
        (
            (*_run(run), epoch.epoch, *_level(level))
            for run in runs
            for epoch in run.epochs
            for level in epoch.levels
        ),
        dialect,
    )


def layers_csv(runs: Iterable[RunResult], dialect: CsvDialect = PLAIN) -> str:
    """The content of ``layers.csv``: LAYER_COLUMNS, the k-winners layers after every epoch, entropies in bits."""
    return to_csv(
        LAYER_COLUMNS,
        (
            (
                run.variant,
                run.dataset,
                run.seed,
                epoch.epoch,
                layer.layer,
                layer.units,
                layer.k,
                fixed(layer.entropy, 2),
                fixed(layer.max_entropy, 2),
            )
            for run in runs
            for epoch in run.epochs
            for layer in epoch.layers
        ),
        dialect,
    )


def duty_cycles_csv(runs: Iterable[RunResult], dialect: CsvDialect = PLAIN) -> str:
    """The content of ``duty-cycles.csv``: DUTY_CYCLE_COLUMNS, after every epoch how many units (of a convolution:
    channels) have a duty cycle of ``low`` or more and less than ``high``; bins beyond the last are empty."""
    return to_csv(
        DUTY_CYCLE_COLUMNS,
        (
            (
                run.variant,
                run.dataset,
                run.seed,
                epoch.epoch,
                layer.layer,
                Number(f"{counted.edge(place):g}"),
                Number(f"{counted.edge(place + 1):g}"),
                count,
            )
            for run in runs
            for epoch in run.epochs
            for layer in epoch.layers
            for counted in [histogram(layer.duty_cycles, bin_width(layer.target))]
            for place, count in enumerate(counted.counts)
        ),
        dialect,
    )


def _run(run: RunResult) -> tuple[object, ...]:
    return run.variant, run.dataset, run.noise_convention, run.seed


def _level(level: NoiseResult) -> tuple[object, ...]:
    return fixed(level.noise, 2), level.correct, level.total, fixed(level.accuracy, 2), fixed(level.loss, 4)


def summary_csv(rows: Iterable[SummaryRow], dialect: CsvDialect = PLAIN) -> str:
    """The content of ``summary.csv``: SUMMARY_COLUMNS, accuracies in percent with two decimals."""
    return to_csv(
        SUMMARY_COLUMNS,
        (
            (
                row.variant,
                row.dataset,
                row.noise_convention,
                row.seeds,
                fixed(row.noise, 2),
                fixed(row.accuracy_mean, 2),
                fixed(row.accuracy_std, 2),
            )
            for row in rows
        ),
        dialect,
    )
