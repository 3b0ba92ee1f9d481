"""The order of units in memory: feature maps lie channel by channel, or with the channels innermost (channels-last).

Axes: N batch, C channels, H height, W width. "In memory" is the order that lies there; "in logic" is that of
``flatten(1)``, channel by channel, which weights are counted in.
"""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from sparse_explorer.nn.transforms import is_functional


def lies_channels_last(x: Tensor) -> bool:
    """Whether feature maps (N, C, H, W) lie with the channels innermost.

    Under the transforms of ``torch.func`` tensors do not say, and what compilers expect of a convolution is not always
    what comes out. There all count as lying channel by channel.
    """
    if torch.compiler.is_compiling() or is_functional():
        return False
    return x.is_contiguous(memory_format=torch.channels_last) and not x.is_contiguous()


def dense(x: Tensor) -> Tensor:
    """The same feature maps (N, C, H, W), lying without gaps in one of the two orders; a copy only if they do not."""
    lies_dense = x.is_contiguous() or x.is_contiguous(memory_format=torch.channels_last)
    return x if lies_dense else x.contiguous()


def with_channels_last(x: Tensor) -> Tensor:
    """The same feature maps (N, C, H, W), counted with the channels innermost.

    A single channel lies both ways at once, and is not copied. Convolutions choose their kernel by how it is counted:
    channel by channel some take several times longer.
    """
    if is_functional():
        return x
    n, c, h, w = x.shape
    if c == 1 and x.is_contiguous():
        return x.view(n, h, w, 1).permute(0, 3, 1, 2)
    return x.contiguous(memory_format=torch.channels_last)


def flatten_units(x: Tensor) -> Tensor:
    """(N, C, H, W) -> (N, C*H*W) in the order that lies in memory, so that channels-last input is not copied."""
    if lies_channels_last(x):
        x = x.permute(0, 2, 3, 1)  # (N, H, W, C)
    return x.reshape(x.shape[0], math.prod(x.shape[1:]))


def unflatten_units(flat: Tensor, like: Tensor) -> Tensor:
    """Undo :func:`flatten_units`: (N, C*H*W) -> (N, C, H, W), laid out in memory as ``like`` is."""
    if lies_channels_last(like):
        n, c, h, w = like.shape
        return flat.view(n, h, w, c).permute(0, 3, 1, 2)
    return flat.view(like.shape)


def columns_in_memory(matrix: Tensor, like: Tensor) -> Tensor:
    """Order a matrix's columns (m, C*H*W), counted in logic, as the units of ``like`` (N, C, H, W) lie in memory."""
    if not lies_channels_last(like):
        return matrix
    return matrix.reshape(-1, *like.shape[1:]).permute(0, 2, 3, 1).reshape(matrix.shape)


def in_memory(maps: Tensor) -> Tensor:
    """Feature maps (N, C, H, W) with the axes as they lie, (N, H, W, C); a copy if they lie in another order."""
    return maps.permute(0, 2, 3, 1).contiguous()


def in_logic(maps: Tensor) -> Tensor:
    """Undo :func:`in_memory`."""
    return maps.permute(0, 3, 1, 2)


class RearrangedParameter(nn.Parameter):
    """A parameter that lies in memory in another order than it is counted in, and can be flattened all the same.

    torch's own cannot: ``torch.nn.utils.parameters_to_vector`` raises for it.
    """

    def view(self, *shape: Any) -> Tensor:
        """As of any tensor; a copy where the numbers do not lie in the order that is asked for."""
        try:
            return super().view(*shape)
        except RuntimeError:
            return self.reshape(*shape)


def lay_channels_last(layer: nn.Module) -> None:
    """Let a convolution's filters lie with the channels innermost; the parameter stays, and so do its values."""
    _lay(layer, lambda weight: weight.contiguous(memory_format=torch.channels_last))


def lay_input_major(layer: nn.Module) -> None:
    """Let a linear layer's weights (m, n) lie input by input, so that those that leave an input are in one piece."""
    _lay(layer, lambda weight: weight.t().contiguous().t())


def lay_plainly(layer: nn.Module) -> None:
    """Undo these."""
    _lay(layer, Tensor.contiguous)


def set_flattenable(layer: nn.Module, flattenable: bool) -> None:
    """Let a weight that lies in another order be flattened, or not: some tracers take no class but torch's own."""
    weight = layer._parameters.get("weight")
    if weight is not None and type(weight) in (nn.Parameter, RearrangedParameter):
        weight.__class__ = RearrangedParameter if flattenable and not weight.is_contiguous() else nn.Parameter


def _lay(layer: nn.Module, order: Callable[[Tensor], Tensor]) -> None:
    weight = layer._parameters.get("weight")
    if weight is None or type(weight) not in (nn.Parameter, RearrangedParameter):
        return  # one that is computed from others, or of a class that knows better
    weight.data = order(weight.data)  # in place: optimizers hold this very parameter
    set_flattenable(layer, True)
