"""Choosing winners, and winners as a list: what is left to compute with when all the rest is zero.

Axes: N batch, n units, C channels, H height, W width, K winners of a sample, M winners of the whole batch.

A list is ragged: where ties are kept, a sample may have more winners than k. It serves the fast paths of
:mod:`sparse_explorer.nn.winning_convolution` and :mod:`sparse_explorer.nn.winning_linear`; whoever wants a tensor with
zeros uses :mod:`sparse_explorer.nn.functional`.
"""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from sparse_explorer.nn.kernels import traceable, usable
from sparse_explorer.nn.kernels import winners as kernels
from sparse_explorer.nn.kernels.operators import below_autograd
from sparse_explorer.nn.layout import flatten_units, in_logic, lies_channels_last, unflatten_units
from sparse_explorer.nn.transforms import sizes


@dataclass(frozen=True, eq=False)
class Winners:
    """The winners among feature maps (N, C, H, W), sample by sample, without the losers.

    Attributes:
        places: (M,) int32; each winner's index among the units of its sample as they lie in memory, rising.
        units: (M,) int32; the same, counted as ``flatten(1)`` does.
        offsets: (N + 1,) int64; sample s has those at offsets[s] ... offsets[s + 1] - 1.
        shape: of the feature maps.
        channels_last: whether the maps lie with the channels innermost.
    """

    places: Tensor
    units: Tensor
    offsets: Tensor
    shape: tuple[int, int, int, int]
    channels_last: bool

    @property
    def competing(self) -> int:
        """Units of a sample, n."""
        return math.prod(self.shape[1:])


def choose_winners(x: Tensor, ranked: Tensor, k: int, break_ties: bool, relu: bool) -> tuple[Winners, Tensor]:
    """List the k winners of each sample, all of its units competing.

    Args:
        x: (N, C, H, W), dense in any memory format.
        ranked: what winners are ranked by, laid out as ``x`` is.
        k: winners of a sample, 0 ... C*H*W.
        break_ties, relu: as in :func:`sparse_explorer.nn.functional.kwinners`.

    Returns:
        The winners, and their values (M,) without gradient.

    Raises:
        ValueError: k is outside its range.
    """
    by_units = flatten_units(ranked)  # (N, n)
    if break_ties or not (usable(x) and _kernel_ranks(by_units, k)):
        return list_winners(x, unflatten_units(losing_units(by_units, k, break_ties, relu), ranked))
    last = lies_channels_last(x)
    with below_autograd():
        least, counts = kernels.rank(by_units, k, relu)
        offsets = _offsets(counts)
        places, units, values = kernels.list_from(
            by_units, flatten_units(x), x.shape[1] if last else 1, least, offsets
        )
    return Winners(places, units, offsets, _sizes(x), last), values


