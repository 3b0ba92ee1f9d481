"""Layers one after another: which of them are computed in one go, and with winners alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor, nn

from sparse_explorer.nn.k_winners import KWinners, KWinners2d
from sparse_explorer.nn.sparse_weights import parameters_of
from sparse_explorer.nn.standing import Standing
from sparse_explorer.nn.winners_only import (
    WORTH_SUMMING,
    Activity,
    LinearPair,
    WinnersConv2d,
    WinnersLinear,
    Winning,
    can_convolve,
    can_multiply,
    can_pool,
    with_zeros,
)

FEW_OUTPUTS = 64
"""Outputs of a second linear layer up to which two with nothing between them are computed as one."""


Activation = KWinners | KWinners2d
"""Layers whose output is zero in most places."""


class Step(Protocol):
    """Layers that are computed in one go."""

    def arrange(self) -> None:
        """Let their weights lie in memory as is fastest."""

    def activate(self, x: Activity) -> Activity:
        """Compute all of them."""


@dataclass(frozen=True, eq=False)
class Planned:
    """A step, and the layers that it computes, as they stand in the model."""

    step: Step
    layers: tuple[nn.Module, ...]

    def __call__(self, x: Activity) -> Activity:
        if not any(map(is_watched, self.layers)):
            return self.step.activate(x)
        for layer in self.layers:
            x = layer(with_zeros(x))
        return x


def plan(layers: Sequence[nn.Module], standing: Standing, hidden: bool = True) -> tuple[Planned, ...]:
    """How to compute layers one after another: which of them in one go.

    Args:
        layers: what an ``nn.Sequential`` would call, in this order.
        standing: of the module that they belong to.
        hidden: as in :class:`Chain`.
    """
    steps: list[Planned] = []
    winners: Activation | None = None  # those that the next layer's input comes from
    rest = [layer for layer in layers if type(layer) is not nn.Identity]
    while rest:
        count, step = _next(rest, winners, standing, hidden)
        steps.append(Planned(step, tuple(rest[:count])))
        if not isinstance(step, _Flatten):
            winners = _winners_of(step, rest[count - 1])
        rest = rest[count:]
    return tuple(steps)


class Chain:
    """Layers that are called one after another, computed in one go where they can be.

    What is planned is kept for as long as the layers stay the same. A copy plans again, for layers of its own.

    Args:
        hidden: whether k-winners behind a linear layer are computed in one go with it. It sums up in another order,
            which makes another training of the same seed.
    """

    def __init__(self, hidden: bool = True) -> None:
        self._hidden = hidden
        self._kept: tuple[list[nn.Module], Standing, tuple[Planned, ...]] | None = None

    def __reduce__(self) -> tuple[type["Chain"], tuple[bool]]:
        return Chain, (self._hidden,)

    def __call__(self, layers: list[nn.Module], standing: Standing, x: Tensor) -> Tensor:
        """Compute all layers: what an ``nn.Sequential`` of them gives, to float tolerance."""
        activity: Activity = x
        for planned in self.planned(layers, standing):
            activity = planned(activity)
        return with_zeros(activity)

    def planned(self, layers: list[nn.Module], standing: Standing) -> tuple[Planned, ...]:
        """As :func:`plan`."""
        kept = self._kept
        if kept is None or kept[0] != layers or kept[1] is not standing:
            kept = self._kept = layers, standing, plan(layers, standing, self._hidden)
        return kept[2]


def is_watched(module: nn.Module) -> bool:
    """Whether somebody wants to know when a module, or one inside of it, is called."""
    return bool(
        module._forward_hooks
        or module._forward_pre_hooks
        or module._backward_hooks
        or module._backward_pre_hooks
        or any(part is not None and is_watched(part) for part in module._modules.values())
    )


def _next(
    rest: Sequence[nn.Module], winners: Activation | None, standing: Standing, hidden: bool
) -> tuple[int, Step]:
    """What comes first of what is left: how many layers, and how they are computed.

    Args:
        winners: those that the input comes from, if it does.
        hidden: as in :class:`Chain`.
    """
    first, second, third = (*rest[:3], None, None)[:3]
    assert first is not None
    if isinstance(first, (WinnersConv2d, WinnersLinear)):
        return 1, first
    if can_convolve(first):
        maps = winners if isinstance(winners, KWinners2d) else None
        if can_pool(second) and third is not None and _activates(third):
            return 3, WinnersConv2d(first, second, third, maps)
        # The ReLU of the largest is the largest of the ReLUs.
        if second is not None and _is_relu(second) and can_pool(third):
            return 3, WinnersConv2d(first, third, second, maps)
        if type(second) is KWinners2d:
            return 2, WinnersConv2d(first, None, second, maps)
    if can_multiply(first):
        if second is not None and _is_pair(first, second):
            return 2, LinearPair(first, second, standing, winners is not None)
        few = winners is not None and winners.percent_on <= WORTH_SUMMING
        if hidden and type(second) is KWinners and second.percent_on <= WORTH_SUMMING and not few:
            return 2, WinnersLinear(first, second)
        if winners is not None:
            return 1, WinnersLinear(first)
    if type(first) is nn.Flatten and (first.start_dim, first.end_dim) == (1, -1):
        if second is not None and third is not None and _is_pair(second, third):
            return 3, LinearPair(second, third, standing, winners is not None)
        return 1, _Flatten(first)
    return 1, Plain(first)


def _winners_of(step: Step, last: nn.Module) -> Activation | None:
    """The k-winners that the result of a step comes from, if it does; ``last`` is the last of its layers."""
    if isinstance(step, (WinnersConv2d, WinnersLinear)):
        last = last if step.activation is None else step.activation
    if isinstance(last, KWinners2d) or (isinstance(step, WinnersLinear) and isinstance(last, KWinners)):
        return last
    return None


class Plain:
    """A layer that is computed by itself."""

    def __init__(self, layer: nn.Module) -> None:
        self._layer = layer

    def arrange(self) -> None:
        pass

    def activate(self, x: Activity) -> Activity:
        out: Tensor = self._layer(with_zeros(x))
        return out


class _Flatten(Plain):
    def activate(self, x: Activity) -> Activity:
        return x.flattened() if isinstance(x, Winning) else super().activate(x)


def _activates(layer: nn.Module) -> bool:
    return type(layer) is KWinners2d or _is_relu(layer)


def _is_relu(layer: nn.Module) -> bool:
    return type(layer) is nn.ReLU


def _is_pair(first: nn.Module, second: nn.Module) -> bool:
    """Whether two layers are linear, and the second has so few outputs that its weights may be multiplied first."""
    if not (can_multiply(first) and can_multiply(second)):
        return False
    few, between = (int(weight.shape[0]) for weight, _ in map(parameters_of, (second, first)))
    return few <= min(FEW_OUTPUTS, between // 2)
