"""KWinners and KWinners2d: the k-winners functions with their state, duty cycles and boosting.

Axes: N batch, n units, C channels, H height, W width. "Active" means that a unit's output is above 0.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from sparse_explorer.nn import functional
from sparse_explorer.nn.kernels import usable
from sparse_explorer.nn.kernels.winners import count_active
from sparse_explorer.nn.layout import dense
from sparse_explorer.nn.metrics import binary_entropy, max_entropy
from sparse_explorer.nn.transforms import below_transforms, is_plain, is_transformed, sizes
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


def update_boost_strength(m: nn.Module) -> None:
    """Multiply the boost strength of a k-winners layer by its factor; for ``model.apply`` once an epoch.

    Examples:
        >>> from sparse_explorer.nn import KWinners, update_boost_strength
        >>> layer = KWinners(10, percent_on=0.3, boost_strength=2.0, boost_strength_factor=0.5)
        >>> layer.apply(update_boost_strength).boost_strength.item()
        1.0
    """
    if isinstance(m, KWinnersBase):
        m.update_boost_strength()


class KWinnersBase(nn.Module):
    """What all k-winners layers share: winners' parameters, duty cycles, boosting.

    A layer of one's own derives from it, sets ``n``, ``k`` and ``k_inference``, and either names the shape of its duty
    cycles or registers a buffer ``duty_cycle`` itself.

    Attributes:
        n, k, k_inference: units that compete, winners in training, winners in evaluation.
        duty_cycle: buffer, running fraction of samples for which a unit (2-D: a channel) was active.
        boost_strength: buffer, scalar.
        learning_iterations: buffer, scalar int64, samples seen in training. It decides how fast duty cycles settle,
            so a reloaded layer needs it to go on as it would have.

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn import KWinnersBase
        >>> class Largest(KWinnersBase):
        ...     def __init__(self, n):
        ...         super().__init__(percent_on=1 / n)
        ...         self.n, self.k, self.k_inference = n, 1, 1
        ...     def forward(self, x):
        ...         return torch.where(x == x.amax(dim=1, keepdim=True), x, 0.0)
        >>> Largest(3)(torch.tensor([[1.0, 3.0, 2.0]])).tolist()
        [[0.0, 3.0, 0.0]]
    """

    duty_cycle: Tensor
    boost_strength: Tensor
    learning_iterations: Tensor

    def __init__(
        self,
        percent_on: float,
        k_inference_factor: float = 1.5,
        boost_strength: float = 1.0,
        boost_strength_factor: float = 0.9,
        duty_cycle_period: int = 1000,
        break_ties: bool = False,
        relu: bool = False,
        inplace: bool = False,
        duty_cycle_shape: tuple[int, ...] = (),
    ) -> None:
        super().__init__()
        _check("percent_on", percent_on, 0 <= percent_on <= 1, "0 ... 1")
        _check("k_inference_factor", k_inference_factor, 0 <= k_inference_factor < math.inf, "0 or more")
        _check("boost_strength", boost_strength, 0 <= boost_strength < math.inf, "0 or more")
        _check("boost_strength_factor", boost_strength_factor, 0 <= boost_strength_factor <= 1, "0 ... 1")
        _check("duty_cycle_period", duty_cycle_period, duty_cycle_period >= 1, "1 or more samples")
        self.percent_on = percent_on
        self.k_inference_factor = k_inference_factor
        self.percent_on_inference = percent_on * k_inference_factor
        self.boost_strength_factor = boost_strength_factor
        self.duty_cycle_period = duty_cycle_period
        self.break_ties = break_ties
        self.relu = relu
        self.inplace = inplace
        self.n = 0
        self.k = 0
        self.k_inference = 0
        self.initial_boost_strength = float(boost_strength)
        with torch.inference_mode(False):  # which would make buffers that nothing may ever be written to
            strength = torch.tensor(self.initial_boost_strength, dtype=torch.float32)
            self.register_buffer("boost_strength", strength)
            self.register_buffer("learning_iterations", torch.tensor(0, dtype=torch.int64))
            self.register_buffer("duty_cycle", torch.zeros(duty_cycle_shape))

    def reset_parameters(self) -> None:
        """Fill the buffers as those of a new layer are, as after ``to_empty()``."""
        self.boost_strength.fill_(self.initial_boost_strength)
        self.learning_iterations.zero_()
        self.duty_cycle.zero_()

    @torch.no_grad()
    def update_boost_strength(self) -> None:
        """Multiply the boost strength by its factor."""
        self.boost_strength.copy_(self.boost_strength.double() * self.boost_strength_factor)

    def ranks(self, x: Tensor) -> Tensor:
        """What the winners among activations ``x`` are chosen by: their boosted values, without gradient."""
        return functional.boost_activations(x, self.duty_cycle, self._strength())

    def entropy(self) -> Tensor:
        """Entropy of this layer's duty cycles in bits, summed over its units (scalar)."""
        return binary_entropy(self.duty_cycle)[1]

    def max_entropy(self) -> float:
        """Largest entropy that this layer can reach: all units equally often active, in bits."""
        return max_entropy(self.n, self.k)

    def extra_repr(self) -> str:
        return (
            f"n={self.n}, percent_on={self.percent_on}, boost_strength={_shown(self.boost_strength)}, "
            f"boost_strength_factor={self.boost_strength_factor}, k_inference_factor={self.k_inference_factor}, "
            f"duty_cycle_period={self.duty_cycle_period}, break_ties={self.break_ties}, relu={self.relu}, "
            f"inplace={self.inplace}"
        )

    def _winners(self) -> int:
        return self.k if self.training else self.k_inference

    def _strength(self) -> float | Tensor:
        """The boost strength: as a number where that is at hand, which saves a multiplication by 1."""
        at_hand = self.boost_strength.device.type == "cpu" and not is_transformed()
        return self.boost_strength.item() if at_hand else self.boost_strength

    @torch.no_grad()
    def _update_duty_cycle(self, active_count: Tensor, samples: int) -> None:
        """Blend a batch into the running duty cycle.

        duty_cycle = (duty_cycle * (period - B) + active_count) / period with B samples in the batch and
        period = min(duty_cycle_period, learning_iterations). A batch longer than the period would weigh the past
        negatively; it stands for itself instead.

        Args:
            active_count: in how many of the batch's samples each unit was active, shape of ``duty_cycle``.
            samples: B.
        """
        if samples == 0:
            return
        self.learning_iterations.add_(samples)
        period = self._period(samples)
        if isinstance(period, int) and is_plain(self.duty_cycle) and self.duty_cycle.dtype is torch.float32:
            # The same numbers in a fraction of the time that torch takes for so few.
            duty_cycle, active = self.duty_cycle.numpy(), active_count.numpy()
            duty_cycle *= period - samples
            duty_cycle += active.astype(duty_cycle.dtype, copy=False)
            duty_cycle /= period
            torch.autograd.graph.increment_version(self.duty_cycle)
        else:
            self.duty_cycle.mul_(period - samples).add_(active_count).div_(period)

    def _period(self, samples: int) -> int | Tensor:
        """As a number where that is at hand, which saves operations."""
        if self.learning_iterations.device.type == "cpu" and not is_transformed():
            return max(min(int(self.learning_iterations), self.duty_cycle_period), samples)
        return self.learning_iterations.clamp(max=self.duty_cycle_period).clamp(min=samples)

    def _load_from_state_dict(
        self, state_dict: dict[str, Any], prefix: str, *args: Any, **kwargs: Any
    ) -> None:
        # nupic.torch did not save the counter. Weights that were saved come from a network that was trained, so its
        # duty cycles are taken as settled.
        if prefix + "duty_cycle" in state_dict:
            state_dict.setdefault(prefix + "learning_iterations", torch.tensor(self.duty_cycle_period))
        super()._load_from_state_dict(state_dict, prefix, *args, **kwargs)


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
        _check("n", n, n >= 1, "1 or more units")
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
        if x.dim() != 2 or sizes(x)[1] != self.n:
            raise ValueError(f"KWinners takes activations of shape (N, {self.n}), got {tuple(x.shape)}")
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

    def _kept(self, x: Tensor) -> tuple[Tensor, Tensor] | None:
        """The winners and how often each unit is active, in one go; None where that cannot be done."""
        plain = type(self).update_duty_cycle is KWinners.update_duty_cycle
        if not plain or self.break_ties or self.inplace or not usable(x, self.duty_cycle):
            return None
        with torch.no_grad():
            boosts = functional.boosts(self.duty_cycle, self._strength())
        return keep_winners(x, boosts, self._winners(), self.relu)

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
        _check("channels", channels, channels >= 1, "1 or more")
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


def _shown(strength: Tensor) -> str:
    """For people; a tensor without memory has no number."""
    return str(strength.item()) if is_plain(strength) and not strength.is_meta else f"on {strength.device}"


def _check(name: str, value: float, allowed: bool, allowed_text: str) -> None:
    if not allowed:
        raise ValueError(f"{name} is {value}, allowed is {allowed_text}")
