"""Computing with winners alone gives what computing with all the zeros gives, outputs and gradients."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from sparse_explorer.nn.winners import Winners, choose_winners, list_winners
from sparse_explorer.nn.winners_only import (
    FoldedPair,
    max_pool,
    spread,
    winners_linear,
    winners_linear_pair,
    winning_values,
)

FORMATS = [torch.contiguous_format, torch.channels_last]


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def some_winners(x: Tensor, k: int = 12) -> Winners:
    flat = x.flatten(1)
    losers = flat < flat.topk(k, dim=1).values.amin(dim=1, keepdim=True)
    return list_winners(losers.view(x.shape).contiguous(memory_format=torch.channels_last))


def leaves(*tensors: Tensor) -> list[Tensor]:
    return [tensor.clone().requires_grad_() for tensor in tensors]


def assert_same_gradients(
    mine: Tensor, plain: Tensor, mine_leaves: list[Tensor], plain_leaves: list[Tensor]
) -> None:
    torch.testing.assert_close(mine, plain)
    upstream = normal(*mine.shape, seed=9)
    grads = torch.autograd.grad(mine, mine_leaves, upstream)
    expected = torch.autograd.grad(plain, plain_leaves, upstream)
    for grad, wanted in zip(grads, expected, strict=True):
        torch.testing.assert_close(grad, wanted)


@pytest.mark.parametrize("memory", FORMATS)
@pytest.mark.parametrize("shape", [(2, 3, 8, 8), (1, 1, 7, 9), (2, 2, 2, 3)])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pooling_is_max_pooling(memory: torch.memory_format, shape: tuple[int, ...], size: int) -> None:
    x = normal(*shape).contiguous(memory_format=memory)
    if min(shape[2:]) < size:
        assert max_pool(x, size).numel() == 0
    else:
        torch.testing.assert_close(max_pool(x, size), F.max_pool2d(x, size), rtol=0, atol=0)


@pytest.mark.parametrize("memory", FORMATS)
@pytest.mark.parametrize("with_bias", [True, False])
@pytest.mark.parametrize("deep", [True, False])
@pytest.mark.parametrize(("channels_in", "kernel", "pool"), [(1, 5, 2), (3, 3, 2), (2, (2, 4), 3)])
def test_the_convolution_learns_from_the_winners_patches(
    memory, with_bias, deep, channels_in, kernel, pool
) -> None:
    kernel = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    images = normal(3, channels_in, 13, 14).contiguous(memory_format=memory)
    weight, bias = normal(4, channels_in, *kernel, seed=1), normal(4, seed=2)
    mine, plain = leaves(images, weight, bias), leaves(images, weight, bias)
    if not with_bias:
        mine, plain = mine[:2], plain[:2]
    if not deep:
        mine[0], plain[0] = images, images
    with torch.no_grad():
        convolved = F.conv2d(*mine).contiguous(memory_format=memory)
        pooled = max_pool(convolved, pool)
        winners = choose_winners(pooled, 10, False, False)
    arguments = mine if with_bias else [*mine, None]
    values = winning_values(*arguments, convolved, pooled, winners, pool)
    dense = F.max_pool2d(F.conv2d(*plain), pool)
    rows, columns = winners.positions // pooled.shape[3], winners.positions % pooled.shape[3]
    expected = dense[winners.samples, winners.channels, rows, columns]
    first = 0 if deep else 1
    assert_same_gradients(values, expected, mine[first:], plain[first:])
    assert torch.equal(
        spread(values, winners, pooled)[winners.samples, winners.channels, rows, columns], values
    )
    assert spread(values, winners, pooled).count_nonzero() == len(values)
    assert spread(values, winners, pooled).stride() == pooled.stride()


def test_of_equal_values_in_a_window_the_first_is_learned_from() -> None:
    images = torch.arange(16.0, dtype=torch.float64).view(1, 1, 4, 4)
    weight = torch.zeros(1, 1, 1, 1, dtype=torch.float64, requires_grad=True)  # all outputs are equal
    convolved = F.conv2d(images, weight).detach()
    pooled = max_pool(convolved, 2)
    winners = list_winners(torch.zeros(1, 1, 2, 2, dtype=torch.bool))
    winning_values(images, weight, None, convolved, pooled, winners, 2).sum().backward()
    assert weight.grad.item() == 0 + 2 + 8 + 10  # the upper left pixel of each window, as max-pool has it


@pytest.mark.parametrize("input_major", [True, False])
@pytest.mark.parametrize("with_bias", [True, False])
def test_a_linear_layer_on_winners(input_major: bool, with_bias: bool) -> None:
    x = normal(4, 3, 4, 5)
    winners = some_winners(x)
    weight, bias = normal(7, 60, seed=1), normal(7, seed=2)
    weight = weight.t().contiguous().t() if input_major else weight
    mine, plain = leaves(x, weight, bias), leaves(x, weight, bias)
    if not with_bias:
        mine[2] = plain[2] = None
    values = mine[0].flatten(1)[winners.samples, winners.units]
    sparse = torch.zeros_like(plain[0]).flatten(1)
    sparse = sparse.index_put(
        (winners.samples, winners.units), plain[0].flatten(1)[winners.samples, winners.units]
    )
    count = 3 if with_bias else 2
    assert_same_gradients(
        winners_linear(values, winners, mine[1], mine[2]),
        F.linear(sparse, plain[1], plain[2]),
        mine[:count],
        plain[:count],
    )


def test_the_gradient_of_an_input_major_weight_is_input_major() -> None:
    x = normal(4, 3, 4, 5)
    winners = some_winners(x)
    (weight,) = leaves(normal(60, 7).t())
    values = x.flatten(1)[winners.samples, winners.units]
    winners_linear_pair(values, winners, weight, normal(7), normal(10, 7), normal(10)).sum().backward()
    assert weight.grad.stride() == weight.stride()


def test_two_linear_layers_on_winners() -> None:
    x = normal(4, 3, 4, 5)
    winners = some_winners(x)
    tensors = x, normal(7, 60, seed=1), normal(7, seed=2), normal(10, 7, seed=3), normal(10, seed=4)
    mine, plain = leaves(*tensors), leaves(*tensors)
    values = mine[0].flatten(1)[winners.samples, winners.units]
    sparse = torch.zeros_like(plain[0]).flatten(1)
    sparse = sparse.index_put(
        (winners.samples, winners.units), plain[0].flatten(1)[winners.samples, winners.units]
    )
    assert_same_gradients(
        winners_linear_pair(values, winners, *mine[1:]),
        F.linear(F.linear(sparse, *plain[1:3]), *plain[3:]),
        mine,
        plain,
    )


@pytest.mark.parametrize("memory", FORMATS)
def test_two_linear_layers_folded_into_one(memory: torch.memory_format) -> None:
    x = normal(4, 3, 4, 5).contiguous(memory_format=memory)
    tensors = normal(7, 60, seed=1), normal(7, seed=2), normal(10, 7, seed=3), normal(10, seed=4)
    two_layers = F.linear(F.linear(x.flatten(1), *tensors[:2]), *tensors[2:])
    torch.testing.assert_close(FoldedPair()(x, *tensors), two_layers)


def test_gradients_are_those_of_small_steps() -> None:
    x = normal(2, 2, 3, 3)
    winners = some_winners(x, k=5)
    values = leaves(x.flatten(1)[winners.samples, winners.units])[0]
    weight, bias, second, second_bias = leaves(normal(4, 18), normal(4), normal(3, 4), normal(3))
    assert torch.autograd.gradcheck(
        lambda *args: winners_linear(args[0], winners, *args[1:]), (values, weight, bias)
    )
    assert torch.autograd.gradcheck(
        lambda *args: winners_linear_pair(args[0], winners, *args[1:]),
        (values, weight, bias, second, second_bias),
    )


@pytest.mark.parametrize("changed", range(4))
def test_a_folded_product_is_made_anew_when_a_weight_was_changed(changed: int) -> None:
    pair = FoldedPair()
    tensors = [normal(7, 60, seed=1), normal(7, seed=2), normal(10, 7, seed=3), normal(10, seed=4)]
    x = normal(4, 3, 4, 5)
    with torch.no_grad():
        before = pair(x, *tensors)
        assert torch.equal(pair(x, *tensors), before)
        tensors[changed].mul_(2)
        expected = F.linear(F.linear(x.flatten(1), *tensors[:2]), *tensors[2:])
        torch.testing.assert_close(pair(x, *tensors), expected)
        last = x.contiguous(memory_format=torch.channels_last)
        torch.testing.assert_close(pair(last, *tensors), expected)


def test_a_batch_without_winners_and_an_empty_batch() -> None:
    for samples in (0, 3):
        winners = list_winners(torch.ones(samples, 2, 3, 3, dtype=torch.bool))
        weight, bias = leaves(normal(4, 18), normal(4))
        outputs = winners_linear(normal(0), winners, weight, bias)
        torch.testing.assert_close(outputs, bias.expand(samples, 4))
        outputs.sum().backward()
        assert not weight.grad.any()
