"""Layers that compute with winners alone: a convolution with what follows it, and the linear layers behind.

They hold layers as they are, plain or with sparse weights, and compute what these would one after another, to float
tolerance. Between them goes a list of winners in place of maps that are zero almost everywhere. Each takes the fast way
where it is possible and pays, and else the plain one: on a GPU, under torch's transforms, without compiled kernels.

Axes: N batch, C channels, H height, W width, n units, m outputs of a linear layer, M winners of the whole batch.
"""

from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sparse_explorer.nn.folded_pair import folded_pair, folded_pair_on_winners
from sparse_explorer.nn.k_winners import KWinners, KWinners2d
from sparse_explorer.nn.kernels import usable
from sparse_explorer.nn.kernels.pooling import LARGEST_POOL
from sparse_explorer.nn.layout import lay_channels_last, lay_input_major, lay_plainly, with_channels_last
from sparse_explorer.nn.sparse_weights import SparseWeightsBase, parameters_of, ready_parameters
from sparse_explorer.nn.standing import Standing
from sparse_explorer.nn.winners import Winners, spread, spread_units
from sparse_explorer.nn.winning_convolution import (
    can_choose,
    choose,
    convolution_pool_relu,
    convolve_and_pool,
    pooled_shape,
    winning_values,
)
from sparse_explorer.nn.winning_linear import (
    linear_on_winners,
    linear_pair,
    winners_linear,
    winners_linear_pair,
    winning_outputs,
)

WORTH_LISTING = 0.4
"""Share of winners up to which a convolution is faster on winners alone; measured."""

WORTH_SUMMING = 0.25
"""Share of winners up to which a linear layer is faster on winners alone than as a full product; measured."""


@dataclass(frozen=True, eq=False)
class Winning:
    """What k-winners leave of feature maps (N, C, H, W), without the zeros.

    Attributes:
        values: (M,).
        winners: which units they are.
        flat: whether the maps have been flattened to (N, C*H*W).
    """

    values: Tensor
    winners: Winners
    flat: bool = False

    def flattened(self) -> "Winning":
        """The same, flattened."""
        return Winning(self.values, self.winners, True)

    def with_zeros(self) -> Tensor:
        """The maps (N, C, H, W), or (N, C*H*W) if flat."""
        return (spread_units if self.flat else spread)(self.values, self.winners)


Activity = Tensor | Winning
"""What goes from layer to layer."""


def with_zeros(x: Activity) -> Tensor:
    """Activations as a tensor, whichever way they come."""
    return x.with_zeros() if isinstance(x, Winning) else x


