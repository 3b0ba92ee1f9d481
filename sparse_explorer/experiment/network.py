"""The network of a NetworkConfig: the article's network with its switches, and the paper's relatives of it.

Axes: N batch, C channels, H height, W width, n units.
"""

from typing import Any

import torch
from torch import Tensor, nn

from sparse_explorer.experiment.config import POOL, ConvShape, NetworkConfig
from sparse_explorer.nn import KWinners, KWinners2d, SparseWeights, SparseWeights2d
from sparse_explorer.nn.sparse_weights import reset_uniform

CLASSES = 10


class ConvBlock(nn.Module):
    """Convolution, max-pool, then ReLU or k-winners."""

    conv: nn.Module
    pool: nn.Module
    activation: nn.Module

    def __init__(self, conv: nn.Module, activation: nn.Module) -> None:
        super().__init__()
        self.conv = conv
        self.pool = nn.MaxPool2d(POOL)
        self.activation = activation

    def forward(self, x: Tensor) -> Tensor:
        return self.activation(self.pool(self.conv(x)))


class ExplorerNetwork(nn.Module):
    """Convolution blocks, a hidden layer, ten outputs, log-softmax.

    Build it with :func:`build_network`.

    Attributes:
        convs: the :class:`ConvBlock` modules, in order; :meth:`blocks` gives them with their type.
        hidden: the hidden linear layer, plain or SparseWeights.
        hidden_activation: ReLU, KWinners or nothing.
        output: the last linear layer.

    Shapes: (N, 1, 28, 28) -> (N, 10), log-probabilities.
    """

    hidden: nn.Module
    hidden_activation: nn.Module
    output: nn.Linear

    def __init__(
        self, convs: list[ConvBlock], hidden: nn.Module, hidden_activation: nn.Module, output: nn.Linear
    ) -> None:
        super().__init__()
        self.convs = nn.ModuleList(convs)
        self.hidden = hidden
        self.hidden_activation = hidden_activation
        self.output = output

    def blocks(self) -> list[ConvBlock]:
        """The convolution blocks, in order."""
        return [block for block in self.convs if isinstance(block, ConvBlock)]

    def forward(self, x: Tensor) -> Tensor:
        for block in self.blocks():
            x = block(x)  # (N, C, H, W)
        x = self.hidden_activation(self.hidden(x.flatten(1)))  # (N, n)
        return torch.log_softmax(self.output(x), dim=1)


def build_network(config: NetworkConfig, generator: torch.Generator) -> ExplorerNetwork:
    """Build a network with freshly drawn weights and masks.

    Weights start as PyTorch starts them (uniform within +- 1/sqrt(fan_in)) with the masks applied on top, or rescaled
    to the inputs left if ``config.normalize_weights``. All random numbers come from ``generator``; masks are drawn
    whether their switch is on or not, so that variants that differ in a switch share the rest.

    Returns:
        The network in training mode, on the CPU.
    """
    blocks = []
    for index, (conv, shape) in enumerate(zip(config.convs, config.conv_shapes(), strict=True)):
        layer = nn.utils.skip_init(nn.Conv2d, shape.channels_in, shape.channels, conv.kernel_size)
        sparse = _sparsify(layer, SparseWeights2d, config.conv_density(index), config, generator)
        blocks.append(ConvBlock(sparse, _conv_activation(config, index, shape)))
    hidden = nn.utils.skip_init(nn.Linear, config.conv_shapes()[-1].units, config.hidden.units)
    sparse_hidden = _sparsify(hidden, SparseWeights, config.hidden_density(), config, generator)
    output = nn.utils.skip_init(nn.Linear, config.hidden.units, CLASSES)
    reset_uniform(output, generator=generator)
    network = ExplorerNetwork(blocks, sparse_hidden, _hidden_activation(config), output)
    # Convolution and pooling are several times faster with the channels innermost in memory; the numbers are the same.
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def _sparsify(
    layer: nn.Linear | nn.Conv2d,
    wrapper: type[SparseWeights] | type[SparseWeights2d],
    density: float,
    config: NetworkConfig,
    generator: torch.Generator,
) -> nn.Module:
    """Draw a layer's weights and mask; the layer itself where nothing is masked."""
    reset_uniform(layer, density if config.normalize_weights else 1.0, generator)
    masked = wrapper(layer, sparsity=1 - density, allow_extremes=True, generator=generator)  # type: ignore[arg-type]
    return masked if density < 1 else layer


def _conv_activation(config: NetworkConfig, index: int, shape: ConvShape) -> nn.Module:
    if config.conv_activation(index) == "relu":
        return nn.ReLU()
    competing = shape.channels if config.local else shape.units
    return KWinners2d(
        shape.channels, config.convs[index].k / competing, local=config.local, **_winners(config)
    )


def _hidden_activation(config: NetworkConfig) -> nn.Module:
    if config.hidden_activation() == "k-winners":
        return KWinners(config.hidden.units, config.hidden.k / config.hidden.units, **_winners(config))
    return nn.ReLU() if config.hidden_activation() == "relu" else nn.Identity()


def _winners(config: NetworkConfig) -> dict[str, Any]:
    return {
        "k_inference_factor": config.k_inference_factor,
        "boost_strength": config.boost_strength,
        "boost_strength_factor": config.boost_strength_factor,
        "duty_cycle_period": config.duty_cycle_period,
    }
