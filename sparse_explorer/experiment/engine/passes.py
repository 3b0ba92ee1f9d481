"""One picture through a network, layer by layer, as the inspector shows it.

Axes: N pictures, C channels, H height, W width, n units.
"""

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from sparse_explorer.experiment.engine.controls import chooses_winners
from sparse_explorer.experiment.engine.network import ExplorerNetwork, Insides
from sparse_explorer.experiment.engine.other_network import Asked, OtherNetwork
from sparse_explorer.experiment.engine.surgery import AtRandom, Imposed
from sparse_explorer.experiment.plan.layers import HIDDEN, conv_name, layer_title
from sparse_explorer.experiment.results.inspection_reports import LayerActivity, VariantInspection


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer's output (N, C, H, W) or (N, 1, 1, n); ``sparse`` and ``gated`` as in LayerActivity."""

    title: str
    sparse: bool
    gated: bool
    values: Tensor


@dataclass(frozen=True, eq=False)
class Pass:
    """What a network makes of pictures.

    Attributes:
        layers: outputs of the layers that have an activation.
        hidden: of a hidden layer without one; None where it is among the layers.
        probabilities: (N, classes).
    """

    layers: tuple[Layer, ...]
    hidden: Layer | None
    probabilities: Tensor

    def all_layers(self) -> tuple[Layer, ...]:
        """All layers, from input to output."""
        return self.layers if self.hidden is None else (*self.layers, self.hidden)


def pass_through(network: Asked, x: Tensor) -> Pass:
    """Show a network pictures (N, 1, H, W)."""
    if isinstance(network, OtherNetwork):
        layers = [
            Layer(each.title, each.sparse, bool((each.values == 0).any()), each.values)
            for each in network.insides(x)
        ]
        return Pass(tuple(layers), None, network(x).exp())
    return described(network, network.insides(x))


def described(network: ExplorerNetwork, found: Insides) -> Pass:
    """What a network made of pictures, with the names of its layers."""
    blocks = network.blocks()
    layers = []
    for index, (block, maps) in enumerate(zip(blocks, found.active, strict=False)):  # maps (N, C, H, W)
        title = layer_title(conv_name(index), len(blocks))
        layers.append(Layer(title, _chooses(block.activation), True, maps.contiguous()))
    title, hidden = layer_title(HIDDEN, len(blocks)), None
    if len(found.active) > len(blocks):  # (N, n)
        sparse = _chooses(network.hidden_activation)
        layers.append(Layer(title, sparse, True, found.active[-1][:, None, None]))
    elif found.hidden is not None:
        hidden = Layer(title, False, False, found.hidden[:, None, None])
    return Pass(tuple(layers), hidden, torch.softmax(found.logits, dim=1))


def apart(together: Pass) -> list[Pass]:
    """What a network made of several pictures, one by one."""

    def only(layer: Layer, one: int) -> Layer:
        return replace(layer, values=layer.values[one : one + 1])

    return [
        Pass(
            tuple(only(layer, one) for layer in together.layers),
            None if together.hidden is None else only(together.hidden, one),
            together.probabilities[one : one + 1],
        )
        for one in range(len(together.probabilities))
    ]


def compare(name: str, clean: Pass, noisy: Pass) -> VariantInspection:
    """A variant's view of a digit, from what its network makes of it without and with noise."""
    pairs = zip(clean.layers, noisy.layers, strict=True)
    hidden = None
    if clean.hidden is not None and noisy.hidden is not None:
        hidden = _activity(clean.hidden, noisy.hidden)
    return VariantInspection(
        name,
        clean.probabilities[0].numpy(),
        noisy.probabilities[0].numpy(),
        tuple(_activity(one, other) for one, other in pairs),
        hidden,
    )


def _activity(one: Layer, other: Layer) -> LayerActivity:
    return LayerActivity(
        one.title,
        one.sparse,
        one.values[0].numpy(),
        other.values[0].numpy(),
        one.gated,
    )


def _chooses(activation: nn.Module) -> bool:
    """Whether winners pass an activation, also where something else says which."""
    while isinstance(activation, (Imposed, AtRandom)):
        activation = activation.activation
    return chooses_winners(activation)
