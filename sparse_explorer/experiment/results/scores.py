"""Clean accuracy and noise score over seeds, as in the paper's Table 1, beside what the paper published. No torch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from sparse_explorer.experiment.plan.presets import PublishedScore
from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect, fixed, to_csv
from sparse_explorer.experiment.results.reports import EpochResult
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.spread import Spread, spread
from sparse_explorer.experiment.results.text_table import text_table

SELECTIONS = ("last", "paper")
"""Which epoch of a run counts: its last one, or the one that the paper's code takes, see :func:`selected_epoch`."""

SCORE_COLUMNS = (
    "variant",
    "dataset",
    "noise_convention",
    "selection",
    "seeds",
    "total",
    "accuracy_mean",
    "accuracy_std",
    "score_mean",
    "score_std",
    "published_accuracy_mean",
    "published_accuracy_std",
    "published_score_mean",
    "published_score_std",
    "accuracy_difference",
    "score_difference",
)

SELECTION_NOTE = (
    "The paper takes each seed's epoch of best accuracy on the clean test images, and so selects on the test set: "
    "its selection serves the comparison alone."
)
DIFFERENCE_NOTE = "Differences are in published standard deviations."


def selected_epoch(run: RunResult, selection: str) -> EpochResult | None:
    """The epoch of a run that counts.

    Args:
        run: its results.
        selection: ``last``, or ``paper``: of all epochs the one with the best accuracy on the clean TEST images, the
            first among equals. The paper's code selects so; it looks at the test set.

    Returns:
        None where ``paper`` cannot be told, because the noise was not swept after every epoch.
    """
    if selection == "last":
        return run.epochs[-1] if run.epochs else EpochResult(1, run.levels)
    clean = [_clean(epoch) for epoch in run.epochs]
    if not clean or None in clean:
        return None
    return max(run.epochs, key=lambda epoch: _clean(epoch) or 0.0)


@dataclass(frozen=True)
class ScoreRow:
    """One variant over all its seeds.

    Attributes:
        variant, dataset, noise_convention: what was measured.
        selection: which epoch of each run counts.
        seeds: how many.
        total: images asked in a run over all noise levels, which the score is out of.
        accuracy: clean test accuracy, percent; None if noise 0 was not among the levels.
        score: noise score.
        published: what the literature says; None if it says nothing of this network, training, noise and data set.
    """

    variant: str
    dataset: str
    noise_convention: str
    selection: str
    seeds: int
    total: int
    accuracy: Spread | None
    score: Spread
    published: PublishedScore | None

    @property
    def accuracy_difference(self) -> float | None:
        """From the published mean, in published standard deviations."""
        if self.published is None or self.accuracy is None:
            return None
        return (self.accuracy.mean - self.published.accuracy_mean) / self.published.accuracy_std

    @property
    def score_difference(self) -> float | None:
        """From the published mean, in published standard deviations."""
        if self.published is None:
            return None
        return (self.score.mean - self.published.score_mean) / self.published.score_std


def score_rows(runs: Iterable[RunResult], published: Mapping[str, PublishedScore]) -> list[ScoreRow]:
    """A row for each variant and selection, in the order of the runs.

    Args:
        runs: all finished runs.
        published: scores in the literature by variant; used where they are out of as many images.
    """
    by_variant: dict[str, list[RunResult]] = {}
    for run in runs:
        by_variant.setdefault(run.variant, []).append(run)
    rows = []
    for name, mine in by_variant.items():
        for selection in SELECTIONS:
            epochs = [epoch for run in mine if (epoch := selected_epoch(run, selection)) is not None]
            if len(epochs) == len(mine):
                rows.append(_row(mine[0], selection, epochs, published.get(name)))
    return rows


def scores_csv(rows: Iterable[ScoreRow], dialect: CsvDialect = PLAIN) -> str:
    """The content of ``scores.csv``: SCORE_COLUMNS; empty where there is nothing to say."""
    return to_csv(SCORE_COLUMNS, (_cells(row) for row in rows), dialect)


