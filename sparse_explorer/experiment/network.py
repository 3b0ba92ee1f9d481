"""The network of a NetworkConfig: the article's network with its switches, and the paper's relatives of it.

Axes: N batch, C channels, H height, W width, n units.
"""

from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sparse_explorer.experiment.config import POOL, ConvShape, NetworkConfig
from sparse_explorer.nn import KWinners, KWinners2d, SparseWeights, SparseWeights2d
from sparse_explorer.nn.layout import flatten_units, with_channels_last
from sparse_explorer.nn.sparse_weights import parameters_of, ready_parameters, reset_uniform
from sparse_explorer.nn.winners import Winners
from sparse_explorer.nn.winners_only import (
    FoldedPair,
    max_pool,
    spread,
    winners_linear,
    winners_linear_pair,
    winning_values,
)

CLASSES = 10
WORTH_LISTING = 0.15
"""Share of winners up to which computing with them alone is faster; measured."""

POOLED_AT_ONCE = 50
"""Images that are convolved and then pooled while the convolution is still in the cache; measured."""


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
        if self.lists_winners(x):
            values, winners, pooled = self._choose(x)
            return spread(values, winners, pooled)
        if not torch.is_grad_enabled() and x.device.type == "cpu":
            return self.activation(self._pool_in_parts(x))
        return self.activation(self.pool(self.conv(x)))

    def lists_winners(self, x: Tensor) -> bool:
        """Whether :meth:`winners` of ``x`` (N, C_in, H, W) is possible, and pays: they are few."""
        # Elsewhere than on a CPU, counting the winners would make the host wait for the device.
        winners = isinstance(self.activation, KWinners2d) and not self.activation.local
        return winners and x.device.type == "cpu" and cast(KWinners2d, self.activation).share <= WORTH_LISTING

    def winners(self, x: Tensor) -> tuple[Tensor, Winners]:
        """The winners' values (M,) and which units they are: what :meth:`forward` gives, without the zeros."""
        values, winners, _ = self._choose(x)
        return values, winners

    def _choose(self, x: Tensor) -> tuple[Tensor, Winners, Tensor]:
        """The winners' values, which they are, and the feature maps (N, C, H, W) that they won among."""
        activation = cast(KWinners2d, self.activation)
        if not torch.is_grad_enabled():
            pooled = self._pool_in_parts(x)
            winners = activation.choose(pooled)
            return flatten_units(pooled).view(-1).index_select(0, winners.places), winners, pooled
        with torch.no_grad():
            convolved = F.conv2d(x, *ready_parameters(self.conv))
            pooled = max_pool(convolved, POOL)
        winners = activation.choose(pooled)
        parameters = parameters_of(self.conv)
        return winning_values(x, *parameters, convolved, pooled, winners, POOL), winners, pooled

    def _pool_in_parts(self, x: Tensor) -> Tensor:
        """Convolution and max-pool, for when nobody asks for gradients and so where the maxima were."""
        weight, bias = ready_parameters(self.conv)
        parts = [max_pool(F.conv2d(part, weight, bias), POOL) for part in x.split(POOLED_AT_ONCE)]
        return parts[0] if len(parts) == 1 else torch.cat(parts)


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
        self._folded = FoldedPair()

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
            logits = self._classify(last(x))
        return torch.log_softmax(logits, dim=1)  # (N, classes)

    def _classify(self, x: Tensor) -> Tensor:
        """Feature maps (N, C, H, W) -> (N, classes)."""
        if isinstance(self.hidden_activation, nn.Identity) and not torch.is_grad_enabled():
            weight, bias = ready_parameters(self.hidden)
            return self._folded(x, weight, bias, self.output.weight, self.output.bias)
        return cast(Tensor, self.output(self.hidden_activation(self.hidden(x.flatten(1)))))

    def _classify_winners(self, values: Tensor, winners: Winners) -> Tensor:
        """As :meth:`_classify`, on winners (M,) alone."""
        weight, bias = ready_parameters(self.hidden)
        if isinstance(self.hidden_activation, nn.Identity):
            return winners_linear_pair(values, winners, weight, bias, self.output.weight, self.output.bias)
        hidden = winners_linear(values, winners, weight, bias)  # (N, n)
        return cast(Tensor, self.output(self.hidden_activation(hidden)))


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
    if isinstance(blocks[-1].activation, KWinners2d):
        # Input-major: the row of weights that leaves a winner lies in one piece.
        hidden.weight.data = hidden.weight.data.t().contiguous().t()
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
