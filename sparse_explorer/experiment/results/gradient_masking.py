"""Whether a network only hides from attacks that follow its gradient. Imports no torch."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sparse_explorer.experiment.results.reports import NoiseResult

BY_GRADIENT = "pgd"
WITHOUT_GRADIENT = "square"

STANDARD_ERRORS = 2.0
"""By how many standard errors of their difference the two attacks have to be apart."""


@dataclass(frozen=True)
class GradientMasking:
    """That an attack without gradient finds more than the one that follows it.

    Attributes:
        level: epsilon, in units of full white, at which the two are furthest apart.
        followed, not_followed: percent of right answers under the attack that follows the gradient, and the other.
    """

    level: float
    followed: float
    not_followed: float

    @property
    def sentence(self) -> str:
        """What was found and what it means, in one sentence."""
        return (
            f"The gradient is masked: at epsilon {self.level:.2f} {self.followed:.1f} % are right under PGD, which "
            f"follows the gradient, but {self.not_followed:.1f} % under the square attack, which does without; what "
            "FGSM and PGD say about this network is too good."
        )


def masks_gradients(results: Mapping[str, Sequence[NoiseResult]]) -> GradientMasking | None:
    """Whether PGD is weaker than the gradient-free attack at the same epsilon, beyond chance.

    It has to be by STANDARD_ERRORS of the difference of two independent shares at some level. The attacks are tried on
    the same images, whose difference varies less, so that this asks for more than it needs.

    Args:
        results: a network's, by kind of attack; ``pgd`` and ``square`` are looked at.

    Returns:
        Where the two are furthest apart; None if PGD is nowhere weaker, or one of the two is missing.
    """
    followed = {result.noise: result for result in results.get(BY_GRADIENT, ())}
    found = [
        GradientMasking(other.noise, followed[other.noise].accuracy, other.accuracy)
        for other in results.get(WITHOUT_GRADIENT, ())
        if other.noise > 0 and other.noise in followed and _is_less(other, followed[other.noise])
    ]
    return max(found, key=lambda each: each.followed - each.not_followed, default=None)


def _is_less(one: NoiseResult, other: NoiseResult) -> bool:
    """Whether the share of right answers is lower in one than in the other, beyond chance."""
    low, high = one.correct / one.total, other.correct / other.total
    error = math.sqrt(low * (1 - low) / one.total + high * (1 - high) / other.total)
    return high - low > STANDARD_ERRORS * error