class WinnersConv2d(nn.Module):
    """Convolution, max-pool, then k-winners or ReLU, in one.

    Args:
        conv: an ``nn.Conv2d`` that :func:`can_convolve` accepts, plain or in a SparseWeights2d.
        pool: an ``nn.MaxPool2d`` that :func:`can_pool` accepts; None for none.
        activation: KWinners2d or ReLU.
        after: the k-winners that its input comes from, so that it is zero in most places; None if it is not.

    Shapes: (N, C_in, H, W) -> (N, C, H'', W'').

    Examples:
        >>> import torch
        >>> from torch import nn
        >>> from sparse_explorer.nn import KWinners2d, WinnersConv2d
        >>> block = WinnersConv2d(nn.Conv2d(1, 30, 5), nn.MaxPool2d(2), KWinners2d(30, 100 / 4320))
        >>> maps = block(torch.rand(2, 1, 28, 28))  # `block.activate(images)` hands on the winners alone
        >>> tuple(maps.shape), maps.count_nonzero(dim=(1, 2, 3)).tolist()
        ((2, 30, 12, 12), [100, 100])
    """

    conv: nn.Module
    pool: nn.Module
    activation: nn.Module

    def __init__(
        self,
        conv: nn.Module,
        pool: nn.Module | None,
        activation: nn.Module,
        after: KWinners2d | None = None,
    ) -> None:
        super().__init__()
        self.conv = conv
        self.pool = nn.Identity() if pool is None else pool
        self.activation = activation
        # In a tuple it is no part of this module.
        self._after = (after,)

    def arrange(self) -> None:
        """Let the filters lie in memory as is fastest."""
        lay_channels_last(inner(self.conv))

    def forward(self, x: Tensor) -> Tensor:
        return with_zeros(self.activate(x))

    def activate(self, x: Activity) -> Activity:
        """What :meth:`forward` gives, without the zeros where winners are few."""
        learning = torch.is_grad_enabled()
        if isinstance(x, Winning) and learning and self._takes_winners(x.winners):
            with torch.no_grad():  # gradient goes to the winners, not through the zeros
                maps = x.with_zeros()
            if (chosen := self._chosen(maps, (x.values, x.winners))) is not None:
                return chosen
        maps = with_zeros(x)
        if not self._takes(maps):
            activated: Tensor = self.activation(self.pool(self.conv(maps)))
            return activated
        maps = with_channels_last(self._padded(maps))
        if isinstance(self.activation, nn.ReLU):
            return convolution_pool_relu(
                maps, *_with_bias(ready_parameters(self.conv)), self._pool_size, self._mostly_zero
            )
        if self._lists():
            chosen = self._chosen(maps) if learning else None
            return self._winning(maps, learning) if chosen is None else chosen
        if not learning:
            pooled: Tensor = self.activation(self._pooled(maps)[0])
            return pooled
        activated = self.activation(self.pool(F.conv2d(maps, *ready_parameters(self.conv))))
        return activated

    def lists_winners(self, x: Tensor) -> bool:
        """Whether :meth:`activate` of ``x`` (N, C_in, H, W) gives winners alone: it is possible, and they are few."""
        return self._takes(x) and self._lists()

    def _takes(self, x: Tensor) -> bool:
        return x.dim() == 4 and usable(x, *_with_bias(parameters_of(self.conv)))

    def _lists(self) -> bool:
        activation = self.activation
        if not isinstance(activation, KWinners2d) or activation.local:
            return False
        return activation.share <= WORTH_LISTING

    def _takes_winners(self, winners: Winners) -> bool:
        """Whether maps with zeros but for these winners are as :meth:`_chosen` takes them."""
        conv: Any = inner(self.conv)
        return winners.channels_last and not any(conv.padding) and self._lists()

    def _chosen(self, x: Tensor, before: tuple[Tensor, Winners] | None = None) -> Winning | None:
        """The winners, convolved, pooled and chosen at once; None where that cannot be done.

        Args:
            before: what ``x`` was spread from, if gradient is to go there.
        """
        activation: Any = self.activation
        weight, bias = _with_bias(parameters_of(self.conv))
        if not (can_choose(weight, self._pool_size, self._mostly_zero) and self._takes(x)):
            return None
        shape = pooled_shape(x, weight, self._pool_size)
        terms = activation.terms(shape) if min(shape) > 0 else None
        if terms is None or terms.k < 1 or not (terms.boosts is None or usable(terms.boosts)):
            return None
        weight, bias = _with_bias(ready_parameters(self.conv))
        values, winners, active = choose(
            x,
            *(weight, bias, self._pool_size, terms.boosts, terms.k),
            relu=terms.relu,
            mostly_zero=self._mostly_zero,
            before=before,
        )
        activation.take_active(active, shape)
        return Winning(values, winners)

    def _winning(self, x: Tensor, learning: bool) -> Winning:
        pooled, origins = self._pooled(x, origins=learning)
        activation: Any = self.activation
        winners, values = activation.choose(pooled)
        if origins is not None:
            values = winning_values(
                x, *_with_bias(parameters_of(self.conv)), values, origins, winners, self._pool_size
            )
        return Winning(values, winners)

    def _pooled(self, x: Tensor, origins: bool = False) -> tuple[Tensor, Tensor | None]:
        return convolve_and_pool(
            x,
            *_with_bias(ready_parameters(self.conv)),
            self._pool_size,
            origins=origins,
            mostly_zero=self._mostly_zero,
        )

    def _padded(self, x: Tensor) -> Tensor:
        conv: Any = inner(self.conv)
        high, wide = conv.padding
        return F.pad(x, (int(wide), int(wide), int(high), int(high))) if high or wide else x

    @property
    def _mostly_zero(self) -> bool:
        (after,) = self._after
        return after is not None and after.share <= WORTH_LISTING

    @property
    def _pool_size(self) -> int:
        return _both(self.pool.kernel_size)[0] if isinstance(self.pool, nn.MaxPool2d) else 1


