"""Setting masked weights to zero; tensors as :mod:`call` has them."""

import torch
from torch import Tensor

from sparse_explorer.nn.kernels.call import call, expect, expect_dims
from sparse_explorer.nn.kernels.operators import operator


def _zero_fake(weight: Tensor, mask: Tensor) -> None:
    return None


@operator("zero_masked_(Tensor(a!) weight, Tensor mask) -> ()", fake=_zero_fake)
def zero_masked_(weight: Tensor, mask: Tensor) -> None:
    """Set weights (n,) to zero where the bool mask (n,) says so; not-a-number and infinity too."""
    expect_dims(weight, 1)
    expect(mask, weight.shape)
    call("sx_zero", weight, mask.view(torch.uint8), len(weight))
