"""k-winners as stateless functions: keep the k largest activations of each sample, zero the rest.

Axes: N batch, n units, C channels, H height, W width, K winners.

Winners are chosen on boosted values, ``x * exp(-boost_strength * duty_cycle)``, which favour units that were seldom
active (paper, section "Boosting"); the values handed on are the un-boosted ones, and gradient flows to winners alone.

Not-a-number ranks as +infinity. It therefore always wins and stays visible downstream, so that a network that has
diverged says so instead of being quietly cleaned.
"""

import torch
from torch import Tensor

from sparse_explorer.nn.layout import flatten_units, unflatten_units
from sparse_explorer.nn.winners import losing_units


def boost_activations(x: Tensor, duty_cycles: Tensor, boost_strength: float | Tensor) -> Tensor:
    """Return the values that winners are ranked by, detached from the graph.

    The factor exp(boost_strength * (target_density - duty_cycle)) of the paper differs from the one used here by a
    positive constant, which no ranking can see.

    Args:
        x: activations, any shape.
        duty_cycles: fraction of samples for which each unit was active; broadcasts against ``x``.
        boost_strength: 0 ranks by ``x`` itself. A number, or a scalar tensor, which is not looked at: neither does a
            device have to be waited for, nor a graph that was recorded with one strength be recorded for another.

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn.functional import boost_activations
        >>> ranked = boost_activations(torch.tensor([[1.0, 1.1]]), torch.tensor([0.0, 0.5]), boost_strength=1.0)
        >>> ranked.argmax(dim=1).item()  # the unit that was seldom active comes before the larger one
        0
    """
    x = x.detach()
    factors = boosts(duty_cycles, boost_strength)
    # In the wider of the two types: rounding the factor to half precision would make units tie that do not.
    return x if factors is None else (x * factors).detach()


def boosts(duty_cycles: Tensor, boost_strength: float | Tensor) -> Tensor | None:
    """What :func:`boost_activations` multiplies by, shape of the duty cycles; None for nothing.

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn.functional import boosts
        >>> seldom, often = boosts(torch.tensor([0.0, 0.5]), boost_strength=1.0).tolist()
        >>> seldom > often, boosts(torch.tensor([0.0, 0.5]), boost_strength=0.0) is None
        (True, True)
    """
    if isinstance(boost_strength, Tensor) or boost_strength > 0.0:
        return torch.exp(-boost_strength * duty_cycles)
    return None


def kwinners(
    x: Tensor,
    duty_cycles: Tensor,
    k: int,
    boost_strength: float | Tensor,
    break_ties: bool = False,
    relu: bool = False,
    inplace: bool = False,
) -> Tensor:
    """Keep the k largest (boosted) activations of each sample and zero the rest.

    Args:
        x: activations, (N, n), or (N, n, ...): then the n units of each place compete along dim 1.
        duty_cycles: (n,), used only while ``boost_strength`` > 0.
        k: winners per sample, 0 ... n. 0 gives zeros, n gives ``x``.
        boost_strength: >= 0, a number or a scalar tensor.
        break_ties: True keeps exactly k; False keeps every unit that reaches the k-th largest value, so that ties may
            keep more than k.
        relu: never keep a unit whose boosted value is below 0.
        inplace: write into ``x``.

    Returns:
        As ``x``: un-boosted values at the winners, zero elsewhere.

    Raises:
        ValueError: ``x`` has no dim 1, or k is outside 0 ... n.

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn.functional import kwinners
        >>> kwinners(torch.tensor([[1.0, 4.0, 3.0, 2.0]]), torch.zeros(4), k=2, boost_strength=0.0).tolist()
        [[0.0, 4.0, 3.0, 0.0]]
    """
    if x.dim() < 2:
        raise ValueError(f"kwinners takes activations of shape (N, n) or (N, n, ...), got {tuple(x.shape)}")
    if x.dim() > 2 and duty_cycles.dim() == 1:
        duty_cycles = duty_cycles.view(-1, *[1] * (x.dim() - 2))
    losers = losing_units(boost_activations(x, duty_cycles, boost_strength), k, break_ties, relu)
    return _drop(x, losers, inplace)


def kwinners2d(
    x: Tensor,
    duty_cycles: Tensor,
    k: int,
    boost_strength: float | Tensor,
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
        boost_strength: >= 0, a number or a scalar tensor.
        local: True lets the channels of each position compete; False lets all units of a sample compete.
        break_ties: as in :func:`kwinners`.
        relu: as there.
        inplace: as there.

    Returns:
        (N, C, H, W), un-boosted values at the winners, zero elsewhere.

    Raises:
        ValueError: ``x`` is not four-dimensional, or k is outside its range.

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn.functional import kwinners2d
        >>> maps = torch.rand(1, 8, 5, 5)
        >>> winners = kwinners2d(maps, torch.zeros(1, 8, 1, 1), k=2, boost_strength=0.0)
        >>> winners.count_nonzero(dim=1).unique().tolist()  # at each position
        [2]
    """
    if x.dim() != 4:
        raise ValueError(f"kwinners2d takes activations of shape (N, C, H, W), got {tuple(x.shape)}")
    boosted = boost_activations(x, duty_cycles, boost_strength)
    if local:
        losers = losing_units(boosted, k, break_ties, relu)  # competes along dim 1: the channels
    else:
        losers = unflatten_units(losing_units(flatten_units(boosted), k, break_ties, relu), boosted)
    return _drop(x, losers, inplace)


def _drop(x: Tensor, losers: Tensor, inplace: bool) -> Tensor:
    return x.masked_fill_(losers, 0) if inplace else x.masked_fill(losers, 0)
