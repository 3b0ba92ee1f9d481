"""What the program promises: each line of the budget, and where its measurement is found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.fused import EXPLORER, FUSED
from tests.benchmarks.results import Section, median, quantile


@dataclass(frozen=True)
class Budget:
    """One promise.

    Attributes:
        what: in words.
        section: the benchmark that measures it.
        source: a series' name, or a pair of names (slow, fast) whose ratio counts.
        limit: what is allowed: at least that much of a ratio, at most that much of a series.
        unit: of the limit.
        statistic: what of all the measurements counts.
    """

    what: str
    section: str
    source: str | tuple[str, str]
    limit: float
    unit: str
    statistic: Callable[[Sequence[float]], float] = median

    @property
    def at_least(self) -> bool:
        """Whether more is better."""
        return not isinstance(self.source, str)

    def measured(self, sections: Mapping[str, Section]) -> float | None:
        """The figure to hold against the limit; None if it was not measured."""
        section = sections.get(self.section)
        if section is None:
            return None
        values = section.values(self.source) if isinstance(self.source, str) else section.ratios(*self.source)
        return self.statistic(values) if values else None

    def verdict(self, sections: Mapping[str, Section]) -> str:
        """yes, no, or why there is no telling."""
        value = self.measured(sections)
        if value is None:
            return "not measured"
        if not sections[self.section].comparable:
            return "not comparable"
        return "yes" if (value >= self.limit if self.at_least else value <= self.limit) else "NO"


def _p95(values: Sequence[float]) -> float:
    return quantile(values, 0.95)


BUDGETS = (
    Budget("train, article's sparse network", "train", ("reference sparse", "engine sparse"), 4.0, "x"),
    Budget("train, article's dense network", "train", ("reference dense", "engine dense"), 2.2, "x"),
    Budget("train, sparse faster than our own dense", "train", ("engine dense", "engine sparse"), 1.0, "x"),
    Budget("train, paper's Sparse CNN-2", "paper", ("nupic style", "engine"), 1.5, "x"),
    Budget("train, README's Sequential fused, as the explorer's", "fused", (EXPLORER, FUSED), 1 / 1.1, "x"),
    Budget(
        "train, article's fused, the same dense in plain torch",
        "fused",
        ("article's dense, plain torch", "article's, fused"),
        3.0,
        "x",
    ),
    Budget(
        "train, Sparse CNN-2 fused, the same dense in plain torch",
        "fused",
        ("Dense CNN-2, plain torch", "Sparse CNN-2, fused"),
        2.0,
        "x",
    ),
    Budget(
        "train, article's sparse in the window, as in the terminal",
        "window-training",
        ("terminal, sparse", "window, sparse"),
        1 / 1.15,
        "x",
    ),
    Budget(
        "train, article's dense in the window, as in the terminal",
        "window-training",
        ("terminal, dense", "window, dense"),
        1 / 1.15,
        "x",
    ),
    Budget("noise sweep, article's dense network", "sweep", ("reference dense", "engine dense"), 12.0, "x"),
    Budget(
        "noise sweep, article's sparse network", "sweep", ("reference sparse", "engine sparse"), 10.0, "x"
    ),
    Budget("sweep of all kinds of noise, 10,000 digits", "kinds", "all kinds", 60.0, "s"),
    Budget("saving a run, share of its training", "saving", "most", 1.0, "%", max),
    Budget("process start to first paint", "startup", "first paint", 0.7, "s"),
    Budget("process start to the engine ready", "startup", "engine ready", 1.5, "s"),
    Budget("process start to ready to work", "startup", "ready to work", 2.0, "s"),
    Budget(
        "starts that import torch before the first paint", "startup", "torch before paint", 0.0, "starts", max
    ),
    Budget("noise slider, 2 variants, p95", "slider", "2 variants, idle", 16.0, "ms", _p95),
    Budget("noise slider while a third trains, p95", "slider", "2 variants, training", 16.0, "ms", _p95),
    Budget("noise slider, comparing under every noise, p95", "slider", "comparing, idle", 16.0, "ms", _p95),
    Budget(
        "noise slider, comparing while a third trains, p95", "slider", "comparing, training", 16.0, "ms", _p95
    ),
    Budget(
        "noise slider, the stage that trains, p95", "slider", "the stage that trains, idle", 16.0, "ms", _p95
    ),
    Budget(
        "noise slider, the stage that trains, meanwhile, p95",
        "slider",
        "the stage that trains, training",
        16.0,
        "ms",
        _p95,
    ),
    Budget("event loop late while training, p99", "events", "training, p99", 20.0, "ms"),
    Budget("event loop late while training, worst", "events", "training, worst", 100.0, "ms", max),
    Budget("memory, ready (torch's CPU build)", "memory", "ready", 550.0, "MiB", max),
    Budget(
        "memory, two trained variants on MNIST, settled (CPU build)", "memory", "settled", 750.0, "MiB", max
    ),
)
"""Ratios count how many times faster the engine is than what it is compared with."""
