"""Every network that a configuration can describe is built as described."""

import itertools

import pytest
import torch
from torch import nn

from sparse_explorer.experiment.config import ConvConfig, HiddenConfig, NetworkConfig
from sparse_explorer.experiment.cost import cost
from sparse_explorer.experiment.network import build_network
from sparse_explorer.nn import KWinners, KWinners2d, SparseWeights, SparseWeights2d

IMAGES = torch.randn(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def build(config: NetworkConfig, seed: int = 0):
    return build_network(config, torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(("conv", "winners", "linear"), list(itertools.product((False, True), repeat=3)))
def test_each_switch_brings_its_part_and_no_other(conv: bool, winners: bool, linear: bool) -> None:
    network = build(NetworkConfig(conv, winners, linear))
    (block,) = network.blocks()
    assert isinstance(block.conv, SparseWeights2d if conv else nn.Conv2d)
    assert isinstance(block.activation, KWinners2d if winners else nn.ReLU)
    assert isinstance(network.hidden, SparseWeights if linear else nn.Linear)
    assert isinstance(network.hidden_activation, nn.Identity)
    log_probabilities = network(IMAGES)
    assert log_probabilities.shape == (3, 10)
    torch.testing.assert_close(log_probabilities.exp().sum(1), torch.ones(3))
    parameters = sum(parameter.numel() for parameter in network.parameters())
    nonzero = sum(int(torch.count_nonzero(parameter)) for parameter in network.parameters())
    counted = cost(NetworkConfig(conv, winners, linear))
    assert (counted.parameters, counted.nonzero_parameters) == (parameters, nonzero)


@pytest.mark.parametrize("hidden", ["none", "relu", "k-winners"])
@pytest.mark.parametrize("second", ["relu", "k-winners"])
def test_two_convolutions_with_any_channels_and_winners(second: str, hidden: str) -> None:
    config = NetworkConfig(
        convs=(
            ConvConfig(channels=8, k=20, density=0.4),
            ConvConfig(channels=12, kernel_size=3, activation=second, k=9),
        ),
        hidden=HiddenConfig(units=40, activation=hidden, k=7),
    )
    network = build(config).eval()
    x = IMAGES
    for block, units in zip(network.blocks(), (8 * 12 * 12, 12 * 5 * 5), strict=True):
        x = block(x)
        assert x[0].numel() == units
        if isinstance(block.activation, KWinners2d):
            assert torch.equal((x != 0).sum(dim=(1, 2, 3)), torch.full((3,), block.activation.k_inference))
    active = network.hidden_activation(network.hidden(x.flatten(1)))
    if hidden == "k-winners":
        assert isinstance(network.hidden_activation, KWinners)
        assert torch.equal((active != 0).sum(1), torch.full((3,), 7))
    if hidden == "relu":
        assert (active >= 0).all()
    assert network(IMAGES).shape == (3, 10)


def test_local_winners_compete_at_each_position() -> None:
    network = build(NetworkConfig(local=True, convs=(ConvConfig(channels=10, k=3),)))
    active = network.blocks()[0](IMAGES)
    assert torch.equal((active != 0).sum(dim=1), torch.full((3, 12, 12), 3))


def test_k_in_evaluation_and_boosting_come_from_the_configuration() -> None:
    network = build(
        NetworkConfig(
            k_inference_factor=1.5, boost_strength=1.5, boost_strength_factor=0.85, duty_cycle_period=77
        )
    )
    layer = network.blocks()[0].activation
    network(IMAGES)
    assert (layer.k, layer.k_inference, layer.duty_cycle_period) == (100, 150, 77)
    assert float(layer.boost_strength) == 1.5
    assert layer.boost_strength_factor == 0.85


def test_variants_that_differ_in_a_switch_share_the_rest() -> None:
    dense, sparse = build(NetworkConfig(False, False, False)), build(NetworkConfig(True, True, True))
    kept = ~sparse.hidden.zero_mask
    assert torch.equal(dense.hidden.weight[kept], sparse.hidden.weight[kept])
    assert torch.equal(dense.output.weight, sparse.output.weight)


def test_rescaled_weights_are_larger_by_the_root_of_the_density() -> None:
    plain = build(NetworkConfig(hidden=HiddenConfig(density=0.25)))
    rescaled = build(NetworkConfig(hidden=HiddenConfig(density=0.25), normalize_weights=True))
    torch.testing.assert_close(rescaled.hidden.weight, 2 * plain.hidden.weight)


def test_a_seed_gives_the_same_network_and_another_seed_another() -> None:
    one, same, other = build(NetworkConfig(), 1), build(NetworkConfig(), 1), build(NetworkConfig(), 2)
    assert all(
        torch.equal(a, b) for a, b in zip(one.state_dict().values(), same.state_dict().values(), strict=True)
    )
    assert not torch.equal(one.hidden.zero_mask, other.hidden.zero_mask)
