"""Setting masked weights to zero, fast: three ways to the same zeros, of which the first that can is taken."""

import torch
from torch import Tensor

from sparse_explorer.nn.kernels import usable
from sparse_explorer.nn.kernels.masking import zero_masked_

_INTEGERS = {2: torch.int16, 4: torch.int32, 8: torch.int64}
"""By bytes, types in which the bits of a number can be set."""


FEW = 1000
"""Weights below which looking for a faster way takes longer than torch's own; measured."""


def set_to_zero(weight: Tensor, mask: Tensor) -> None:
    """Set to zero, in place, what a mask says, whatever it was: not-a-number and infinity too.

    Args:
        weight: any shape, type and device.
        mask: bool, True where zero; as ``weight`` lies in memory.
    """
    if weight.numel() < FEW:
        weight.masked_fill_(mask, 0)
    elif (flat := _as_it_lies(weight)) is not None and usable(weight):
        zero_masked_(flat, _as_it_lies(mask))
    elif weight.device.type == "cpu" and weight.itemsize in _INTEGERS:
        # Several times faster than masked_fill_, which goes weight by weight.
        bits = _INTEGERS[weight.itemsize]
        weight.view(bits).bitwise_and_(mask.view(torch.uint8).to(bits).sub_(1))
    else:
        weight.masked_fill_(mask, 0)


def _as_it_lies(x: Tensor) -> Tensor | None:
    """All numbers of a tensor in the order of its memory, (n,), as a view; None if there are gaps between them."""
    if x.is_contiguous():
        return x.view(-1)
    orders = {2: (1, 0), 4: (0, 2, 3, 1)}
    turned = x.permute(orders[x.dim()]) if x.dim() in orders else x
    return turned.view(-1) if turned.is_contiguous() else None
