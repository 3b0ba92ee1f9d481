"""How far the whole queue of trainings and sweeps is, and how long it still takes. Knows neither Qt nor torch.

Work is counted in images classified. An image in training costs as much as three: forward, backward twice. How fast
each kind of work goes is measured while it goes, because that depends on device and networks.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from sparse_explorer.app.model.activity import SWEEP, TRAIN
from sparse_explorer.experiment.plan.training import TrainingConfig

TRAINING_COST = 3
"""What a training image costs, in images classified; as in the terminal's progress."""

FORGET_S = 20.0
"""Seconds of work after which a measured speed counts half: variants differ, and so does what else the machine does."""

LEAST_S = 0.5
"""Seconds of work before a measured speed is believed."""

Work = Mapping[str, float]
"""Images classified, by kind: training, sweep."""


class _Speed:
    """Measured speed of one kind of work."""

    def __init__(self) -> None:
        self._units = 0.0
        self._seconds = 0.0

    def measure(self, units: float, seconds: float) -> None:
        kept = 0.5 ** (seconds / FORGET_S)
        self._units = self._units * kept + units
        self._seconds = self._seconds * kept + seconds

    @property
    def value(self) -> float | None:
        """Units a second; None while too little was measured."""
        known = self._seconds >= LEAST_S and self._units > 0
        return self._units / self._seconds if known else None


class QueueEstimate:
    """Progress and time left of a queue, from its first step until it is empty.

    What is done never becomes less, so progress rises while the queue is as it is; it falls only when more is queued.

    Args:
        clock: seconds, from any start.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._speeds = {TRAIN: _Speed(), SWEEP: _Speed()}
        self._waiting: list[Work] = []
        self._work: dict[str, float] = {}
        self._done: dict[str, float] = {}
        self._before = 0.0  # done by steps that have ended
        self._since: float | None = None  # when the present step was last heard of; None while it pauses

    def set_waiting(self, steps: Sequence[Work]) -> None:
        """Say which steps are to come after the present one."""
        self._waiting = list(steps)

    def begin(self, work: Work) -> None:
        """A step begins."""
        self.end()
        self._work = dict(work)
        self._done = dict.fromkeys(work, 0.0)
        self._since = self._clock()

    def report(self, kind: str, fraction: float) -> None:
        """The present step's work of a kind has come this far, 0 ... 1; the kinds before it are done."""
        if kind not in self._work:
            return
        for earlier in list(self._work)[: list(self._work).index(kind)]:
            self._done[earlier] = self._work[earlier]
        done = self._work[kind] * min(1.0, max(0.0, fraction))
        more = done - self._done[kind]
        if more <= 0:
            return
        self._done[kind] = done
        now = self._clock()
        if self._since is not None:
            self._speeds[kind].measure(more, now - self._since)
        self._since = now

    def pause(self) -> None:
        """The present step waits; the time until it resumes tells nothing of speed."""
        self._since = None

    def resume(self) -> None:
        """The present step continues."""
        self._since = self._clock()

    def end(self) -> None:
        """The present step is over, wherever it was."""
        self._before += sum(self._done.values())
        self._work, self._done, self._since = {}, {}, None

    def clear(self) -> None:
        """The queue is empty; what comes next starts from nothing. Measured speeds are kept."""
        self._waiting, self._work, self._done = [], {}, {}
        self._before, self._since = 0.0, None

    @property
    def progress(self) -> float:
        """Fraction of the whole queue that is done, 0 ... 1."""
        done = self._before + sum(self._done.values())
        total = done + sum(self._left().values())
        return done / total if total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long the whole queue still takes; None while nothing is known of speed."""
        known = [speed.value for speed in self._speeds.values() if speed.value]
        if not known:
            return None
        # Of a kind that was not measured yet: as fast as the other, which its cost in images allows for.
        return sum(units / (self._speeds[kind].value or known[0]) for kind, units in self._left().items())

    def _left(self) -> dict[str, float]:
        left = {kind: self._work[kind] - self._done[kind] for kind in self._work}
        for work in self._waiting:
            for kind, units in work.items():
                left[kind] = left.get(kind, 0.0) + units
        return left


def work_of(kinds: Sequence[str], train_images: float, test_images: int, levels: int) -> dict[str, float]:
    """The work of a step, in images classified.

    Args:
        kinds: what it does, in order.
        train_images: images shown in training, over all epochs.
        test_images: images classified at each noise level.
        levels: noise levels of a sweep.
    """
    units = {TRAIN: float(TRAINING_COST * train_images), SWEEP: float(test_images * levels)}
    return {kind: units[kind] for kind in kinds}


def trained_fraction(training: TrainingConfig, step: int, steps: int) -> float:
    """How much of a training's images have been shown after so many of its optimizer steps, 0 ... 1.

    That is not the fraction of steps: batches of the first epoch may be smaller.
    """
    if not steps:
        return 0.0
    first = training.first_epoch_batch_size or training.batch_size
    later, epochs = training.batch_size, training.epochs or 1
    # One epoch fills steps_1 steps of the first size and, each time after it, steps_2 of the other.
    per_epoch = steps / (1 / first + (epochs - 1) / later)  # images of an epoch, but for rounding
    first_steps = min(per_epoch / first, steps)
    shown = min(step, first_steps) * first + max(0.0, step - first_steps) * later
    return min(1.0, shown / (per_epoch * epochs))
