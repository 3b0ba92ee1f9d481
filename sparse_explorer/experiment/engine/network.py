"""The network of a blueprint: the article's network with its switches, and the paper's relatives of it.

Axes: N batch, C channels, H height, W width, n units.
"""

from typing import Any, NamedTuple, TypeVar

import torch
from torch import Tensor, nn

from sparse_explorer.data.catalogue import IMAGE_SIZE
from sparse_explorer.experiment.engine.controls import (
    Block,
    CentredInput,
    ControlledWinners,
    ControlledWinners2d,
    HiddenBatchNorm,
    NormalizedConv2d,
    SeededDropout,
    SwitchedConv2d,
    WinnersControl,
)
from sparse_explorer.experiment.plan.blueprint import Blueprint, PlannedConv, PlannedHidden, PlannedWinners
from sparse_explorer.experiment.plan.parts import POOL
from sparse_explorer.nn import KWinners, KWinners2d, SparseWeights, SparseWeights2d
from sparse_explorer.nn.chain import Chain
from sparse_explorer.nn.layout import with_channels_last
from sparse_explorer.nn.sparse_weights import draw_zero_mask, reset_uniform
from sparse_explorer.nn.standing import Standing
from sparse_explorer.nn.winners_only import WinnersConv2d

Layer = TypeVar("Layer", bound=nn.Module)

_FLATTEN = nn.Flatten()


class Insides(NamedTuple):
    """What the layers of a network make of images.

    Attributes:
        active: of every layer that has an activation: maps (N, C, H, W) of each block, then hidden units (N, n).
        hidden: units (N, n) of a hidden layer without an activation; None of one that has one.
        logits: (N, classes).
    """

    active: list[Tensor]
    hidden: Tensor | None
    logits: Tensor


class ExplorerNetwork(nn.Module):
    """Convolution blocks, a hidden layer, ten outputs, log-softmax.

    Build it with :func:`build_network`. What a network does without is ``nn.Identity``.

    Attributes:
        centring: what is done to each image first.
        convs: the convolutions with pool and activation, in order; :meth:`blocks` gives them with their type.
        hidden: the hidden linear layer, plain or SparseWeights.
        hidden_normalization: batch norm or layer norm of the hidden layer.
        hidden_activation: ReLU or KWinners.
        dropout: of the hidden layer's units.
        output: the last linear layer.
        standing: what is kept while the weights stand still, :func:`sparse_explorer.nn.frozen`.
        image_size: S, rows and columns of its images.

    Shapes: (N, 1, S, S) -> (N, classes), log-probabilities.
    """

    hidden: nn.Module
    output: nn.Linear

    def __init__(
        self,
        convs: list[Block],
        hidden: nn.Module,
        hidden_activation: nn.Module,
        output: nn.Linear,
        centring: nn.Module | None = None,
        hidden_normalization: nn.Module | None = None,
        dropout: nn.Module | None = None,
        image_size: int = IMAGE_SIZE,
    ) -> None:
        super().__init__()
        self.image_size = image_size
        self.centring = centring or nn.Identity()
        self.convs = nn.ModuleList(convs)
        self.hidden = hidden
        self.hidden_normalization = hidden_normalization or nn.Identity()
        self.hidden_activation = hidden_activation
        self.dropout = dropout or nn.Identity()
        self.output = output
        self.standing = Standing()
        # Not all that could be is computed in one go: it would be another order of summation than the published runs'.
        self._whole, self._head = Chain(hidden=False), Chain(hidden=False)

    def blocks(self) -> list[Block]:
        """The convolution blocks, in order."""
        return [block for block in self.convs if isinstance(block, Block)]

    def forward(self, x: Tensor) -> Tensor:
        logits = self._whole(self._layers(), self.standing, with_channels_last(x))
        return torch.log_softmax(logits, dim=1)  # (N, classes)

    def classify(self, x: Tensor) -> Tensor:
        """What follows the blocks, but for the softmax: feature maps (N, C, H, W) -> (N, classes)."""
        return self._head(self._behind(), self.standing, x)

    def activities(self, x: Tensor) -> tuple[list[Tensor], Tensor]:
        """What every layer that has an activation makes of images (N, 1, S, S), and the logits (N, classes).

        Returns:
            The maps (N, C, H, W) of each block and the hidden units (N, n), if they have one; and the logits.
        """
        found = self._maps(x)
        if isinstance(self.hidden_activation, nn.Identity):
            return found, self.classify(found[-1])
        x = self.hidden_activation(self.hidden_normalization(self.hidden(found[-1].flatten(1))))
        found.append(x)
        return found, self.output(self.dropout(x))

    def insides(self, x: Tensor) -> Insides:
        """What every layer makes of images (N, 1, S, S), also a hidden layer that lets all of its units through."""
        active, logits = self.activities(x)
        if not isinstance(self.hidden_activation, nn.Identity):
            return Insides(active, None, logits)
        return Insides(active, self.hidden_normalization(self.hidden(active[-1].flatten(1))), logits)

    def _maps(self, x: Tensor) -> list[Tensor]:
        x = self.centring(x)
        found: list[Tensor] = []
        for block in self.blocks():
            x = block(x)
            found.append(x)
        return found

    def arrange(self) -> None:
        """Let all weights lie in memory as is fastest; the numbers are the same."""
        for block in self.blocks():
            block.arrange()
        for planned in self._whole.planned(self._layers(), self.standing):
            planned.step.arrange()

    def _layers(self) -> list[nn.Module]:
        return [self.centring, *self.blocks(), *self._behind()]

    def _behind(self) -> list[nn.Module]:
        return [
            _FLATTEN,
            self.hidden,
            self.hidden_normalization,
            self.hidden_activation,
            self.dropout,
            self.output,
        ]


