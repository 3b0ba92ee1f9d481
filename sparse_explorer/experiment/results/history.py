"""The course of a run: what is drawn while it trains, and kept with the trained network. Imports no torch."""

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sparse_explorer.experiment.results.reports import Divergence, EpochResult, NoiseResult, TrainingReport
from sparse_explorer.experiment.results.stored_reports import (
    MOST_LAYERS,
    divergence,
    layer,
    level_row,
    row,
    sweep,
)
from sparse_explorer.reading import ReadError, each, entry, number, table, whole

MOST_EPOCHS = 1000
"""That a training can have."""


@dataclass
class History:
    """How a run went so far: its training, and the noise sweeps over its network.

    Attributes:
        step, steps: optimizer steps done, and how many there are; equal when it is finished.
        losses: mean negative log-likelihood of each step's batch.
        accuracies: (step, clean test accuracy in percent) at the end of each epoch.
        epochs: what is known of each finished epoch beyond that; their noise sweeps are in ``sweeps``.
        diverged: why the training ended before its last step and cannot be continued; None if it did not.
        sweeps: results by noise convention, and by the step after which the noise was swept.
    """

    step: int = 0
    steps: int = 0
    losses: list[float] = field(default_factory=list)
    accuracies: list[tuple[int, float]] = field(default_factory=list)
    epochs: list[EpochResult] = field(default_factory=list)
    diverged: Divergence | None = None
    sweeps: dict[str, dict[int, tuple[NoiseResult, ...]]] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether training came to its end."""
        return self.steps > 0 and self.step == self.steps and self.diverged is None

    def add(self, report: TrainingReport) -> None:
        """Take in a report of training; the sweeps of a network that is no more are forgotten, unless it ended an
        epoch."""
        if report.step != self.step:
            self._forget_sweep()
        self.step, self.steps = report.step, report.steps
        self.losses.extend(report.losses)
        self.diverged = report.diverged
        if report.test_accuracy is not None:
            self.accuracies.append((report.step, report.test_accuracy))
            self.epochs.append(EpochResult(report.epoch, layers=report.layers))

    def add_sweep(self, convention: str, levels: tuple[NoiseResult, ...]) -> bool:
        """Take in a noise sweep over the network as it is now, unless an earlier one over the same levels has come
        further; returns whether that changed anything."""
        before = self.levels(convention)
        same = [level.noise for level in before[: len(levels)]] == [level.noise for level in levels]
        if levels == before or (same and len(levels) < len(before)):
            return False
        self.sweeps.setdefault(convention, {})[self.step] = levels
        return True

    def levels(self, convention: str) -> tuple[NoiseResult, ...]:
        """The noise sweep over the network as it is now, as far as it has come."""
        return self.sweeps.get(convention, {}).get(self.step, ())

    def results(self, convention: str) -> tuple[EpochResult, ...]:
        """The finished epochs, each with its noise sweep if there was one."""
        swept = self.sweeps.get(convention, {})
        return tuple(
            dataclasses.replace(epoch, levels=swept.get(step, ()))
            for epoch, (step, _) in zip(self.epochs, self.accuracies, strict=False)
        )

    def _forget_sweep(self) -> None:
        if any(step == self.step for step, _ in self.accuracies):
            return
        for swept in self.sweeps.values():
            swept.pop(self.step, None)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "step": self.step,
            "steps": self.steps,
            "losses": [round(loss, 5) for loss in self.losses],
            "accuracies": [list(pair) for pair in self.accuracies],
            "epochs": [_epoch_to_dict(epoch) for epoch in self.epochs],
            "diverged": None if self.diverged is None else dataclasses.asdict(self.diverged),
            "sweeps": {
                convention: [
                    [step, [_level_to_list(level) for level in levels]] for step, levels in swept.items()
                ]
                for convention, swept in self.sweeps.items()
            },
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "History":
        """From plain data.

        Raises:
            ReadError: it is no history; names the place, the value and what is allowed.
        """
        steps = entry(data, "steps", whole())
        at = whole(0, steps)
        found = cls(
            step=entry(data, "step", at),
            steps=steps,
            losses=entry(data, "losses", each(number())),
            accuracies=entry(data, "accuracies", each(row(at, number(0, 100)), most=MOST_EPOCHS)),
            epochs=entry(data, "epochs", each(_epoch_from_dict, most=MOST_EPOCHS)),
            diverged=entry(data, "diverged", divergence),
            sweeps=entry(data, "sweeps", _sweeps(at)),
        )
        if len(found.epochs) != len(found.accuracies):
            raise ReadError(
                "epochs", f"there are {len(found.epochs)}, with {len(found.accuracies)} accuracies"
            )
        return found


def _sweeps(at: Callable[[Any], int]) -> Callable[[Any], dict[str, dict[int, tuple[NoiseResult, ...]]]]:
    """Takes noise sweeps by convention, each list with the step after which it was made."""
    swept = each(row(at, sweep(level_row)), most=MOST_EPOCHS + 1)

    def convert(value: Any) -> dict[str, dict[int, tuple[NoiseResult, ...]]]:
        return {convention: dict(entry(value, convention, swept)) for convention in table(value)}

    return convert


def _epoch_to_dict(epoch: EpochResult) -> dict[str, Any]:
    return {"epoch": epoch.epoch, "layers": [dataclasses.asdict(layer) for layer in epoch.layers]}


def _epoch_from_dict(data: Any) -> EpochResult:
    return EpochResult(
        epoch=entry(data, "epoch", whole()),
        layers=tuple(entry(data, "layers", each(layer, most=MOST_LAYERS))),
    )


def _level_to_list(level: NoiseResult) -> list[float | str]:
    # The loss in full: tables made from what was stored must equal those made when it was computed. JSON has no number
    # for what a network may give on images far from all it knows; float() reads the word.
    loss = level.loss if math.isfinite(level.loss) else str(level.loss)
    return [level.noise, level.correct, level.total, loss]
