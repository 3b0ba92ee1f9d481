"""Small challenges: how far the session's variants have come with each. Plain data, computed from results alone."""

import enum
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sparse_explorer.app.model.session import Session
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.results.reports import NoiseResult

ACCURACY, ACTIVE = 90.0, 0.05
KEPT_ACCURACY, WEIGHTS = 80.0, 0.10


class Goal(enum.Enum):
    """What is asked for."""

    NOISE = "highest noise at 90 % accuracy, with 5 % active or fewer"
    DENSE = "a dense network as robust as the best sparse one"
    WEIGHTS = "80 % without noise, with 10 % of the weights or fewer"


@dataclass(frozen=True)
class Tried:
    """A variant with its whole sweep over the noise in use, means over the seeds."""

    name: str
    network: NetworkConfig
    levels: tuple[tuple[float, float], ...]

    @property
    def score(self) -> float:
        """Mean accuracy over the levels, percent."""
        return statistics.fmean(accuracy for _, accuracy in self.levels)


@dataclass(frozen=True)
class Best:
    """How far a goal is.

    Attributes:
        goal: which.
        variant: whose the best result is; empty while none counts.
        value: it, in percent of noise or of accuracy.
        target: what is to be reached, the same way; None where more is always better, or nothing to reach is known yet.
        reached: whether it is.
    """

    goal: Goal
    variant: str = ""
    value: float = 0.0
    target: float | None = None
    reached: bool = False


def active_fraction(network: NetworkConfig) -> float:
    """The largest share of units that a k-winners layer lets pass; 1 where there is none."""
    if not network.k_winners:
        return 1.0
    shares = [conv.winning for conv in blueprint(network).convs if conv.activation == "k-winners"]
    return max(shares, default=1.0)


def weight_fraction(network: NetworkConfig) -> float:
    """The share of parameters that is not fixed at zero."""
    found = cost(network)
    return found.nonzero_parameters / found.parameters


def tried(session: Session) -> list[Tried]:
    """The explorer's own variants with whole sweeps, in the order of the list."""
    wanted = len(session.noise_config.levels)
    found = []
    for item in session.items:
        sweeps = [levels for _, levels in session.sweeps(item.id) if len(levels) >= wanted]
        if sweeps and item.source is None:
            found.append(Tried(item.variant.name, item.variant.network, _means(sweeps)))
    return found


def goals(variants: Iterable[Tried]) -> tuple[Best, ...]:
    """How far each goal is by now."""
    variants = list(variants)
    few = [each for each in variants if active_fraction(each.network) <= ACTIVE]
    dense = [each for each in variants if not _is_sparse(each.network)]
    sparse = [each for each in variants if _is_sparse(each.network)]
    light = [each for each in variants if weight_fraction(each.network) <= WEIGHTS]
    target = max((each.score for each in sparse), default=None)
    noise = _best(Goal.NOISE, few, _noise_borne)
    return (
        noise if noise.value > 0 else Best(Goal.NOISE),
        _best(Goal.DENSE, dense, lambda each: each.score, target),
        _best(Goal.WEIGHTS, light, lambda each: each.levels[0][1], KEPT_ACCURACY),
    )


def _best(
    goal: Goal, variants: list[Tried], value: Callable[[Tried], float], target: float | None = None
) -> Best:
    if not variants:
        return Best(goal, target=target)
    best = max(variants, key=value)
    found = value(best)
    return Best(goal, best.name, found, target, reached=target is not None and found >= target)


def _noise_borne(variant: Tried) -> float:
    """The highest level up to which accuracy never falls below the limit, percent; -1 if it is below it without any."""
    borne = -1.0
    for level, accuracy in variant.levels:
        if accuracy < ACCURACY:
            break
        borne = 100 * level
    return borne


def _is_sparse(network: NetworkConfig) -> bool:
    return network.k_winners or network.sparse_conv or network.sparse_linear


def _means(sweeps: list[tuple[NoiseResult, ...]]) -> tuple[tuple[float, float], ...]:
    return tuple(
        (levels[0].noise, statistics.fmean(level.accuracy for level in levels))
        for levels in zip(*sweeps, strict=False)
    )
