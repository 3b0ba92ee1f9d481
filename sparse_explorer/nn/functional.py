"""k-winners as stateless functions: keep the k largest activations of each sample, zero the rest.

Axes: N batch, n units, C channels, H height, W width, K winners.

Winners are chosen on boosted values, ``x * exp(-boost_strength * duty_cycle)``, which favour units that were seldom
active (paper, section "Boosting"); the values handed on are the un-boosted ones, and gradient flows to winners alone.

Not-a-number ranks as +infinity. It therefore always wins and stays visible downstream, so that a network that has
diverged says so instead of being quietly cleaned.
"""

import math

import torch
from torch import Tensor


def boost_activations(x: Tensor, duty_cycles: Tensor, boost_strength: float) -> Tensor:
    """Return the values that winners are ranked by, detached from the graph.

    The factor exp(boost_strength * (target_density - duty_cycle)) of the paper differs from the one used here by a
    positive constant, which no ranking can see.

    Args:
        x: activations, any shape.
        duty_cycles: fraction of samples for which each unit was active; broadcasts against ``x``.
        boost_strength: 0 ranks by ``x`` itself.
    """
    x = x.detach()
    if boost_strength > 0.0:
        # In the wider of the two types: rounding the factor to half precision would make units tie that do not.
        return x * torch.exp(-boost_strength * duty_cycles)
    return x


def kwinners(
    x: Tensor,
    duty_cycles: Tensor,
    k: int,
    boost_strength: float,
    break_ties: bool = False,
    relu: bool = False,
    inplace: bool = False,
) -> Tensor:
    """Keep the k largest (boosted) activations of each sample and zero the rest.

    Args:
        x: activations, (N, n).
        duty_cycles: (n,), used only while ``boost_strength`` > 0.
        k: winners per sample, 0 ... n. 0 gives zeros, n gives ``x``.
        boost_strength: >= 0.
        break_ties: True keeps exactly k; False keeps every unit that reaches the k-th largest value, so that ties may
            keep more than k.
        relu: never keep a unit whose boosted value is below 0.
        inplace: write into ``x``.

    Returns:
        (N, n), un-boosted values at the winners, zero elsewhere.

    Raises:
        ValueError: ``x`` is not two-dimensional, or k is outside 0 ... n.
    """
    if x.dim() != 2:
        raise ValueError(f"kwinners takes activations of shape (N, n), got {tuple(x.shape)}")
    losers = _losers(boost_activations(x, duty_cycles, boost_strength), k, break_ties, relu)
    return _drop(x, losers, inplace)


def kwinners2d(
    x: Tensor,
    duty_cycles: Tensor,
    k: int,
    boost_strength: float,
    local: bool = True,
    break_ties: bool = False,
    relu: bool = False,
    inplace: bool = False,
) -> Tensor:
    """Keep the k largest (boosted) activations of each feature map stack, or of each position in it.

    Args:
        x: activations, (N, C, H, W), in any memory format.
        duty_cycles: (1, C, 1, 1), used only while ``boost_strength`` > 0.
        k: winners; 0 ... C at each position if ``local``, else 0 ... C*H*W for each sample.
        boost_strength: >= 0.
        local: True lets the channels of each position compete; False lets all units of a sample compete.
        break_ties, relu, inplace: as in :func:`kwinners`.

    Returns:
        (N, C, H, W), un-boosted values at the winners, zero elsewhere.

    Raises:
        ValueError: ``x`` is not four-dimensional, or k is outside its range.
    """
    if x.dim() != 4:
        raise ValueError(f"kwinners2d takes activations of shape (N, C, H, W), got {tuple(x.shape)}")
    boosted = boost_activations(x, duty_cycles, boost_strength)
    if local:
        losers = _losers(boosted, k, break_ties, relu)  # competes along dim 1: the channels
    else:
        losers = unflatten_units(_losers(flatten_units(boosted), k, break_ties, relu), x)
    return _drop(x, losers, inplace)


def flatten_units(x: Tensor) -> Tensor:
    """(N, C, H, W) -> (N, C*H*W) in the order that lies in memory, so that channels-last input is not copied."""
    if x.is_contiguous(memory_format=torch.channels_last) and not x.is_contiguous():
        x = x.permute(0, 2, 3, 1)  # (N, H, W, C)
    return x.reshape(x.shape[0], math.prod(x.shape[1:]))


def unflatten_units(flat: Tensor, like: Tensor) -> Tensor:
    """Undo :func:`flatten_units`: (N, C*H*W) -> (N, C, H, W), laid out in memory as ``like`` is."""
    if like.is_contiguous(memory_format=torch.channels_last) and not like.is_contiguous():
        n, c, h, w = like.shape
        return flat.view(n, h, w, c).permute(0, 3, 1, 2)
    return flat.view(like.shape)


def _losers(boosted: Tensor, k: int, break_ties: bool, relu: bool) -> Tensor:
    """Mark what does not win along dim 1. ``boosted`` (N, n, ...) -> bool of the same shape."""
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
    largest = boosted.topk(k, dim=1, sorted=False).values  # (N, K, ...)
    threshold = largest.nan_to_num(nan=math.inf, posinf=math.inf, neginf=-math.inf).amin(dim=1, keepdim=True)
    return boosted < (threshold.clamp(min=0) if relu else threshold)


def _drop(x: Tensor, losers: Tensor, inplace: bool) -> Tensor:
    return x.masked_fill_(losers, 0) if inplace else x.masked_fill(losers, 0)