def score_table(rows: Iterable[ScoreRow], markdown: bool = False) -> str:
    """The scores as a table for people, in a terminal or as Markdown; beside what was published, where anything was."""
    rows = list(rows)
    headers = (
        "network",
        "epoch",
        "seeds",
        "test %",
        "published",
        "difference",
        "noise score",
        "published",
        "difference",
    )
    lines = []
    for row in rows:
        paper = row.published
        lines.append(
            (
                row.variant,
                row.selection if row.selection == "last" else "paper's selection",
                str(row.seeds),
                row.accuracy.text(2) if row.accuracy else "",
                f"{paper.accuracy_mean:.2f} ± {paper.accuracy_std:.2f}" if paper else "",
                _signed(row.accuracy_difference),
                row.score.text(0),
                f"{paper.score_mean:,.0f} ± {paper.score_std:,.0f}" if paper else "",
                _signed(row.score_difference),
            )
        )
    right = (False, False, *[True] * (len(headers) - 2))
    published = any(row.published is not None for row in rows)
    seen = [published or header not in ("published", "difference") for header in headers]
    return text_table(
        list(compress(headers, seen)),
        [list(compress(line, seen)) for line in lines],
        list(compress(right, seen)),
        markdown,
    )


def score_note(rows: Sequence[ScoreRow]) -> str:
    """What has to be known of such a table; empty where it says all itself."""
    notes = (
        (SELECTION_NOTE, any(row.selection == "paper" for row in rows)),
        (DIFFERENCE_NOTE, any(row.published is not None for row in rows)),
    )
    return " ".join(note for note, said in notes if said)


def run_table(runs: Iterable[RunResult], markdown: bool = False) -> str:
    """Every single run: accuracy and noise score after the last epoch, and in the epoch that the paper would take."""
    lines = []
    for run in runs:
        line: list[str] = [run.variant, str(run.seed)]
        if run.diverged is not None:
            lines.append([*line, str(run.diverged.epoch), "diverged", "", "", "", ""])
            continue
        for selection in SELECTIONS:
            epoch = selected_epoch(run, selection)
            clean = _clean(epoch) if epoch else None
            line += [
                str(epoch.epoch) if epoch else "",
                f"{clean:.2f}" if clean is not None else "",
                f"{epoch.noise_score:,}" if epoch else "",
            ]
        lines.append(line)
    headers = (
        "network",
        "seed",
        "last epoch",
        "test %",
        "noise score",
        "paper's epoch",
        "test %",
        "noise score",
    )
    right = (False, *[True] * (len(headers) - 1))
    return text_table(headers, lines, right, markdown)


def _row(
    run: RunResult, selection: str, epochs: Sequence[EpochResult], published: PublishedScore | None
) -> ScoreRow:
    total = sum(level.total for level in epochs[0].levels)
    clean = [accuracy for epoch in epochs if (accuracy := _clean(epoch)) is not None]
    return ScoreRow(
        variant=run.variant,
        dataset=run.dataset,
        noise_convention=run.noise_convention,
        selection=selection,
        seeds=len(epochs),
        total=total,
        accuracy=spread(clean) if clean else None,
        score=spread([epoch.noise_score for epoch in epochs]),
        published=published if published and published.total == total else None,
    )


def _clean(epoch: EpochResult) -> float | None:
    """Accuracy without noise, percent; None if that was not measured."""
    return next((level.accuracy for level in epoch.levels if level.noise == 0.0), None)


def _cells(row: ScoreRow) -> tuple[object, ...]:
    paper, clean = row.published, row.accuracy
    return (
        row.variant,
        row.dataset,
        row.noise_convention,
        row.selection,
        row.seeds,
        row.total,
        fixed(clean.mean if clean else None, 2),
        fixed(_deviation(clean), 2),
        fixed(row.score.mean, 1),
        fixed(_deviation(row.score), 1),
        fixed(paper.accuracy_mean if paper else None, 2),
        fixed(paper.accuracy_std if paper else None, 2),
        fixed(paper.score_mean if paper else None, 0),
        fixed(paper.score_std if paper else None, 0),
        fixed(row.accuracy_difference, 2),
        fixed(row.score_difference, 2),
    )


def _deviation(found: Spread | None) -> float | None:
    """None for a single seed, which has no spread."""
    return found.deviation if found is not None and found.count > 1 else None


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.1f}"
