"""Sparse weights whose mask moves while they learn: the weakest are dropped, and as many grow elsewhere.

Sparse evolutionary training (SET; Mocanu et al., Nature Communications 2018) grows at random, RigL (Evci et al., ICML
2020) where the gradient is largest. Here each output drops and grows as many weights of its own, so that all keep the
number of inputs that they were given (as in Lasby et al., ICLR 2024).
"""

from typing import Any

import torch
from torch import Tensor, nn

from sparse_explorer.nn.sparse_weights import RandomSparseWeights, own_weight

RANDOM, GRADIENT = "random", "gradient"


def regrow_weights(m: nn.Module) -> None:
    """Let the mask of a dynamic sparse layer move; for ``model.apply`` at the end of an epoch.

    A layer that grows by gradient has to be asked before ``zero_grad``.

    Examples:
        >>> from torch import nn
        >>> from sparse_explorer.nn import DynamicSparseWeights, regrow_weights
        >>> model = nn.Sequential(DynamicSparseWeights(nn.Linear(20, 5), sparsity=0.5))
        >>> before = model[0].zero_mask.clone()
        >>> mask = model.apply(regrow_weights)[0].zero_mask
        >>> int(mask.sum()) == int(before.sum()), bool((mask != before).any())
        (True, True)
    """
    if isinstance(m, DynamicSparseWeights):
        m.regrow()


class DynamicSparseWeights(RandomSparseWeights):
    """A linear layer or a convolution with sparse weights whose mask moves whenever :meth:`regrow` is called.

    Args:
        module: the layer to wrap, with a weight whose outputs are counted along the first axis.
        fractions: as in :class:`RandomSparseWeights`.
        others: as in :class:`RandomSparseWeights`, such as ``sparsity``, ``generator`` and ``zero_mask``.
        grow: where weights grow: ``random``, or by ``gradient`` where it is largest.
        drop_share: share of an output's weights that is dropped each time, 0 ... 1.

    Shapes: those of ``module``.

    Raises:
        ValueError: an argument is outside its range.

    Examples:
        >>> import torch
        >>> from torch import nn
        >>> from sparse_explorer.nn import DynamicSparseWeights
        >>> layer = DynamicSparseWeights(nn.Linear(784, 300), sparsity=0.95, grow="gradient")
        >>> layer(torch.rand(8, 784)).square().sum().backward()
        >>> before = layer.zero_mask.clone()
        >>> layer.regrow() > 0, bool((layer.zero_mask != before).any())
        (True, True)
    """

    def __init__(
        self, module: nn.Module, *fractions: Any, grow: str = RANDOM, drop_share: float = 0.3, **others: Any
    ) -> None:
        if grow not in (RANDOM, GRADIENT):
            raise ValueError(f"grow is {grow!r}, allowed is {RANDOM!r} or {GRADIENT!r}")
        _check_share(drop_share)
        super().__init__(module, *fractions, **others)
        self.grow = grow
        self.drop_share = drop_share

    @torch.no_grad()
    def regrow(self, share: float | None = None, generator: torch.Generator | None = None) -> int:
        """Drop the weakest weights of each output and grow as many that were zero, which start at zero.

        The optimizer is not told: momentum of weights that were dropped stays with it.

        Args:
            share: of each output's weights that is dropped, rounded down; ``drop_share`` if None.
            generator: of random growth, on the CPU; torch's global one if None.

        Returns:
            How many weights moved.

        Raises:
            ValueError: share is outside 0 ... 1.
            RuntimeError: growth by gradient is asked for, and there is none.
        """
        share = self.drop_share if share is None else share
        _check_share(share)
        weight = own_weight(self.module)
        zero = self.zero_mask.flatten(1).bool()  # (outputs, fan_in)
        moving = torch.minimum(((~zero).sum(1) * share).floor(), zero.sum(1))[:, None]
        strength = weight.flatten(1).abs().masked_fill(zero, torch.inf)
        promise = self._promise(weight, generator).masked_fill(~zero, -torch.inf)
        dropped = _rank(strength) < moving
        grown = _rank(-promise) < moving
        self.zero_mask = ((zero | dropped) & ~grown).view(weight.shape)
        self.rezero_weights()
        return int(grown.sum())

    def _promise(self, weight: Tensor, generator: torch.Generator | None) -> Tensor:
        """(outputs, fan_in), where it is largest weights grow first."""
        if self.grow == GRADIENT:
            if weight.grad is None:
                raise RuntimeError(
                    "weights grow by gradient, and there is none: call regrow() after backward() and before zero_grad()"
                )
            return weight.grad.flatten(1).abs()
        return torch.rand(weight.flatten(1).shape, generator=generator).to(weight.device)

    def extra_repr(self) -> str:
        return f"{super().extra_repr()}, grow={self.grow!r}, drop_share={self.drop_share}"


def _rank(x: Tensor) -> Tensor:
    """The place of each number in its row, from the smallest on."""
    return x.argsort(dim=1, stable=True).argsort(dim=1)


def _check_share(share: float) -> None:
    if not 0 <= share <= 1:
        raise ValueError(f"drop_share is {share}, allowed is 0 ... 1")
