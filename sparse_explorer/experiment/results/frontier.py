"""What each variant costs beside what it can do, and which are the best for their cost. Imports no torch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sparse_explorer.experiment.plan.cost import Cost, cost
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.csv_text import Number, fixed
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.spread import Spread, spread
from sparse_explorer.experiment.results.text_table import text_table

COLUMNS = (
    "variant",
    "noise_convention",
    "noise",
    "seeds",
    "accuracy_clean",
    "accuracy",
    "robustness",
    "multiply_adds",
    "dense_multiply_adds",
    "nonzero_parameters",
    "parameters",
    "seconds_per_1000",
    "memory_bytes",
    "best_for_its_cost",
)


@dataclass(frozen=True)
class Measured:
    """What an evaluation took.

    Attributes:
        seconds: for 1,000 images, the median of several turns.
        memory: bytes of all weights, masks and counters.
    """

    seconds: float
    memory: int


@dataclass(frozen=True)
class CostRow:
    """A variant: what it can do, and what it costs.

    Attributes:
        variant: its name.
        clean, accuracy, robustness: percent over the seeds: without noise, at the level, mean over all levels.
        multiply_adds: for an image, those that no zero makes needless.
        dense_multiply_adds: for an image, if every zero were computed with.
        nonzero_parameters, parameters: not fixed at zero, and all.
        measured: None if nothing was measured.
    """

    variant: str
    clean: Spread
    accuracy: Spread
    robustness: Spread
    multiply_adds: int
    dense_multiply_adds: int
    nonzero_parameters: int
    parameters: int
    measured: Measured | None = None


def cost_rows(
    variants: Sequence[Variant],
    runs: Sequence[RunResult],
    noise: str,
    level: float,
    measured: Mapping[str, Measured] | None = None,
    counted: Mapping[str, Cost] | None = None,
) -> tuple[CostRow, ...]:
    """A row for each variant that was swept at the level.

    Args:
        variants: in the order of the rows.
        runs: those of other noises, and those that diverged, do not count.
        noise: a kind of noise, as in ``RunResult.noise_convention``.
        level: 0 ... 1.
        measured: by the name of the variant.
        counted: the same of variants whose configuration does not say what they cost.

    Examples:
        >>> import sparse_explorer as se
        >>> from sparse_explorer.experiment.results.frontier import cost_rows
        >>> levels = (se.NoiseResult(0.0, 95, 100, 0.2), se.NoiseResult(0.6, 80, 100, 0.9))
        >>> runs = [se.RunResult("Sparse", "digits", "article", 0, levels)]
        >>> (row,) = cost_rows(se.variants("sparse"), runs, "article", 0.6)
        >>> row.accuracy.mean, row.robustness.mean, row.multiply_adds < row.dense_multiply_adds
        (80.0, 87.5, True)
    """
    rows = []
    for variant in variants:
        sweeps = [
            {found.noise: found.accuracy for found in run.levels}
            for run in runs
            if run.variant == variant.name and run.noise_convention == noise
        ]
        sweeps = [sweep for sweep in sweeps if level in sweep]
        if not sweeps:
            continue
        found = (counted or {}).get(variant.name) or cost(variant.network)
        rows.append(
            CostRow(
                variant.name,
                spread([sweep[min(sweep)] for sweep in sweeps]),
                spread([sweep[level] for sweep in sweeps]),
                spread([sum(sweep.values()) / len(sweep) for sweep in sweeps]),
                found.multiply_adds,
                found.dense_multiply_adds,
                found.nonzero_parameters,
                found.parameters,
                (measured or {}).get(variant.name),
            )
        )
    return tuple(rows)


Measure = Callable[[CostRow], float]
"""What of a row is compared: what it costs, the less the better, or what it can do, the more the better."""


def multiply_adds(row: CostRow) -> float:
    """For an image."""
    return row.multiply_adds


def accuracy(row: CostRow) -> float:
    """At the level, percent."""
    return row.accuracy.mean


def front(
    rows: Sequence[CostRow], paid: Measure = multiply_adds, gained: Measure = accuracy
) -> frozenset[str]:
    """The variants that are the best for their cost: the Pareto front, of accuracy and multiply-adds if not said.

    Examples:
        >>> from sparse_explorer.experiment.results.frontier import front
        >>> front(())
        frozenset()
    """
    return frozenset(
        row.variant
        for row in rows
        if not any(
            gained(other) >= gained(row)
            and paid(other) <= paid(row)
            and (gained(other), paid(other)) != (gained(row), paid(row))
            for other in rows
        )
    )


def cheapest(
    rows: Sequence[CostRow], least: float, paid: Measure = multiply_adds, gained: Measure = accuracy
) -> CostRow | None:
    """Of the variants with at least so many percent, the one that costs least; None if there is none."""
    enough = [row for row in rows if gained(row) >= least]
    return min(enough, key=lambda row: (paid(row), -gained(row)), default=None)


def answer(rows: Sequence[CostRow], noise: str, level: float, least: float) -> str:
    """The cheapest network with so much accuracy, in a sentence."""
    asked = f"{least:g} % at {noise} {level:.2f}"
    found = cheapest(rows, least)
    if found is None:
        best = max(rows, key=lambda row: row.accuracy.mean, default=None)
        nearest = "" if best is None else f"; {best.variant} comes nearest, with {best.accuracy.mean:.1f} %"
        return f"No variant has {asked}{nearest}."
    return (
        f"The cheapest network with {asked} is {found.variant}: {found.accuracy.mean:.1f} % "
        f"for {found.multiply_adds:,} multiply-adds an image."
    )


def cost_table(rows: Sequence[CostRow], level: float) -> str:
    """For a terminal, cheapest first; those that are the best for their cost have a star."""
    best = front(rows)
    timed = any(row.measured is not None for row in rows)
    headers = [
        "variant",
        "clean",
        f"at {level:.2f}",
        "robustness",
        "multiply-adds",
        "of dense",
        "weights",
        *(["s per 1,000", "MB"] if timed else []),
    ]
    lines = []
    for row in sorted(rows, key=lambda row: row.multiply_adds):
        lines.append(
            [
                row.variant + (" *" if row.variant in best else ""),
                *(found.text(1) for found in (row.clean, row.accuracy, row.robustness)),
                f"{row.multiply_adds:,}",
                f"{100 * row.multiply_adds / row.dense_multiply_adds:.0f} %",
                f"{row.nonzero_parameters:,}",
                *(_measured(row.measured) if timed else []),
            ]
        )
    return text_table(headers, lines, [False] + [True] * (len(headers) - 1))


def _measured(found: Measured | None) -> tuple[str, str]:
    return ("", "") if found is None else (f"{found.seconds:.3f}", f"{found.memory / 1e6:.1f}")


def csv_rows(rows: Sequence[CostRow], noise: str, level: float) -> list[tuple[str, ...]]:
    """The rows of a CSV file, whose columns are :data:`COLUMNS`."""
    best = front(rows)
    return [
        (
            row.variant,
            noise,
            fixed(level, 2),
            Number(row.accuracy.count),
            *(fixed(found.mean, 4) for found in (row.clean, row.accuracy, row.robustness)),
            *(
                Number(count)
                for count in (
                    row.multiply_adds,
                    row.dense_multiply_adds,
                    row.nonzero_parameters,
                    row.parameters,
                )
            ),
            fixed(row.measured.seconds if row.measured else None, 6),
            Number(row.measured.memory) if row.measured else Number(""),
            "yes" if row.variant in best else "no",
        )
        for row in rows
    ]
