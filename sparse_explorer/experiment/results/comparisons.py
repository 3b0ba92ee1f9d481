"""How much a variant differs from another, paired over seeds, with what can be said of it. Imports no torch.

Runs of two variants with the same seed share initial weights where shapes agree, order of images and noise, so that
their difference says more than the difference of their means. What counts was chosen beforehand: the interval of 95 %
by Student's t over the paired differences. A bootstrap stands beside it, for whoever doubts that they are normal.
Where several variants are compared under one noise, Holm's correction (1979) keeps the chance of a single wrong claim
among them at 5 %.
"""

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sparse_explorer.data.noise.kinds import KINDS, Family
from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect, fixed, to_csv
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.spread import Spread, signed, spread
from sparse_explorer.experiment.results.text_table import text_table

if TYPE_CHECKING:
    from numpy import ndarray

CONFIDENCE = 0.95

RESAMPLES = 9999
"""Of the bootstrap, drawn again with the same random numbers each time."""

SCORE = "score"
"""In tables and files, in place of a level: the mean accuracy over all levels of a noise."""

COMPARISON_COLUMNS = (
    "variant",
    "reference",
    "dataset",
    "noise_convention",
    "noise",
    "seeds",
    "difference",
    "low",
    "high",
    "bootstrap_low",
    "bootstrap_high",
    "effect_size",
    "same_sign",
    "p",
    "p_corrected",
    "unsaid",
)


@dataclass(frozen=True)
class Interval:
    """A range of values, ends included."""

    low: float
    high: float

    @property
    def sign(self) -> int:
        """1 if it lies above 0, -1 if below, 0 if 0 is in it."""
        return (self.low > 0) - (self.high < 0)


@dataclass(frozen=True)
class Difference:
    """A paired difference over seeds.

    Attributes:
        seeds: how many seeds both have.
        mean: of the differences; NaN if there are none.
        interval: where it is with 95 % confidence, by Student's t; None where that cannot be said.
        bootstrap: the same by resampling the differences (percentiles).
        effect: Cohen's d of paired differences, their mean over their standard deviation.
        same_sign: seeds whose difference has the sign of the mean.
        p: of the two-sided t-test that the mean is 0.
        corrected: the same after Holm's correction, where it was made.
        unsaid: why there is no interval; empty if there is one.
    """

    seeds: int
    mean: float
    interval: Interval | None = None
    bootstrap: Interval | None = None
    effect: float | None = None
    same_sign: int = 0
    p: float | None = None
    corrected: float | None = None
    unsaid: str = ""

    @property
    def sign(self) -> int:
        """1 or -1 if the interval leaves 0 out, and the corrected test too, if there is one; else 0."""
        if self.interval is None or (self.corrected is not None and self.corrected >= 1 - CONFIDENCE):
            return 0
        return self.interval.sign

    def text(self, decimals: int = 1) -> str:
        """Such as ``+14.2 (95 %: 10.1 to 18.3; 10 of 10 seeds)``; says so where there is no interval."""
        if not self.seeds:
            return self.unsaid
        mean = signed(self.mean, decimals)
        if self.interval is None:
            return f"{mean} ({self.unsaid})"
        low, high = (signed(end, decimals) for end in (self.interval.low, self.interval.high))
        return f"{mean} (95 %: {low} to {high}; {self.same_sign} of {self.seeds} seeds)"


@dataclass(frozen=True)
class Comparison:
    """A variant beside a reference under one noise.

    Attributes:
        level: of the noise; None for the robustness score, the mean accuracy over all levels.
        difference: variant less reference, in points of percent.
    """

    variant: str
    reference: str
    dataset: str
    noise: str
    level: float | None
    difference: Difference


def label(noise: str) -> str:
    """What a noise is called in sentences."""
    kind = KINDS.get(noise)
    if kind is None:
        return noise
    return f"{kind.label} noise" if kind.family is Family.PIXELS and "and" not in kind.label else kind.label


