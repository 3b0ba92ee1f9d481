"""What the window shows of the past of its variants. Knows no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sparse_explorer.experiment.results.reports import NoiseResult

SAMPLE_SIZE = 500
"""Test images, evenly spread, that a network of a moment is asked about at each noise level."""


@dataclass(frozen=True)
class HistoryView:
    """Moments of the trainings, and the one that is looked at.

    Attributes:
        marks: the moments there are, in epochs since the beginning, in order; empty where no variant has a history.
        epochs: of the longest training.
        moment: the one that is looked at; None for what is now.
        curves: by variant id, accuracies on a sample: at the moment, or of what is being trained.
    """

    marks: tuple[float, ...] = ()
    epochs: int = 0
    moment: float | None = None
    curves: Mapping[str, tuple[NoiseResult, ...]] = field(default_factory=dict)

    def changed(self, **changes: Any) -> "HistoryView":
        """The same with other values."""
        return replace(self, **changes)
