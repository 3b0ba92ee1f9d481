"""What all k-winners layers share: how many win, how often each unit does (duty cycles), and boosting by it.

Axes: N batch, n units, C channels. "Active" means that a unit's output is above 0.
"""

import math
from typing import Any

import torch
from torch import Tensor, nn

from sparse_explorer.nn import functional
from sparse_explorer.nn.metrics import binary_entropy, max_entropy
from sparse_explorer.nn.transforms import is_plain, is_transformed


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
        check_argument("percent_on", percent_on, 0 <= percent_on <= 1, "0 ... 1")
        check_argument(
            "k_inference_factor", k_inference_factor, 0 <= k_inference_factor < math.inf, "0 or more"
        )
        check_argument("boost_strength", boost_strength, 0 <= boost_strength < math.inf, "0 or more")
        check_argument(
            "boost_strength_factor", boost_strength_factor, 0 <= boost_strength_factor <= 1, "0 ... 1"
        )
        check_argument("duty_cycle_period", duty_cycle_period, duty_cycle_period >= 1, "1 or more samples")
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


def check_argument(name: str, value: float, allowed: bool, allowed_text: str) -> None:
    """Refuse a value that is not allowed; ValueError names it, and what is."""
    if not allowed:
        raise ValueError(f"{name} is {value}, allowed is {allowed_text}")


def _shown(strength: Tensor) -> str:
    """For people; a tensor without memory has no number."""
    return str(strength.item()) if is_plain(strength) and not strength.is_meta else f"on {strength.device}"
