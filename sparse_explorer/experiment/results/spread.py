"""Mean and spread over seeds: the one place where both are worked out. Imports no torch."""

import statistics
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Of some numbers, the mean and the sample standard deviation; of a single one there is no spread, which is 0."""

    mean: float
    deviation: float
    count: int

    def text(self, decimals: int = 2) -> str:
        """The mean, and behind it the deviation where there is one: ``96.03 ± 0.16``."""
        behind = f" ± {self.deviation:,.{decimals}f}" if self.count > 1 else ""
        return f"{self.mean:,.{decimals}f}{behind}"


def spread(values: Sequence[float]) -> Spread:
    """Of at least one number."""
    return Spread(statistics.fmean(values), statistics.stdev(values) if len(values) > 1 else 0.0, len(values))


def seeds_text(seeds: Collection[int]) -> str:
    """Which seeds there are, at least one: ``seed 3``, ``seeds 0 to 2``, or with a gap ``seeds 0 to 2, 5``."""
    known = sorted(set(seeds))
    starts = [seed for seed in known if seed - 1 not in known]
    ends = [seed for seed in known if seed + 1 not in known]
    pieces = (
        f"{first} to {last}" if first < last else str(first) for first, last in zip(starts, ends, strict=True)
    )
    return f"seed{'s' if len(known) > 1 else ''} {', '.join(pieces)}"


def signed(value: float, decimals: int = 1) -> str:
    """A number with its sign, and 0 without one: ``+14.2``, ``0.0``."""
    text = f"{value:+.{decimals}f}"
    return text if float(text) else text[1:]
