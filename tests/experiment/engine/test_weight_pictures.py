"""Pictures of weights: a filter's taps and a hidden unit's inputs, and which of them are fixed at zero."""

import dataclasses

import numpy as np
import pytest
import torch

from sparse_explorer.experiment.engine.layers import weight_pictures
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn.sparse_weights import parameters_of

CONFIG = NetworkConfig(
    convs=(ConvConfig(channels=4, density=0.4, k=30), ConvConfig(channels=6, kernel_size=3, k=20)),
    hidden=HiddenConfig(units=9, density=0.3),
)


@pytest.mark.parametrize("sparse", [True, False])
def test_each_layer_has_its_weights_and_what_is_fixed_at_zero(sparse: bool) -> None:
    network = new_network(
        Variant("v", dataclasses.replace(CONFIG, sparse_conv=sparse, sparse_linear=sparse)), 0
    )
    pictures = weight_pictures(network)
    assert [picture.title for picture in pictures] == ["Convolution 1", "Convolution 2", "Hidden layer"]
    assert [picture.values.shape for picture in pictures] == [(4, 5, 5), (6, 3, 3), (9, 6 * 5 * 5)]
    layers = [*(block.conv for block in network.blocks()), network.hidden]
    for picture, layer in zip(pictures, layers, strict=True):
        weight = parameters_of(layer)[0].detach()
        shown = weight[:, 0] if weight.dim() == 4 else weight  # of a convolution, what its first input sends
        assert np.array_equal(picture.values, shown.numpy())
        # A drawn weight is never zero by chance.
        assert np.array_equal(picture.zero, shown.numpy() == 0)
        assert picture.zero.any() == sparse


def test_a_single_convolution_has_no_number() -> None:
    network = new_network(Variant("v", dataclasses.replace(CONFIG, convs=CONFIG.convs[:1])), 0)
    assert [picture.title for picture in weight_pictures(network)] == ["Convolution", "Hidden layer"]


def test_pictures_stay_while_the_network_trains_on() -> None:
    network = new_network(Variant("v", CONFIG), 0)
    pictures = weight_pictures(network)
    before = [(picture.values.copy(), picture.zero.copy()) for picture in pictures]
    with torch.no_grad():
        for block in (*(block.conv for block in network.blocks()), network.hidden):
            block.weight.add_(1)
            block.zero_mask.logical_not_()
    for picture, (values, zero) in zip(pictures, before, strict=True):
        assert np.array_equal(picture.values, values)
        assert np.array_equal(picture.zero, zero)
