"""How likely chance is to match a sparse pattern: the paper's explanation in numbers. Imports no torch and no NumPy.

Two random binary vectors of ``n`` units, ``active`` of them 1 in each, share ``threshold`` active units or more with
probability

    sum over b = threshold ... active of  C(active, b) C(n - active, active - b) / C(n, active),

which falls exponentially with n as long as the fraction of active units stays the same (paper, section "High
Dimensional Sparse Representations"). Probabilities are handed out as their logarithms to base 10: 10^-200 is not rare.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.layers import HIDDEN, conv_name, layer_title
from sparse_explorer.experiment.plan.network import NetworkConfig

_LN_10 = math.log(10)
_SUPERSCRIPTS = str.maketrans("-0123456789.", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹·")
_SMALL = 16
_NOTHING = 1e-17
"""What is this much smaller than a sum adds nothing to it."""
_FEW = 50
"""With fewer active units one more or less makes a curve jump."""


@dataclass(frozen=True)
class WinnersLayer:
    """A layer of k-winners in evaluation, as a configuration has it.

    Attributes:
        title: such as ``Convolution 1``.
        n, k: units, and how many of them win for each image.
    """

    title: str
    n: int
    k: int


@dataclass(frozen=True)
class LayerChance:
    """How many of a layer's winners survived noise, and how likely an unrelated pattern is to have as many of them.

    Attributes:
        title: of the layer.
        n, k: its units, and how many of them win.
        kept: winners that survived.
        log10_probability: that a random pattern with as many active units shares ``kept`` of the winners or more.
    """

    title: str
    n: int
    k: int
    kept: int
    log10_probability: float

    @property
    def density(self) -> float:
        """Fraction of the units that win."""
        return self.k / self.n

    @property
    def overlap(self) -> float:
        """Fraction of the winners that survived; 1 where there are none, as nothing is lost then."""
        return self.kept / self.k if self.k else 1.0


def layer_chance(title: str, n: int, k: int, kept: int) -> LayerChance:
    """What :class:`LayerChance` says of a layer; ValueError as in :func:`log10_chance`."""
    return LayerChance(title, n, k, kept, log10_chance(n, k, kept))


def winners_layers(network: NetworkConfig) -> tuple[WinnersLayer, ...]:
    """The k-winners layers of a network in evaluation, from input to output; empty for a dense network."""
    plan = blueprint(network)
    if not plan.winners.in_evaluation:
        return ()
    factor, found = plan.winners.inference_factor, []
    for index, conv in enumerate(plan.convs):
        if conv.activation == "k-winners":
            title = layer_title(conv_name(index), len(plan.convs))
            # The same steps as in KWinners2d, so that roundings agree.
            k = min(round(conv.competing * (conv.winning * factor)), conv.competing)
            found.append(WinnersLayer(title, conv.shape.units, k * (conv.shape.units // conv.competing)))
    hidden = plan.hidden
    if hidden.activation == "k-winners":
        k = min(int(hidden.k * factor), hidden.units)
        found.append(WinnersLayer(layer_title(HIDDEN, len(plan.convs)), hidden.units, k))
    return tuple(found)


def power_of_ten(power: float) -> str:
    """A power of ten as people write it, such as 10⁻⁵⁸."""
    return "10" + f"{power:g}".translate(_SUPERSCRIPTS)


def log10_chance(n: int, active: int, threshold: int) -> float:
    """Logarithm to base 10 of the probability that two random patterns share ``threshold`` active units or more.

    Exact to about 12 digits, for any n: no difference of large logarithms is taken.

    Args:
        n: units of a pattern.
        active: how many of them are active in each.
        threshold: 0 or less always matches (0.0); more than ``active`` never does (minus infinity).

    Raises:
        ValueError: ``n`` is less than 1, or ``active`` is not 0 ... ``n``.
    """
    if n < 1:
        raise ValueError(f"n is {n}, must be 1 or more")
    if not 0 <= active <= n:
        raise ValueError(f"active is {active}, must be 0 ... {n}, the number of units")
    if threshold <= max(0, 2 * active - n):  # so many are shared however they lie
        return 0.0
    if threshold > active:
        return -math.inf
    most_likely = (active + 1) ** 2 // (n + 2)
    if threshold > most_likely:
        return (_log_term(n, active, threshold) + math.log(_terms_above(n, active, threshold))) / _LN_10
    # Near 1 the probability of the opposite has the digits.
    below = math.exp(_log_term(n, active, threshold - 1)) * _terms_below(n, active, threshold - 1)
    return math.log1p(-below) / _LN_10 or 0.0


def match_threshold(share: float, active: int) -> int:
    """The least number of shared units that is ``share`` (0 ... 1) of the active ones or more.

    Raises:
        ValueError: the share is not 0 ... 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is {share}, must be 0 ... 1")
    return math.ceil(round(share * active, 6))  # 0.07 * 100 is a little more than 7


