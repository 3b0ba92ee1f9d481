"""The course of a training: what is drawn while it runs, and kept with the trained network. Imports no torch."""

from dataclasses import dataclass, field
from typing import Any

from sparse_explorer.experiment.reports import TrainingReport


@dataclass
class History:
    """How a training went so far.

    Attributes:
        step, steps: optimizer steps done, and how many there are; equal when it is finished.
        losses: mean negative log-likelihood of each step's batch.
        accuracies: (step, clean test accuracy in percent) at the end of each epoch.
    """

    step: int = 0
    steps: int = 0
    losses: list[float] = field(default_factory=list)
    accuracies: list[tuple[int, float]] = field(default_factory=list)

    @property
    def finished(self) -> bool:
        """Whether training came to its end."""
        return self.steps > 0 and self.step == self.steps

    def add(self, report: TrainingReport) -> None:
        """Take in a report of training."""
        self.step, self.steps = report.step, report.steps
        self.losses.extend(report.losses)
        if report.test_accuracy is not None:
            self.accuracies.append((report.step, report.test_accuracy))

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "step": self.step,
            "steps": self.steps,
            "losses": [round(loss, 5) for loss in self.losses],
            "accuracies": [list(pair) for pair in self.accuracies],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "History":
        """From plain data; KeyError, TypeError or ValueError if it is no history."""
        return cls(
            step=int(data["step"]),
            steps=int(data["steps"]),
            losses=[float(loss) for loss in data.get("losses", [])],
            accuracies=[(int(step), float(accuracy)) for step, accuracy in data["accuracies"]],
        )
