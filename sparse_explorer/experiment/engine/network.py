"""The network of a NetworkConfig: the article's network with its switches, and the paper's relatives of it.

Axes: N batch, C channels, H height, W width, n units.
"""

from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from sparse_explorer.experiment.plan.config import POOL, ConvShape, NetworkConfig
from sparse_explorer.nn import KWinners, KWinners2d, SparseWeights, SparseWeights2d
from sparse_explorer.nn.chain import Chain
from sparse_explorer.nn.layout import with_channels_last
from sparse_explorer.nn.sparse_weights import draw_zero_mask, reset_uniform
from sparse_explorer.nn.standing import Standing
from sparse_explorer.nn.winners_only import WinnersConv2d

Layer = TypeVar("Layer", bound=nn.Module)

CLASSES = 10
_FLATTEN = nn.Flatten()


class ExplorerNetwork(nn.Module):
    """Convolution blocks, a hidden layer, ten outputs, log-softmax.

    Build it with :func:`build_network`.

    Attributes:
        convs: the convolutions with pool and activation, in order; :meth:`blocks` gives them with their type.
        hidden: the hidden linear layer, plain or SparseWeights.
        hidden_activation: ReLU, KWinners or nothing.
        output: the last linear layer.
        standing: what is kept while the weights stand still, :func:`sparse_explorer.nn.frozen`.

    Shapes: (N, 1, 28, 28) -> (N, 10), log-probabilities.
    """

    hidden: nn.Module
    hidden_activation: nn.Module
    output: nn.Linear

    def __init__(
        self, convs: list[WinnersConv2d], hidden: nn.Module, hidden_activation: nn.Module, output: nn.Linear
    ) -> None:
        super().__init__()
        self.convs = nn.ModuleList(convs)
        self.hidden = hidden
        self.hidden_activation = hidden_activation
        self.output = output
        self.standing = Standing()
        self._whole, self._head = Chain(), Chain()

    def blocks(self) -> list[WinnersConv2d]:
        """The convolution blocks, in order."""
        return [block for block in self.convs if isinstance(block, WinnersConv2d)]

    def forward(self, x: Tensor) -> Tensor:
        logits = self._whole([*self.blocks(), *self._behind()], self.standing, with_channels_last(x))
        return torch.log_softmax(logits, dim=1)  # (N, classes)

    def classify(self, x: Tensor) -> Tensor:
        """What follows the blocks, but for the softmax: feature maps (N, C, H, W) -> (N, classes)."""
        return self._head(self._behind(), self.standing, x)

    def arrange(self) -> None:
        """Let all weights lie in memory as is fastest; the numbers are the same."""
        for planned in self._whole.planned([*self.blocks(), *self._behind()], self.standing):
            planned.step.arrange()

    def _behind(self) -> list[nn.Module]:
        return [_FLATTEN, self.hidden, self.hidden_activation, self.output]


def build_network(config: NetworkConfig, generator: torch.Generator) -> ExplorerNetwork:
    """Build a network with freshly drawn weights and masks.

    Weights start as PyTorch starts them (uniform within +- 1/sqrt(fan_in)) with the masks applied on top, or rescaled
    to the inputs left if ``config.normalize_weights``. All random numbers come from ``generator``; masks are drawn
    whether their switch is on or not, so that variants that differ in a switch share the rest.

    Returns:
        The network in training mode, on the CPU.
    """
    blocks: list[WinnersConv2d] = []
    winners: KWinners2d | None = None
    for index, (conv, shape) in enumerate(zip(config.convs, config.conv_shapes(), strict=True)):
        layer = _blank(nn.Conv2d, shape.channels_in, shape.channels, conv.kernel_size)
        sparse = _sparsify(layer, SparseWeights2d, config.conv_density(index), config, generator)
        activation = _conv_activation(config, index, shape)
        blocks.append(WinnersConv2d(sparse, nn.MaxPool2d(POOL), activation, winners))
        winners = activation if isinstance(activation, KWinners2d) else None
    hidden = _blank(nn.Linear, config.conv_shapes()[-1].units, config.hidden.units)
    sparse_hidden = _sparsify(hidden, SparseWeights, config.hidden_density(), config, generator)
    output = _blank(nn.Linear, config.hidden.units, CLASSES)
    reset_uniform(output, generator=generator)
    network = ExplorerNetwork(blocks, sparse_hidden, _hidden_activation(config), output)
    network.arrange()
    return network


def _blank(kind: type[Layer], *sizes: Any) -> Layer:
    """A layer whose weights are yet to be drawn.

    Not torch's skip_init(), which imports its symbolic shapes and SymPy: 38 MiB and a third of a second.
    """
    undrawn = type(kind.__name__, (kind,), {"reset_parameters": lambda self: None})
    layer: Layer = undrawn(*sizes)
    layer.__class__ = kind
    return layer


def _sparsify(
    layer: nn.Linear | nn.Conv2d,
    wrapper: type[SparseWeights] | type[SparseWeights2d],
    density: float,
    config: NetworkConfig,
    generator: torch.Generator,
) -> nn.Module:
    """Draw a layer's weights and mask; the layer itself where nothing is masked."""
    reset_uniform(layer, density if config.normalize_weights else 1.0, generator)
    zeros = round((1 - density) * layer.weight[0].numel())  # as the article's and the paper's code round
    mask = draw_zero_mask(layer.weight, zeros, generator)
    return wrapper(layer, sparsity=1 - density, allow_extremes=True, zero_mask=mask) if density < 1 else layer


def _conv_activation(config: NetworkConfig, index: int, shape: ConvShape) -> nn.Module:
    if config.conv_activation(index) == "relu":
        return nn.ReLU(inplace=True)  # of the pool's output, which nobody else looks at
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
