"""KWinners and KWinners2d: the k-winners functions with their state.

Axes: N batch, n units, C channels, H height, W width. "Active" means that a unit's output is above 0.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from sparse_explorer.nn import functional
from sparse_explorer.nn.k_winners_base import KWinnersBase, check_argument
from sparse_explorer.nn.kernels import usable
from sparse_explorer.nn.kernels.winners import count_active
from sparse_explorer.nn.layout import dense
from sparse_explorer.nn.metrics import max_entropy
from sparse_explorer.nn.transforms import below_transforms, sizes
from sparse_explorer.nn.winners import Winners, choose_winners, keep_winners, list_winners, losing_units


@dataclass(frozen=True, eq=False)
class Terms:
    """How winners are chosen, all units competing and ties kept.

    Attributes:
        k: winners of a sample.
        boosts: (C,), what the channels are multiplied by to be ranked; None for nothing.
        relu: as in :func:`sparse_explorer.nn.functional.kwinners`.
    """

    k: int
    boosts: Tensor | None
    relu: bool


class KWinners(KWinnersBase):
    """k-winners over a layer of n units (paper, section "k-winners").

    Args:
        n: number of units.
        percent_on: fraction of the units that win, 0 ... 1; k = round(n * percent_on).
        k_inference_factor: k in evaluation is int(k * k_inference_factor), at most n.
        boost_strength: how strongly seldom active units are favoured; 0 switches boosting off.
        boost_strength_factor: what :func:`update_boost_strength` multiplies it by, 0 ... 1.
        duty_cycle_period: samples over which duty cycles are averaged.
        break_ties: as in :func:`sparse_explorer.nn.functional.kwinners`.
        relu: as there.
        inplace: as there.

    Shapes: (N, n) -> (N, n); ``duty_cycle`` (n,).

    Raises:
        ValueError: an argument is outside its range, or the input is not (N, n).

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn import KWinners
        >>> layer = KWinners(10, percent_on=0.3, k_inference_factor=1.0).eval()
        >>> layer(torch.arange(10.0).reshape(1, 10)).tolist()
        [[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 7.0, 8.0, 9.0]]
    """

    def __init__(
        self,
        n: int,
        percent_on: float,
        k_inference_factor: float = 1.5,
        boost_strength: float = 1.0,
        boost_strength_factor: float = 0.9,
        duty_cycle_period: int = 1000,
        break_ties: bool = False,
        relu: bool = False,
        inplace: bool = False,
    ) -> None:
        check_argument("n", n, n >= 1, "1 or more units")
        super().__init__(
            percent_on,
            k_inference_factor,
            boost_strength,
            boost_strength_factor,
            duty_cycle_period,
            break_ties,
            relu,
            inplace,
            (n,),
        )
        self.n = n
        self.k = round(n * percent_on)
        self.k_inference = min(int(self.k * k_inference_factor), n)

    def forward(self, x: Tensor) -> Tensor:
        self._check(x)
        kept = self._kept(x)
        if kept is None:
            x = functional.kwinners(
                x,
                self.duty_cycle,
                self._winners(),
                self._strength(),
                self.break_ties,
                self.relu,
                self.inplace,
            )
            if self.training:
                self.update_duty_cycle(x)
            return x
        x, active = kept
        if self.training:
            self._update_duty_cycle(active, len(x))
        return x

    @torch.no_grad()
    def choose(self, x: Tensor) -> tuple[Winners, Tensor] | None:
        """List the winners that :meth:`forward` would keep of x (N, n), and their values (M,) without gradient.

        In training, takes them into the duty cycle as :meth:`forward` does.

        Returns:
            The winners, as of maps (N, n, 1, 1). None, and nothing is taken, where kernels cannot do it.

        Raises:
            ValueError: the input is not (N, n).
        """
        self._check(x)
        if not self._is_plain(x):
            return None
        boosts = functional.boosts(self.duty_cycle, self._strength())
        ranked = x if boosts is None else x * boosts
        maps, by_rank = (units[:, :, None, None] for units in (x, ranked))
        winners, values = choose_winners(maps, by_rank, self._winners(), self.break_ties, self.relu)
        if self.training:
            self._update_duty_cycle(count_active(values, winners.units, self.n, 1), len(x))
        return winners, values

    def _check(self, x: Tensor) -> None:
        if x.dim() != 2 or sizes(x)[1] != self.n:
            raise ValueError(f"KWinners takes activations of shape (N, {self.n}), got {tuple(x.shape)}")

    def _kept(self, x: Tensor) -> tuple[Tensor, Tensor] | None:
        """The winners and how often each unit is active, in one go; None where that cannot be done."""
        if not self._is_plain(x):
            return None
        with torch.no_grad():
            boosts = functional.boosts(self.duty_cycle, self._strength())
        return keep_winners(x, boosts, self._winners(), self.relu)

    def _is_plain(self, x: Tensor) -> bool:
        """Whether kernels choose the winners of x (N, n), and all that is taken in are their numbers."""
        plain = type(self).update_duty_cycle is KWinners.update_duty_cycle
        return plain and not self.break_ties and not self.inplace and usable(x, self.duty_cycle)

    def update_duty_cycle(self, x: Tensor) -> None:
        """Take the winners ``x`` (N, n) of a batch into the duty cycle."""
        with below_transforms(x, self.duty_cycle) as x:
            active = x.detach() > 0
            self._update_duty_cycle(active.sum(dim=0, dtype=self.duty_cycle.dtype), sizes(x)[0])


class KWinners2d(KWinnersBase):
    """k-winners over a stack of feature maps.

    Args:
        channels: number of feature maps, C.
        percent_on: fraction that wins, 0 ... 1: of all C*H*W units, or with ``local`` of the C channels at each
            position. The number of units, and with it k, is found at the first call.
        k_inference_factor: percent_on is multiplied by it in evaluation, up to all units.
        local: False lets all units of a sample compete, True the channels of each position.
        boost_strength: as in :class:`KWinners`.
        boost_strength_factor: as there.
        duty_cycle_period: as there.
        break_ties: as there.
        relu: as there.
        inplace: as there.

    Shapes: (N, C, H, W) -> (N, C, H, W); ``duty_cycle`` (1, C, 1, 1), a channel's mean over its positions.

    Raises:
        ValueError: an argument is outside its range, or the input is not (N, C, H, W).

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn import KWinners2d
        >>> layer = KWinners2d(channels=8, percent_on=0.1)  # 0.1 of 8 x 5 x 5 units
        >>> layer(torch.rand(2, 8, 5, 5)).count_nonzero(dim=(1, 2, 3)).tolist()
        [20, 20]
    """

    def __init__(
        self,
        channels: int,
        percent_on: float = 0.1,
        k_inference_factor: float = 1.5,
        boost_strength: float = 1.0,
        boost_strength_factor: float = 0.9,
        duty_cycle_period: int = 1000,
        local: bool = False,
        break_ties: bool = False,
        relu: bool = False,
        inplace: bool = False,
    ) -> None:
        check_argument("channels", channels, channels >= 1, "1 or more")
        super().__init__(
            percent_on,
            k_inference_factor,
            boost_strength,
            boost_strength_factor,
            duty_cycle_period,
            break_ties,
            relu,
            inplace,
            (1, channels, 1, 1),
        )
        self.channels = channels
        self.local = local
        if local:
            self._set_winners(channels)

    def forward(self, x: Tensor) -> Tensor:
        self._take_size(x)
        x = functional.kwinners2d(
            x,
            self.duty_cycle,
            self._winners(),
            self._strength(),
            self.local,
            self.break_ties,
            self.relu,
            self.inplace,
        )
        if self.training:
            self.update_duty_cycle(x)
        return x

    @torch.no_grad()
    def choose(self, x: Tensor) -> tuple[Winners, Tensor]:
        """List the winners that :meth:`forward` would keep, and their values (M,) without gradient.

        In training, takes them into the duty cycle as :meth:`forward` does. Waits for the device, whose winners have to
        be counted.
        """
        self._take_size(x)
        x = dense(x.detach())
        boosted = self.ranks(x)
        if self.local:
            losers = losing_units(boosted, self._winners(), self.break_ties, self.relu)
            winners, values = list_winners(x, losers)
        else:
            winners, values = choose_winners(x, boosted, self._winners(), self.break_ties, self.relu)
        if self.training:
            positions = x.shape[2] * x.shape[3]
            if usable(values):
                counts = count_active(values, winners.units, self.channels, positions)
            else:
                active = (values > 0).to(self.duty_cycle.dtype)
                counts = (winners.units // positions).bincount(active, minlength=self.channels)
            self._take_counts(counts.view(1, -1, 1, 1), sizes(x))
        return winners, values

    @torch.no_grad()
    def terms(self, shape: tuple[int, int, int, int]) -> Terms | None:
        """What :meth:`choose` goes by for feature maps of this shape, (N, C, H, W), for whoever lists the winners in a
        way of their own, and in training hands their number to :meth:`take_active`.

        Returns:
            None where :meth:`choose` alone can tell.
        """
        self._take_shape(shape)
        plain = type(self).choose is KWinners2d.choose and type(self).ranks is KWinnersBase.ranks
        if not plain or self.local or self.break_ties:
            return None
        boosts = functional.boosts(self.duty_cycle, self._strength())
        return Terms(self._winners(), None if boosts is None else boosts.view(-1), self.relu)

    @torch.no_grad()
    def take_active(self, counts: Tensor, shape: tuple[int, int, int, int]) -> None:
        """In training, take into the duty cycle how many winners of each channel, (C,), were above 0 in maps of this
        shape.
        """
        if self.training:
            self._take_counts(counts.view(1, -1, 1, 1), shape)

    @property
    def share(self) -> float:
        """Fraction of the units that win in the present mode, 0 ... 1."""
        return self.percent_on if self.training else min(self.percent_on_inference, 1.0)

    def _take_size(self, x: Tensor) -> None:
        """Check the input, and take its number of units."""
        self._take_shape(sizes(x))

    def _take_shape(self, shape: Sequence[int]) -> None:
        if len(shape) != 4 or shape[1] != self.channels:
            raise ValueError(
                f"KWinners2d takes activations of shape (N, {self.channels}, H, W), got {tuple(shape)}"
            )
        n = math.prod(shape[1:])
        if n != self.n:
            self.n = n
            if not self.local:
                self._set_winners(n)

    def update_duty_cycle(self, x: Tensor) -> None:
        """Take the winners ``x`` (N, C, H, W) of a batch into the duty cycle."""
        with below_transforms(x, self.duty_cycle) as x:
            active = x.detach() > 0
            self._take_counts(active.sum(dim=(0, 2, 3), keepdim=True, dtype=self.duty_cycle.dtype), sizes(x))

    def _take_counts(self, active: Tensor, shape: Sequence[int]) -> None:
        """Take in how many units of each channel, (1, C, 1, 1), were active in maps of this shape, (N, C, H, W)."""
        n, _, height, width = shape
        self._update_duty_cycle(active / max(height * width, 1), n)

    def entropy(self) -> Tensor:
        """Entropy of the channels' duty cycles in bits, times the units of a channel (scalar)."""
        return super().entropy() * (self.n / self.channels)

    def max_entropy(self) -> float:
        """Largest entropy that this layer can reach, in bits; 0 before the first call, when n is unknown."""
        return max_entropy(self.n, self.k * (self.n // self.channels) if self.local else self.k)

    def extra_repr(self) -> str:
        return f"channels={self.channels}, local={self.local}, {super().extra_repr()}"

    def _set_winners(self, competing: int) -> None:
        self.k = round(competing * self.percent_on)
        self.k_inference = min(round(competing * self.percent_on_inference), competing)