def build_network(plan: Blueprint, generator: torch.Generator) -> ExplorerNetwork:
    """Build a network with freshly drawn weights and masks.

    Weights start as PyTorch starts them (uniform within +- 1/sqrt(fan_in)) with the masks applied on top, or rescaled
    to the inputs left if ``plan.normalize_weights``. All random numbers come from ``generator``; masks are drawn
    whether their switch is on or not, so that variants that differ in a switch share the rest. Controls draw nothing,
    or last.

    Returns:
        The network in training mode, on the CPU.
    """
    blocks: list[Block] = []
    winners: KWinners2d | None = None
    for conv in plan.convs:
        layer = _blank(nn.Conv2d, conv.shape.channels_in, conv.shape.channels, conv.kernel_size)
        sparse = _sparsify(layer, SparseWeights2d, conv.density, plan.normalize_weights, generator)
        blocks.append(
            _block(plan, sparse, _conv_activation(conv, plan.winners), conv.shape.channels, winners)
        )
        winners = _winners_behind(blocks[-1])
    hidden = _blank(nn.Linear, plan.hidden.inputs, plan.hidden.units)
    sparse_hidden = _sparsify(hidden, SparseWeights, plan.hidden.density, plan.normalize_weights, generator)
    output = _blank(nn.Linear, plan.hidden.units, plan.outputs)
    reset_uniform(output, generator=generator)
    network = ExplorerNetwork(
        blocks,
        sparse_hidden,
        _hidden_activation(plan.hidden, plan.winners),
        output,
        centring=CentredInput(plan.centring == "centred and scaled") if plan.centring != "none" else None,
        hidden_normalization=_hidden_normalization(plan),
        dropout=SeededDropout(plan.dropout) if plan.dropout else None,
        image_size=plan.image_size,
    )
    _seed_choices(network, generator)
    network.arrange()
    return network


def _block(
    plan: Blueprint, conv: nn.Module, activation: nn.Module, channels: int, after: KWinners2d | None
) -> Block:
    pool = nn.MaxPool2d(POOL)
    if plan.normalization == "batch norm":
        return NormalizedConv2d(conv, nn.BatchNorm2d(channels), pool, activation)
    if plan.normalization == "layer norm":  # over all units of an image, with a scale and a shift a channel
        return NormalizedConv2d(conv, nn.GroupNorm(1, channels), pool, activation)
    if isinstance(activation, ControlledWinners2d) and not plan.winners.always_used:
        return SwitchedConv2d(conv, pool, activation)
    return WinnersConv2d(conv, pool, activation, after)


def _winners_behind(block: Block) -> KWinners2d | None:
    """The k-winners that a block's maps come from, whatever the mode."""
    if isinstance(block, WinnersConv2d) and isinstance(block.activation, KWinners2d):
        return block.activation
    return None


def _hidden_normalization(plan: Blueprint) -> nn.Module | None:
    if plan.normalization == "batch norm":
        return HiddenBatchNorm(plan.hidden.units)
    return nn.LayerNorm(plan.hidden.units) if plan.normalization == "layer norm" else None


def _seed_choices(network: ExplorerNetwork, generator: torch.Generator) -> None:
    """Give each layer that chooses at random the seed of its choice in evaluation."""
    for layer in network.modules():
        if isinstance(layer, (ControlledWinners, ControlledWinners2d)) and layer.control.at_random:
            layer.evaluation_seed = int(torch.randint(2**62, (), generator=generator))


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
    normalize: bool,
    generator: torch.Generator,
) -> nn.Module:
    """Draw a layer's weights and mask; the layer itself where nothing is masked."""
    reset_uniform(layer, density if normalize else 1.0, generator)
    zeros = round((1 - density) * layer.weight[0].numel())  # as the article's and the paper's code round
    mask = draw_zero_mask(layer.weight, zeros, generator)
    return wrapper(layer, sparsity=1 - density, allow_extremes=True, zero_mask=mask) if density < 1 else layer


def _conv_activation(conv: PlannedConv, winners: PlannedWinners) -> nn.Module:
    if conv.activation == "relu":
        return nn.ReLU(inplace=True)  # of the pool's output, which nobody else looks at
    sizes = (conv.shape.channels, conv.winning)
    if (control := _control(winners)) is not None:
        return ControlledWinners2d(*sizes, control, local=winners.local, **_choosing(winners))
    return KWinners2d(*sizes, local=winners.local, **_choosing(winners))


def _hidden_activation(hidden: PlannedHidden, winners: PlannedWinners) -> nn.Module:
    if hidden.activation == "k-winners":
        sizes = (hidden.units, hidden.winning)
        if (control := _control(winners)) is not None:
            return ControlledWinners(*sizes, control, **_choosing(winners))
        return KWinners(*sizes, **_choosing(winners))
    return nn.ReLU() if hidden.activation == "relu" else nn.Identity()


def _control(winners: PlannedWinners) -> WinnersControl | None:
    """What is taken away from k-winners, if anything is."""
    control = WinnersControl(winners.in_training, winners.in_evaluation, winners.at_random)
    return control if control != WinnersControl() else None


def _choosing(winners: PlannedWinners) -> dict[str, Any]:
    return {
        "k_inference_factor": winners.inference_factor,
        "boost_strength": winners.boost_strength,
        "boost_strength_factor": winners.boost_strength_factor,
        "duty_cycle_period": winners.duty_cycle_period,
    }
