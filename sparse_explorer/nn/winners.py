"""Choosing winners, and winners as a list: what is left to compute with when all the rest is zero.

Axes: N batch, n units, C channels, H height, W width, K winners of a sample, M winners of the whole batch.

A list is ragged: where ties are kept, a sample may have more winners than k. It serves the fast paths of
:mod:`sparse_explorer.nn.winners_only`; whoever wants a tensor with zeros uses :mod:`sparse_explorer.nn.functional`.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from sparse_explorer.nn.layout import flatten_units, lies_channels_last

_LARGEST_GROUP = 16
_WORTH_GROUPING = 2048
"""Units, from which on ranking groups first saves time; measured."""


@dataclass(frozen=True, eq=False)
class Winners:
    """The winners among feature maps (N, C, H, W), sample by sample, without the losers.

    Attributes:
        places: (M,) int64, rising; each winner's place in memory, where the maps lie without gaps.
        samples, channels, positions: (M,) int64; where each winner is. A position is row * W + column.
        offsets: (N,) int64; where each sample's winners begin.
        shape: of the feature maps.
    """

    places: Tensor
    samples: Tensor
    channels: Tensor
    positions: Tensor
    offsets: Tensor
    shape: tuple[int, int, int, int]

    @property
    def units(self) -> Tensor:
        """(M,) int64: each winner's place among the units of its sample, counted as ``flatten(1)`` does."""
        return self.channels * (self.shape[2] * self.shape[3]) + self.positions


def list_winners(losers: Tensor) -> Winners:
    """The winners of feature maps, given a mask of the losers: bool (N, C, H, W), dense in any memory format."""
    n, c, h, w = losers.shape
    channels_last = lies_channels_last(losers)
    winners = flatten_units(losers).logical_not()
    places = winners.view(-1).nonzero().view(-1)
    samples = torch.div(places, max(c * h * w, 1), rounding_mode="floor")
    inner = places - samples * (c * h * w)
    outer = torch.div(inner, max(c if channels_last else h * w, 1), rounding_mode="floor")
    inner = inner - outer * (c if channels_last else h * w)
    counts = winners.sum(dim=1)
    return Winners(
        places=places,
        samples=samples,
        channels=inner if channels_last else outer,
        positions=outer if channels_last else inner,
        offsets=counts.cumsum(0) - counts,
        shape=(n, c, h, w),
    )


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
    n = boosted.shape[1]
    if not 0 <= k <= n:
        raise ValueError(f"k is {k}, allowed is 0 ... {n}, the number of units that compete")
    if k == 0:
        return torch.ones_like(boosted, dtype=torch.bool)
    if break_ties:
        losers = torch.ones_like(boosted, dtype=torch.bool)
        losers.scatter_(1, boosted.topk(k, dim=1, sorted=False).indices, False)
        return losers.logical_or_(boosted < 0) if relu else losers
    if k == n:
        return boosted < 0 if relu else torch.zeros_like(boosted, dtype=torch.bool)
    # topk finds the k-th largest several times faster than kthvalue, which sorts on some devices. It ranks NaN highest,
    # but amin would hand it on, and nothing is "below" NaN: as +infinity it ranks the same and compares.
    largest = _k_largest(boosted, k)  # (N, K, ...)
    threshold = largest.nan_to_num(nan=math.inf, posinf=math.inf, neginf=-math.inf).amin(dim=1, keepdim=True)
    return boosted < (threshold.clamp(min=0) if relu else threshold)


def _k_largest(x: Tensor, k: int) -> Tensor:
    """The k largest values along dim 1, in no order. (N, n, ...) -> (N, K, ...)

    Where k is a small part of n, groups of units are ranked by their largest member first. The k largest units lie
    within the k groups of the largest members: a group that is left out has k members of other groups at least as
    large as its own. So both rankings together look at a fraction of the units, and find the same values.
    """
    size = _group_size(x.shape[1], k) if x.dim() == 2 and x.device.type == "cpu" else 1
    if size == 1:
        return x.topk(k, dim=1, sorted=False).values
    # A group's members lie a stride apart, so that the largest of all groups are found side by side.
    groups = x.unflatten(1, (size, -1))  # (N, size, groups)
    best = groups.amax(dim=1).topk(k, dim=1, sorted=False).indices  # (N, K)
    members = groups.gather(2, best[:, None].expand(-1, size, -1))  # (N, size, K)
    return members.flatten(1).topk(k, dim=1, sorted=False).values


def _group_size(n: int, k: int) -> int:
    """How many units make a group: the divisor of n for which both rankings are short; 1 where groups gain nothing."""
    if n < max(8 * k, _WORTH_GROUPING):
        return 1
    sizes = [size for size in range(2, _LARGEST_GROUP + 1) if n % size == 0 and n >= size * k]
    return min(sizes, key=lambda size: n / size + size * k, default=1)
