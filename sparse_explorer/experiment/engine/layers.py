"""The layers of a network as people are shown them: their titles, and their weights as pictures.

Axes: C channels, H height, W width, n units.
"""

import torch
from torch import nn

from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.engine.units import weight_and_mask
from sparse_explorer.experiment.plan.layers import HIDDEN, conv_name, layer_title
from sparse_explorer.experiment.results.inspection_reports import LayerWeights


def layer_titles(network: ExplorerNetwork) -> list[str]:
    """Titles of the layers whose units can be active: one to one with what ``activities`` finds."""
    convs = len(network.blocks())
    titles = [layer_title(conv_name(index), convs) for index in range(convs)]
    hidden = [] if isinstance(network.hidden_activation, nn.Identity) else [layer_title(HIDDEN, convs)]
    return titles + hidden


@torch.no_grad()
def weight_pictures(network: ExplorerNetwork) -> tuple[LayerWeights, ...]:
    """The weights of the convolutions (first input channel) and of the hidden layer, with what is fixed at zero."""
    pictures = []
    for index, block in enumerate(network.blocks()):
        title = layer_title(conv_name(index), len(network.convs))
        weight, zero = weight_and_mask(block.conv)  # (C, C_in, H, W)
        pictures.append(LayerWeights(title, weight[:, 0].numpy().copy(), zero[:, 0].numpy().copy()))
    weight, zero = weight_and_mask(network.hidden)  # (n_out, n_in)
    title = layer_title(HIDDEN, len(network.convs))
    pictures.append(LayerWeights(title, weight.numpy().copy(), zero.numpy().copy()))
    return tuple(pictures)
