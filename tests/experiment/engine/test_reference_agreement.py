"""The engine and the plain reference are the same network: outputs, gradients and a few steps, all eight switches."""

import itertools

import pytest
import torch
from torch import nn

from reference.article import ArticleNetwork
from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.engine.training import Training
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn.sparse_weights import SparseWeightsBase

SWITCHES = list(itertools.product((False, True), repeat=3))


def mask(layer: nn.Module) -> torch.Tensor | None:
    return layer.zero_mask.clone() if isinstance(layer, SparseWeightsBase) else None


def plain_twin(network: ExplorerNetwork) -> ArticleNetwork:
    """The plain reference with a copy of the network's weights and masks."""
    conv, hidden = network.convs[0].conv, network.hidden
    twin = ArticleNetwork(mask(conv), has_winners(network), mask(hidden))
    with torch.no_grad():
        for mine, theirs in ((conv, twin.conv), (hidden, twin.fc1), (network.output, twin.fc2)):
            theirs.weight.copy_(mine.weight)
            theirs.bias.copy_(mine.bias)
    return twin


def has_winners(network: ExplorerNetwork) -> bool:
    return not isinstance(network.convs[0].activation, nn.ReLU)


def pairs(network: ExplorerNetwork, twin: ArticleNetwork):
    for mine, theirs in (
        (network.convs[0].conv, twin.conv),
        (network.hidden, twin.fc1),
        (network.output, twin.fc2),
    ):
        yield mine, mine.weight, theirs.weight
        yield mine, mine.bias, theirs.bias


@pytest.mark.parametrize(("conv", "winners", "linear"), SWITCHES)
def test_outputs_and_gradients_agree(few_digits: ImageData, conv: bool, winners: bool, linear: bool) -> None:
    network = new_network(Variant("v", NetworkConfig(conv, winners, linear)), 0)
    twin = plain_twin(network)
    assert has_winners(network) == winners
    assert (mask(network.convs[0].conv) is not None, mask(network.hidden) is not None) == (conv, linear)
    images, labels = few_digits.normalized(few_digits.train_images[:32]), few_digits.train_labels[:32]
    mine, theirs = network(images), twin(images)
    torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-5)
    nn.functional.nll_loss(mine, labels).backward()
    nn.functional.nll_loss(theirs, labels).backward()
    for layer, ours, plain in pairs(network, twin):
        zeros = mask(layer)
        if zeros is not None and ours.shape == zeros.shape:
            # A weight fixed at zero has no gradient that matters, and either side may leave it out.
            torch.testing.assert_close(ours.grad[~zeros], plain.grad[~zeros], rtol=1e-3, atol=1e-6)
        else:
            torch.testing.assert_close(ours.grad, plain.grad, rtol=1e-3, atol=1e-6)
    network.eval()
    torch.testing.assert_close(network(images), twin(images), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("conv", "winners", "linear"), SWITCHES)
def test_training_steps_agree(few_digits: ImageData, conv: bool, winners: bool, linear: bool) -> None:
    variant = Variant("v", NetworkConfig(conv, winners, linear), TrainingConfig(epochs=1, batch_size=25))
    network = new_network(variant, 0)
    twin = plain_twin(network)
    optimizer = torch.optim.SGD(twin.parameters(), lr=0.01, momentum=0.5)
    images = few_digits.normalized(few_digits.train_images)
    for batch in torch.randperm(len(images), generator=generator(4, "shuffle", 0)).split(25):
        optimizer.zero_grad()
        nn.functional.nll_loss(twin(images[batch]), few_digits.train_labels[batch]).backward()
        optimizer.step()
    list(Training(network, few_digits, variant.training, seed=4))
    for layer, ours, plain in pairs(network, twin):
        zeros = mask(layer)
        kept = (
            ~zeros
            if zeros is not None and ours.shape == zeros.shape
            else torch.ones_like(ours, dtype=torch.bool)
        )
        torch.testing.assert_close(ours[kept], plain[kept], rtol=1e-3, atol=1e-5)
