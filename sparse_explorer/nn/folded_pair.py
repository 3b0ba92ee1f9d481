"""Two linear layers with nothing between them as one product, where no gradient is asked for.

What the two do together is one product with ``second @ weight``, which has as few rows as there are classes. While
weights stand still it is made once, in each form in which it is asked for.

Axes: N batch, n inputs of the first layer, m its outputs, C channels, H height, W width, M winners of the whole batch.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from sparse_explorer.nn.kernels.call import LANES
from sparse_explorer.nn.kernels.linear import sum_rows
from sparse_explorer.nn.layout import columns_in_memory, flatten_units, lies_channels_last
from sparse_explorer.nn.standing import Standing
from sparse_explorer.nn.winners import Winners
from sparse_explorer.nn.winning_linear import check_inputs


@torch.no_grad()
def folded_pair(
    x: Tensor, weight: Tensor, bias: Tensor, second: Tensor, second_bias: Tensor, standing: Standing
) -> Tensor:
    """Apply both layers.

    Args:
        x: (N, C, H, W) with C*H*W = n, in any memory format; it is not copied to be flattened.
        weight, bias: n -> m: (m, n), (m,).
        second, second_bias: m -> classes: (classes, m), (classes,).
        standing: of the module whose layers they are.

    Returns:
        (N, classes).
    """
    folded = standing.once(
        "channels last" if lies_channels_last(x) else "channels first",
        (weight, second),
        lambda: columns_in_memory(second.mm(weight), x),
    )  # (classes, n)
    return torch.addmm(torch.addmv(second_bias, second, bias), flatten_units(x), folded.t())


@torch.no_grad()
def folded_pair_on_winners(
    values: Tensor,
    winners: Winners,
    weight: Tensor,
    bias: Tensor,
    second: Tensor,
    second_bias: Tensor,
    standing: Standing,
) -> Tensor:
    """Apply both layers to winners (M,) alone; needs the compiled kernels. Else as :func:`folded_pair`."""
    check_inputs(weight, winners)
    classes = len(second)
    rows = standing.once(
        "rows",
        (weight, second),
        lambda: F.pad(second.mm(weight).t(), (0, -classes % LANES)).contiguous(),
    )  # (n, classes rounded up)
    sums: Tensor = sum_rows(values, winners.units, winners.offsets, rows)
    return sums[:, :classes] + torch.addmv(second_bias, second, bias)
