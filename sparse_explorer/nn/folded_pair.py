"""Two linear layers with nothing between them as one product, where no gradient is asked for.

Axes: N batch, n inputs of the first layer, m its outputs, C channels, H height, W width, M winners of the whole batch.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from sparse_explorer.nn.kernels.call import LANES
from sparse_explorer.nn.kernels.linear import sum_rows
from sparse_explorer.nn.layout import columns_in_memory, flatten_units, lies_channels_last
from sparse_explorer.nn.winners import Winners
from sparse_explorer.nn.winning_linear import check_inputs


class FoldedPair:
    """The two layers folded into one, which has as few outputs as there are classes.

    What they do together is one product with ``second @ weight``. It is kept for as long as the weights stay what they
    are, as in a noise sweep, in each form in which it was asked for. Several threads may ask at once.

    Attributes:
        edition: change it after changes of the weights that their versions do not tell of: those through ``.data``, and
            the steps of fused optimizers.
    """

    def __init__(self) -> None:
        self.edition = 0
        self._kept: dict[str, tuple[tuple[object, ...], Tensor]] = {}

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
        last = lies_channels_last(x)
        folded = self._fold(
            "channels last" if last else "channels first",
            (weight, second),
            lambda: columns_in_memory(second.mm(weight), x),
        )  # (classes, n)
        return torch.addmm(torch.addmv(second_bias, second, bias), flatten_units(x), folded.t())

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
        check_inputs(weight, winners)
        classes = len(second)
        rows = self._fold(
            "rows",
            (weight, second),
            lambda: F.pad(second.mm(weight).t(), (0, -classes % LANES)).contiguous(),
        )  # (n, classes rounded up)
        sums = sum_rows(values, winners.units, winners.offsets, rows)
        return sums[:, :classes] + torch.addmv(second_bias, second, bias)

    def _fold(self, form: str, weights: tuple[Tensor, Tensor], fold: Callable[[], Tensor]) -> Tensor:
        if torch.is_autocast_enabled(weights[0].device.type):
            return fold()  # in a type that is not that of the weights
        made_from = (self.edition, *(part for weight in weights for part in _identity(weight)))
        kept = self._kept.get(form)
        if kept is None or kept[0] != made_from:
            kept = self._kept[form] = made_from, fold()
        return kept[1]


def _identity(weight: Tensor) -> tuple[object, ...]:
    """What tells whether a weight is still the same: where it lies, and how often it was written to."""
    return weight.data_ptr(), weight._version, weight.device, weight.dtype
