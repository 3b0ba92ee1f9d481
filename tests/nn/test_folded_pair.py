"""Two linear layers folded into one give what the two give, for as long as the weights stay and after they change."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from sparse_explorer.nn import kernels
from sparse_explorer.nn.folded_pair import FoldedPair
from sparse_explorer.nn.winners import choose_winners, spread_units

FORMATS = [torch.contiguous_format, torch.channels_last]


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def layers() -> list[Tensor]:
    return [normal(7, 60, seed=1), normal(7, seed=2), normal(10, 7, seed=3), normal(10, seed=4)]


def both(x: Tensor, weight: Tensor, bias: Tensor, second: Tensor, second_bias: Tensor) -> Tensor:
    return F.linear(F.linear(x.flatten(1), weight, bias), second, second_bias)


@pytest.mark.parametrize("memory", FORMATS)
def test_on_maps(memory: torch.memory_format) -> None:
    x = normal(4, 3, 4, 5).contiguous(memory_format=memory)
    torch.testing.assert_close(FoldedPair()(x, *layers()), both(x, *layers()), rtol=1e-4, atol=1e-4)


@pytest.mark.skipif(kernels.LIBRARY is None, reason="the kernels were not built")
@pytest.mark.parametrize("memory", FORMATS)
def test_on_winners(memory: torch.memory_format) -> None:
    x = normal(4, 3, 4, 5).contiguous(memory_format=memory)
    winners, values = choose_winners(x, x, 9, False, False)
    folded = FoldedPair()
    mine = folded.on_winners(values, winners, *layers())
    torch.testing.assert_close(mine, both(spread_units(values, winners), *layers()), rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(folded(x, *layers()), both(x, *layers()), rtol=1e-4, atol=1e-4)


@pytest.mark.skipif(kernels.LIBRARY is None, reason="the kernels were not built")
def test_winners_of_other_maps_are_refused() -> None:
    x = normal(4, 3, 4, 6)
    winners, values = choose_winners(x, x, 9, False, False)
    with pytest.raises(ValueError, match="the layer takes 60 units, the winners are of 72 a sample"):
        FoldedPair().on_winners(values, winners, *layers())


def test_it_is_made_anew_for_another_edition_and_not_kept_under_autocast() -> None:
    folded, tensors, x = FoldedPair(), layers(), normal(4, 3, 4, 5)
    with torch.autocast("cpu", torch.bfloat16):
        assert folded(x, *tensors).dtype is torch.bfloat16
    assert torch.equal(folded(x, *tensors), folded(x, *tensors))
    assert folded(x, *tensors).dtype is torch.float32
    tensors[0].data.mul_(2)  # which no version tells
    folded.edition += 1
    torch.testing.assert_close(folded(x, *tensors), both(x, *tensors), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("changed", range(4))
def test_it_is_made_anew_when_a_weight_was_changed(changed: int) -> None:
    folded, tensors = FoldedPair(), layers()
    x = normal(4, 3, 4, 5)
    with torch.no_grad():
        before = folded(x, *tensors)
        assert torch.equal(folded(x, *tensors), before)
        tensors[changed].mul_(2)
        torch.testing.assert_close(folded(x, *tensors), both(x, *tensors), rtol=1e-4, atol=1e-4)
        last = x.contiguous(memory_format=torch.channels_last)
        torch.testing.assert_close(folded(last, *tensors), both(x, *tensors), rtol=1e-4, atol=1e-4)
