"""Layers of control experiments: what one would rather try than sparsity, and k-winners with one thing taken away.

What they draw at random in training depends on the seed and the step alone, so that a run that is resumed draws the
same: :func:`seed_step` says which step it is.

Axes: N batch, C channels, H height, W width, n units.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from sparse_explorer.experiment.engine.seeding import seed_of
from sparse_explorer.nn import KWinners, KWinners2d
from sparse_explorer.nn.k_winners_base import KWinnersBase
from sparse_explorer.nn.layout import flatten_units, unflatten_units
from sparse_explorer.nn.winners import losing_units
from sparse_explorer.nn.winners_only import WinnersConv2d

LEAST_SPREAD = 1e-6
"""Standard deviation that an image is divided by at least: one without any contrast stays as it is."""


class CentredInput(nn.Module):
    """Takes an image's own mean from it, and with ``scaled`` divides it by its own standard deviation, too.

    Shapes: (N, 1, H, W) -> the same.
    """

    def __init__(self, scaled: bool) -> None:
        super().__init__()
        self.scaled = scaled

    def forward(self, x: Tensor) -> Tensor:
        x = x - x.mean(dim=(1, 2, 3), keepdim=True)
        if not self.scaled:
            return x
        return x / x.square().mean(dim=(1, 2, 3), keepdim=True).sqrt().clamp(min=LEAST_SPREAD)

    def extra_repr(self) -> str:
        return f"scaled={self.scaled}"


class HiddenBatchNorm(nn.BatchNorm1d):
    """Batch norm that takes a single sample as evaluation does: from one, no spread can be had.

    Shapes: (N, n) -> the same.
    """

    def forward(self, x: Tensor) -> Tensor:
        if self.training and len(x) == 1:
            return nn.functional.batch_norm(
                x, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps
            )
        return super().forward(x)


class Seeded:
    """A layer that draws at random in training.

    Attributes:
        step_seed: of what the next forward pass draws; None takes torch's own stream.
    """

    step_seed: int | None = None

    def uniform(self, shape: torch.Size) -> Tensor:
        """Numbers in 0 ... 1, on the CPU, so that every device sees the same."""
        seed = self.step_seed
        return torch.rand(shape, generator=None if seed is None else torch.Generator().manual_seed(seed))


def seed_step(network: nn.Module, seed: int, step: int) -> None:
    """Tell a network's layers which step comes next; each has a stream of its own.

    Args:
        seed: of the run.
        step: optimizer steps done.
    """
    for name, layer in network.named_modules():
        if isinstance(layer, Seeded):
            layer.step_seed = seed_of(seed, "layer", name, step)


class SeededDropout(Seeded, nn.Module):
    """``nn.Dropout`` with a stream of its own.

    Args:
        rate: part of the units that are set to zero in training; the others grow by 1 / (1 - rate).

    Shapes: any -> the same.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        kept = self.uniform(x.shape) >= self.rate
        return x * kept.to(x).div_(1 - self.rate)

    def extra_repr(self) -> str:
        return f"rate={self.rate}"


@dataclass(frozen=True)
class WinnersControl:
    """What is taken away from k-winners.

    Attributes:
        in_training, in_evaluation: whether they are in use; ReLU where they are not.
        at_random: whether winners are chosen at random instead of by value.
    """

    in_training: bool = True
    in_evaluation: bool = True
    at_random: bool = False


class _Controlled(Seeded, KWinnersBase):
    """What both k-winners layers below share.

    Attributes:
        control: what is taken away.
        evaluation_seed: of the choice at random in evaluation. Each forward pass draws the same, so that evaluations
            can be repeated: a sample's winners depend on its place in the batch alone.
    """

    control: WinnersControl
    evaluation_seed: int = 0
    update_duty_cycle: Callable[[Tensor], None]

    @property
    def in_use(self) -> bool:
        """Whether winners are chosen in the present mode."""
        return self.control.in_training if self.training else self.control.in_evaluation

    def ranks(self, x: Tensor) -> Tensor:
        if not self.control.at_random:
            return super().ranks(x)
        if self.training:
            drawn = self.uniform(x.shape)
        else:
            drawn = torch.rand(x.shape, generator=torch.Generator().manual_seed(self.evaluation_seed))
        return torch.empty_like(x).copy_(drawn)  # laid out as x is

    def forward(self, x: Tensor) -> Tensor:
        if not self.in_use:
            return torch.relu(x)
        if not self.control.at_random:
            chosen: Tensor = super().forward(x)
            return chosen
        x = self._choose_at_random(x)
        if self.training:
            self.update_duty_cycle(x)
        return x

    def _choose_at_random(self, x: Tensor) -> Tensor:
        return x.masked_fill(losing(self, self.ranks(x.detach()), self._winners(), True, False), 0)


