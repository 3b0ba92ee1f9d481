"""The network of a NetworkConfig: the article's network with its switches, and the paper's relatives of it.

Axes: N batch, C channels, H height, W width, n units.
"""

import math
from typing import Any, TypeVar, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sparse_explorer.experiment.config import POOL, ConvShape, NetworkConfig
from sparse_explorer.nn import KWinners, KWinners2d, SparseWeights, SparseWeights2d
from sparse_explorer.nn.folded_pair import folded_pair, folded_pair_on_winners
from sparse_explorer.nn.kernels import usable
from sparse_explorer.nn.layout import make_flattenable, with_channels_last
from sparse_explorer.nn.sparse_weights import parameters_of, ready_parameters, reset_uniform
from sparse_explorer.nn.standing import Standing
from sparse_explorer.nn.winners import Winners, spread, spread_units
from sparse_explorer.nn.winning_convolution import convolution_pool_relu, convolve_and_pool, winning_values
from sparse_explorer.nn.winning_linear import linear_pair, winners_linear, winners_linear_pair

Layer = TypeVar("Layer", bound=nn.Module)

CLASSES = 10
WORTH_LISTING = 0.4
"""Share of winners up to which a convolution is faster on winners alone; measured."""

WORTH_SUMMING = 0.25
"""Share of winners up to which a linear layer is faster on winners alone than as a full product; measured."""


class ConvBlock(nn.Module):
    """Convolution, max-pool, then ReLU or k-winners.

    Args:
        conv: stride 1, no padding; plain or SparseWeights2d.
        activation: ReLU or KWinners2d.
        after_winners: whether its input is zero in most places.
    """

    conv: nn.Module
    pool: nn.Module
    activation: nn.Module

    def __init__(self, conv: nn.Module, activation: nn.Module, after_winners: bool = False) -> None:
        super().__init__()
        self.conv = conv
        self.pool = nn.MaxPool2d(POOL)
        self.activation = activation
        self._after_winners = after_winners

    def forward(self, x: Tensor) -> Tensor:
        if self.lists_winners(x):
            return spread(*self.winners(x))
        if not usable(x):
            return self.activation(self.pool(self.conv(x)))
        if isinstance(self.activation, nn.ReLU):
            return convolution_pool_relu(x, *ready_parameters(self.conv), POOL, self._after_winners)
        if not torch.is_grad_enabled():
            return self.activation(self._pooled(x)[0])
        return self.activation(self.pool(self.conv(x)))

    def lists_winners(self, x: Tensor) -> bool:
        """Whether :meth:`winners` of ``x`` (N, C_in, H, W) is possible, and pays: they are few."""
        activation = self.activation
        if not isinstance(activation, KWinners2d) or activation.local:
            return False
        return usable(x) and activation.share <= WORTH_LISTING

    def winners(self, x: Tensor) -> tuple[Tensor, Winners]:
        """The winners' values (M,) and which units they are: what :meth:`forward` gives, without the zeros."""
        learning = torch.is_grad_enabled()
        pooled, origins = self._pooled(x, origins=learning)
        winners, values = cast(KWinners2d, self.activation).choose(pooled)
        if origins is not None:
            values = winning_values(x, *parameters_of(self.conv), values, origins, winners, POOL)
        return values, winners

    def _pooled(self, x: Tensor, origins: bool = False) -> tuple[Tensor, Tensor | None]:
        return convolve_and_pool(
            x, *ready_parameters(self.conv), POOL, origins=origins, mostly_zero=self._after_winners
        )


