"""Two linear layers with nothing between them as one product, where no gradient is asked for.

Axes: N batch, n inputs of the first layer, m its outputs, C channels, H height, W width, M winners of the whole batch.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from sparse_explorer.nn.kernels import calls
from sparse_explorer.nn.layout import columns_in_memory, flatten_units, lies_channels_last
from sparse_explorer.nn.winners import Winners

_LANES = 16
"""Columns that a machine's vector holds at most; so many are summed at once."""


class FoldedPair:
    """The two layers folded into one, which has as few outputs as there are classes.

    What they do together is one product with ``second @ weight``. It is kept for as long as the weights stay what they
    are, as in a noise sweep.
    """

    def __init__(self) -> None:
        self._folded: Tensor | None = None
        self._made_from: tuple[object, ...] = ()

    @torch.no_grad()
    def __call__(
        self, x: Tensor, weight: Tensor, bias: Tensor, second: Tensor, second_bias: Tensor
    ) -> Tensor:
        """Apply both layers.

        Args:
            x: (N, C, H, W) with C*H*W = n, in any memory format; it is not copied to be flattened.
            weight, bias: n -> m: (m, n), (m,).
            second, second_bias: m -> classes: (classes, m), (classes,).

        Returns:
            (N, classes).
        """
        made_from = ("maps", lies_channels_last(x), *_identity(weight), *_identity(second))
        if self._folded is None or made_from != self._made_from:
            self._folded, self._made_from = columns_in_memory(second.mm(weight), x), made_from
        return torch.addmm(torch.addmv(second_bias, second, bias), flatten_units(x), self._folded.t())

    @torch.no_grad()
    def on_winners(
        self,
        values: Tensor,
        winners: Winners,
        weight: Tensor,
        bias: Tensor,
        second: Tensor,
        second_bias: Tensor,
    ) -> Tensor:
        """Apply both layers to winners (M,) alone; needs the compiled kernels. Else as :meth:`__call__`."""
        made_from = ("winners", *_identity(weight), *_identity(second))
        if self._folded is None or made_from != self._made_from:
            rows = second.mm(weight).t()  # (n, classes)
            self._folded = F.pad(rows, (0, -rows.shape[1] % _LANES)).contiguous()
            self._made_from = made_from
        sums = calls.sum_rows(values, winners.units, winners.offsets, self._folded)
        return sums[:, : len(second)] + torch.addmv(second_bias, second, bias)


def _identity(weight: Tensor) -> tuple[object, ...]:
    """What tells whether a weight is still the same: where it lies, and how often it was written to."""
    return weight.data_ptr(), weight._version, weight.device
