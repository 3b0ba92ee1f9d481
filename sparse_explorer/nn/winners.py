"""Choosing winners, and winners as a list: what is left to compute with when all the rest is zero.

Axes: N batch, n units, C channels, H height, W width, K winners of a sample, M winners of the whole batch.

A list is ragged: where ties are kept, a sample may have more winners than k. It serves the fast paths of
:mod:`sparse_explorer.nn.winners_only`; whoever wants a tensor with zeros uses :mod:`sparse_explorer.nn.functional`.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sparse_explorer.nn.layout import flatten_units, lies_channels_last, unflatten_units

_Array = NDArray[Any]

_RANKED = (torch.float32, torch.float64)
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


def choose_winners(boosted: Tensor, k: int, break_ties: bool, relu: bool) -> Winners:
    """List the k winners of each sample, all of its units competing.

    Args:
        boosted: (N, C, H, W), dense in any memory format; what winners are ranked by.
        k: winners of a sample, 0 ... C*H*W.
        break_ties, relu: as in :func:`sparse_explorer.nn.functional.kwinners`.

    Raises:
        ValueError: k is outside its range.
    """
    x = flatten_units(boosted)  # (N, n)
    if break_ties or not _ranks_fast(x, k):
        return list_winners(unflatten_units(losing_units(x, k, break_ties, relu), boosted))
    places, samples, values, least = _rank(x.numpy(), k)
    kept = (~(values < (least.clip(min=0) if relu else least)[samples])).nonzero()[0]
    places, samples = places[kept], samples[kept]
    counts = np.bincount(samples, minlength=len(x))
    return _locate(torch.from_numpy(places), torch.from_numpy(samples), torch.from_numpy(counts), boosted)


def _ranks_fast(x: Tensor, k: int) -> bool:
    """Whether :func:`_rank` takes x (N, n) and k: NumPy partitions several times faster than torch's topk on a CPU."""
    return (
        x.dim() == 2 and x.device.type == "cpu" and x.dtype in _RANKED and len(x) > 0 and 0 < k < x.shape[1]
    )


def _rank(x: _Array, k: int) -> tuple[_Array, _Array, _Array, _Array]:
    """Find the few units of each sample that can be among its k largest, and its k-th largest value.

    The k-th largest of the groups' largest members is no larger than the k-th largest unit: few units reach it beside
    the winners, and only these few are ranked. The rest of the units is looked at twice, but never sorted.

    Args:
        x: (N, n); not-a-number ranks as +infinity.
        k: 1 ... n - 1.

    Returns:
        places: (M,) int64, rising, in ``x`` as one row; every unit that reaches its sample's k-th largest is there.
        samples: (M,) int64, and values: (M,), of these places.
        least: (N,), each sample's k-th largest value.
    """
    samples, units = x.shape
    size = _group_size(units, k)
    # A group's members lie a stride apart, so that the largest of all groups are found side by side.
    groups = x if size == 1 else np.maximum.reduce(x.reshape(samples, size, -1), axis=1)
    low = _kth_largest(groups, k)  # (N,)
    places = (~(x < low[:, None])).ravel().nonzero()[0]  # a NaN is not below anything
    owners = places // units
    values = x.reshape(-1)[places]
    if size == 1:
        return places, owners, values, low
    starts = places.searchsorted(np.arange(samples + 1) * units)
    table = np.full((samples, np.diff(starts).max()), -np.inf, x.dtype)
    table[owners, np.arange(len(places)) - starts[owners]] = values
    return places, owners, values, _kth_largest(table, k)


def _kth_largest(x: _Array, k: int) -> _Array:
    """The k-th largest of each row, (N, n) -> (N,), NaN counting as infinite."""
    place = x.shape[1] - k
    least = np.partition(x, place, axis=1)[:, place]
    least[np.isnan(least)] = np.inf  # NaN is sorted to the end
    return least


def list_winners(losers: Tensor) -> Winners:
    """The winners of feature maps, given a mask of the losers: bool (N, C, H, W), dense in any memory format."""
    winners = flatten_units(losers).logical_not()  # (N, n)
    places = winners.view(-1).nonzero().view(-1)
    samples = torch.div(places, max(winners.shape[1], 1), rounding_mode="floor")
    return _locate(places, samples, winners.sum(dim=1), losers)


def _locate(places: Tensor, samples: Tensor, counts: Tensor, like: Tensor) -> Winners:
    """Say where ``places`` (M,) in the memory of ``like`` (N, C, H, W) are."""
    n, c, h, w = like.shape
    last = lies_channels_last(like)
    inner = places - samples * (c * h * w)
    fast = max(c if last else h * w, 1)  # the extent that is counted first
    outer = torch.div(inner, fast, rounding_mode="floor")
    inner = inner - outer * fast
    return Winners(
        places=places,
        samples=samples,
        channels=inner if last else outer,
        positions=outer if last else inner,
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
    if _ranks_fast(boosted, k):
        threshold = torch.from_numpy(_rank(boosted.numpy(), k)[3])[:, None]
    else:
        # topk finds the k-th largest several times faster than kthvalue, which sorts on some devices. It ranks NaN
        # highest, but amin would hand it on, and nothing is "below" NaN: as +infinity it ranks the same and compares.
        largest = boosted.topk(k, dim=1, sorted=False).values
        largest = largest.nan_to_num(nan=math.inf, posinf=math.inf, neginf=-math.inf)
        threshold = largest.amin(dim=1, keepdim=True)  # (N, 1, ...)
    return boosted < (threshold.clamp(min=0) if relu else threshold)


def _group_size(n: int, k: int) -> int:
    """How many units make a group of :func:`_rank`: as many as leave twice as many groups as winners; 1 if none do."""
    if n < _WORTH_GROUPING:
        return 1
    sizes = [size for size in range(3, _LARGEST_GROUP + 1) if n % size == 0 and n >= 2 * size * k]
    return max(sizes, default=1)
