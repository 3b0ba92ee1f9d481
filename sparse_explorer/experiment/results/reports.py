"""What the engine tells whoever listens: small frozen dataclasses of plain numbers. Imports no torch.

They may cross threads and processes; nothing in them changes after it was sent.
"""

from dataclasses import dataclass

from sparse_explorer.experiment.plan.layers import is_conv


@dataclass(frozen=True)
class Divergence:
    """That a training's loss stopped being a finite number: from that step on nothing is learned.

    Attributes:
        loss: what the loss became, ``NaN`` or ``infinite``.
        epoch: the epoch at work, counted from 1.
        step, steps: the step whose loss it was, counted from 1, and how many there are in all epochs.
        learning_rate, momentum: what the training was configured with.
    """

    loss: str
    epoch: int
    step: int
    steps: int
    learning_rate: float
    momentum: float

    @property
    def text(self) -> str:
        """What happened and what to try, in one line that goes behind the variant's name."""
        less = f" or less momentum than {self.momentum:g}" if self.momentum else ""
        return (
            f"the loss became {self.loss} at step {self.step} of {self.steps}; "
            f"try a smaller learning rate than {self.learning_rate:g}{less}"
        )


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
        layers: the duty cycles of the k-winners layers, from input to output; only in the report that ends an epoch.
        diverged: set in the last report of a training that ended because its loss is no finite number any more.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    losses: tuple[float, ...] = ()
    accuracy: float | None = None
    images_per_second: float = 0.0
    test_accuracy: float | None = None
    layers: tuple["LayerDutyCycles", ...] = ()
    diverged: Divergence | None = None

    @property
    def progress(self) -> float:
        """Fraction done, 0 ... 1."""
        return self.step / self.steps if self.steps else 1.0

    @property
    def finished(self) -> bool:
        """Whether this is the run's last report."""
        return self.step == self.steps and self.test_accuracy is not None


@dataclass(frozen=True)
class LayerDutyCycles:
    """How evenly a k-winners layer uses its units.

    Attributes:
        layer: its name, such as ``conv 1`` or ``hidden``.
        units, k: units of an image that compete, and how many of them win in training.
        entropy: of the duty cycles, summed over the units, in bits (paper, section "Boosting").
        max_entropy: what it would be if all units won equally often, in bits.
        duty_cycles: share of recent training images for which each unit was active; of convolutions one number a
            channel, the mean over its positions.
    """

    layer: str
    units: int
    k: int
    entropy: float
    max_entropy: float
    duty_cycles: tuple[float, ...] = ()

    @property
    def target(self) -> float:
        """The duty cycle of every unit if all won equally often: k/n."""
        return self.k / self.units if self.units else 0.0

    @property
    def evenness(self) -> float:
        """Entropy as a fraction of its maximum, 0 ... 1; 1 for a layer that leaves no choice."""
        return self.entropy / self.max_entropy if self.max_entropy else 1.0

    @property
    def is_convolution(self) -> bool:
        """Whether a duty cycle is a channel's, not a single unit's."""
        return is_conv(self.layer)


@dataclass(frozen=True)
class NoiseResult:
    """How a network did at one noise level.

    Attributes:
        noise: the level, 0 ... 1; what it means depends on the kind of noise.
        correct, total: right answers, and test images asked.
        loss: mean negative log-likelihood.

    Examples:
        >>> import sparse_explorer as se
        >>> se.NoiseResult(noise=0.5, correct=60, total=100, loss=1.3).accuracy
        60.0
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
class EpochResult:
    """How a network did at the end of an epoch of training.

    Attributes:
        epoch: counted from 1.
        levels: the noise sweep's results; empty if there was no sweep after this epoch.
        layers: the duty cycles of the k-winners layers.
    """

    epoch: int
    levels: tuple[NoiseResult, ...] = ()
    layers: tuple[LayerDutyCycles, ...] = ()

    @property
    def noise_score(self) -> int:
        """Right answers summed over all noise levels (paper, Table 1)."""
        return sum(level.correct for level in self.levels)


@dataclass(frozen=True)
class RunProgress:
    """How far one of many runs is.

    Attributes:
        number: the run's number among all runs, counted from 1.
        done: fraction done, 0 ... 1.
        text: what it is doing.
    """

    number: int
    done: float
    text: str


@dataclass(frozen=True)
class EvaluationReport:
    """Where a noise sweep stands.

    Attributes:
        noise: which kind is swept.
        done, total: images classified so far over all levels, and how many there are.
        results: the levels that are finished, in order.
    """

    noise: str
    done: int
    total: int
    results: tuple[NoiseResult, ...]

    @property
    def progress(self) -> float:
        """Fraction done, 0 ... 1."""
        return self.done / self.total if self.total else 1.0
