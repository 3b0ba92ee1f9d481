"""Masks hold whatever the weights are and wherever they came from, or are refused."""

import math

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrizations, parametrize, prune

from sparse_explorer.nn import (
    KWinners,
    SparseWeights,
    SparseWeights2d,
    kernels,
    normalize_sparse_weights,
    rezero_weights,
)
from sparse_explorer.nn.masking import set_to_zero


@pytest.fixture(params=[True, False], ids=["kernels", "plain torch"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.param:
        monkeypatch.setattr(kernels, "LIBRARY", None)
    elif kernels.LIBRARY is None:
        pytest.skip("the kernels were not built")


def linear(**options: object) -> SparseWeights:
    return SparseWeights(
        nn.Linear(20, 8), sparsity=0.5, generator=torch.Generator().manual_seed(0), **options
    )


def conv() -> SparseWeights2d:
    return SparseWeights2d(nn.Conv2d(3, 6, 5), sparsity=0.5, generator=torch.Generator().manual_seed(0))


def large_linear() -> SparseWeights:
    return SparseWeights(nn.Linear(50, 40), sparsity=0.5, generator=torch.Generator().manual_seed(0))


def large_conv() -> SparseWeights2d:
    return SparseWeights2d(nn.Conv2d(3, 20, 5), sparsity=0.5, generator=torch.Generator().manual_seed(0))


LAYERS = {
    "linear": (linear, (2, 20)),
    "conv": (conv, (2, 3, 9, 9)),
    "large linear": (large_linear, (2, 50)),
    "large conv": (large_conv, (2, 3, 9, 9)),
}
ORDERS = {
    "as it is counted": lambda weight: weight.contiguous(),
    "innermost first": lambda weight: (
        weight.t().contiguous().t() if weight.dim() == 2 else weight.to(memory_format=torch.channels_last)
    ),
    "with gaps": lambda weight: torch.stack([weight, weight], -1)[..., 0],
}


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -1.0])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("layer", LAYERS)
def test_what_is_masked_becomes_zero_whatever_it_was(layer: str, order: str, value: float) -> None:
    make, _ = LAYERS[layer]
    sparse = make()
    sparse.weight.data = ORDERS[order](sparse.weight.data)
    mask = sparse.zero_mask.clone()
    sparse.weight.data.fill_(value)
    sparse.rezero_weights()
    expected = torch.full_like(mask, value, dtype=torch.float32).masked_fill(mask, 0)
    torch.testing.assert_close(sparse.weight.detach(), expected, rtol=0, atol=0, equal_nan=True)
    assert torch.equal(sparse.zero_mask, mask)
    assert not torch.signbit(sparse.weight[mask]).any()


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize(
    "dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex128]
)
def test_zeros_of_every_type(dtype: torch.dtype) -> None:
    for rows in (4, 400):
        weight = torch.full((rows, 5), math.nan, dtype=dtype)
        mask = torch.arange(weight.numel()).view(weight.shape) % 3 == 0
        set_to_zero(weight, mask)
        assert torch.equal(weight == 0, mask)
        assert weight[~mask].isnan().all()


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize(
    "change",
    [
        lambda sparse, mask: setattr(sparse, "zero_mask", mask),
        lambda sparse, mask: setattr(sparse, "zero_mask", mask.float()),
        lambda sparse, mask: sparse.zero_mask.copy_(mask),
        lambda sparse, mask: sparse.zero_mask.data.copy_(mask),
        lambda sparse, mask: setattr(sparse.zero_mask, "data", mask),
        lambda sparse, mask: sparse.load_state_dict({**sparse.state_dict(), "zero_mask": mask}, assign=True),
    ],
    ids=["replaced", "replaced by numbers", "written", "written through .data", "data replaced", "assigned"],
)
def test_a_mask_that_was_changed_counts_from_then_on(layer: str, change) -> None:
    make, shape = LAYERS[layer]
    sparse = make().train()
    sparse(torch.zeros(shape))
    mask = torch.arange(sparse.weight.numel()).view(sparse.weight.shape) % 5 != 0
    change(sparse, mask)
    sparse.weight.data.fill_(1)
    sparse(torch.zeros(shape))
    assert torch.equal(sparse.weight == 0, mask)
    assert torch.equal(sparse.zero_mask.bool(), mask)


