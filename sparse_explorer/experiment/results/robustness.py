"""The robustness score of each variant under each noise: mean accuracy over the noise's levels. Imports no torch."""

import statistics
from collections.abc import Sequence

from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.text_table import text_table


def robustness(run: RunResult) -> float:
    """Mean accuracy of a run over the levels of its noise, percent; NaN for one that has no levels."""
    return statistics.fmean(level.accuracy for level in run.levels) if run.levels else float("nan")


def robustness_table(runs: Sequence[RunResult], seeds: Sequence[int], *, markdown: bool = False) -> str:
    """A row for each variant, a column for each noise: mean over seeds ± sample standard deviation.

    Args:
        runs: of one data set, in whatever order; those that diverged are in no number.
        seeds: those that count.
        markdown: as GitHub's Markdown, or else for a terminal.
    """
    scores: dict[tuple[str, str], list[float]] = {}
    for run in runs:
        if run.levels and run.seed in seeds:
            scores.setdefault((run.variant, run.noise_convention), []).append(robustness(run))
    noises = list(dict.fromkeys(noise for _, noise in scores))
    rows = [
        (name, *(_cell(scores.get((name, noise), ())) for noise in noises))
        for name in dict.fromkeys(name for name, _ in scores)
    ]
    return text_table(("variant", *noises), rows, (False, *[True] * len(noises)), markdown)


def _cell(scores: Sequence[float]) -> str:
    if not scores:
        return "–"
    spread = f" ± {statistics.stdev(scores):.1f}" if len(scores) > 1 else ""
    return f"{statistics.fmean(scores):.1f}{spread}"
