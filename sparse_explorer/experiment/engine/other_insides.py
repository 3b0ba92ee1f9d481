"""What happens inside of a network from elsewhere: what each layer with weights hands to the next.

That is its output behind activation, pooling and whatever else stands between the two, as the next layer sees it. What
is flattened on the way is shown as the maps that it was.

Axes: N images, C channels, H height, W width, n units.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

MOST_UNITS = 100_000
"""Of a layer that is looked at; larger ones are left out."""

_WEIGHTED = (nn.Linear, nn.Conv2d)
_PASSED = ("Reshape", "Flatten", "Identity", "Dropout", "Cast", "Squeeze", "Unsqueeze")


@dataclass(frozen=True, eq=False)
class Inside:
    """One layer's output.

    Attributes:
        title: the layer, as the network calls it.
        sparse: whether k-winners made it.
        values: float32 (N, C, H, W), or (N, 1, 1, n) where there are no maps.
    """

    title: str
    sparse: bool
    values: Tensor

    @property
    def of_maps(self) -> bool:
        """Whether it is made of maps."""
        return tuple(self.values.shape[1:3]) != (1, 1)


def chosen(found: Sequence[Inside]) -> tuple[Inside, ...]:
    """Those that are shown: the last two made of maps, and the last one of units."""
    fitting = [each for each in found if 1 < each.values[0].numel() <= MOST_UNITS]
    maps = [each for each in fitting if each.of_maps]
    units = [each for each in fitting if not each.of_maps]
    return tuple(maps[-2:] + units[-1:])


# --- modules ----------------------------------------------------------------------------------------------------------


class _Tap:
    """Listens to a module while it answers."""

    def __init__(self, network: nn.Module) -> None:
        self.found: list[Inside] = []
        self._title = ""  # of the last layer with weights; empty before the first
        self._sparse = False
        self._maps: torch.Size | None = None  # shape of the last maps on the way
        self._channels = 0
        self._names = {layer: name or "itself" for name, layer in network.named_modules()}

    def arriving(self, layer: nn.Module, given: tuple[Any, ...]) -> None:
        if self._title and given and isinstance(given[0], Tensor) and given[0].ndim in (2, 4):
            self.found.append(Inside(self._title, self._sparse, self._as_maps(given[0].detach().float())))

    def leaving(self, layer: nn.Module, given: object, result: object) -> None:
        if isinstance(layer, _WEIGHTED):
            name = self._names[layer].removesuffix(".module")
            self._title = f"{type(layer).__name__} {name}" if name.isdigit() else name
            self._sparse = False
            self._maps, self._channels = None, layer.out_channels if isinstance(layer, nn.Conv2d) else 0
        self._sparse |= "winners" in type(layer).__name__.lower()
        if isinstance(result, Tensor) and result.ndim == 4:
            self._maps = result.shape[1:]

    def _as_maps(self, values: Tensor) -> Tensor:
        if values.ndim == 4:
            return values
        count = values.shape[1]
        if self._maps is not None and self._maps.numel() == count:
            return values.reshape(-1, *self._maps)
        side = math.isqrt(count // self._channels) if self._channels else 0
        if side > 1 and self._channels * side * side == count:
            return values.reshape(-1, self._channels, side, side)  # pooled by a function
        return values[:, None, None]


def torch_insides(network: nn.Module, images: Tensor) -> list[Inside]:
    """What a module's layers hand on while it answers images (N, 1, S, S)."""
    tap = _Tap(network)
    hooks = []
    for layer in network.modules():
        if isinstance(layer, _WEIGHTED):
            hooks.append(layer.register_forward_pre_hook(tap.arriving))
        if (
            isinstance(layer, _WEIGHTED)
            or not list(layer.children())
            or "winners" in type(layer).__name__.lower()
        ):
            hooks.append(layer.register_forward_hook(tap.leaving))
    try:
        with torch.no_grad():
            network(images)
    finally:
        for hook in hooks:
            hook.remove()
    return tap.found


# --- ONNX -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tapped:
    """A tensor of a graph to be looked at: its name, and what is said of it as in :class:`Inside`."""

    tensor: str
    title: str
    sparse: bool


def onnx_taps(graph: Any) -> list[Tapped]:
    """The tensors that a layer with weights hands to the next, in the graph of an ONNX file."""
    weights = {each.name for each in graph.initializer if len(each.dims) > 1}
    makers = {name: node for node in graph.node for name in node.output}
    ranks = {each.name: len(each.type.tensor_type.shape.dim) for each in (*graph.value_info, *graph.output)}
    found = []
    for node in graph.node:
        if node.op_type not in ("Conv", "Gemm", "MatMul") or not weights & set(node.input):
            continue
        source = next((name for name in node.input if name in makers), "")
        tensor = _before_flattening(source, makers, ranks)
        title, sparse = _layer_of(tensor, makers, weights)
        if title:
            found.append(Tapped(tensor, title, sparse))
    return found


def onnx_insides(taps: Sequence[Tapped], arrays: Sequence[Any]) -> list[Inside]:
    """What was found in the tensors of :func:`onnx_taps`."""
    found = []
    for tap, array in zip(taps, arrays, strict=True):
        values = torch.from_numpy(array).float()
        if values.ndim in (2, 4):
            found.append(Inside(tap.title, tap.sparse, values if values.ndim == 4 else values[:, None, None]))
    return found


def _before_flattening(tensor: str, makers: dict[str, Any], ranks: dict[str, int]) -> str:
    """The maps that a tensor was before it was flattened; itself if it was none."""
    start = tensor
    while ranks.get(tensor) != 4 and tensor in makers and makers[tensor].op_type in _PASSED:
        tensor = makers[tensor].input[0]
    return tensor if ranks.get(tensor) == 4 else start


def _layer_of(tensor: str, makers: dict[str, Any], weights: set[str]) -> tuple[str, bool]:
    """The layer with weights that a tensor comes from, and whether winners were chosen on the way; no name for what
    comes from the images alone."""
    seen: set[str] = set()
    waiting = [tensor]
    while waiting:
        name = waiting.pop(0)
        node = makers.get(name)
        if node is None or name in seen:
            continue
        seen.add(name)
        if weights & set(node.input) and node.op_type in ("Conv", "Gemm", "MatMul"):
            return node.name or node.op_type, _chooses(tensor, makers, name)
        waiting += node.input
    return "", False


def _chooses(tensor: str, makers: dict[str, Any], stop: str) -> bool:
    """Whether the largest are chosen (TopK) between a layer's output and a tensor."""
    seen, waiting = {stop}, [tensor]
    while waiting:
        name = waiting.pop()
        node = makers.get(name)
        if node is None or name in seen:
            continue
        seen.add(name)
        if node.op_type == "TopK":
            return True
        waiting += node.input
    return False
