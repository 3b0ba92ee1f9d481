"""The course of a training: what is drawn while it runs, and kept with the trained network. Imports no torch."""

import dataclasses
import math
from dataclasses import dataclass, field
from typing import Any

from sparse_explorer.experiment.reports import Divergence, EpochResult, NoiseResult, TrainingReport
from sparse_explorer.experiment.stored_reports import MOST_LAYERS, divergence, layer, level_row, row, sweep
from sparse_explorer.reading import each, entry, number, whole

MOST_EPOCHS = 1000
"""That a training can have."""


@dataclass
class History:
    """How a training went so far.

    Attributes:
        step, steps: optimizer steps done, and how many there are; equal when it is finished.
        losses: mean negative log-likelihood of each step's batch.
        accuracies: (step, clean test accuracy in percent) at the end of each epoch.
        epochs: what is known of each finished epoch beyond that; histories of earlier versions have none.
        diverged: why the training ended before its last step and cannot be continued; None if it did not.
    """

    step: int = 0
    steps: int = 0
    losses: list[float] = field(default_factory=list)
    accuracies: list[tuple[int, float]] = field(default_factory=list)
    epochs: list[EpochResult] = field(default_factory=list)
    diverged: Divergence | None = None

    @property
    def finished(self) -> bool:
        """Whether training came to its end."""
        return self.steps > 0 and self.step == self.steps and self.diverged is None

    def add(self, report: TrainingReport) -> None:
        """Take in a report of training."""
        self.step, self.steps = report.step, report.steps
        self.losses.extend(report.losses)
        self.diverged = report.diverged
        if report.test_accuracy is not None:
            self.accuracies.append((report.step, report.test_accuracy))
            self.epochs.append(EpochResult(report.epoch, layers=report.layers))

    def add_sweep(self, levels: tuple[NoiseResult, ...]) -> None:
        """Take in the noise sweep over the network as the last finished epoch left it."""
        self.epochs[-1] = dataclasses.replace(self.epochs[-1], levels=levels)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "step": self.step,
            "steps": self.steps,
            "losses": [round(loss, 5) for loss in self.losses],
            "accuracies": [list(pair) for pair in self.accuracies],
            "epochs": [_epoch_to_dict(epoch) for epoch in self.epochs],
            "diverged": None if self.diverged is None else dataclasses.asdict(self.diverged),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "History":
        """From plain data.

        Raises:
            ReadError: it is no history; names the place, the value and what is allowed.
        """
        steps = entry(data, "steps", whole())
        epochs = each(_epoch_from_dict, most=MOST_EPOCHS)
        return cls(
            step=entry(data, "step", whole(0, steps)),
            steps=steps,
            losses=entry(data, "losses", each(number()), []),
            accuracies=entry(
                data, "accuracies", each(row(whole(0, steps), number(0, 100)), most=MOST_EPOCHS)
            ),
            epochs=entry(data, "epochs", epochs, []),
            diverged=entry(data, "diverged", divergence, None),
        )


def _epoch_to_dict(epoch: EpochResult) -> dict[str, Any]:
    # Losses in full: tables made from what was stored must equal those made when it was computed.
    return {
        "epoch": epoch.epoch,
        "levels": [[level.noise, level.correct, level.total, _loss(level)] for level in epoch.levels],
        "layers": [dataclasses.asdict(layer) for layer in epoch.layers],
    }


def _loss(level: NoiseResult) -> float | str:
    """JSON has no number for what a network may give on images far from all it knows; float() reads the word."""
    return level.loss if math.isfinite(level.loss) else str(level.loss)


def _epoch_from_dict(data: Any) -> EpochResult:
    return EpochResult(
        epoch=entry(data, "epoch", whole()),
        levels=entry(data, "levels", sweep(level_row)),
        layers=tuple(entry(data, "layers", each(layer, most=MOST_LAYERS))),
    )
