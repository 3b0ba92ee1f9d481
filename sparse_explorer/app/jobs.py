"""Training and sweeping, as generators for a worker. They import torch inside, and are handed all they need: they know
neither session nor window. What they yield are reports.
"""

import copy
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sparse_explorer.app.loading_jobs import is_sound
from sparse_explorer.app.shelf import NetworkShelf
from sparse_explorer.experiment.config import NoiseConfig, Variant
from sparse_explorer.experiment.effects import same_effect
from sparse_explorer.experiment.history import History
from sparse_explorer.experiment.reports import Divergence

SNAPSHOT_SECONDS = 1.0
"""How often a network in training is copied for the inspector."""

SAVE_SECONDS = 30.0
"""How often a network in training is written to disk, so that even a power cut leaves something to resume from."""

Clock = Callable[[], float]


@dataclass(frozen=True)
class SaveFailed:
    """A network could not be written to disk; training goes on, and the network stays in memory."""

    reason: str


class NotSavedError(OSError):
    """A training that was stopped could not write its network to disk; says why."""


@dataclass(frozen=True)
class Resumed:
    """A training goes on from what is on disk, with this behind it; or starts over, because nothing is there."""

    history: History
    lost: bool = False


@dataclass(frozen=True)
class Diverged:
    """A training has ended because its loss is no number any more."""

    divergence: Divergence


@dataclass(frozen=True)
class Task:
    """One variant on one data set: what there is to train or to sweep.

    Attributes:
        variant: epochs settled.
        folder: where the trained variant is kept.
        resume: go on from what is in ``folder``.
    """

    variant_id: str
    variant: Variant
    dataset: str
    seed: int
    device: str
    noise: NoiseConfig
    folder: Path
    resume: bool = False


def train(
    task: Task, data: Any, shelf: NetworkShelf, clock: Clock = time.monotonic
) -> Generator[Any, None, bool]:
    """Train a variant, or go on training it; yields TrainingReport, before them a Resumed if the task is to resume.

    Whenever it ends, by itself or because it is closed, the network is on the shelf and in the task's folder. Of one
    that diverged that is the last copy that was sound; the last report is then a Diverged. Returns whether the
    training has come to its end.

    Raises:
        NotSavedError: it was closed, and the network could not be written; it is on the shelf alone.
    """
    from sparse_explorer.experiment.training import DivergedError

    stored = _load(task) if task.resume else None
    training, history = _make_training(task, data, stored)
    if task.resume:
        yield Resumed(copy.deepcopy(history), lost=stored is None)
    keeper = _Keeper(task, training, history, shelf, clock)
    try:
        for report in training:
            history.add(report)
            problem = keeper.keep_up()
            if problem:
                yield SaveFailed(problem)
            yield report
    except DivergedError:
        pass  # the history says so
    except GeneratorExit:
        if problem := keeper.finish():
            raise NotSavedError(problem) from None
        raise
    except BaseException:
        keeper.finish()
        raise
    if problem := keeper.finish():
        yield SaveFailed(problem)
    if history.diverged is not None:
        yield Diverged(history.diverged)
    return history.finished


def sweep(task: Task, data: Any, shelf: NetworkShelf) -> Iterator[Any]:
    """Sweep the noise over a variant's network on the shelf; yields EvaluationReport."""
    from sparse_explorer.experiment.devices import choose_device
    from sparse_explorer.experiment.evaluation import evaluation

    network = shelf.get(task.variant_id, task.dataset)
    if network is None:
        raise RuntimeError(f"{task.variant.name} has no trained network on {task.dataset}")
    device = choose_device(task.device)
    yield from evaluation(_copy(network).to(device), data, task.noise, seed=task.seed, device=device)