class ExplorerNetwork(nn.Module):
    """Convolution blocks, a hidden layer, ten outputs, log-softmax.

    Build it with :func:`build_network`.

    Attributes:
        convs: the :class:`ConvBlock` modules, in order; :meth:`blocks` gives them with their type.
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
        self, convs: list[ConvBlock], hidden: nn.Module, hidden_activation: nn.Module, output: nn.Linear
    ) -> None:
        super().__init__()
        self.convs = nn.ModuleList(convs)
        self.hidden = hidden
        self.hidden_activation = hidden_activation
        self.output = output
        self.standing = Standing()

    def blocks(self) -> list[ConvBlock]:
        """The convolution blocks, in order."""
        return [block for block in self.convs if isinstance(block, ConvBlock)]

    def forward(self, x: Tensor) -> Tensor:
        *first, last = self.blocks()
        x = with_channels_last(x)
        for block in first:
            x = block(x)  # (N, C, H, W)
        if last.lists_winners(x):
            logits = self._classify_winners(*last.winners(x))
        else:
            logits = self.classify(last(x))
        return torch.log_softmax(logits, dim=1)  # (N, classes)

    def classify(self, x: Tensor) -> Tensor:
        """What follows the blocks, but for the softmax: feature maps (N, C, H, W) -> (N, classes)."""
        if isinstance(self.hidden_activation, nn.Identity):
            parameters = (*ready_parameters(self.hidden), self.output.weight, self.output.bias)
            if not torch.is_grad_enabled():
                return folded_pair(x, *parameters, self.standing)
            if usable(x):
                return linear_pair(x.flatten(1), *parameters)
        return cast(Tensor, self.output(self.hidden_activation(self.hidden(x.flatten(1)))))

    def _classify_winners(self, values: Tensor, winners: Winners) -> Tensor:
        """As :meth:`classify`, on winners (M,) alone."""
        weight, bias = ready_parameters(self.hidden)
        if isinstance(self.hidden_activation, nn.Identity):
            parameters = weight, bias, self.output.weight, self.output.bias
            if not torch.is_grad_enabled():
                return folded_pair_on_winners(values, winners, *parameters, self.standing)
            return winners_linear_pair(values, winners, *parameters)
        if len(values) <= WORTH_SUMMING * math.prod(winners.shape):
            hidden = winners_linear(values, winners, weight, bias)  # (N, n)
        else:
            hidden = F.linear(spread_units(values, winners), weight, bias)
        return cast(Tensor, self.output(self.hidden_activation(hidden)))


def build_network(config: NetworkConfig, generator: torch.Generator) -> ExplorerNetwork:
    """Build a network with freshly drawn weights and masks.

    Weights start as PyTorch starts them (uniform within +- 1/sqrt(fan_in)) with the masks applied on top, or rescaled
    to the inputs left if ``config.normalize_weights``. All random numbers come from ``generator``; masks are drawn
    whether their switch is on or not, so that variants that differ in a switch share the rest.

    Returns:
        The network in training mode, on the CPU.
    """
    blocks: list[ConvBlock] = []
    for index, (conv, shape) in enumerate(zip(config.convs, config.conv_shapes(), strict=True)):
        layer = _blank(nn.Conv2d, shape.channels_in, shape.channels, conv.kernel_size)
        sparse = _sparsify(layer, SparseWeights2d, config.conv_density(index), config, generator)
        sparse_input = bool(blocks) and isinstance(blocks[-1].activation, KWinners2d)
        blocks.append(ConvBlock(sparse, _conv_activation(config, index, shape), sparse_input))
    hidden = _blank(nn.Linear, config.conv_shapes()[-1].units, config.hidden.units)
    sparse_hidden = _sparsify(hidden, SparseWeights, config.hidden_density(), config, generator)
    if isinstance(blocks[-1].activation, KWinners2d):
        # Input-major: the row of weights that leaves a winner lies in one piece.
        hidden.weight.data = hidden.weight.data.t().contiguous().t()
    output = _blank(nn.Linear, config.hidden.units, CLASSES)
    reset_uniform(output, generator=generator)
    network = ExplorerNetwork(blocks, sparse_hidden, _hidden_activation(config), output)
    # Convolution and pooling are several times faster with the channels innermost in memory; the numbers are the same.
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    make_flattenable(network)
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
    masked = wrapper(layer, sparsity=1 - density, allow_extremes=True, generator=generator)  # type: ignore[arg-type]
    return masked if density < 1 else layer


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
