"""Which share of the gap between dense and sparse is explained by what, from the curves of interventions. No torch.

The gap is the sparse network's robustness less the dense one's: mean accuracy over a noise's levels, of the same seed.
A cause explains as much of it as vanishes when the cause is given to both networks, or taken from both. The shares need
not add up to 100 %: causes overlap, and one may need another.

All is paired by seed, with 95 % intervals by Student's t. A share is a ratio of two means over seeds; its interval
linearises the ratio, which is the usual way where the gap is far from 0. Where it is not, no share is told.
"""

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scipy import stats

from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect, fixed, to_csv
from sparse_explorer.experiment.results.interventions import (
    CENTRED,
    CLEAN_WINNERS,
    NOISY_WINNERS,
    NOTHING,
    WITH_WINNERS,
    WITHOUT_BOOSTING,
    InterventionCurve,
)

CONFIDENCE = 0.95

Robustness = Mapping[tuple[str, str], float]
"""Of one seed: network and intervention to mean accuracy over the levels, percent."""

SHARE_COLUMNS = (
    "cause",
    "noise_convention",
    "seeds",
    "gap",
    "gap_low",
    "gap_high",
    "points",
    "points_low",
    "points_high",
    "share",
    "share_low",
    "share_high",
    "definition",
)


@dataclass(frozen=True)
class Cause:
    """What may explain the gap, and how much of it does in one seed, in points of accuracy.

    Attributes:
        name: in a word or two.
        definition: how it is counted.
        points: from a seed's robustness; raises KeyError where a curve is missing.
    """

    name: str
    definition: str
    points: Callable[[Robustness], float]


def _gap(found: Robustness, intervention: str = NOTHING) -> float:
    return found["sparse", intervention] - found["dense", intervention]


CAUSES = (
    Cause(
        "ranking",
        "what the dense network gains when k-winners are put into it without training",
        lambda found: found["dense", WITH_WINNERS] - found["dense", NOTHING],
    ),
    Cause(
        "mean of the input",
        "how much smaller the gap is when both networks see each image shifted to the training mean",
        lambda found: _gap(found) - _gap(found, CENTRED),
    ),
    Cause(
        "which units win",
        "how much smaller the gap is when noise changes values alone: in both networks the clean digit's units win",
        lambda found: _gap(found) - _gap(found, CLEAN_WINNERS),
    ),
    Cause(
        "values of the winners",
        "how much smaller the gap is when noise changes winners alone: both have the clean digit's values",
        lambda found: _gap(found) - _gap(found, NOISY_WINNERS),
    ),
    Cause(
        "width",
        "what a dense network gains that differs in its width alone",
        lambda found: found["wide", NOTHING] - found["dense", NOTHING],
    ),
    Cause(
        "boosting",
        "what the sparse network loses when its winners are chosen by their values alone",
        lambda found: found["sparse", NOTHING] - found["sparse", WITHOUT_BOOSTING],
    ),
)
"""Gain control is ``ranking`` with ``mean of the input``: a choice by rank does not see what all units have in common.
K-winners without boosting have no line for it."""


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds and its interval; None without at least two seeds."""

    mean: float
    low: float | None = None
    high: float | None = None

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval is above 0 or below it."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True)
class Share:
    """How much of the gap a cause explains.

    Attributes:
        cause: its name.
        definition: how it is counted.
        noise: kind of noise.
        seeds: how many.
        gap, points: the gap, and what is explained of it, in points of accuracy.
        share: the second by the first; None where the gap cannot be told from 0.
    """

    cause: str
    definition: str
    noise: str
    seeds: int
    gap: Estimate
    points: Estimate
    share: Estimate | None

    @property
    def sentence(self) -> str:
        """What was found, in one sentence."""
        if self.share is None:
            return f"{self.cause}: the gap of {_told(self.gap, ' points')} cannot be told from 0, nor a share of it."
        return f"{self.cause}: {_told(self.share, ' %', 100)} of the gap; {self.definition}."


def attribution(curves: Iterable[InterventionCurve]) -> tuple[Share, ...]:
    """The share that each cause has in the gap, kind of noise by kind of noise.

    Args:
        curves: of networks named ``dense`` and ``sparse``, and perhaps ``wide``, as ``mechanism()`` gives them. A cause
            is left out where a seed lacks a curve that it needs.

    Raises:
        ValueError: a seed has no curve of ``dense`` or of ``sparse`` as it is.
    """
    seeds: dict[str, dict[int, dict[tuple[str, str], float]]] = {}
    for curve in curves:
        of_seed = seeds.setdefault(curve.noise, {}).setdefault(curve.seed, {})
        of_seed[curve.network, curve.intervention] = curve.robustness
    return tuple(share for noise, found in seeds.items() for share in _shares(noise, found))


def shares_csv(shares: Iterable[Share], dialect: CsvDialect = PLAIN) -> str:
    """One row a cause; shares as fractions."""
    rows = (
        (
            share.cause,
            share.noise,
            share.seeds,
            *(fixed(part, 2) for part in (*_parts(share.gap), *_parts(share.points))),
            *(fixed(part, 3) for part in (_parts(share.share) if share.share else (None,) * 3)),
            share.definition,
        )
        for share in shares
    )
    return to_csv(SHARE_COLUMNS, rows, dialect)


def _shares(noise: str, seeds: Mapping[int, Robustness]) -> Iterable[Share]:
    for seed, found in seeds.items():
        for network in ("dense", "sparse"):
            if (network, NOTHING) not in found:
                raise ValueError(f"seed {seed} has no curve of {network!r} as it is")
    gaps = [_gap(found) for found in seeds.values()]
    for cause in CAUSES:
        try:
            points = [cause.points(found) for found in seeds.values()]
        except KeyError:  # there is no such curve
            continue
        gap = estimate(gaps)
        yield Share(
            cause.name, cause.definition, noise, len(gaps), gap, estimate(points), _ratio(points, gaps, gap)
        )


def estimate(values: Sequence[float]) -> Estimate:
    """Mean over seeds with its interval by Student's t."""
    mean = statistics.fmean(values)
    if len(values) < 2:
        return Estimate(mean)
    reach = _reach(values)
    return Estimate(mean, mean - reach, mean + reach)


def _ratio(points: Sequence[float], gaps: Sequence[float], gap: Estimate) -> Estimate | None:
    if len(gaps) < 2:
        return Estimate(points[0] / gaps[0]) if gaps[0] else None
    if not gap.excludes_zero:
        return None
    ratio = statistics.fmean(points) / gap.mean
    reach = _reach([each - ratio * whole for each, whole in zip(points, gaps, strict=True)]) / abs(gap.mean)
    return Estimate(ratio, ratio - reach, ratio + reach)


def _reach(values: Sequence[float]) -> float:
    """Half the interval's width."""
    error = statistics.stdev(values) / math.sqrt(len(values))
    return float(stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1)) * error


def _parts(estimate: Estimate) -> tuple[float, float | None, float | None]:
    return estimate.mean, estimate.low, estimate.high


def _told(estimate: Estimate, unit: str, times: int = 1) -> str:
    mean = f"{times * estimate.mean:.1f}{unit}"
    if estimate.low is None or estimate.high is None:
        return f"{mean} (one seed, no interval)"
    return f"{mean} (95 % interval {times * estimate.low:.1f} to {times * estimate.high:.1f})"