def chance_curve(
    dimensions: Sequence[int], density: float, share: float, lowest: float = -math.inf
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """How the probability of a match falls with the number of units, at a fixed density.

    Units come in whole numbers, and so most dimensions have no pattern of just this density of which just this share
    can be shared. Each is therefore moved a little, to a near one that almost has; where there are too few active
    units for that, the curve runs between the two nearest thresholds. Otherwise it would be a saw.

    Args:
        dimensions: numbers of units, about; those too small to have an active one are left out.
        density: fraction of the units that is active, above 0 and at most 1.
        share: of the active units, which must be shared for a match, 0 ... 1.
        lowest: the first point below it is the last one.

    Returns:
        The dimensions, rising, and the logarithm to base 10 of the probability at each.

    Raises:
        ValueError: a value is outside its limits.
    """
    if not 0 < density <= 1:
        raise ValueError(f"density is {density}, must be above 0 and at most 1")
    near = {_near_whole(round(density * n), share) for n in dimensions if round(density * n)}
    places = sorted((round(active / density), active) for active in near)
    heights: list[float] = []
    for n, active in places:
        heights.append(_log10_chance_of_share(n, active, share))
        if heights[-1] < lowest:
            break
    return tuple(n for n, _ in places[: len(heights)]), tuple(heights)


def _log10_chance_of_share(n: int, active: int, share: float) -> float:
    """As :func:`log10_chance`, for a share that need not be a whole number of units if few are active."""
    threshold = match_threshold(share, active)
    above = round(threshold - share * active, 6)
    chance = log10_chance(n, active, threshold)
    if active < _FEW and above:
        chance += above * (log10_chance(n, active, threshold - 1) - chance)
    return chance


def _near_whole(active: int, share: float) -> int:
    """The number near ``active``, the nearest of the best, that must be rounded up least for its share."""
    if active < _FEW:
        return active
    near = (active + step for step in (0, 1, -1, 2, -2))
    return min(near, key=lambda count: round(-share * count % 1, 6) % 1)


def spaced(low: int, high: int, count: int) -> tuple[int, ...]:
    """About ``count`` numbers of units from ``low`` to ``high``, rising; the larger, the further apart."""
    # Between evenly spaced and logarithmic: a curve on a logarithmic axis bends where the numbers are large.
    first, last = low**0.3, high**0.3
    step = (last - first) / max(1, count - 1)
    between = {round((first + place * step) ** (1 / 0.3)) for place in range(1, count - 1)}
    return tuple(sorted({n for n in between if low < n < high} | {low, high}))


def _log_term(n: int, active: int, shared: int) -> float:
    """Natural logarithm of the probability that exactly ``shared`` active units are shared.

    The four cells of the table (active in both, in either, in none) are measured by how far each is from what is
    expected; Stirling's formula leaves little else over (after Loader, "Fast and accurate computation of binomial
    probabilities", 2000).
    """
    either, none = active - shared, n - 2 * active + shared
    idle = n - active
    deviance = (
        _deviance(shared, active * active, n)
        + 2 * _deviance(either, active * idle, n)
        + _deviance(none, idle * idle, n)
    )
    rest = 2 * _rest(active) + 2 * _rest(idle) - _rest(n) - _rest(shared) - 2 * _rest(either) - _rest(none)
    return rest - deviance


def _deviance(x: int, numerator: int, n: int) -> float:
    """x ln(x / mean) + mean - x, where the mean is ``numerator / n``, without loss of digits where x is near it."""
    mean, away = numerator / n, (x * n - numerator) / n
    if x == 0:
        return mean
    if abs(away) >= 0.1 * (x + mean):
        return x * math.log(x / mean) - away
    v = away / (x + mean)
    total, part, square = away * v, 2 * x * v, v * v
    for odd in range(3, 100, 2):
        part *= square
        before, total = total, total + part / odd
        if total == before:
            break
    return total


def _rest(k: int) -> float:
    """ln(k!) - (k ln k - k), which grows as slowly as ln k."""
    return _SMALL_RESTS[k] if k < _SMALL else _stirling_rest(k)


def _stirling_rest(k: int) -> float:
    square = 1 / (k * k)
    series = 1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))
    return 0.5 * math.log(2 * math.pi * k) + series / k


_SMALL_RESTS = [0.0] + [math.log(math.factorial(k)) - k * math.log(k) + k for k in range(1, _SMALL)]


def _terms_above(n: int, active: int, shared: int) -> float:
    """The terms from ``shared`` on, added up in units of the first, which is the largest."""
    total = term = 1.0
    idle = n - 2 * active
    for b in range(shared, active):
        term *= (active - b) ** 2 / ((b + 1) * (idle + b + 1))
        total += term
        if term < _NOTHING * total:
            break
    return total


def _terms_below(n: int, active: int, shared: int) -> float:
    """The terms from ``shared`` down, added up in units of the first, which is the largest."""
    total = term = 1.0
    idle = n - 2 * active
    for b in range(shared, max(0, -idle), -1):
        term *= b * (idle + b) / (active - b + 1) ** 2
        total += term
        if term < _NOTHING * total:
            break
    return total
