"""Computing with winners alone gives what computing with all the zeros gives, outputs and gradients."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from sparse_explorer.nn import kernels
from sparse_explorer.nn.winners import Winners, choose_winners
from sparse_explorer.nn.winners_only import (
    convolve_zeros,
    linear_pair,
    max_pool,
    max_pool_relu,
    spread,
    spread_units,
    winners_linear,
    winners_linear_pair,
    winning_values,
)

pytestmark = pytest.mark.skipif(kernels.LIBRARY is None, reason="the kernels were not built")
FORMATS = [torch.contiguous_format, torch.channels_last]


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def maps(*shape: int, seed: int = 0) -> Tensor:
    return normal(*shape, seed=seed).contiguous(memory_format=torch.channels_last)


def leaves(*tensors: Tensor) -> list[Tensor]:
    return [tensor.clone().requires_grad_() for tensor in tensors]


def some_winners(x: Tensor, k: int = 12) -> tuple[Winners, Tensor, Tensor]:
    """The winners, their values as a leaf, and (N, n) with zeros as a function of another leaf that is x."""
    winners, values = choose_winners(x, x, k, False, False)
    places = winners.samples, winners.units.long()
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


@pytest.mark.parametrize("memory", FORMATS)
@pytest.mark.parametrize("shape", [(2, 3, 8, 8), (1, 1, 7, 9), (2, 20, 2, 3)])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pooling_is_max_pooling(memory: torch.memory_format, shape: tuple[int, ...], size: int) -> None:
    x = normal(*shape).contiguous(memory_format=memory)
    if min(shape[2:]) < size:
        assert max_pool(x, size).numel() == 0
        return
    assert torch.equal(max_pool(x, size), F.max_pool2d(x, size))
    mine, plain = leaves(x, x)
    assert_same(max_pool_relu(mine, size), F.max_pool2d(plain, size).relu(), [mine], [plain])


@pytest.mark.parametrize("memory", FORMATS)
@pytest.mark.parametrize("deep", [True, False])
@pytest.mark.parametrize(("channels_in", "kernel", "pool"), [(1, 5, 2), (3, 3, 2), (2, (2, 4), 3)])
def test_the_convolution_learns_from_the_winners_patches(
    memory: torch.memory_format, deep: bool, channels_in: int, kernel: int | tuple[int, int], pool: int
) -> None:
    kernel = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    images = normal(3, channels_in, 13, 14).contiguous(memory_format=memory)
    weight = normal(4, channels_in, *kernel, seed=1).contiguous(memory_format=memory)
    mine, plain = (leaves(images, weight, normal(4, seed=2)) for _ in range(2))
    if not deep:
        mine[0] = plain[0] = images
    with torch.no_grad():
        convolved = F.conv2d(*mine)
        pooled = max_pool(convolved, pool)
        winners, values = choose_winners(pooled, pooled, 10, False, False)
    winning = winning_values(*mine, convolved, values, winners, pool)
    expected = F.max_pool2d(F.conv2d(*plain), pool).flatten(1)[winners.samples, winners.units.long()]
    first = 0 if deep else 1
    assert_same(winning, expected, mine[first:], plain[first:])
    again = spread(winning, winners)
    assert again.count_nonzero() == len(values)
    assert again.stride() == pooled.stride()
    assert torch.equal(again.flatten(1), spread_units(winning, winners))


def test_of_equal_values_in_a_window_the_first_is_learned_from() -> None:
    images = torch.arange(16.0).view(1, 1, 4, 4)
    weight, bias = leaves(torch.zeros(1, 1, 1, 1), torch.zeros(1))  # all outputs are equal
    convolved = F.conv2d(images, weight, bias).detach()
    pooled = max_pool(convolved, 2)
    winners, values = choose_winners(pooled, pooled, 4, False, False)
    winning_values(images, weight, bias, convolved, values, winners, 2).sum().backward()
    assert weight.grad.item() == 0 + 2 + 8 + 10  # the upper left pixel of each window, as max-pool has it
    assert bias.grad.item() == 4


@pytest.mark.parametrize("units", [False, True])
def test_spreading_hands_gradient_to_the_winners(units: bool) -> None:
    x = maps(4, 3, 4, 5)
    winners, values, zeros, plain = some_winners(x)
    mine = spread_units(values, winners) if units else spread(values, winners)
    assert_same(mine, zeros if units else zeros.view(x.shape), [values], [plain])


def test_a_convolution_of_maps_with_zeros() -> None:
    x = maps(2, 6, 9, 8) * (maps(2, 6, 9, 8, seed=1) > 0.5)
    weight, bias = normal(20, 6, 3, 2, seed=2), normal(20, seed=3)
    torch.testing.assert_close(
        convolve_zeros(x, weight, bias), F.conv2d(x, weight, bias), rtol=1e-4, atol=1e-4
    )


@pytest.mark.parametrize("input_major", [True, False])
def test_a_linear_layer_on_winners(input_major: bool) -> None:
    winners, values, zeros, plain = some_winners(maps(4, 3, 4, 5))
    weight = normal(7, 60, seed=1)
    weight = weight.t().contiguous().t() if input_major else weight
    mine, others = (leaves(weight, normal(7, seed=2)) for _ in range(2))
    assert_same(
        winners_linear(values, winners, *mine), F.linear(zeros, *others), [values, *mine], [plain, *others]
    )


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
