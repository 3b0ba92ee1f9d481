"""What was measured: named series of numbers, taken in turns, and the ratios of those that belong together."""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tqdm import tqdm

COMPLETE, INTERRUPTED, NOT_RUN = "complete", "interrupted", "not run"


@dataclass
class Series:
    """Measurements of one thing, in the order in which they were taken."""

    unit: str
    values: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """Rows to be shown as they are; numbers are rounded by the report."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]


@dataclass
class Section:
    """One benchmark's results, filled while it runs, so that what is measured survives an interruption.

    Attributes:
        name, title: what the command line and the report call it.
        state: complete, interrupted, not run, or why it failed.
        series: by name; those that were taken in turns have equally many values, and value i of one was taken beside
            value i of the others.
        comparisons: pairs of series (slow, fast) whose ratio is of interest.
        tables, notes: shown as they are.
        comparable: False where the measurements are too few or too small to be held against a budget.
    """

    name: str
    title: str
    state: str = NOT_RUN
    series: dict[str, Series] = field(default_factory=dict)
    comparisons: list[tuple[str, str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    comparable: bool = True

    def record(self, name: str, unit: str, *values: float) -> None:
        """Add measurements to a series, which begins with the first one."""
        self.series.setdefault(name, Series(unit)).values.extend(values)

    def compare(self, *pairs: tuple[str, str]) -> None:
        """Say which ratios are of interest: how many times the first takes as long as the second."""
        self.comparisons.extend(pairs)

    def values(self, name: str) -> list[float]:
        """A series' values; none if it was not measured."""
        return self.series[name].values if name in self.series else []

    def ratios(self, slow: str, fast: str) -> list[float]:
        """The ratio within each pair."""
        return [above / below for above, below in zip(self.values(slow), self.values(fast)) if below > 0]


def quantile(values: Sequence[float], share: float) -> float:
    """The value that a share (0 ... 1) of the values does not exceed: one of them, never something between two."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def alternate(
    section: Section, contestants: Mapping[str, Callable[[], float]], rounds: int, unit: str
) -> None:
    """Let every contestant run once a round and record what each returns.

    Every second round goes backwards, so that nobody always runs after the same neighbour, and a machine that grows
    slower or faster favours none. Rounds are recorded whole: an interrupted one would leave half a pair.

    Args:
        contestants: each takes a measurement and returns it, in ``unit``.
    """
    names = list(contestants)
    with bar(section.name, rounds * len(names)) as progress:
        for number in range(rounds):
            taken = {}
            for name in names if number % 2 == 0 else reversed(names):
                taken[name] = contestants[name]()
                progress.update()
            for name in names:
                section.record(name, unit, taken[name])


def bar(name: str, total: float) -> tqdm:
    """A progress bar for the terminal; silent where there is none."""
    return tqdm(
        total=total,
        desc=name,
        leave=False,
        disable=None,
        bar_format="{desc}: {percentage:3.0f} % |{bar}| {elapsed}",
    )
