"""Which share of the gap between dense and sparse is explained by what, from the curves of interventions. No torch.

The gap is the sparse network's robustness less the dense one's: mean accuracy over a noise's levels, of the same seed.
A cause explains as much of it as vanishes when the cause is given to both networks, or taken from both. The shares need
not add up to 100 %: causes overlap, and one may need another.

All is paired by seed, with the intervals of :mod:`.comparisons`. A share is a ratio of two means over seeds; its
interval linearises the ratio, which is the usual way where the gap is far from 0. Where it is not, no share is told.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sparse_explorer.experiment.results.comparisons import Difference, Interval, difference_of
from sparse_explorer.experiment.results.csv_text import fixed
from sparse_explorer.experiment.results.interventions import (
    CENTRED,
    CLEAN_WINNERS,
    NOISY_WINNERS,
    NOTHING,
    WITH_WINNERS,
    WITHOUT_BOOSTING,
    InterventionCurve,
)

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
class Share:
    """How much of the gap a cause explains.

    Attributes:
        cause: its name.
        definition: how it is counted.
        noise: kind of noise.
        gap, points: the gap, and what is explained of it, in points of accuracy.
        share: the second by the first, as a fraction; None where the gap cannot be told from 0.
        interval: of the share; None where that cannot be said.
    """

    cause: str
    definition: str
    noise: str
    gap: Difference
    points: Difference
    share: float | None
    interval: Interval | None

    @property
    def sentence(self) -> str:
        """What was found, in one sentence."""
        if self.share is None:
            return f"{self.cause}: no share, for the gap of {self.gap.text()} points cannot be told from 0."
        unsure = f" ({self.gap.unsaid})" if self.gap.seeds == 1 else ""
        if self.interval is not None:
            low, high = 100 * self.interval.low, 100 * self.interval.high
            unsure = f" (95 %: {low:.0f} to {high:.0f}; {self.gap.seeds} seeds)"
        return f"{self.cause}: {100 * self.share:.0f} %{unsure} of the gap: {self.definition}."


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


def share_row(share: Share) -> tuple[object, ...]:
    """The cells of a share, as SHARE_COLUMNS names them."""
    return (
        share.cause,
        share.noise,
        share.gap.seeds,
        *_difference_cells(share.gap),
        *_difference_cells(share.points),
        fixed(share.share, 3),
        *_interval_cells(share.interval, 3),
        share.definition,
    )


def _shares(noise: str, seeds: Mapping[int, Robustness]) -> Iterable[Share]:
    for seed, found in seeds.items():
        for network in ("dense", "sparse"):
            if (network, NOTHING) not in found:
                raise ValueError(f"seed {seed} has no curve of {network!r} as it is")
    gaps = [_gap(found) for found in seeds.values()]
    gap = difference_of(gaps)
    for cause in CAUSES:
        try:
            points = [cause.points(found) for found in seeds.values()]
        except KeyError:  # there is no such curve
            continue
        yield _share(cause, noise, points, gaps, gap)


def _share(
    cause: Cause, noise: str, points: Sequence[float], gaps: Sequence[float], gap: Difference
) -> Share:
    explained = difference_of(points)
    if gap.mean == 0 or (gap.interval is not None and gap.sign == 0):
        return Share(cause.name, cause.definition, noise, gap, explained, None, None)
    ratio = explained.mean / gap.mean
    # How far each seed is from that share; their mean is 0.
    off = difference_of([each - ratio * whole for each, whole in zip(points, gaps, strict=True)]).interval
    reach = (off.high - off.low) / 2 / abs(gap.mean) if off is not None else 0.0
    interval = Interval(ratio - reach, ratio + reach) if off is not None else None
    return Share(cause.name, cause.definition, noise, gap, explained, ratio, interval)


def _difference_cells(difference: Difference) -> tuple[str, ...]:
    return fixed(difference.mean, 2), *_interval_cells(difference.interval, 2)


def _interval_cells(interval: Interval | None, digits: int) -> tuple[str, str]:
    low, high = (interval.low, interval.high) if interval is not None else (None, None)
    return fixed(low, digits), fixed(high, digits)
