"""Training and sweeping, as generators for a worker. They import torch inside, and are handed all they need: they know
neither session nor window. What they yield are reports.
"""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import logging
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparse_explorer.app.background.loading_jobs import prepare_statistics
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.app.model.source import Source
from sparse_explorer.experiment.plan.effects import same_effect
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import Divergence, NoiseResult
from sparse_explorer.experiment.runs.keeper import RunKeeper

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.engine.other_network import Asked

log = logging.getLogger("sparse_explorer")

Clock = Callable[[], float]


@dataclass(frozen=True)
class SaveFailed:
    """A run could not be written to disk; it goes on, and stays in memory."""

    reason: str


class NotSavedError(OSError):
    """A run that was stopped could not be written to disk; says why."""


@dataclass(frozen=True)
class Resumed:
    """A training goes on from what is on disk, with this behind it; or starts over, because nothing usable is there."""

    history: History
    lost: bool = False


@dataclass(frozen=True)
class MovedToCpu:
    """The device's memory was too small; the CPU goes on with what was trained."""

    reason: str


@dataclass(frozen=True)
class Diverged:
    """A training has ended because its loss is no number any more."""

    divergence: Divergence


@dataclass(frozen=True)
class Task:
    """One run: what there is to train or to sweep.

    Attributes:
        place: whose run it is.
        variant: epochs settled.
        noise: what to sweep.
        folder: where the run is kept.
        step: how far its training is, as far as the session knows.
        swept: results of a sweep that was stopped.
        compared: there are several seeds, so that differences have intervals.
        looked_back_at: whether the folder keeps what the network was during its training.
        origin: folder of the run, shorter but otherwise the same, that this one begins with; None for none.
        source: where the network is from; None of the explorer's own.
    """

    place: Place
    variant: Variant
    device: str
    noise: NoiseConfig
    folder: Path
    step: int = 0
    swept: tuple[NoiseResult, ...] = ()
    compared: bool = False
    origin: Path | None = None
    looked_back_at: bool = False
    source: Source | None = None


def train(
    task: Task, data: ImageData, shelf: NetworkShelf, clock: Clock = time.monotonic
) -> Generator[Any, None, None]:
    """Train a variant, or go on training it; yields TrainingReport, before them a Resumed if something is there.

    A device whose memory is too small gives way to the CPU, which is told by a MovedToCpu.

    Whenever it ends, by itself or because it is closed, the network is on the shelf and in the task's folder; where
    that cannot be written to, the whole run stays on the shelf. Of one that diverged that is the last copy that was
    sound; the last report is then a Diverged. What is in the folder and cannot be used is put aside.

    Raises:
        NotSavedError: it was closed, and the network could not be written; it is on the shelf alone.
    """
    from sparse_explorer.experiment.engine.devices import choose_device
    from sparse_explorer.experiment.engine.evaluation import is_out_of_memory

    device = choose_device(task.device)
    try:
        yield from _train(task, data, shelf, clock, device)
        return
    except RuntimeError as error:
        if device.type == "cpu" or not is_out_of_memory(error):
            raise
        reason = str(error).partition("\n")[0]
    yield MovedToCpu(reason)
    yield from _train(task, data, shelf, clock, choose_device("cpu"), again=True)


def _train(
    task: Task, data: ImageData, shelf: NetworkShelf, clock: Clock, device: Any, again: bool = False
) -> Generator[Any, None, None]:
    from sparse_explorer.experiment.engine.training import DivergedError
    from sparse_explorer.experiment.runs.runner import restore_training

    stored = shelf.unsaved(task.place) or _load(task) or _first_part(task)
    training, history = restore_training(stored, task.variant, data, task.place.seed, device)
    if stored is not None:
        history.steps = training.steps  # of one that is trained longer there are more now
    if stored is not None or task.step or again:
        yield Resumed(copy.deepcopy(history), lost=stored is None and task.step > 0)
    before = history.diverged
    if before is not None:
        yield Diverged(before)
        return
    keeper = RunKeeper(
        training,
        history,
        variant=task.variant,
        dataset=task.place.dataset,
        seed=task.place.seed,
        folder=task.folder,
        publish=lambda network: shelf.put(task.place, network),
        extendable=True,
        clock=clock,
    )
    snapshots = _snapshots(task, training)
    try:
        for report in training:
            history.add(report)
            if snapshots is not None and history.diverged is None:
                with contextlib.suppress(OSError):  # that nothing can be saved is told by the keeper
                    snapshots.note(training.network, training.step)
            problem = keeper.keep_up(epoch_ended=report.test_accuracy is not None)
            if problem:
                yield SaveFailed(problem)
            yield report
    except DivergedError:
        pass  # the history says so
    except GeneratorExit:
        if problem := _finish(keeper, task, shelf):
            raise NotSavedError(problem) from None
        raise
    except BaseException:
        _finish(keeper, task, shelf)
        raise
    if problem := _finish(keeper, task, shelf):
        yield SaveFailed(problem)
    if history.diverged is not None:
        yield Diverged(history.diverged)


