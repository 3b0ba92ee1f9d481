"""``fuse(model)``: the layers of any ``nn.Sequential`` that can be computed in one go, and with winners alone, are.

Nothing has to be rewritten for it: parameters, names and state dict stay as they are, and so do hooks, which switch the
fast way off where they would be passed over.
"""

from collections.abc import Callable
from typing import Any, TypeGuard

from torch import Tensor, nn

from sparse_explorer.nn.chain import Chain, Plain, is_watched, plan
from sparse_explorer.nn.layout import lay_plainly, set_flattenable
from sparse_explorer.nn.standing import Standing
from sparse_explorer.nn.transforms import is_seen_by_modes, is_transformed
from sparse_explorer.nn.winners_only import inner


class FusedSequential(nn.Sequential):
    """An ``nn.Sequential`` whose layers are computed in one go where they can be; made by :func:`fuse`.

    Its layers may be replaced, added and removed as in any other.

    Attributes:
        standing: what is kept while the weights stand still, :func:`sparse_explorer.nn.frozen`.

    Examples:
        >>> from torch import nn
        >>> from sparse_explorer.nn import KWinners2d, fuse
        >>> model = fuse(nn.Sequential(nn.Conv2d(1, 4, 5), nn.MaxPool2d(2), KWinners2d(4, 0.1)))
        >>> type(model).__name__, len(model)
        ('FusedSequential', 3)
    """

    standing: Standing
    _chain: Chain
    _seen: bool  # whether a mode sees the parameters, which are of torch's own class for as long
    _was: type[nn.Sequential]

    def __init__(self, *layers: Any) -> None:
        super().__init__(*layers)
        self.__dict__.update(_own_state(nn.Sequential))

    def forward(self, input: Tensor) -> Tensor:
        layers, passed_over = flat_layers(self)
        if is_seen_by_modes() != self._seen:
            self._seen = not self._seen
            for layer in layers:
                set_flattenable(inner(layer), not self._seen)
        if is_transformed() or any(map(is_watched, passed_over)):
            plain: Tensor = super().forward(input)  # type: ignore[no-untyped-call]
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

    * Conv2d (stride 1; plain or in a SparseWeights2d), MaxPool2d or none, KWinners2d;
    * the same Conv2d with MaxPool2d and ReLU, in either order;
    * behind KWinners2d, a Flatten and a Linear (plain or in a SparseWeights);
    * any such Linear with the few KWinners behind it, from which gradient flows back alone;
    * two Linear layers with nothing between them, the second with few outputs.

    Args:
        model: any. It is left as it is, but that its parameters lie in memory as is fastest.

    Returns:
        A model of the same layers, parameters, names and state dict, which computes the same to float tolerance. Both
        stand for one another: who trains one trains the other. The model itself where nothing in it can be fused.

    Examples:
        >>> import torch
        >>> from torch import nn
        >>> from sparse_explorer.nn import KWinners2d, SparseWeights, SparseWeights2d, fuse
        >>> model = nn.Sequential(
        ...     SparseWeights2d(nn.Conv2d(1, 30, 5), sparsity=0.5),
        ...     nn.MaxPool2d(2),
        ...     KWinners2d(30, 100 / 4320),
        ...     nn.Flatten(),
        ...     SparseWeights(nn.Linear(4320, 300), sparsity=0.5),
        ...     nn.Linear(300, 10),
        ... ).eval()
        >>> images = torch.rand(2, 1, 28, 28)
        >>> torch.allclose(fuse(model)(images), model(images), atol=1e-5)
        True
    """
    return _rebuilt(model, _fused, {})


def unfuse(model: nn.Module) -> nn.Module:
    """Undo :func:`fuse`: a model of the same layers, computed one by one.

    Examples:
        >>> from torch import nn
        >>> from sparse_explorer.nn import FusedSequential, fuse, unfuse
        >>> model = fuse(nn.Sequential(nn.Linear(4, 8), nn.Linear(8, 2)))
        >>> isinstance(model, FusedSequential), isinstance(unfuse(model), FusedSequential)
        (True, False)
    """
    return _rebuilt(model, _unfused, {})


def flat_layers(sequential: nn.Sequential) -> tuple[list[nn.Module], list[nn.Module]]:
    """The layers that a Sequential calls, those of Sequentials inside of it in their place; and what is passed over:
    these Sequentials, and layers that do nothing.
    """
    layers: list[nn.Module] = []
    passed_over: list[nn.Module] = []
    for child in sequential:
        if _is_sequential(child):
            below, beside = flat_layers(child)
            layers += below
            passed_over += [child, *beside]
        elif type(child) is nn.Identity:
            passed_over.append(child)
        else:
            layers.append(child)
    return layers, passed_over


def _fused(module: nn.Module) -> nn.Module:
    if not _is_sequential(module) or isinstance(module, FusedSequential):
        return module
    steps = plan(flat_layers(module)[0], Standing())
    if all(isinstance(step.step, Plain) for step in steps):
        return module
    for step in steps:
        step.step.arrange()
    fused: nn.Module = _shallow(module, FusedSequential)
    fused.__dict__.update(_own_state(type(module)))
    return fused


def _unfused(module: nn.Module) -> nn.Module:
    if not isinstance(module, FusedSequential):
        return module
    for layer in flat_layers(module)[0]:
        lay_plainly(inner(layer))
    plain: nn.Module = _shallow(module, module._was)
    for name in _own_state(module._was):
        del plain.__dict__[name]
    return plain


def _own_state(was: type[nn.Sequential]) -> dict[str, Any]:
    """What a FusedSequential knows beyond any other, which was of this class."""
    return {"standing": Standing(), "_chain": Chain(), "_seen": False, "_was": was}


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
