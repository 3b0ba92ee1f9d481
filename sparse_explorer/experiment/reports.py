"""What the engine tells whoever listens: small frozen dataclasses of plain numbers. Imports no torch.

They may cross threads and processes; nothing in them changes after it was sent.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class TrainingReport:
    """Where a training run stands.

    Attributes:
        epoch, epochs: the epoch at work, counted from 1, and how many there are.
        step, steps: optimizer steps done, and how many there are in all epochs.
        losses: mean negative log-likelihood of each batch since the last report, in order; empty at the first one.
        accuracy: correct answers in the batches since the last report, percent; None when there were none.
        images_per_second: training speed since the last report; 0 when unknown.
        test_accuracy: correct answers on the clean test images, percent; only in the report that ends an epoch.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    losses: tuple[float, ...] = ()
    accuracy: float | None = None
    images_per_second: float = 0.0
    test_accuracy: float | None = None

    @property
    def progress(self) -> float:
        """Fraction done, 0 ... 1."""
        return self.step / self.steps if self.steps else 1.0

    @property
    def finished(self) -> bool:
        """Whether this is the run's last report."""
        return self.step == self.steps and self.test_accuracy is not None


@dataclass(frozen=True)
class NoiseResult:
    """How a network did at one noise level.

    Attributes:
        noise: fraction of noisy pixels, 0 ... 1.
        correct, total: right answers, and test images asked.
        loss: mean negative log-likelihood.
    """

    noise: float
    correct: int
    total: int
    loss: float

    @property
    def accuracy(self) -> float:
        """Right answers, percent."""
        return 100 * self.correct / self.total


@dataclass(frozen=True)
class EvaluationReport:
    """Where a noise sweep stands.

    Attributes:
        done, total: images classified so far over all levels, and how many there are.
        results: the levels that are finished, in order.
    """

    done: int
    total: int
    results: tuple[NoiseResult, ...]

    @property
    def progress(self) -> float:
        """Fraction done, 0 ... 1."""
        return self.done / self.total if self.total else 1.0
