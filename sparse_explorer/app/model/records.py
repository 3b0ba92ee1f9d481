"""What the session knows of each variant: its configuration, and its runs. Knows no Qt."""

import enum
import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sparse_explorer.app.model.source import Source
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import NoiseResult

MOST_SEEDS = 100
"""With which a variant can be trained, one after another."""


class Standing(enum.Enum):
    """How far a variant is on a data set."""

    UNTRAINED = "nothing learned yet"
    LOADING = "trained, but its network or the digits are still being read"
    PRESENT = "there is, or soon will be, a network to look into"
    DIVERGED = "its loss is no number any more"
    ABSENT = "a network from elsewhere that is not in memory, for a reason of its own"


class RunKey(NamedTuple):
    """Which run of a variant: on which data set, with which seed."""

    dataset: str
    seed: int


@dataclass
class RunRecord:
    """One run: a variant on one data set with one seed. Its folder holds the same, with the weights.

    Attributes:
        history: how training went, and the noise sweeps.
    """

    history: History = field(default_factory=History)

    @property
    def empty(self) -> bool:
        """Whether nothing has been reported."""
        return not self.history.steps and not self.history.sweeps


def standing(record: RunRecord | None, waits: bool, unread: bool = False) -> Standing:
    """How far a variant with this record is.

    Args:
        waits: whether its network or the digits are still being read.
        unread: whether it is on disk, and nobody has read yet what it has learned.
    """
    if record is None or not record.history.steps:
        return Standing.LOADING if unread else Standing.UNTRAINED
    if record.history.diverged is not None:
        return Standing.DIVERGED
    return Standing.LOADING if waits else Standing.PRESENT


def accuracy_at(levels: Sequence[NoiseResult], noise: float) -> float | None:
    """Accuracy in percent at ``noise`` (0 ... 1), between two swept levels on the line that joins them; None outside
    what was swept."""
    for low, high in itertools.pairwise(levels):
        if low.noise <= noise <= high.noise:
            share = (noise - low.noise) / (high.noise - low.noise)
            return low.accuracy + share * (high.accuracy - low.accuracy)
    return next((level.accuracy for level in levels if level.noise == noise), None)


@dataclass
class VariantItem:
    """One variant of the session.

    Attributes:
        id: stays the same while name, place and colour change.
        variant: its configuration.
        color: the number of its style; see ``line_styles``.
        runs: its training and results, by data set and seed.
        hidden: whether pictures leave it out; its results stay what they are.
        source: where a network from elsewhere is, which is neither trained nor edited here, and whose configuration
            says nothing but its name; None of the explorer's own.
    """

    variant: Variant
    color: int
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    runs: dict[RunKey, RunRecord] = field(default_factory=dict)
    hidden: bool = False
    source: Source | None = None