class ControlledWinners(_Controlled, KWinners):
    """k-winners over n units with something taken away.

    Args:
        n, percent_on, others: as in :class:`sparse_explorer.nn.KWinners`.
        control: what is taken away.

    Shapes: (N, n) -> the same.
    """

    def __init__(self, n: int, percent_on: float, control: WinnersControl, **others: Any) -> None:
        super().__init__(n, percent_on, break_ties=control.at_random, **others)
        self.control = control


class ControlledWinners2d(_Controlled, KWinners2d):
    """k-winners over feature maps with something taken away.

    Args:
        channels, percent_on, others: as in :class:`sparse_explorer.nn.KWinners2d`.
        control: what is taken away.

    Shapes: (N, C, H, W) -> the same.
    """

    def __init__(self, channels: int, percent_on: float, control: WinnersControl, **others: Any) -> None:
        super().__init__(channels, percent_on, break_ties=control.at_random, **others)
        self.control = control

    def _choose_at_random(self, x: Tensor) -> Tensor:
        self._take_size(x)  # from which k follows
        return super()._choose_at_random(x)


def losing(layer: KWinnersBase, ranks: Tensor, k: int, break_ties: bool, relu: bool) -> Tensor:
    """Which units lose against the k of the largest rank, bool, in the shape of ``ranks``: (N, n) or (N, C, H, W).

    Args:
        layer: says who competes: all units of a sample, or with ``local`` the channels at each position.
        ranks: what is compared.
        k, break_ties, relu: as of k-winners.
    """
    if ranks.dim() == 2 or (isinstance(layer, KWinners2d) and layer.local):
        return losing_units(ranks, k, break_ties, relu)
    return unflatten_units(losing_units(flatten_units(ranks), k, break_ties, relu), ranks)


class SwitchedConv2d(nn.Module):
    """Convolution and max-pool, then k-winners in one mode and ReLU in the other; each as a block of its own computes
    it, bit for bit.

    Shapes: (N, C_in, H, W) -> (N, C, H'', W'').
    """

    conv: nn.Module
    pool: nn.Module
    activation: ControlledWinners2d

    def __init__(self, conv: nn.Module, pool: nn.Module, activation: ControlledWinners2d) -> None:
        super().__init__()
        self.conv = conv
        self.pool = pool
        self.activation = activation
        # In a tuple they are no part of this module, whose layers they share.
        self._blocks = (
            WinnersConv2d(conv, pool, nn.ReLU(inplace=True)),
            WinnersConv2d(conv, pool, activation),
        )

    def arrange(self) -> None:
        """Let the filters lie in memory as is fastest."""
        self._blocks[0].arrange()

    def forward(self, x: Tensor) -> Tensor:
        maps: Tensor = self._blocks[self.activation.in_use](x)
        return maps


class NormalizedConv2d(nn.Module):
    """Convolution, normalisation, max-pool, then k-winners or ReLU, one after another.

    Shapes: (N, C_in, H, W) -> (N, C, H'', W'').
    """

    conv: nn.Module
    normalization: nn.Module
    pool: nn.Module
    activation: nn.Module

    def __init__(
        self, conv: nn.Module, normalization: nn.Module, pool: nn.Module, activation: nn.Module
    ) -> None:
        super().__init__()
        self.conv = conv
        self.normalization = normalization
        self.pool = pool
        self.activation = activation

    def arrange(self) -> None:
        """Filters lie as they are."""

    def forward(self, x: Tensor) -> Tensor:
        maps: Tensor = self.activation(self.pool(self.normalization(self.conv(x))))
        return maps


Block = WinnersConv2d | SwitchedConv2d | NormalizedConv2d
"""A convolution with what follows it, up to its activation; all have ``conv``, ``pool`` and ``activation``."""


def chooses_winners(activation: nn.Module) -> bool:
    """Whether an activation is k-winners that are in use in its present mode."""
    return activation.in_use if isinstance(activation, _Controlled) else isinstance(activation, KWinnersBase)


def learns_winners(activation: nn.Module) -> bool:
    """Whether an activation is k-winners that are in use in training, so that it has duty cycles."""
    if isinstance(activation, _Controlled):
        return activation.control.in_training
    return isinstance(activation, KWinnersBase)