def _snapshots(task: Task, training: Any) -> Any:
    """What keeps the network of each moment, where that is wanted; a SnapshotKeeper."""
    from sparse_explorer.experiment.runs.snapshots import SnapshotKeeper, copy_snapshots, snapshot_steps

    if not task.looked_back_at:
        return None
    if task.origin is not None and training.step and not snapshot_steps(task.folder):
        with contextlib.suppress(OSError):
            copy_snapshots(task.origin, task.folder)
    snapshots = SnapshotKeeper(task.folder, task.variant, task.place.seed, training.steps)
    snapshots.resume(training.step)
    return snapshots


def _finish(keeper: RunKeeper, task: Task, shelf: NetworkShelf) -> str:
    """Save a run, or keep all of it in memory; returns why it could not be saved."""
    problem = keeper.finish()
    shelf.set_unsaved(task.place, keeper.trained() if problem else None)
    return problem


def sweep(task: Task, data: ImageData, shelf: NetworkShelf) -> Iterator[Any]:
    """Sweep the noise over a run's network on the shelf, or in its folder; yields EvaluationReport.

    Whenever it ends, what was found is in the task's folder.

    Raises:
        NotSavedError: it was closed, and the results could not be written.
    """
    from sparse_explorer.experiment.engine.devices import choose_device
    from sparse_explorer.experiment.engine.evaluation import evaluation
    from sparse_explorer.experiment.engine.other_network import OtherNetworkError

    if task.compared:
        prepare_statistics()
    device = choose_device(task.device)
    network = copy.deepcopy(_network(task, shelf)).cpu().eval().to(device)
    found: tuple[NoiseResult, ...] = ()
    try:
        for report in evaluation(
            network, data, task.noise, seed=task.place.seed, device=device, known=task.swept
        ):
            found = report.results
            yield report
    except GeneratorExit:
        if problem := _keep_sweep(task, found, shelf):
            raise NotSavedError(problem) from None
        raise
    except OtherNetworkError:
        _keep_sweep(task, found, shelf)
        if shelf.other(task.place) is not None:
            raise
        return  # it was removed, or the window is about to close
    if problem := _keep_sweep(task, found, shelf):
        yield SaveFailed(problem)


def _network(task: Task, shelf: NetworkShelf) -> Asked:
    from sparse_explorer.experiment.runs.runner import restore_network
    from sparse_explorer.experiment.runs.store import load_variant

    other = shelf.other(task.place)
    if other is not None:
        return other
    network = shelf.get(task.place)
    return restore_network(load_variant(task.folder)) if network is None else network


def _keep_sweep(task: Task, levels: tuple[NoiseResult, ...], shelf: NetworkShelf) -> str:
    """Write what was swept into the task's folder; returns why that failed."""
    from sparse_explorer.experiment.runs.other_runs import OtherRun, new_history, save_other_sweep
    from sparse_explorer.experiment.runs.store import StoreError, save_sweep, save_variant

    trained = shelf.unsaved(task.place)
    try:
        if levels and task.source is not None:
            run = OtherRun(task.source.digest, task.place.dataset, task.place.seed, new_history())
            save_other_sweep(task.folder, run, task.noise.convention, levels)
        elif levels and trained is not None:
            trained.history.add_sweep(task.noise.convention, levels)
            save_variant(task.folder, trained)  # there may be room again
            shelf.set_unsaved(task.place, None)
        elif levels:
            save_sweep(task.folder, task.step, task.noise.convention, levels)
    except OSError as error:
        return f"{task.folder}: {error.strerror or error}"
    except StoreError as error:  # the network itself could not be saved, which was told
        log.warning("a noise sweep is not kept: %s", error)
    return ""


def _load(task: Task) -> Any:
    """The run in the task's folder; None where there is none. What cannot be used is put aside.

    Raises:
        OSError: it cannot be put aside.
    """
    from sparse_explorer.experiment.runs.runner import restore_network
    from sparse_explorer.experiment.runs.store import StoreError, is_half_saved, load_variant
    from sparse_explorer.reading.aside import put_aside

    if not task.folder.is_dir() or is_half_saved(task.folder):
        return None
    try:
        stored = load_variant(task.folder)
        restore_network(stored)
        # Fields without effect may have been changed since.
        same = same_effect(stored.variant, task.variant)
        if same and (stored.dataset, stored.seed) == (task.place.dataset, task.place.seed):
            return stored
        reason = "it holds another run"
    except StoreError as error:
        reason = str(error)
    log.warning("put aside as %s: %s", put_aside(task.folder), reason)
    return None


def _first_part(task: Task) -> Any:
    """The run that a training goes on from with more epochs; None where there is none that fits."""
    from sparse_explorer.experiment.runs.store import StoreError, load_finished

    if task.origin is None:
        return None
    epochs = task.variant.training.epochs or 0
    try:
        stored = load_finished(task.origin)
    except StoreError as error:
        log.warning("trained from the beginning: %s", error)
        return None
    longer = dataclasses.replace(
        stored.variant, training=dataclasses.replace(stored.variant.training, epochs=epochs)
    )
    shorter = (stored.variant.training.epochs or 0) <= epochs
    same = (task.place.dataset, task.place.seed) == (stored.dataset, stored.seed)
    if not (shorter and same and same_effect(longer, task.variant)):
        return None
    return dataclasses.replace(stored, variant=task.variant)
