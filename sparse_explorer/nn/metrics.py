"""Numbers that describe sparse activity: entropy of duty cycles, and overlap between sets of winners."""

import math

import torch
from torch import Tensor


def binary_entropy(x: Tensor) -> tuple[Tensor, Tensor]:
    """Entropy of independent binary units, in bits.

    Args:
        x: probability of each unit to be active, 0 ... 1, any shape.

    Returns:
        The entropy of each unit (shape of ``x``) and their sum (scalar). 0 at x = 0 and x = 1.

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn.metrics import binary_entropy
        >>> each, total = binary_entropy(torch.tensor([0.0, 0.5, 1.0]))
        >>> each.abs().tolist(), total.item()
        ([0.0, 1.0, 0.0], 1.0)
    """
    # xlogy is 0 where x is 0, so that certain units need no special case.
    entropy = -(torch.xlogy(x, x) + torch.xlogy(1 - x, 1 - x)) / math.log(2)
    return entropy, entropy.sum()


def max_entropy(n: int, k: int) -> float:
    """Largest total entropy that n units with k winners can reach, in bits: n * H(k/n) (paper, section "Boosting").

    Examples:
        >>> from sparse_explorer.nn.metrics import max_entropy
        >>> max_entropy(n=100, k=50)
        100.0
    """
    density = k / n if n else 0.0
    if not 0 < density < 1:
        return 0.0
    return -n * (density * math.log2(density) + (1 - density) * math.log2(1 - density))


def in_common(winners: Tensor, others: Tensor) -> Tensor:
    """Intersection over union of each sample's two sets of winners.

    Args:
        winners: (N, ...) booleans or activations; what is not zero is a winner.
        others: the same shape.

    Returns:
        (N,) in 0 ... 1. Two empty sets are alike: 1.

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn.metrics import in_common
        >>> in_common(torch.tensor([[1, 1, 0, 0]]), torch.tensor([[0, 1, 1, 1]])).tolist()
        [0.25]
    """
    if winners.shape != others.shape:
        raise ValueError(f"sets of winners differ in shape: {tuple(winners.shape)} and {tuple(others.shape)}")
    mine, theirs = (winners != 0).flatten(1), (others != 0).flatten(1)
    total = (mine | theirs).sum(dim=1)
    both = (mine & theirs).sum(dim=1)
    return torch.where(total > 0, both / total.clamp(min=1), 1.0)


def overlap(winners: Tensor, others: Tensor) -> Tensor:
    """Fraction of each sample's winners that are among the other set's winners as well.

    Args:
        winners: (N, ...) booleans or activations; what is not zero is a winner.
        others: the same shape.

    Returns:
        (N,) in 0 ... 1. A sample without winners has nothing to lose: 1.

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn.metrics import overlap
        >>> overlap(torch.tensor([[1, 1, 0, 0]]), torch.tensor([[0, 1, 1, 1]])).tolist()
        [0.5]
    """
    if winners.shape != others.shape:
        raise ValueError(f"sets of winners differ in shape: {tuple(winners.shape)} and {tuple(others.shape)}")
    mine = winners.reshape(len(winners), math.prod(winners.shape[1:])) != 0
    theirs = others.reshape(mine.shape) != 0
    total = mine.sum(dim=1)
    kept = (mine & theirs).sum(dim=1)
    return torch.where(
        total > 0, kept / total.clamp(min=1), torch.ones_like(total, dtype=torch.get_default_dtype())
    )
