"""The order in memory changes, the numbers do not."""

import pytest
import torch

from sparse_explorer.nn.layout import with_channels_last


@pytest.mark.parametrize("channels", [1, 3])
def test_the_same_maps_with_channels_innermost(channels: int) -> None:
    maps = torch.randn(2, channels, 4, 5, generator=torch.Generator().manual_seed(0))
    found = with_channels_last(maps)
    assert found.stride() == (channels * 20, 1, channels * 5, channels)
    assert torch.equal(found, maps)


def test_a_single_channel_is_not_copied() -> None:
    maps = torch.zeros(2, 1, 4, 5)
    assert with_channels_last(maps).data_ptr() == maps.data_ptr()
    assert with_channels_last(torch.zeros(0, 1, 4, 5)).shape == (0, 1, 4, 5)


def test_gradient_flows_back() -> None:
    maps = torch.zeros(2, 1, 4, 5, requires_grad=True)
    with_channels_last(maps).sum().backward()
    assert torch.equal(maps.grad, torch.ones_like(maps))


def test_what_lies_apart_in_memory_is_copied() -> None:
    maps = torch.arange(80.0).view(2, 1, 4, 10)[..., ::2]
    found = with_channels_last(maps)
    assert torch.equal(found, maps)
    assert found.stride() == (20, 1, 5, 1)
