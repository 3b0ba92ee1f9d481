"""Histograms of duty cycles: how many units are active how often. Imports neither torch nor NumPy."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_STEPS = (1, 2, 5)
"""Widths of bins are these times a power of ten, so that their edges are numbers that people read easily."""

_BINS_TO_TARGET = 5
"""About how many bins lie below the target: enough to see on which side of it units are."""

_NARROWEST = 0.001
"""A thousand bins are enough, however few units win."""


@dataclass(frozen=True)
class Histogram:
    """How many values lie in bins of equal width, the first of which begins at 0.

    Attributes:
        width: of a bin; its lower edge belongs to it, the upper one to the next, but for 1, the end of all.
        counts: of each bin, up to the last that is not empty.
    """

    width: float
    counts: tuple[float, ...] = ()

    @property
    def end(self) -> float:
        """Upper edge of the last bin."""
        return self.edge(len(self.counts))

    def edge(self, index: int) -> float:
        """Lower edge of a bin."""
        return round(index * self.width, 9)  # 3 * 0.1 is 0.30000000000000004


def bin_width(target: float) -> float:
    """Width of the bins for duty cycles that would all be ``target`` (0 ... 1) if units were used evenly.

    It depends on nothing else, so that epochs, seeds and runs can be compared bin by bin.
    """
    if not 0 < target <= 1:
        return 0.1
    wanted = max(target / _BINS_TO_TARGET, _NARROWEST)
    power = math.floor(math.log10(wanted))
    widths = [step * 10.0**exponent for exponent in (power, power + 1) for step in _STEPS]
    return float(f"{min(widths, key=lambda width: abs(math.log(width / wanted))):.12g}")


def histogram(values: Iterable[float], width: float) -> Histogram:
    """Count values (0 ... 1) in bins of that width, by which 1 can be divided."""
    last = round(1 / width) - 1
    counts: list[int] = []
    for value in values:
        place = min(int(value / width + 1e-9), last)  # 0.3 / 0.1 is 2.9999999999999996
        if place >= len(counts):
            counts += [0] * (place + 1 - len(counts))
        counts[place] += 1
    return Histogram(width, tuple(counts))


def mean_histogram(histograms: Iterable[Histogram]) -> Histogram:
    """Mean count of each bin over histograms of the same width; at least one."""
    known = list(histograms)
    most = max(len(one.counts) for one in known)
    sums = [sum(one.counts[place] for one in known if place < len(one.counts)) for place in range(most)]
    return Histogram(known[0].width, tuple(total / len(known) for total in sums))
