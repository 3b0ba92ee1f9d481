"""Duty cycles as plain numbers: which layer, how many units and winners, and where all would be if used evenly."""

import pytest
import torch

from sparse_explorer.experiment.engine.duty_cycles import duty_cycles_of
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.reports import LayerDutyCycles
from sparse_explorer.experiment.runs.runner import new_network

CONFIG = NetworkConfig(
    convs=(ConvConfig(channels=4, k=60), ConvConfig(channels=6, kernel_size=3, k=30)),
    hidden=HiddenConfig(units=20, activation="k-winners", k=5),
)


def test_layers_are_told_in_order_by_name_with_their_numbers() -> None:
    network = new_network(Variant("v", CONFIG), 0)
    network(torch.randn(8, 1, 28, 28, generator=torch.Generator().manual_seed(0)))
    found = duty_cycles_of(network)
    assert [(layer.layer, layer.units, layer.k) for layer in found] == [
        ("conv 1", 4 * 12 * 12, 60),
        ("conv 2", 6 * 5 * 5, 30),
        ("hidden", 20, 5),
    ]
    layers = [*(block.activation for block in network.blocks()), network.hidden_activation]
    for told, layer in zip(found, layers, strict=True):
        assert told.duty_cycles == pytest.approx(layer.duty_cycle.flatten().tolist(), abs=1e-5)
        assert told.entropy == pytest.approx(float(layer.entropy()), abs=1e-3)
        assert told.max_entropy == pytest.approx(layer.max_entropy(), abs=1e-3)
        assert told.entropy < told.max_entropy


def test_winners_of_one_layer_alone_are_told() -> None:
    hidden_alone = NetworkConfig(
        convs=(ConvConfig(channels=4, activation="relu"), ConvConfig(channels=4, kernel_size=3, k=10))
    )
    assert [layer.layer for layer in duty_cycles_of(new_network(Variant("v", hidden_alone), 0))] == ["conv 2"]
    assert duty_cycles_of(new_network(Variant("v", NetworkConfig(k_winners=False)), 0)) == ()


def test_target_and_evenness() -> None:
    layer = LayerDutyCycles("hidden", units=20, k=5, entropy=12.0, max_entropy=16.0)
    assert (layer.target, layer.evenness, layer.is_convolution) == (0.25, 0.75, False)
    assert LayerDutyCycles("conv 2", units=20, k=20, entropy=0.0, max_entropy=0.0).evenness == 1
    assert LayerDutyCycles("conv 2", units=0, k=0, entropy=0.0, max_entropy=0.0).target == 0
    assert LayerDutyCycles("conv 2", units=20, k=20, entropy=0.0, max_entropy=0.0).is_convolution
