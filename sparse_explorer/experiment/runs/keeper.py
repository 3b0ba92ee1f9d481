"""Keeping a run while it trains: copies of a network that was sound, and saves to resume from.

Nothing is lost but the seconds since the last save, however the process ends: a run that is stopped saves itself, and
one that is killed has done so at the end of each epoch and every ten seconds.
"""

import copy
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History

if TYPE_CHECKING:
    from sparse_explorer.experiment.engine.training import Training
    from sparse_explorer.experiment.runs.store import TrainedVariant

COPY_SECONDS = 1.0
"""How often a network in training is copied."""

SAVE_SECONDS = 10.0
"""How often a run is saved at least."""

SAVE_SHARE = 0.003
"""Most of the time of training that saves at the ends of epochs may take: short epochs are not saved one by one. With
copies and checks all of it stays under a hundredth."""

Clock = Callable[[], float]


class Pace:
    """When a run is saved: at the end of each epoch as far as that takes no more than SAVE_SHARE of the time, and
    whenever SAVE_SECONDS have passed.

    Example::

        pace = Pace(time.monotonic)
        if pace.due(time.monotonic(), epoch_ended=True):
            pace.measure(save)

    Attributes:
        last: when it was saved last, or when it began.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.last = clock()
        self._cost = 0.0

    def due(self, now: float, epoch_ended: bool) -> bool:
        """Whether it is time to save."""
        waited = now - self.last
        return waited >= SAVE_SECONDS or (epoch_ended and waited >= self._cost / SAVE_SHARE)

    def measure(self, save: Callable[[], str]) -> str:
        """Save, and remember how long that took; returns what ``save`` does."""
        began = self._clock()
        try:
            return save()
        finally:
            self.last = self._clock()
            self._cost = self.last - began


class RunKeeper:
    """Keeps one run.

    Args:
        training: at work; it holds the network.
        history: of the run; whoever iterates over the training adds its reports, then calls :meth:`keep_up`.
        variant, dataset, seed: which run it is.
        folder: where it is saved; None for nowhere.
        extendable: whether the folder of a finished run keeps its momentum too, for more epochs.
        publish: is given a copy of the network every COPY_SECONDS, on the CPU and in evaluation mode, as long as its
            numbers are all finite; None where nobody looks into it.
        clock: seconds.
    """

    def __init__(
        self,
        training: "Training",
        history: History,
        *,
        variant: Variant,
        dataset: str,
        seed: int,
        folder: Path | None,
        publish: Callable[[Any], object] | None = None,
        extendable: bool = False,
        clock: Clock = time.monotonic,
    ) -> None:
        self._training = training
        self._history = history
        self._identity = variant, dataset, seed
        self._folder = folder
        self._publish = publish
        self._extendable = extendable
        self._clock = clock
        self._pace = Pace(clock)
        self._copied = self._pace.last
        self._sound = _copy(training.network)  # a run that diverges at once has this one at least

    def keep_up(self, epoch_ended: bool = False) -> str:
        """Copy and save where it is time to; returns why saving failed, empty if it did not."""
        if self._history.diverged is not None:
            return ""
        now = self._clock()
        due = self._folder is not None and self._pace.due(now, epoch_ended)
        if due:
            return self._pace.measure(self._copy_and_save)
        if self._publish is not None and now - self._copied > COPY_SECONDS:
            self._copy()
        return ""

    def finish(self) -> str:
        """Copy and save what was learned; returns why saving failed, empty if it did not."""
        if not self._training.step and self._history.diverged is None:
            return ""
        return self._save(self._copy() if self._history.diverged is None else self._sound)

    def trained(self) -> "TrainedVariant":
        """The run as it is kept: of one that diverged, the last copy that was sound."""
        return self._trained(self._training.network if self._history.diverged is None else self._sound)

    def _copy_and_save(self) -> str:
        copied = self._copy()
        return self._save(copied) if copied is self._sound else ""

    def _copy(self) -> Any:
        self._copied = self._clock()
        copied = _copy(self._training.network)
        if is_sound(copied):
            self._sound = copied
            if self._publish is not None:
                self._publish(copied)
        return copied

    def _trained(self, network: Any) -> "TrainedVariant":
        from sparse_explorer.experiment.runs.store import TrainedVariant

        training = self._training
        ended = training.step == training.steps or self._history.diverged is not None
        resume = {} if ended else training.state_dict()
        return TrainedVariant(*self._identity, network.state_dict(), resume, self._history)

    def _save(self, network: Any) -> str:
        from sparse_explorer.experiment.runs.store import save_momentum, save_variant

        if self._folder is None:
            return ""
        try:
            trained = self._trained(network)
            save_variant(self._folder, trained)
            if self._extendable and self._history.finished:
                save_momentum(self._folder, self._training.state_dict())
        except OSError as error:
            return f"{self._folder}: {error.strerror or error}"
        return ""


def is_sound(network: Any) -> bool:
    """Whether all of a network's numbers are finite; those of one that diverged may not be."""
    return all(
        math.isfinite(float(value.sum()))
        for value in network.state_dict().values()
        if value.is_floating_point()
    )


def _copy(network: Any) -> Any:
    return copy.deepcopy(network).cpu().eval()
