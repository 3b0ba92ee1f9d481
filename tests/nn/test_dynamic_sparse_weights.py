"""Dynamic masks: what is dropped, what grows, and that density, function and memory order are kept."""

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from sparse_explorer.nn import DynamicSparseWeights, SparseWeights, fuse, regrow_weights


def layer(
    grow: str = "random", fan_in: int = 10, sparsity: float = 0.6, share: float = 0.5
) -> DynamicSparseWeights:
    torch.manual_seed(0)
    return DynamicSparseWeights(nn.Linear(fan_in, 6), sparsity=sparsity, grow=grow, drop_share=share)


def with_gradient(dynamic: DynamicSparseWeights, gradient: torch.Tensor | None = None) -> torch.Tensor:
    gradient = torch.rand_like(dynamic.weight) if gradient is None else gradient
    dynamic.weight.grad = gradient
    return gradient


@pytest.mark.parametrize("grow", ["random", "gradient"])
@settings(max_examples=30, deadline=None)
@given(fan_in=st.integers(2, 20), sparsity=st.floats(0.01, 0.99), share=st.floats(0, 1))
def test_each_output_keeps_its_number_of_weights(
    grow: str, fan_in: int, sparsity: float, share: float
) -> None:
    dynamic = layer(grow, fan_in, sparsity, share)
    with_gradient(dynamic)
    before, weight = dynamic.zero_mask.clone(), dynamic.weight.detach().clone()
    kept = (~before).sum(1)
    moved = dynamic.regrow()
    assert torch.equal((~dynamic.zero_mask).sum(1), kept)
    expected = torch.minimum((kept * share).floor(), before.sum(1)).int()
    assert torch.equal((before & ~dynamic.zero_mask).sum(1).int(), expected)
    assert moved == expected.sum()
    grown = before & ~dynamic.zero_mask
    assert dynamic.weight[grown].eq(0).all() and dynamic.weight[dynamic.zero_mask].eq(0).all()
    stayed = ~before & ~dynamic.zero_mask
    assert torch.equal(dynamic.weight[stayed], weight[stayed])


def test_the_weakest_are_dropped() -> None:
    dynamic = layer()
    kept = ~dynamic.zero_mask
    dynamic.weight.data[kept] = torch.tensor([0.1, -4.0, -0.2, 3.0]).repeat(6)
    dynamic.regrow()
    assert dynamic.weight[dynamic.weight != 0].tolist() == [-4.0, 3.0] * 6


def test_they_grow_where_the_gradient_is_largest() -> None:
    dynamic = layer("gradient")
    before = dynamic.zero_mask.clone()
    gradient = with_gradient(dynamic, -torch.arange(60.0).view(6, 10))
    dynamic.regrow()
    for row in range(6):
        candidates = before[row].nonzero().flatten()
        best = candidates[gradient[row, candidates].abs().argsort(descending=True)[:2]]
        assert sorted((before[row] & ~dynamic.zero_mask[row]).nonzero().flatten().tolist()) == sorted(
            best.tolist()
        )


def test_random_growth_is_that_of_its_generator() -> None:
    masks = []
    for seed in (1, 1, 2):
        dynamic = layer()
        dynamic.regrow(generator=torch.Generator().manual_seed(seed))
        masks.append(dynamic.zero_mask)
    assert torch.equal(masks[0], masks[1]) and not torch.equal(masks[0], masks[2])


def test_with_nothing_to_drop_or_nowhere_to_grow_nothing_moves() -> None:
    dynamic = layer()
    before = dynamic.zero_mask.clone()
    assert dynamic.regrow(0) == 0 and torch.equal(dynamic.zero_mask, before)
    full = DynamicSparseWeights(nn.Linear(4, 2), sparsity=0, allow_extremes=True)
    assert full.regrow() == 0 and full.weight.count_nonzero() == 8
    empty = DynamicSparseWeights(nn.Linear(4, 2), sparsity=1, allow_extremes=True)
    assert empty.regrow() == 0


def test_a_convolution_in_another_order_of_memory_trains_fused() -> None:
    torch.manual_seed(0)
    plain = nn.Sequential(
        DynamicSparseWeights(nn.Conv2d(2, 20, 3), sparsity=0.5, grow="gradient"), nn.MaxPool2d(2), nn.ReLU()
    )
    fused = fuse(copy.deepcopy(plain))
    x = torch.randn(3, 2, 8, 8)
    for model in (plain, fused):
        for _ in range(3):
            model.zero_grad()
            model(x).square().sum().backward()
            model.apply(regrow_weights)
    assert torch.equal(plain[0].zero_mask, fused[0].zero_mask)
    assert plain[0].zero_mask.flatten(1).sum(1).tolist() == [9] * 20
    torch.testing.assert_close(fused(x), plain(x), rtol=1e-4, atol=1e-5)


def test_apply_moves_dynamic_layers_alone() -> None:
    model = nn.Sequential(SparseWeights(nn.Linear(6, 6), sparsity=0.5), layer(), nn.Linear(6, 2))
    masks = [part.zero_mask.clone() for part in model[:2]]
    model.apply(regrow_weights)
    assert torch.equal(model[0].zero_mask, masks[0]) and not torch.equal(model[1].zero_mask, masks[1])


def test_what_it_cannot_do_is_told() -> None:
    with pytest.raises(ValueError, match="grow is 'best', allowed is 'random' or 'gradient'"):
        DynamicSparseWeights(nn.Linear(4, 2), sparsity=0.5, grow="best")
    for share in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match=r"drop_share is .*, allowed is 0 \.\.\. 1"):
            DynamicSparseWeights(nn.Linear(4, 2), sparsity=0.5, drop_share=share)
        with pytest.raises(ValueError, match="drop_share is"):
            layer().regrow(share)
    with pytest.raises(RuntimeError, match="after backward"):
        layer("gradient").regrow()
    assert "sparsity=0.6, grow='random', drop_share=0.5" in repr(layer())
