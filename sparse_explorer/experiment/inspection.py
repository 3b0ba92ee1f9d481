"""One digit through several networks: what is active, what is answered, and what noise changes.

Axes: N batch (clean and noisy), C channels, H height, W width, n units.
"""

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor, nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise import add_noise, noise_ranks, noise_value
from sparse_explorer.experiment.inspection_reports import (
    Inspection,
    LayerActivity,
    LayerWeights,
    VariantInspection,
)
from sparse_explorer.experiment.network import ExplorerNetwork
from sparse_explorer.experiment.seeding import generator
from sparse_explorer.nn.sparse_weights import SparseWeightsBase


@torch.no_grad()
def inspect(
    networks: Mapping[str, ExplorerNetwork],
    data: ImageData,
    *,
    index: int,
    noise: int,
    convention: str,
    pattern: int,
    request: int = 0,
) -> Inspection:
    """Send one test digit, clean and noisy, through every network.

    Args:
        networks: in evaluation mode, on the CPU, by variant.
        data: where the digit is from.
        index: its place among the test images.
        noise: percent of noisy pixels, 0 ... 100.
        convention: ``article`` or ``paper``.
        pattern: seed of the noise pattern; patterns are nested, so that more noise adds pixels to less.
        request: handed through, so that the asker can tell a stale answer.
    """
    clean = data.normalized(data.test_images[index : index + 1])  # (1, 1, H, W)
    ranks = noise_ranks(1, clean.numel(), generator(pattern, "inspected noise", index))
    noisy = add_noise(clean, ranks, noise / 100, noise_value(convention, data.mean, data.std))
    both = torch.cat((clean, noisy))  # (2, 1, H, W)
    shown = (both[:, 0] * data.std + data.mean).clamp(0, 1).numpy()  # (2, H, W), brightness
    return Inspection(
        request=request,
        index=index,
        label=int(data.test_labels[index]),
        noise=noise,
        clean=shown[0],
        noisy=shown[1],
        variants=tuple(_look_inside(name, network, both) for name, network in networks.items()),
    )


def _look_inside(name: str, network: ExplorerNetwork, both: Tensor) -> VariantInspection:
    layers = []
    x = both
    for number, block in enumerate(network.blocks(), start=1):
        x = block(x)  # (2, C, H, W)
        title = "Convolution" if len(network.convs) == 1 else f"Convolution {number}"
        layers.append(_activity(title, block.activation, x))
    x = network.hidden_activation(network.hidden(x.flatten(1)))  # (2, n)
    if not isinstance(network.hidden_activation, nn.Identity):
        layers.append(_activity("Hidden layer", network.hidden_activation, x[:, None, None]))
    probabilities = torch.softmax(network.output(x), dim=1).numpy()  # (2, classes)
    return VariantInspection(name, probabilities[0], probabilities[1], tuple(layers))


def _activity(title: str, activation: nn.Module, x: Tensor) -> LayerActivity:
    values = x.contiguous().numpy()  # (2, C, H, W)
    return LayerActivity(title, not isinstance(activation, nn.ReLU), values[0], values[1])


FLIP_LEVELS = tuple(range(0, 101, 5))
"""Noise levels, in percent, that :func:`flips` looks at."""


@torch.no_grad()
def flips(
    networks: Mapping[str, ExplorerNetwork], data: ImageData, *, index: int, convention: str, pattern: int
) -> dict[str, int]:
    """From which noise on each network is wrong about a digit: the lowest of FLIP_LEVELS; absent if it never is.

    Arguments as in :func:`inspect`.
    """
    clean = data.normalized(data.test_images[index : index + 1])
    ranks = noise_ranks(1, clean.numel(), generator(pattern, "inspected noise", index))
    value = noise_value(convention, data.mean, data.std)
    levels = torch.cat(
        [add_noise(clean, ranks, percent / 100, value) for percent in FLIP_LEVELS]
    )  # (levels, 1, H, W)
    label = int(data.test_labels[index])
    found = {}
    for name, network in networks.items():
        wrong = (network(levels).argmax(dim=1) != label).nonzero()
        if len(wrong):
            found[name] = FLIP_LEVELS[int(wrong[0])]
    return found


@torch.no_grad()
def weight_pictures(network: ExplorerNetwork) -> tuple[LayerWeights, ...]:
    """The weights of the convolutions (first input channel) and of the hidden layer, with what is fixed at zero."""
    pictures = []
    for number, block in enumerate(network.blocks(), start=1):
        title = "Convolution" if len(network.convs) == 1 else f"Convolution {number}"
        weight, zero = _weight_and_mask(block.conv)  # (C, C_in, H, W)
        pictures.append(LayerWeights(title, weight[:, 0].numpy().copy(), zero[:, 0].numpy().copy()))
    weight, zero = _weight_and_mask(network.hidden)  # (n_out, n_in)
    pictures.append(LayerWeights("Hidden layer", weight.numpy().copy(), zero.numpy().copy()))
    return tuple(pictures)


def _weight_and_mask(layer: nn.Module) -> tuple[Tensor, Tensor]:
    if isinstance(layer, SparseWeightsBase):
        return layer.weight.detach().cpu(), layer.zero_mask.cpu()
    weight = layer.get_parameter("weight").detach().cpu()
    return weight, torch.zeros_like(weight, dtype=torch.bool)


@torch.no_grad()
def disagreements(
    networks: Mapping[str, ExplorerNetwork],
    data: ImageData,
    *,
    start: int,
    noise: int,
    convention: str,
    pattern: int,
    batch: int = 250,
) -> Iterator[int | None]:
    """Look for the next test digit, from ``start`` on and around, that the networks answer differently.

    Yields:
        None after each batch without one; then its index, and nothing more. Nothing but None if there is none.
    """
    count = len(data.test_images)
    value = noise_value(convention, data.mean, data.std)
    for offset in range(0, count, batch):
        indices = [(start + step) % count for step in range(offset, min(offset + batch, count))]
        clean = data.normalized(data.test_images[indices])
        pixels = clean[0].numel()
        ranks = torch.cat([noise_ranks(1, pixels, generator(pattern, "inspected noise", i)) for i in indices])
        noisy = add_noise(clean, ranks, noise / 100, value)
        answers = torch.stack(
            [network(noisy).argmax(dim=1) for network in networks.values()]
        )  # (networks, N)
        differ = (answers != answers[0]).any(dim=0).nonzero()
        if len(differ):
            yield indices[int(differ[0])]
            return
        yield None
