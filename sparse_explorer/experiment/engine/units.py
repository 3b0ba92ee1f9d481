"""One unit of a network: where it looks, what it weighs, how often it is active, and what noise makes of it.

Axes: N images, C channels, H height, W width, n units.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.duty_cycles import duty_cycles_of
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.engine.passes import Layer, Pass, pass_through
from sparse_explorer.experiment.plan.layers import HIDDEN, conv_name
from sparse_explorer.experiment.plan.receptive_fields import receptive_field
from sparse_explorer.experiment.results.inspection_reports import (
    Floats,
    LayerWeights,
    UnitPlace,
    UnitReport,
    UnitUse,
)
from sparse_explorer.nn.sparse_weights import SparseWeightsBase

SAMPLE = 200
"""Test digits, evenly spread, on which it is counted how often units without a duty cycle are active."""


@dataclass(frozen=True, eq=False)
class Course:
    """What a network makes of one digit at rising noise.

    Attributes:
        clean: without noise, one picture.
        noisy: at each level, as many pictures.
    """

    clean: Pass
    noisy: Pass


def joined(passes: list[Pass]) -> Pass:
    """Passes of one picture each as one of all."""

    def stacked(layers: list[Layer]) -> Layer:
        first = layers[0]
        return Layer(first.title, first.sparse, first.gated, torch.cat([each.values for each in layers]))

    hidden = [each.hidden for each in passes if each.hidden is not None]
    return Pass(
        tuple(stacked(list(layers)) for layers in zip(*(each.layers for each in passes), strict=True)),
        stacked(hidden) if hidden else None,
        torch.cat([each.probabilities for each in passes]),
    )


def unit_report(
    network: ExplorerNetwork,
    place: UnitPlace,
    course: Course,
    percents: tuple[int, ...],
    shares: tuple[Tensor, ...],
    intervened: bool,
) -> UnitReport | None:
    """All about one unit; None if the network has none there.

    Args:
        network: as it is, whatever is done to it.
        course: of the digit in sight, of the network with what is done to it.
        percents: the levels of the course.
        shares: of :func:`active_shares`, a tensor a layer.
        intervened: whether something is done to the network.
    """
    layers = course.clean.all_layers()
    index = next((index for index, layer in enumerate(layers) if layer.title == place.layer), None)
    if index is None or not 0 <= place.number < layers[index].values.numel():
        return None
    layer, noisy = layers[index], course.noisy.all_layers()[index]
    _, filters, high, wide = layer.values.shape
    of_maps = index < len(network.convs)
    number, row, column = place.number // (high * wide), place.number // wide % high, place.number % wide
    field = (0, 0, network.image_size, network.image_size)
    if of_maps:
        kernels = [_weight_of(block.conv).shape[-1] for block in network.blocks()[: index + 1]]
        field = receptive_field(kernels, row, column)
    return UnitReport(
        place=place,
        shape=(filters, high, wide),
        sparse=layer.sparse,
        gated=layer.gated,
        field=field,
        weights=_weights_of(network, index if of_maps else None, number if of_maps else place.number, layers),
        clean=float(layer.values.flatten()[place.number]),
        percents=percents,
        values=tuple(noisy.values.flatten(1)[:, place.number].tolist()),
        use=_use_of(network, index, number if of_maps else place.number, place.number, shares)
        if layer.gated
        else None,
        intervened=intervened,
    )


def active_shares(network: ExplorerNetwork, data: ImageData) -> tuple[Tensor, ...]:
    """On what part of a sample of test digits each unit is active, 0 ... 1: (units,) of each layer."""
    count = len(data.test_images)
    shown = min(SAMPLE, count)
    places = torch.arange(shown) * count // max(shown, 1)
    found = pass_through(network, data.normalized(data.test_images[places]))
    return tuple((layer.values != 0).flatten(1).float().mean(dim=0) for layer in found.all_layers())


def weight_and_mask(layer: nn.Module) -> tuple[Tensor, Tensor]:
    """A layer's weights, and which of them are fixed at zero; on the CPU."""
    if isinstance(layer, SparseWeightsBase):
        return layer.weight.detach().cpu(), layer.zero_mask.cpu()
    weight = layer.get_parameter("weight").detach().cpu()
    return weight, torch.zeros_like(weight, dtype=torch.bool)


def _weight_of(layer: nn.Module) -> Tensor:
    return weight_and_mask(layer)[0]


def _weights_of(
    network: ExplorerNetwork, block: int | None, unit: int, layers: tuple[Layer, ...]
) -> LayerWeights:
    """A filter's or a hidden unit's weights, a tile for each of the maps that feed it."""
    weight, zero = weight_and_mask(network.hidden if block is None else network.blocks()[block].conv)
    weight, zero = weight[unit], zero[unit]
    if block is None:  # (C * H * W) as the last maps are
        shape = layers[len(network.convs) - 1].values.shape[1:]
        weight, zero = weight.view(shape), zero.view(shape)
    return LayerWeights("", weight.numpy().copy(), zero.numpy().copy())


def _use_of(
    network: ExplorerNetwork, index: int, unit: int, number: int, shares: tuple[Tensor, ...]
) -> UnitUse:
    name = conv_name(index) if index < len(network.convs) else HIDDEN
    cycles = next((layer for layer in duty_cycles_of(network) if layer.layer == name), None)
    if cycles is not None and len(cycles.duty_cycles) > unit:
        each = torch.tensor(cycles.duty_cycles)
        return UnitUse(float(each[unit]), _falling(each), cycles.target, 0)
    counted = shares[index]
    return UnitUse(float(counted[number]), _falling(counted), None, SAMPLE)


def _falling(shares: Tensor) -> Floats:
    found: Floats = shares.float().sort(descending=True).values.numpy()
    return found
