"""Two linear layers folded into one give what the two give."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from sparse_explorer.nn import kernels
from sparse_explorer.nn.folded_pair import folded_pair, folded_pair_on_winners
from sparse_explorer.nn.standing import Standing
from sparse_explorer.nn.winners import choose_winners, spread_units

FORMATS = [torch.contiguous_format, torch.channels_last]


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def layers() -> list[Tensor]:
    return [normal(7, 60, seed=1), normal(7, seed=2), normal(10, 7, seed=3), normal(10, seed=4)]


def both(x: Tensor, weight: Tensor, bias: Tensor, second: Tensor, second_bias: Tensor) -> Tensor:
    return F.linear(F.linear(x.flatten(1), weight, bias), second, second_bias)


@pytest.mark.parametrize("held", [False, True])
def test_on_maps_of_either_order_in_memory(held: bool) -> None:
    standing, tensors, x = Standing(), layers(), normal(4, 3, 4, 5)
    expected = both(x, *tensors)
    with standing.hold() if held else torch.no_grad():
        for memory in (*FORMATS, *FORMATS):
            mine = folded_pair(x.contiguous(memory_format=memory), *tensors, standing)
            torch.testing.assert_close(mine, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.skipif(kernels.LIBRARY is None, reason="the kernels were not built")
@pytest.mark.parametrize("memory", FORMATS)
def test_on_winners(memory: torch.memory_format) -> None:
    x = normal(4, 3, 4, 5).contiguous(memory_format=memory)
    winners, values = choose_winners(x, x, 9, False, False)
    standing, tensors = Standing(), layers()
    expected = both(spread_units(values, winners), *tensors)
    with standing.hold():
        for _ in range(2):
            mine = folded_pair_on_winners(values, winners, *tensors, standing)
            torch.testing.assert_close(mine, expected, rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(
            folded_pair(x, *tensors, standing), both(x, *tensors), rtol=1e-4, atol=1e-4
        )


@pytest.mark.skipif(kernels.LIBRARY is None, reason="the kernels were not built")
def test_winners_of_other_maps_are_refused() -> None:
    x = normal(4, 3, 4, 6)
    winners, values = choose_winners(x, x, 9, False, False)
    with pytest.raises(ValueError, match="the layer takes 60 units, the winners are of 72 a sample"):
        folded_pair_on_winners(values, winners, *layers(), Standing())