def paired(ours: Mapping[int, float], theirs: Mapping[int, float]) -> Difference:
    """The difference between two variants' numbers, ours less theirs.

    Example::

        paired({0: 80.0, 1: 82.0, 2: 81.0}, {0: 70.0, 1: 71.0, 2: 72.0}).interval  # Interval(7.5..., 12.4...)

    Args:
        ours, theirs: by seed; seeds that one of them lacks are left out.
    """
    seeds = sorted(ours.keys() & theirs.keys())
    return difference_of([ours[seed] - theirs[seed] for seed in seeds])


def difference_of(differences: Sequence[float]) -> Difference:
    """What can be said of paired differences, one a seed."""
    return _difference_of(tuple(differences))


@functools.lru_cache(maxsize=10_000)  # a run more changes a few of the thousands in a table
def _difference_of(differences: tuple[float, ...]) -> Difference:
    if not differences:
        return Difference(0, math.nan, unsaid="no seed in common")
    found = spread(differences)
    sign = (found.mean > 0) - (found.mean < 0)
    same = sum(((each > 0) - (each < 0)) == sign for each in differences)
    if found.count == 1:
        return Difference(1, found.mean, same_sign=same, unsaid="one seed says nothing of the others")
    # Sums of equal numbers differ in the last digits.
    if found.deviation <= 1e-12 * max(1.0, abs(found.mean)):
        return Difference(found.count, found.mean, same_sign=same, unsaid="no spread over the seeds")
    interval, p = _t_test(found)
    return Difference(
        found.count,
        found.mean,
        interval,
        _bootstrap(differences),
        found.mean / found.deviation,
        same,
        p,
    )


def _t_test(found: Spread) -> tuple[Interval, float]:
    """What SciPy's ttest_1samp gives, of which a verdict has thousands: with all that it checks, it takes milliseconds.

    Returns:
        Where the mean is with 95 % confidence, and how probable one as far from 0 is where the true one is 0.
    """
    from scipy.special import stdtr, stdtrit

    freedom, error = found.count - 1, found.deviation / math.sqrt(found.count)
    half = float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) * error
    return Interval(found.mean - half, found.mean + half), 2 * float(stdtr(freedom, -abs(found.mean) / error))


def _bootstrap(differences: Sequence[float]) -> Interval:
    """What SciPy's bootstrap of the mean gives with percentiles, but all draws at once: a verdict has thousands."""
    import numpy as np

    means = np.asarray(differences)[_resamples(len(differences))].mean(axis=1)
    means.sort()  # several times faster than to look for percentiles
    outside = (1 - CONFIDENCE) / 2
    return Interval(_quantile(means, outside), _quantile(means, 1 - outside))


def _quantile(ordered: "ndarray", share: float) -> float:
    """The number below which a share of those in order is, to the bits of ``numpy.percentile``."""
    place = (len(ordered) - 1) * share
    below = int(place)
    low, high, part = float(ordered[below]), float(ordered[below + 1]), place - below
    return low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part)


@functools.cache
def _resamples(count: int) -> "ndarray":
    """Places of so many differences, drawn again RESAMPLES times: (RESAMPLES, count)."""
    import numpy as np

    return np.random.default_rng(0).integers(0, count, (RESAMPLES, count))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's correction: what each p-value becomes if they are many, in their order.

    Example::

        holm([0.01, 0.04, 0.03])  # [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    corrected, most = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        most = max(most, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = most
    return corrected


def robustness(run: RunResult) -> float:
    """Mean accuracy of a run over the levels of its noise, percent.

    Raises:
        ValueError: it diverged, and so it has no levels.
    """
    if not run.levels:
        raise ValueError(f"the run of {run.variant} with seed {run.seed} has no levels")
    return sum(level.accuracy for level in run.levels) / len(run.levels)


