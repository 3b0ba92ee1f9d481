"""What came of an experiment as plain values, and as pandas frames for those who have pandas. Imports no torch."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.verdict_plan import plan_for
from sparse_explorer.experiment.results.report import ExperimentReport
from sparse_explorer.experiment.results.results import (
    RESULT_COLUMNS,
    SUMMARY_COLUMNS,
    RunResult,
    SummaryRow,
    summarize,
)
from sparse_explorer.reading import short

if TYPE_CHECKING:
    import pandas as pd

    from sparse_explorer.experiment.results.verdict import Verdict


@dataclass(frozen=True)
class FailedRun:
    """A run that came to nothing, and why in one line.

    Examples:
        >>> import sparse_explorer as se
        >>> se.FailedRun("Sparse", 3, "there is no room left on the disk").seed
        3
    """

    variant: str
    seed: int
    reason: str


@dataclass(frozen=True)
class Results:
    """The finished runs of an experiment.

        results = se.run(experiment)
        for run in results:
            print(run.variant, run.seed, run.noise_score)
        results.frame().groupby(["variant", "noise"]).accuracy.mean()

    Attributes:
        experiment: what was asked for, with nothing left open.
        runs: of each variant, seed and noise that is finished, seed by seed; those that diverged say so.
        failed: the runs that failed; the same call does them again.
        folder: where tables, pictures and trained variants are; None if they were not to be kept.
        problems: what could not be saved or drawn, and why, a line each.
        others: names of networks from elsewhere that have runs too, as of :func:`compare`.
        reference: what all others are compared with; None is the first variant.

    Examples:
        >>> import sparse_explorer as se
        >>> block, hidden = se.ConvConfig(channels=2, kernel_size=9, k=20), se.HiddenConfig(units=8)
        >>> network = se.NetworkConfig(convs=(block,), hidden=hidden)
        >>> tiny = se.Variant("Tiny", network, se.TrainingConfig(epochs=1))
        >>> experiment = se.Experiment((tiny,), noises=(se.NoiseConfig("article", (0.0, 0.5)),), threads=1)
        >>> results = se.run(experiment)
        >>> for run in results:
        ...     print(run.variant, run.seed, 0 <= run.levels[0].accuracy <= 100)
        Tiny 0 True
        >>> list(results.frame().noise)
        [0.0, 0.5]
    """

    experiment: Experiment
    runs: tuple[RunResult, ...]
    failed: tuple[FailedRun, ...] = ()
    folder: Path | None = None
    problems: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    reference: str | None = None

    def __iter__(self) -> Iterator[RunResult]:
        return iter(self.runs)

    def __len__(self) -> int:
        return len(self.runs)

    def of(self, variant: str) -> tuple[RunResult, ...]:
        """The runs of a variant, one for each seed and noise.

        Raises:
            ConfigError: there is no variant of that name.
        """
        names = [*(each.name for each in self.experiment.variants), *self.others]
        if variant not in names:
            raise ConfigError("variant", f"{short(variant)} is unknown; variants are {', '.join(names)}")
        return tuple(run for run in self.runs if run.variant == variant)

    def text(self) -> str:
        """The tables that ``sparse-explorer run`` prints; empty while no run is finished."""
        if not self.runs:
            return ""
        report = ExperimentReport(self.experiment, self.runs, others=self.others, reference=self.reference)
        return report.text()

    def summary(self) -> list[SummaryRow]:
        """Mean and standard deviation over seeds, of each variant and noise level."""
        return summarize(run for run in self.runs if run.diverged is None)

    def verdict(self, confirm: int = 0, reference: str | None = None) -> "Verdict":
        """What the runs say of each variant beside a reference, as :func:`verdict` of an experiment to be done.

            found = se.merge(["here", "there"]).verdict(confirm=10)

        Args:
            confirm: how many of the experiment's seeds, the last ones, claim nothing and only confirm.
            reference: name of the variant that the others are compared with; by default the article's dense network,
                or where that is not among them the first one.

        Raises:
            ConfigError: fewer than two seeds are left for claims, there is no such variant or none beside it, or no
                run of it with a claiming seed.
        """
        from sparse_explorer.experiment.results.verdict_report import kind_of, verdict_of

        plan = plan_for(self.experiment, confirm, reference)
        found = verdict_of(plan, self.runs, kind=kind_of(self.experiment.dataset))
        if found is None:
            raise ConfigError(
                "reference", f"there is no run of {short(plan.reference)} with a seed that makes claims"
            )
        return found

    def frame(self) -> "pd.DataFrame":
        """A row for each variant, seed and noise level: the columns of ``results.csv``, accuracy in percent.

        Raises:
            ImportError: pandas is not installed.
        """
        rows = [
            (
                run.variant,
                run.dataset,
                run.noise_convention,
                run.seed,
                level.noise,
                level.correct,
                level.total,
                level.accuracy,
                level.loss,
            )
            for run in self.runs
            for level in run.levels
        ]
        return _frame(rows, RESULT_COLUMNS)

    def summary_frame(self) -> "pd.DataFrame":
        """A row for each variant and noise level: the columns of ``summary.csv``; raises as :meth:`frame`."""
        return _frame([tuple(asdict(row).values()) for row in self.summary()], SUMMARY_COLUMNS)


assert tuple(field.name for field in fields(SummaryRow)) == SUMMARY_COLUMNS


def _frame(rows: Sequence[tuple[object, ...]], columns: Sequence[str]) -> "pd.DataFrame":
    try:
        import pandas as pd
    except ImportError:
        raise ImportError(
            "frames need the package pandas: pip install 'sparse-explorer[frames]'", name="pandas"
        ) from None
    return pd.DataFrame(rows, columns=list(columns))