def test_a_mask_of_another_shape_is_refused() -> None:
    sparse = linear()
    sparse.zero_mask = torch.zeros(20, 8, dtype=torch.bool)
    for use in (lambda: sparse.train()(torch.zeros(1, 20)), lambda: rezero_weights(sparse)):
        with pytest.raises(
            ValueError, match=r"zero_mask has shape \(20, 8\), expected the weight's, \(8, 20\)"
        ):
            use()


COMPUTED = {
    "weight_norm": parametrizations.weight_norm,
    "spectral_norm": parametrizations.spectral_norm,
    "orthogonal": parametrizations.orthogonal,
    "pruned": lambda layer: prune.random_unstructured(layer, "weight", 0.3),
    "parametrized": lambda layer: parametrize.register_parametrization(layer, "weight", nn.Identity()),
}


@pytest.mark.parametrize("kind", COMPUTED)
def test_a_weight_that_is_computed_from_others_is_refused_before_and_after(kind: str) -> None:
    said = "does not hold its weight itself"
    for wrap, layer in ((SparseWeights, nn.Linear(20, 8)), (SparseWeights2d, nn.Conv2d(3, 6, 5))):
        with pytest.raises(TypeError, match=said):
            wrap(COMPUTED[kind](layer), sparsity=0.5)
    sparse = linear()
    COMPUTED[kind](sparse.module)
    for use in (
        lambda: sparse.train()(torch.zeros(1, 20)),
        lambda: rezero_weights(sparse),
        lambda: normalize_sparse_weights(sparse),
    ):
        with pytest.raises(TypeError, match=said):
            use()


def test_a_weight_that_is_not_there_yet_is_refused() -> None:
    with pytest.raises(TypeError, match="2-dimensional weight, got LazyLinear"):
        SparseWeights(nn.LazyLinear(8), sparsity=0.5)


def test_resetting_draws_mask_and_weights_again() -> None:
    sparse = linear()
    before, weight = sparse.zero_mask.clone(), sparse.weight.detach().clone()
    torch.manual_seed(7)
    sparse.reset_parameters()
    assert (sparse.zero_mask.sum(1) == 10).all()
    assert not torch.equal(sparse.zero_mask, before)
    assert torch.equal(sparse.weight == 0, sparse.zero_mask)
    kept = ~sparse.zero_mask & ~before
    assert (sparse.weight != weight)[kept].all()


def test_the_same_layer_is_used_twice_in_one_graph_after_its_mask_was_replaced() -> None:
    sparse, x = linear().train(), torch.ones(1, 20)
    first = sparse(x)
    sparse.zero_mask = ~sparse.zero_mask
    sparse.weight.data.fill_(1)
    second = sparse(x)
    assert isinstance(second, Tensor)
    torch.testing.assert_close(second, sparse.bias.detach()[None] + 10)
    first.sum().backward()
    assert sparse.weight.grad is not None


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_that_was_built_under_inference_mode_is_of_use_outside(layer: str) -> None:
    make, shape = LAYERS[layer]
    with torch.inference_mode():
        sparse = make().eval()
    x = torch.ones(shape, requires_grad=True)
    assert torch.equal(sparse.weight == 0, sparse.zero_mask)
    assert sparse(x.detach()).shape == sparse.module(x.detach()).shape
    assert not sparse(x.detach()).requires_grad
    sparse.zero_mask.fill_(True)  # an ordinary tensor


def test_winners_that_were_built_under_inference_mode_learn_outside() -> None:
    with torch.inference_mode():
        layer = KWinners(8, 0.25)
    layer(torch.rand(3, 8))
    assert layer.learning_iterations == 3
    assert layer.duty_cycle.any()
