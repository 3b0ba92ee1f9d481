"""Tidy results: one row per variant, seed and noise level; their summary over seeds; both as CSV. Imports no torch."""

import csv
import io
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sparse_explorer.experiment.reports import NoiseResult

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
    """The noise sweep of one variant trained with one seed."""

    variant: str
    dataset: str
    noise_convention: str
    seed: int
    levels: tuple[NoiseResult, ...]

    @property
    def noise_score(self) -> int:
        """Right answers summed over all noise levels (paper, Table 1)."""
        return sum(level.correct for level in self.levels)


@dataclass(frozen=True)
class SummaryRow:
    """One variant at one noise level over all its seeds; accuracies in percent.

    ``accuracy_std`` is the sample standard deviation; 0 for a single seed, which has no spread.
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
            seeds=len(accuracies),
            noise=noise,
            accuracy_mean=statistics.fmean(accuracies),
            accuracy_std=statistics.stdev(accuracies) if len(accuracies) > 1 else 0.0,
        )
        for (variant, dataset, convention, noise), accuracies in groups.items()
    ]


def results_csv(runs: Iterable[RunResult]) -> str:
    """The content of ``results.csv``: RESULT_COLUMNS, noise 0 ... 1, accuracy in percent, mean loss."""
    return _csv(
        RESULT_COLUMNS,
        (
            (
                _safe(run.variant),
                _safe(run.dataset),
                run.noise_convention,
                run.seed,
                f"{level.noise:.2f}",
                level.correct,
                level.total,
                f"{level.accuracy:.2f}",
                f"{level.loss:.4f}",
            )
            for run in runs
            for level in run.levels
        ),
    )


def summary_csv(rows: Iterable[SummaryRow]) -> str:
    """The content of ``summary.csv``: SUMMARY_COLUMNS, accuracies in percent with two decimals."""
    return _csv(
        SUMMARY_COLUMNS,
        (
            (
                _safe(row.variant),
                _safe(row.dataset),
                row.noise_convention,
                row.seeds,
                f"{row.noise:.2f}",
                f"{row.accuracy_mean:.2f}",
                f"{row.accuracy_std:.2f}",
            )
            for row in rows
        ),
    )


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _safe(text: str) -> str:
    """Quote text that a spreadsheet would take for a formula; names are what users typed."""
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text
