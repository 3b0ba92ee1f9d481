"""``fuse(model)``: the layers of any ``nn.Sequential`` that can be computed in one go, and with winners alone, are.

Nothing has to be rewritten for it: parameters, names and state dict stay as they are, and so do hooks, which switch the
fast way off where they would be passed over.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeGuard

from torch import Tensor, nn

from sparse_explorer.nn.k_winners import KWinners2d
from sparse_explorer.nn.layout import lay_plainly, set_flattenable
from sparse_explorer.nn.sparse_weights import parameters_of
from sparse_explorer.nn.standing import Standing
from sparse_explorer.nn.transforms import is_seen_by_modes, is_transformed
from sparse_explorer.nn.winners_only import (
    Activity,
    LinearPair,
    WinnersConv2d,
    WinnersLinear,
    Winning,
    can_convolve,
    can_multiply,
    can_pool,
    inner,
    with_zeros,
)

FEW_OUTPUTS = 64
"""Outputs of a second linear layer up to which two with nothing between them are computed as one."""


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
        if not any(map(_is_watched, self.layers)):
            return self.step.activate(x)
        for layer in self.layers:
            x = layer(with_zeros(x))
        return x


def plan(layers: Sequence[nn.Module], standing: Standing) -> tuple[Planned, ...]:
    """How to compute layers one after another: which of them in one go.

    Args:
        layers: what an ``nn.Sequential`` would call, in this order.
        standing: of the module that they belong to.
    """
    steps: list[Planned] = []
    winners: KWinners2d | None = None  # those that the next layer's input comes from
    rest = [layer for layer in layers if type(layer) is not nn.Identity]
    while rest:
        count, step = _next(rest, winners, standing)
        steps.append(Planned(step, tuple(rest[:count])))
        if not isinstance(step, _Flatten):
            winners = _winners_of(rest[:count])
        rest = rest[count:]
    return tuple(steps)


class Chain:
    """Layers that are called one after another, computed in one go where they can be.

    What is planned is kept for as long as the layers stay the same. A copy plans anew, for layers of its own.
    """

    def __init__(self) -> None:
        self._kept: tuple[list[nn.Module], Standing, tuple[Planned, ...]] | None = None

    def __reduce__(self) -> tuple[type["Chain"], tuple[()]]:
        return Chain, ()

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
            kept = self._kept = layers, standing, plan(layers, standing)
        return kept[2]


class FusedSequential(nn.Sequential):
    """An ``nn.Sequential`` whose layers are computed in one go where they can be; made by :func:`fuse`.

    Its layers may be replaced, added and removed as in any other.

    Attributes:
        standing: what is kept while the weights stand still, :func:`sparse_explorer.nn.frozen`.
    """

    standing: Standing

    def __init__(self, *layers: Any) -> None:
        super().__init__(*layers)
        self.standing = Standing()
        self._chain = Chain()
        self._seen = False
        self._was: type[nn.Sequential] = nn.Sequential

    def forward(self, input: Tensor) -> Tensor:
        layers, passed_over = flat_layers(self)
        if is_seen_by_modes() != self._seen:
            self._seen = not self._seen
            for layer in layers:
                set_flattenable(inner(layer), not self._seen)
        if is_transformed() or any(map(_is_watched, passed_over)):
            plain: Tensor = super().forward(input)
            return plain
        return self._chain(layers, self.standing, input)

    def extra_repr(self) -> str:
        names = {layer: name for name, layer in self.named_modules(remove_duplicate=False)}
        together = [
            " + ".join(names[layer] for layer in planned.layers)
            for planned in self._chain.planned(flat_layers(self)[0], self.standing)
            if len(planned.layers) > 1
        ]
        return f"in one go: {', '.join(together) or 'nothing'}"


def fuse(model: nn.Module) -> nn.Module:
    """Let every ``nn.Sequential`` in a model compute layers in one go, and with winners alone where they are few.

    Fused are, in any ``nn.Sequential``, class derived from it, or nest of them:

    * Conv2d (stride 1; plain or in a SparseWeights2d), MaxPool2d or none, KWinners2d or ReLU;
    * behind KWinners2d, a Flatten and a Linear (plain or in a SparseWeights);
    * two Linear layers with nothing between them, the second with few outputs.

    Example::

        model = fuse(nn.Sequential(
            SparseWeights2d(nn.Conv2d(1, 30, 5), sparsity=0.5), nn.MaxPool2d(2), KWinners2d(30, 100 / 4320),
            nn.Flatten(), SparseWeights(nn.Linear(4320, 300), sparsity=0.5), nn.Linear(300, 10),
        ))

    Args:
        model: any. It is left as it is, but that its parameters lie in memory as is fastest.

    Returns:
        A model of the same layers, parameters, names and state dict, which computes the same to float tolerance. Both
        stand for one another: who trains one trains the other. The model itself where nothing in it can be fused.
    """
    return _rebuilt(model, _fused, {})


def unfuse(model: nn.Module) -> nn.Module:
    """Undo :func:`fuse`: a model of the same layers, computed one by one."""
    return _rebuilt(model, _unfused, {})


def flat_layers(sequential: nn.Sequential) -> tuple[list[nn.Module], list[nn.Module]]:
    """The layers that a Sequential calls, those of Sequentials inside of it in their place; and what is passed over:
    these Sequentials, and layers that do nothing.
    """
    layers: list[nn.Module] = []
    passed_over: list[nn.Module] = []
    for child in sequential:
        if _is_sequential(child):
            below, inner = flat_layers(child)
            layers += below
            passed_over += [child, *inner]
        elif type(child) is nn.Identity:
            passed_over.append(child)
        else:
            layers.append(child)
    return layers, passed_over


def _fused(module: nn.Module) -> nn.Module:
    if not _is_sequential(module) or isinstance(module, FusedSequential):
        return module
    steps = plan(flat_layers(module)[0], Standing())
    if all(isinstance(step.step, _Plain) for step in steps):
        return module
    for step in steps:
        step.step.arrange()
    fused = _shallow(module, FusedSequential)
    fused.standing, fused._chain, fused._seen = Standing(), Chain(), False
    fused._was = type(module)
    return fused


def _unfused(module: nn.Module) -> nn.Module:
    if not isinstance(module, FusedSequential):
        return module
    for layer in flat_layers(module)[0]:
        lay_plainly(inner(layer))
    plain = _shallow(module, module._was)
    del plain.standing, plain._chain, plain._seen, plain._was
    return plain


def _rebuilt(
    module: nn.Module, change: Callable[[nn.Module], nn.Module], made: dict[nn.Module, nn.Module]
) -> nn.Module:
    """A module with ``change`` made to each that it holds, outermost first; what is changed is not looked into."""
    if module not in made:
        made[module] = changed = change(module)
        if changed is module:
            children = {
                name: child if child is None else _rebuilt(child, change, made)
                for name, child in module._modules.items()
            }
            if any(child is not module._modules[name] for name, child in children.items()):
                made[module] = copied = _shallow(module, type(module))
                copied._modules = children
    return made[module]


def _shallow(module: nn.Module, kind: type[nn.Module]) -> Any:
    """Another module with the same layers, parameters and buffers."""
    copied = kind.__new__(kind)
    copied.__dict__ = module.__dict__ | {"_modules": dict(module._modules)}
    return copied


def _is_sequential(module: nn.Module) -> TypeGuard[nn.Sequential]:
    return isinstance(module, FusedSequential) or (
        isinstance(module, nn.Sequential) and type(module).forward is nn.Sequential.forward
    )


def _is_watched(module: nn.Module) -> bool:
    """Whether somebody wants to know when a module, or one inside of it, is called."""
    return bool(
        module._forward_hooks
        or module._forward_pre_hooks
        or module._backward_hooks
        or module._backward_pre_hooks
        or any(part is not None and _is_watched(part) for part in module._modules.values())
    )


def _next(rest: Sequence[nn.Module], winners: KWinners2d | None, standing: Standing) -> tuple[int, Step]:
    """What comes first of what is left: how many layers, and how they are computed.

    Args:
        winners: those that the input comes from, if it does.
    """
    first, second, third = (*rest[:3], None, None)[:3]
    assert first is not None
    if isinstance(first, WinnersConv2d):
        return 1, first
    if can_convolve(first):
        if can_pool(second) and third is not None and _activates(third):
            return 3, WinnersConv2d(first, second, third, winners)
        # The ReLU of the largest is the largest of the ReLUs.
        if second is not None and _is_relu(second) and can_pool(third):
            return 3, WinnersConv2d(first, third, second, winners)
        if type(second) is KWinners2d:
            return 2, WinnersConv2d(first, None, second, winners)
    if can_multiply(first):
        if second is not None and _is_pair(first, second):
            return 2, LinearPair(first, second, standing, winners is not None)
        if winners is not None:
            return 1, WinnersLinear(first)
    if type(first) is nn.Flatten and (first.start_dim, first.end_dim) == (1, -1):
        if second is not None and third is not None and _is_pair(second, third):
            return 3, LinearPair(second, third, standing, winners is not None)
        return 1, _Flatten(first)
    return 1, _Plain(first)


def _winners_of(layers: Sequence[nn.Module]) -> KWinners2d | None:
    """The k-winners that the result of layers comes from, if it does."""
    last = layers[-1]
    activation = last.activation if isinstance(last, WinnersConv2d) else last
    return activation if isinstance(activation, KWinners2d) else None


class _Plain:
    def __init__(self, layer: nn.Module) -> None:
        self._layer = layer

    def arrange(self) -> None:
        pass

    def activate(self, x: Activity) -> Activity:
        out: Tensor = self._layer(with_zeros(x))
        return out


class _Flatten(_Plain):
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