class WinnersLinear(nn.Module):
    """A linear layer that computes with winners alone, those that it is given and those among its outputs.

    Given winners alone, and few of them, it sums up their rows of weights. With k-winners of its own, gradient flows
    back from these alone.

    Args:
        linear: an ``nn.Linear``, plain or in a SparseWeights.
        activation: the k-winners that follow; None for none.

    Shapes: (N, n), or what k-winners leave of n units -> (N, m).

    Examples:
        >>> import torch
        >>> from torch import nn
        >>> from sparse_explorer.nn import KWinners, KWinners2d, SparseWeights, WinnersConv2d, WinnersLinear
        >>> block = WinnersConv2d(nn.Conv2d(1, 30, 5), nn.MaxPool2d(2), KWinners2d(30, 100 / 4320))
        >>> layer = WinnersLinear(SparseWeights(nn.Linear(4320, 300), sparsity=0.5))
        >>> layer(block.activate(torch.rand(2, 1, 28, 28))).shape
        torch.Size([2, 300])
        >>> hidden = WinnersLinear(nn.Linear(784, 500), KWinners(500, percent_on=0.1))
        >>> hidden(torch.rand(2, 784)).count_nonzero(dim=1).tolist()
        [50, 50]
    """

    linear: nn.Module
    activation: KWinners | None

    def __init__(self, linear: nn.Module, activation: KWinners | None = None) -> None:
        super().__init__()
        self.linear = linear
        self.activation = activation

    def arrange(self) -> None:
        """Let the weights lie in memory as is fastest: in one piece those that leave a winner that is given, or those
        that lead to a winner among the outputs."""
        (lay_input_major if self.activation is None else lay_plainly)(inner(self.linear))

    def forward(self, x: Activity) -> Tensor:
        return with_zeros(self.activate(x))

    def activate(self, x: Activity) -> Activity:
        """What :meth:`forward` gives, without the zeros where gradient is wanted and the outputs' winners are few."""
        if self.activation is None:
            return self._multiplied(x)
        if torch.is_grad_enabled() and (chosen := self._chosen(x)) is not None:
            return chosen
        activated: Tensor = self.activation(self._multiplied(x))
        return activated

    def _multiplied(self, x: Activity) -> Tensor:
        if not isinstance(x, Winning):
            out: Tensor = self.linear(x)
            return out
        weight, bias = ready_parameters(self.linear)
        given = (x.values, weight) if bias is None else (x.values, weight, bias)
        if not usable(*given):
            return F.linear(spread_units(x.values, x.winners), weight, bias)
        few = len(x.values) <= WORTH_SUMMING * x.winners.shape[0] * x.winners.competing
        if few:
            return winners_linear(x.values, x.winners, *_with_bias((weight, bias)))
        return linear_on_winners(x.values, x.winners, weight, bias)

    def _chosen(self, x: Activity) -> Winning | None:
        """The outputs that win; None where they cannot be listed, or are many."""
        activation: Any = self.activation
        source, before = (x.values, x.winners) if isinstance(x, Winning) else (x, None)
        weight, bias = parameters_of(self.linear)
        if activation.percent_on > WORTH_SUMMING or not usable(source, weight):
            return None
        if before is None and (source.dim() != 2 or not source.is_contiguous()):
            return None
        weight, bias = ready_parameters(self.linear)
        with torch.no_grad():
            units = source if before is None else spread_units(source, before)
            chosen = activation.choose(F.linear(units, weight, bias))
        if chosen is None:
            return None
        winners, values = chosen
        return Winning(winning_outputs(source, weight, bias, values, units, winners, before), winners, True)


