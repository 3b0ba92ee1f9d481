"""Computing with winners alone gives what computing with all the zeros gives, outputs and gradients."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from sparse_explorer.nn import kernels
from sparse_explorer.nn.winners import Winners, choose_winners, spread, spread_units
from sparse_explorer.nn.winning_convolution import convolution_pool_relu, convolve_and_pool, winning_values
from sparse_explorer.nn.winning_linear import (
    linear_on_winners,
    linear_pair,
    winners_linear,
    winners_linear_pair,
)

pytestmark = pytest.mark.skipif(kernels.LIBRARY is None, reason="the kernels were not built")
FORMATS = [torch.contiguous_format, torch.channels_last]


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def maps(*shape: int, seed: int = 0) -> Tensor:
    return normal(*shape, seed=seed).contiguous(memory_format=torch.channels_last)


def leaves(*tensors: Tensor) -> list[Tensor]:
    return [tensor.clone().requires_grad_() for tensor in tensors]


def samples_of(winners: Winners) -> Tensor:
    return torch.arange(winners.shape[0]).repeat_interleave(winners.offsets.diff())


def some_winners(x: Tensor, k: int = 12) -> tuple[Winners, Tensor, Tensor]:
    """The winners, their values as a leaf, and (N, n) with zeros as a function of another leaf that is x."""
    winners, values = choose_winners(x, x, k, False, False)
    places = samples_of(winners), winners.units.long()
    (plain,) = leaves(x)
    zeros = torch.zeros(len(x), winners.competing).index_put(places, plain.flatten(1)[places])
    values = values.clone().requires_grad_()
    return winners, values, zeros, plain


def assert_same(mine: Tensor, plain: Tensor, mine_leaves: list[Tensor], plain_leaves: list[Tensor]) -> None:
    """Outputs and gradients; of a list's values, the gradient is compared with the winners' in the maps."""
    torch.testing.assert_close(mine, plain, rtol=1e-4, atol=1e-4)
    upstream = normal(*mine.shape, seed=9)
    grads = torch.autograd.grad(mine, mine_leaves, upstream)
    expected = torch.autograd.grad(plain, plain_leaves, upstream)
    for grad, wanted in zip(grads, expected, strict=True):
        if grad.dim() == 1 and wanted.dim() == 4:
            assert wanted.count_nonzero() <= len(grad)
            grad, wanted = grad.sort().values, wanted[wanted != 0].sort().values
        torch.testing.assert_close(grad, wanted, rtol=1e-4, atol=1e-4)


GEOMETRIES = [(1, 30, 5, 2), (3, 4, 3, 2), (2, 20, (2, 4), 3), (7, 16, 3, 2)]
"""Channels in and out, filter, pool."""


def geometry(case: tuple, memory: torch.memory_format) -> tuple[list[Tensor], int]:
    """Maps, weight and bias, and the pool."""
    inputs, channels, size, pool = case
    size = size if isinstance(size, tuple) else (size, size)
    x = normal(3, inputs, 13, 14).contiguous(memory_format=memory)
    weight = normal(channels, inputs, *size, seed=1).contiguous(memory_format=memory)
    return [x, weight, normal(channels, seed=2)], pool


@pytest.mark.parametrize("memory", FORMATS)
@pytest.mark.parametrize("mostly_zero", [False, True])
@pytest.mark.parametrize("case", GEOMETRIES)
def test_convolution_and_pool(memory: torch.memory_format, mostly_zero: bool, case: tuple) -> None:
    tensors, pool = geometry(case, memory)
    tensors[0] = tensors[0] * (tensors[0] > 1)
    plain = F.max_pool2d(F.conv2d(*tensors), pool)
    for relu in (False, True):
        out, origins = convolve_and_pool(*tensors, pool, relu=relu, mostly_zero=mostly_zero)
        assert origins is None
        torch.testing.assert_close(out, plain.relu() if relu else plain, rtol=1e-4, atol=1e-4)
    mine, others = leaves(*tensors), leaves(*tensors)
    expected = F.max_pool2d(F.conv2d(*others), pool).relu()
    assert_same(convolution_pool_relu(*mine, pool, mostly_zero), expected, mine, others)


@pytest.mark.parametrize("memory", FORMATS)
@pytest.mark.parametrize("deep", [True, False])
@pytest.mark.parametrize("case", GEOMETRIES)
def test_the_convolution_learns_from_the_winners_patches(
    memory: torch.memory_format, deep: bool, case: tuple
) -> None:
    tensors, pool = geometry(case, memory)
    mine, plain = leaves(*tensors), leaves(*tensors)
    if not deep:
        mine[0] = plain[0] = tensors[0]
    pooled, origins = convolve_and_pool(*mine, pool, origins=True)
    winners, values = choose_winners(pooled, pooled, 10, False, False)
    winning = winning_values(*mine, values, origins, winners, pool)
    expected = F.max_pool2d(F.conv2d(*plain), pool).flatten(1)[samples_of(winners), winners.units.long()]
    first = 0 if deep else 1
    assert_same(winning, expected, mine[first:], plain[first:])
    again = spread(winning, winners)
    assert again.count_nonzero() == len(values)
    assert again.stride() == pooled.stride()
    assert torch.equal(again.flatten(1), spread_units(winning, winners))


@pytest.mark.parametrize("channels", [1, 16])
def test_of_equal_values_in_a_window_the_first_is_learned_from(channels: int) -> None:
    images = torch.arange(16.0).view(1, 1, 4, 4)
    weight, bias = leaves(torch.zeros(channels, 1, 1, 1), torch.zeros(channels))  # all outputs are equal
    pooled, origins = convolve_and_pool(images, weight, bias, 2, origins=True)
    winners, values = choose_winners(pooled, pooled, 4 * channels, False, False)
    winning_values(images, weight, bias, values, origins, winners, 2).sum().backward()
    assert (weight.grad == 0 + 2 + 8 + 10).all()  # the upper left pixel of each window, as max-pool has it
    assert (bias.grad == 4).all()


@pytest.mark.parametrize("memory", FORMATS)
@pytest.mark.parametrize("units", [False, True])
def test_spreading_hands_gradient_to_the_winners(units: bool, memory: torch.memory_format) -> None:
    x = normal(4, 3, 4, 5).contiguous(memory_format=memory)
    winners, values, zeros, plain = some_winners(x)
    mine = spread_units(values, winners) if units else spread(values, winners)
    assert units or mine.stride() == x.stride()
    assert_same(mine, zeros if units else zeros.view(x.shape), [values], [plain])
    transposed = normal(60, 4).t() if units else normal(4, 5, 4, 3).transpose(1, 3)
    again = spread_units(values, winners) if units else spread(values, winners)
    again.backward(transposed)  # a gradient that lies in another order
    assert torch.equal(values.grad, transposed.flatten(1)[samples_of(winners), winners.units.long()])


def test_winners_of_other_maps_are_refused() -> None:
    x = normal(4, 3, 4, 5)
    winners, values, *_ = some_winners(x)
    with pytest.raises(ValueError, match="channel by channel, expected channels-last"):
        winning_values(x, normal(3, 3, 1, 1), normal(3), values, torch.zeros(0), winners, 1)
    for layer in (
        lambda: winners_linear(values, winners, normal(7, 61), normal(7)),
        lambda: winners_linear_pair(values, winners, normal(7, 59), normal(7), normal(10, 7), normal(10)),
    ):
        with pytest.raises(ValueError, match="units, the winners are of 60 a sample"):
            layer()


@pytest.mark.parametrize("layer", [winners_linear, linear_on_winners])
@pytest.mark.parametrize("input_major", [True, False])
def test_a_linear_layer_on_winners(layer: Callable[..., Tensor], input_major: bool) -> None:
    winners, values, zeros, plain = some_winners(maps(4, 3, 4, 5))
    weight = normal(7, 60, seed=1)
    weight = weight.t().contiguous().t() if input_major else weight
    mine, others = (leaves(weight, normal(7, seed=2)) for _ in range(2))
    assert_same(layer(values, winners, *mine), F.linear(zeros, *others), [values, *mine], [plain, *others])


def pair(inputs: int) -> list[Tensor]:
    return leaves(normal(70, inputs, seed=1), normal(70, seed=2), normal(10, 70, seed=3), normal(10, seed=4))


def test_two_linear_layers_on_winners() -> None:
    winners, values, zeros, plain = some_winners(maps(4, 3, 4, 5))
    mine, others = pair(60), pair(60)
    expected = F.linear(F.linear(zeros, *others[:2]), *others[2:])
    assert_same(winners_linear_pair(values, winners, *mine), expected, [values, *mine], [plain, *others])


def test_two_linear_layers() -> None:
    mine, others = [*leaves(normal(4, 33)), *pair(33)], [*leaves(normal(4, 33)), *pair(33)]
    expected = F.linear(F.linear(others[0], *others[1:3]), *others[3:])
    assert_same(linear_pair(*mine), expected, mine, others)


def test_the_gradient_of_an_input_major_weight_is_input_major() -> None:
    winners, values, _, _ = some_winners(maps(4, 3, 4, 5))
    for layer in (winners_linear, winners_linear_pair):
        (weight,) = leaves(normal(60, 7).t())
        rest = [normal(7)] if layer is winners_linear else [normal(7), normal(10, 7), normal(10)]
        layer(values, winners, weight, *rest).sum().backward()
        assert weight.grad.stride() == weight.stride()


@pytest.mark.parametrize("trained", range(1, 3))
def test_weight_and_bias_learn_one_without_the_other(trained: int) -> None:
    tensors, pool = geometry(GEOMETRIES[0], torch.channels_last)
    mine, plain = list(tensors), list(tensors)
    mine[trained], plain[trained] = leaves(tensors[trained], tensors[trained])
    pooled, origins = convolve_and_pool(*mine, pool, origins=True)
    winners, values = choose_winners(pooled, pooled, 10, False, False)
    winning = winning_values(*mine, values, origins, winners, pool)
    expected = F.max_pool2d(F.conv2d(*plain), pool).flatten(1)[samples_of(winners), winners.units.long()]
    assert_same(winning, expected, [mine[trained]], [plain[trained]])


def test_pairs_and_convolutions_are_differentiated_once() -> None:
    winners, values, *_ = some_winners(maps(4, 3, 4, 5))
    x, inputs = leaves(maps(2, 1, 8, 8), normal(4, 33))
    for source, output in (
        (values, winners_linear_pair(values, winners, *pair(60))),
        (inputs, linear_pair(inputs, *pair(33))),
        (x, convolution_pool_relu(x, normal(16, 1, 3, 3), normal(16), 2)),
    ):
        (grad,) = torch.autograd.grad(output.square().sum(), source, create_graph=True)
        with pytest.raises(RuntimeError, match="once_differentiable"):
            grad.sum().backward()


def test_spreading_and_a_linear_layer_are_differentiated_twice() -> None:
    """The penalty of a gradient is a gradient of it."""
    layers = {"linear": winners_linear, "product": linear_on_winners}
    for function in ("spread", *layers):
        winners, values, zeros, plain = some_winners(maps(4, 3, 4, 5))
        mine, others = leaves(normal(7, 60)), leaves(normal(7, 60))
        if function == "spread":
            outputs, expected = spread_units(values, winners), zeros
        else:
            outputs = layers[function](values, winners, mine[0], torch.zeros(7))
            expected = F.linear(zeros, others[0])
        (grad,) = torch.autograd.grad(outputs.pow(3).sum(), values, create_graph=True)
        (wanted,) = torch.autograd.grad(expected.pow(3).sum(), plain, create_graph=True)
        twice, wanted_twice = (
            torch.autograd.grad(one.square().sum(), [leaf, *([layer[0]] if function in layers else [])])
            for one, leaf, layer in ((grad, values, mine), (wanted, plain, others))
        )
        rows = samples_of(winners), winners.units.long()
        torch.testing.assert_close(twice[0], wanted_twice[0].flatten(1)[rows], rtol=1e-3, atol=1e-3)
        torch.testing.assert_close(twice[1:], wanted_twice[1:], rtol=1e-3, atol=1e-3)


def test_a_batch_without_winners() -> None:
    x = maps(3, 2, 3, 3)
    winners, values = choose_winners(x, x, 0, False, False)
    weight, bias = leaves(normal(4, 18), normal(4))
    outputs = winners_linear(values, winners, weight, bias)
    torch.testing.assert_close(outputs, bias.expand(3, 4))
    outputs.sum().backward()
    assert not weight.grad.any()
    assert not spread(values, winners).any()


def test_a_weight_that_was_changed_before_the_way_back_is_noticed() -> None:
    winners, values, _, _ = some_winners(maps(4, 3, 4, 5))
    tensors = pair(60)
    outputs = winners_linear_pair(values, winners, *tensors)
    with torch.no_grad():
        tensors[2].mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        outputs.sum().backward()
