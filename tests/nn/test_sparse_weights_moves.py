"""A mask that was loaded stays the mask when the layer is moved or its tensors are replaced."""

import pytest
import torch
from torch import nn

from sparse_explorer.nn import SparseWeights


def layer(seed: int) -> SparseWeights:
    return SparseWeights(nn.Linear(10, 4), sparsity=0.5, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("assign", [False, True])
def test_a_loaded_mask_survives_a_move(assign: bool) -> None:
    trained, other = layer(0), layer(1)
    assert not torch.equal(trained.zero_mask, other.zero_mask)
    other.load_state_dict(
        {name: value.clone() for name, value in trained.state_dict().items()}, assign=assign
    )
    other._apply(lambda tensor: tensor.clone())  # what .to() does when the device is another one
    other.train()
    other(torch.zeros(1, 10))
    assert torch.equal(other.weight, trained.weight)