def list_winners(x: Tensor, losers: Tensor) -> tuple[Winners, Tensor]:
    """The winners among feature maps x (N, C, H, W), and their values, given a mask of the losers."""
    winners = flatten_units(losers).logical_not()  # (N, n)
    places = winners.nonzero()[:, 1]
    last = lies_channels_last(x)
    channels = x.shape[1] if last else 1
    units = places % channels * (winners.shape[1] // channels) + places // channels
    listed = Winners(places.int(), units.int(), _offsets(winners.sum(dim=1)), _sizes(x), last)
    return listed, flatten_units(x)[winners]


class _Spread(torch.autograd.Function):
    """What the operator computes, with its gradient, in less time: one that is registered from Python is slow."""

    @staticmethod
    def forward(ctx: Any, values: Tensor, at: Tensor, offsets: Tensor, n: int) -> Tensor:
        ctx.save_for_backward(at, offsets)
        with below_autograd():
            flat: Tensor = kernels.spread(values, at, offsets, n)
        return flat

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        return kernels.collect(grad.contiguous(), *ctx.saved_tensors), None, None, None


def spread(values: Tensor, winners: Winners) -> Tensor:
    """Feature maps (N, C, H, W), zero but for the winners, lying in memory as the maps do that these won among."""
    n, c, h, w = winners.shape
    flat: Tensor = _Spread.apply(values, winners.places, winners.offsets, winners.competing)
    return in_logic(flat.view(n, h, w, c)) if winners.channels_last else flat.view(winners.shape)


def spread_units(values: Tensor, winners: Winners) -> Tensor:
    """(N, n), zero but for the winners, in the order that a linear layer's weights are counted in."""
    flat: Tensor = _Spread.apply(values, winners.units, winners.offsets, winners.competing)
    return flat


class _Keep(torch.autograd.Function):
    """As :class:`_Spread`, for the operator ``keep``."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, boosts: Tensor | None, k: int, relu: bool) -> tuple[Tensor, Tensor]:
        with below_autograd():
            kept, losers, active = kernels.keep(x, boosts, k, relu)
        ctx.save_for_backward(losers)
        ctx.mark_non_differentiable(active)
        return kept, active

    @staticmethod
    def backward(ctx: Any, grad: Tensor, _: Any) -> tuple[Tensor | None, ...]:
        (losers,) = ctx.saved_tensors
        return grad.masked_fill(losers, 0), None, None, None


def keep_winners(x: Tensor, boosts: Tensor | None, k: int, relu: bool) -> tuple[Tensor, Tensor] | None:
    """Zero all but the k winners of each sample, ties kept.

    Args:
        x: (N, n).
        boosts: (n,), what units are multiplied by to be ranked; None for nothing.
        k, relu: as in :func:`choose_winners`.

    Returns:
        (N, n), with gradient to the winners; and int64 (n,), in how many samples what is kept of a unit is above 0.
        None where kernels cannot do it.
    """
    if not (usable(x) and _kernel_ranks(x, k)):
        return None
    kept, active = _Keep.apply(x, boosts, k, relu)
    return kept, active


def losing_units(boosted: Tensor, k: int, break_ties: bool, relu: bool) -> Tensor:
    """Mark what does not win along dim 1.

    Args:
        boosted: (N, n, ...), what winners are ranked by.
        k: winners, 0 ... n.
        break_ties, relu: as in :func:`sparse_explorer.nn.functional.kwinners`.

    Returns:
        bool, shape of ``boosted``; True where a unit loses.

    Raises:
        ValueError: k is outside 0 ... n.
    """
    n = sizes(boosted)[1]
    if not 0 <= k <= n:
        raise ValueError(f"k is {k}, allowed is 0 ... {n}, the number of units that compete")
    if k == 0:
        return torch.ones_like(boosted, dtype=torch.bool)
    if break_ties:
        losers = torch.ones_like(boosted, dtype=torch.bool)
        losers = losers.scatter(1, boosted.topk(k, dim=1, sorted=False).indices, False)
        return losers.logical_or_(boosted < 0) if relu else losers
    if k == n:
        return boosted < 0 if relu else torch.zeros_like(boosted, dtype=torch.bool)
    if _kernel_ranks(boosted, k):
        below: Tensor = boosted < kernels.rank(boosted, k, relu)[0][:, None]
        return below
    # topk finds the k-th largest several times faster than kthvalue, which sorts on some devices. It ranks NaN highest,
    # but amin would hand it on, and nothing is "below" NaN: as +infinity it ranks the same and compares.
    largest = boosted.topk(k, dim=1, sorted=False).values
    largest = largest.nan_to_num(nan=math.inf, posinf=math.inf, neginf=-math.inf)
    threshold = largest.amin(dim=1, keepdim=True)  # (N, 1, ...)
    return boosted < (threshold.clamp(min=0) if relu else threshold)


def _kernel_ranks(x: Tensor, k: int) -> bool:
    return x.dim() == 2 and traceable(x) and x.is_contiguous() and 1 <= k <= x.shape[1]


def _offsets(counts: Tensor) -> Tensor:
    """Where each sample's winners begin, and where the last one's end: (N,) -> (N + 1,)."""
    return torch.nn.functional.pad(counts.cumsum(0), (1, 0))


def _sizes(x: Tensor) -> tuple[int, int, int, int]:
    n, c, h, w = x.shape
    return n, c, h, w