def repeat(task: Task, data: Any, shelf: NetworkShelf, clock: Clock = time.monotonic) -> Iterator[Any]:
    """Train a variant with a further seed, as far as that is not done yet, and sweep the noise over it.

    Its network is kept in the task's folder alone; the one that is looked into is that of the first seed.
    """
    from sparse_explorer.experiment.runner import restore_network
    from sparse_explorer.experiment.store import StoreError

    aside = NetworkShelf()
    try:
        stored = _load(task)
    except StoreError:
        stored = None  # nothing that could not be learned again
    if stored is not None and stored.history.diverged is not None:
        yield Diverged(stored.history.diverged)
        return
    if stored is not None and stored.history.finished:
        aside.put(task.variant_id, task.dataset, restore_network(stored).eval())
    elif not (yield from train(replace(task, resume=stored is not None), data, aside, clock)):
        return
    yield from sweep(task, data, aside)


def _load(task: Task) -> Any:
    """The trained variant in the task's folder; None where there is none, or one of another variant or seed.

    Raises:
        StoreError: what is there cannot be read.
    """
    from sparse_explorer.experiment.store import DESCRIPTION, load_variant

    if not (task.folder / DESCRIPTION).exists():
        return None
    stored = load_variant(task.folder)
    # Fields without effect may have been changed since.
    same = same_effect(stored.variant, task.variant)
    return stored if same and (stored.dataset, stored.seed) == (task.dataset, task.seed) else None


def _make_training(task: Task, data: Any, stored: Any) -> tuple[Any, History]:
    """A training that stands where ``stored`` stopped, or at its beginning, and its history."""
    from sparse_explorer.experiment.devices import choose_device
    from sparse_explorer.experiment.runner import new_network, restore_network
    from sparse_explorer.experiment.store import StoreError
    from sparse_explorer.experiment.training import Training

    network = restore_network(stored) if stored else new_network(task.variant, task.seed)
    training = Training(
        network, data, task.variant.training, seed=task.seed, device=choose_device(task.device)
    )
    if stored and stored.resume:
        training.load_state_dict(stored.resume)
    elif stored and not stored.history.finished:
        raise StoreError(f"{task.folder} holds an unfinished training without what it needs to go on")
    elif stored:
        training.step = training.steps
    return training, stored.history if stored else History()


class _Keeper:
    """Keeps a network in training: copies for the inspector on the shelf, and saves in the task's folder."""

    def __init__(
        self, task: Task, training: Any, history: History, shelf: NetworkShelf, clock: Clock
    ) -> None:
        self._task = task
        self._training = training
        self._history = history
        self._shelf = shelf
        self._clock = clock
        self._published = self._saved = clock()
        # A resumed training that diverges at once must not lose what was on disk.
        self._sound = _copy(training.network) if training.step else None

    def keep_up(self) -> str:
        """Publish a copy, and save it, where it is time to; returns why saving failed."""
        now = self._clock()
        if self._history.diverged is not None or now - self._published <= SNAPSHOT_SECONDS:
            return ""
        self._published = now
        snapshot = self._publish()
        if now - self._saved <= SAVE_SECONDS or snapshot is not self._sound:
            return ""
        self._saved = now
        return self._save(snapshot)

    def finish(self) -> str:
        """Publish and save what was learned; returns why saving failed."""
        if not self._training.step and self._history.diverged is None:
            return ""
        if self._history.diverged is None:
            return self._save(self._publish())
        # Without a sound copy it is kept as it is, for the sake of its history.
        return self._save(self._sound or _copy(self._training.network))

    def _publish(self) -> Any:
        """Put a copy on the shelf, unless its numbers are none any more; returns it."""
        snapshot = _copy(self._training.network)
        if is_sound(snapshot):
            self._sound = snapshot
            self._shelf.put(self._task.variant_id, self._task.dataset, snapshot)
        return snapshot

    def _save(self, network: Any) -> str:
        from sparse_explorer.experiment.store import TrainedVariant, save_variant

        training, task = self._training, self._task
        ended = training.step == training.steps or self._history.diverged is not None
        trained = TrainedVariant(
            task.variant,
            task.dataset,
            task.seed,
            network.state_dict(),
            {} if ended else training.state_dict(),
            self._history,
        )
        try:
            save_variant(task.folder, trained)
        except OSError as error:
            return f"{task.folder}: {error.strerror or error}"
        return ""


def _copy(network: Any) -> Any:
    return copy.deepcopy(network).cpu().eval()