def numbers(
    runs: Iterable[RunResult], variant: str, noise: str, level: float | None = None
) -> dict[int, float]:
    """By seed, a variant's accuracy at a level of a noise, percent, or its robustness score; without diverged runs."""
    found: dict[int, float] = {}
    for run in runs:
        if (run.variant, run.noise_convention) == (variant, noise) and run.levels:
            if level is None:
                found[run.seed] = robustness(run)
            else:
                for each in run.levels:
                    if each.noise == level:
                        found[run.seed] = each.accuracy
    return found


def compare(
    runs: Sequence[RunResult], reference: str, *, levels: bool = False, others: Sequence[str] = ()
) -> list[Comparison]:
    """Each variant beside a reference, under each noise, corrected for the number of variants under one noise.

    Args:
        runs: of one data set.
        reference: the variant that all others are compared with.
        levels: every level by itself too, each corrected as the score is.
        others: the variants that are compared; by default all but the reference.

    Returns:
        Noise by noise, the score first, in the order in which noises and variants first appear in ``runs``.
    """
    names = list(others) or [name for name in dict.fromkeys(run.variant for run in runs) if name != reference]
    found = []
    for noise in dict.fromkeys(run.noise_convention for run in runs):
        of_noise = [run for run in runs if run.noise_convention == noise]
        steps = sorted({each.noise for run in of_noise for each in run.levels}) if levels else []
        dataset = of_noise[0].dataset
        for level in (None, *steps):
            theirs = numbers(of_noise, reference, noise, level)
            differences = [paired(numbers(of_noise, name, noise, level), theirs) for name in names]
            found += [
                Comparison(name, reference, dataset, noise, level, difference)
                for name, difference in zip(names, _corrected(differences), strict=True)
            ]
    return found


def _corrected(differences: Sequence[Difference]) -> list[Difference]:
    tested = [difference for difference in differences if difference.p is not None]
    values = iter(holm([difference.p or 0.0 for difference in tested]))
    return [
        replace(difference, corrected=next(values)) if difference.p is not None else difference
        for difference in differences
    ]


def comparisons_csv(comparisons: Iterable[Comparison], dialect: CsvDialect = PLAIN) -> str:
    """The content of ``comparisons.csv``: COMPARISON_COLUMNS, differences in points of percent."""
    rows = []
    for each in comparisons:
        found = each.difference
        ends = [
            end
            for interval in (found.interval, found.bootstrap)
            for end in ((interval.low, interval.high) if interval else (None, None))
        ]
        rows.append(
            (
                each.variant,
                each.reference,
                each.dataset,
                each.noise,
                SCORE if each.level is None else fixed(each.level, 2),
                found.seeds,
                *(fixed(value, 3) for value in (found.mean if found.seeds else None, *ends, found.effect)),
                found.same_sign,
                *(fixed(value, 6) for value in (found.p, found.corrected)),
                found.unsaid,
            )
        )
    return to_csv(COMPARISON_COLUMNS, rows, dialect)


def comparison_table(comparisons: Sequence[Comparison], markdown: bool = False) -> str:
    """The robustness scores' differences: a row for each noise and variant."""
    rows = []
    for each in comparisons:
        found = each.difference
        kind = KINDS.get(each.noise)
        interval = found.interval
        rows.append(
            (
                kind.label if kind else each.noise,
                each.variant,
                signed(found.mean, 2) if found.seeds else "",
                _ends(interval) if interval else found.unsaid,
                _ends(found.bootstrap) if found.bootstrap else "",
                signed(found.effect) if found.effect is not None else "",
                f"{found.same_sign} of {found.seeds}" if found.seeds else "",
                _probability(found.corrected),
            )
        )
    headers = ("noise", "variant", "difference", "95 %", "bootstrap", "effect", "same sign", "p, corrected")
    return text_table(headers, rows, (False, False, True, True, True, True, True, True), markdown)


def _ends(interval: Interval) -> str:
    return f"{signed(interval.low, 2)} to {signed(interval.high, 2)}"


def _probability(value: float | None) -> str:
    if value is None:
        return ""
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}"