class LinearPair(nn.Module):
    """Two linear layers with nothing between the two, the second with few outputs: computed as one.

    Args:
        first, second: ``nn.Linear``, plain or in a SparseWeights; n -> m -> few.
        standing: keeps the product of the two weights while they stand still.
        after_winners: whether its input comes from k-winners.

    Shapes: (N, n), (N, C, H, W) of as many units, or what k-winners leave of these -> (N, few).
    """

    first: nn.Module
    second: nn.Module

    def __init__(
        self, first: nn.Module, second: nn.Module, standing: Standing, after_winners: bool = False
    ) -> None:
        super().__init__()
        self.first = first
        self.second = second
        self.standing = standing
        self._after_winners = after_winners

    def arrange(self) -> None:
        """Let the weights lie in memory as is fastest."""
        if self._after_winners:
            lay_input_major(inner(self.first))

    def activate(self, x: Activity) -> Activity:
        """As :meth:`forward`."""
        out: Activity = self(x)
        return out

    def forward(self, x: Activity) -> Tensor:
        parameters = (
            *_with_bias(ready_parameters(self.first)),
            *_with_bias(ready_parameters(self.second)),
        )
        weight, bias, second, second_bias = parameters
        learning = torch.is_grad_enabled()
        if isinstance(x, Winning):
            if usable(x.values, *parameters):
                if learning:
                    return winners_linear_pair(x.values, x.winners, *parameters)
                if self.standing.held:
                    return folded_pair_on_winners(x.values, x.winners, *parameters, self.standing)
                return F.linear(winners_linear(x.values, x.winners, weight, bias), second, second_bias)
            x = x.with_zeros()
        if not learning and (self.standing.held or self._pays(len(x))):
            return folded_pair(x, *parameters, self.standing)
        x = x.flatten(1)
        if learning and self._pays(len(x)) and usable(x, *parameters):
            return linear_pair(x, *parameters)
        return F.linear(F.linear(x, weight, bias), second, second_bias)

    def _pays(self, samples: int) -> bool:
        """Whether multiplying the weights first takes fewer multiplications."""
        few, between = parameters_of(self.second)[0].shape
        return few * (between + samples) <= samples * between


def inner(layer: nn.Module) -> nn.Module:
    """The layer that a sparse one holds; any other itself."""
    return layer.module if isinstance(layer, SparseWeightsBase) else layer


def can_convolve(layer: nn.Module) -> bool:
    """Whether a layer is a convolution, plain or sparse, that :class:`WinnersConv2d` computes: of stride 1."""
    conv = _unaltered(layer, nn.Conv2d)
    return (
        isinstance(conv, nn.Conv2d)
        and type(conv)._conv_forward is nn.Conv2d._conv_forward
        and (conv.stride, conv.dilation, conv.groups) == ((1, 1), (1, 1), 1)
        and conv.padding_mode == "zeros"
        and not isinstance(conv.padding, str)
    )


def can_pool(layer: nn.Module | None) -> bool:
    """Whether a layer is a max-pool that :class:`WinnersConv2d` computes: of square windows that lie side by side."""
    if type(layer) is not nn.MaxPool2d or layer.return_indices or layer.ceil_mode:
        return False
    sizes = {*_both(layer.kernel_size), *_both(layer.stride)}
    plain = {*_both(layer.padding)} == {0} and {*_both(layer.dilation)} == {1}
    return plain and len(sizes) == 1 and 1 <= min(sizes) <= LARGEST_POOL


def can_multiply(layer: nn.Module) -> bool:
    """Whether a layer is a linear one, plain or sparse."""
    return _unaltered(layer, nn.Linear) is not None


def _unaltered(layer: nn.Module, kind: type[nn.Module]) -> nn.Module | None:
    """The layer of a kind that a layer is or holds, if it computes as all of this kind do."""
    held = inner(layer)
    if held is not layer and type(layer).forward is not SparseWeightsBase.forward:
        return None
    return held if isinstance(held, kind) and type(held).forward is kind.forward else None


def _both(size: Any) -> tuple[int, ...]:
    return tuple(size) if isinstance(size, tuple) else (size,)


def _with_bias(parameters: tuple[Tensor, Tensor | None]) -> tuple[Tensor, Tensor]:
    """Weight and bias; a bias of zeros where there is none."""
    weight, bias = parameters
    return weight, weight.detach().new_zeros(len(weight)) if bias is None else bias
