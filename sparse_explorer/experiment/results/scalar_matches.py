"""How likely a random sparse input is to match a unit's sparse weights, where both are numbers instead of bits.

The paper's figure 3. Of n weights, ``weights`` are not zero and uniform within ±1/weights; of n inputs, ``active`` are
not zero and uniform in 0 ... 2 scale/weights. The input matches if its product with the weights is half of what the
weights give with themselves on average, 1/(6 weights), or more. NumPy and SciPy are imported when they are needed.

    P = sum over b of  P(b inputs meet a weight) P(the sum of b products u v reaches weights / (12 scale)),

with u uniform in -1 ... 1 and v in 0 ... 1: the first factor is hypergeometric, the second one a repeated convolution
of the density of u v, which is -ln|z| / 2. The paper drew vectors instead; this is what its frequencies come near to.
"""

import functools
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import ndarray

MOST_WEIGHTS = 128
"""Up to which the convolutions are done while one waits."""

_STEPS = 256
"""Pieces of the unit interval that a product u v is counted in: far finer than what is read off a curve."""


def scalar_chance(n: int, weights: int, active: int, scale: float = 1.0) -> float:
    """Probability that a random input matches.

    Example::

        scalar_chance(1000, 24, 64)  # 0.00018

    Args:
        n: numbers of a vector.
        weights: how many of the unit's weights are not zero, 1 ... 128 and at most ``n``.
        active: how many of the inputs are not zero, 0 ... ``n``.
        scale: of the inputs; 1 makes them as large as the weights on average.

    Raises:
        ValueError: a number is outside its limits.
    """
    if not 1 <= weights <= min(n, MOST_WEIGHTS):
        raise ValueError(f"weights is {weights}, must be 1 ... {min(n, MOST_WEIGHTS)}")
    if not 0 <= active <= n:
        raise ValueError(f"active is {active}, must be 0 ... {n}, the numbers of a vector")
    if not (math.isfinite(scale) and scale > 0):
        raise ValueError(f"scale is {scale}, must be above 0")
    import numpy as np
    from scipy.stats import hypergeom

    met = np.arange(min(weights, active) + 1)
    limit = weights / (12 * scale)
    reached = np.array([_reached(int(count), limit) for count in met])
    return float(np.sum(hypergeom.pmf(met, n, weights, active) * reached))


def binary_chance(n: int, weights: int, active: int, threshold: int) -> float:
    """Probability that of ``active`` random ones among n bits, ``threshold`` or more meet ``weights`` given ones.

    Example::

        binary_chance(300, 24, 64, 12)  # 0.00109, as in the paper's figure 2
    """
    from scipy.stats import hypergeom

    return float(hypergeom.sf(threshold - 1, n, weights, active))


def _reached(count: int, limit: float) -> float:
    """P(the sum of ``count`` products u v is ``limit`` or more), limit above 0."""
    masses = _sum_of(count)
    # Cell i is centred at (i - middle) / _STEPS; the one that the limit lies in counts in part.
    middle = (len(masses) - 1) / 2
    place = limit * _STEPS + middle + 0.5
    first = math.floor(place)
    if first >= len(masses):
        return 0.0
    return float(masses[first + 1 :].sum() + masses[first] * (first + 1 - place))


@functools.lru_cache(maxsize=MOST_WEIGHTS + 1)
def _sum_of(count: int) -> "ndarray":
    """How the sum of ``count`` products is distributed: masses of cells of width 1 / _STEPS around 0."""
    import numpy as np

    if count == 0:
        return np.ones(1)
    if count == 1:
        edges = np.arange(_STEPS + 1) / _STEPS
        below = 0.5 * (edges - np.multiply(edges, np.log(edges, where=edges > 0, out=np.zeros_like(edges))))
        side = np.diff(below)
        return np.concatenate([side[::-1], side])
    # All terms are positive, so that small ones keep their digits; a Fourier transform would lose them.
    return np.convolve(_sum_of(count - 1), _sum_of(1))
