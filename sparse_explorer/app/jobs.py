"""What workers do: generators over the engine. The one module of the app that imports torch, and only inside them.

Everything a job needs is handed to it; it knows neither session nor window. What it yields are reports.
"""

import copy
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sparse_explorer.app.shelf import NetworkShelf
from sparse_explorer.experiment.config import NoiseConfig, Variant
from sparse_explorer.experiment.history import History
from sparse_explorer.threads import default_threads

SNAPSHOT_SECONDS = 1.0
"""How often a network in training is copied for the inspector."""

SAVE_SECONDS = 30.0
"""How often a network in training is written to disk, so that even a power cut leaves something to go on from."""


@dataclass(frozen=True)
class EngineReady:
    """The engine is imported.

    Attributes:
        devices: (name, description) of each device that there is, the best first.
    """

    devices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class DataReady:
    """A data set is in memory; ``data`` is an ImageData."""

    name: str
    data: Any
    test_images: Any = field(repr=False)
    test_labels: Any = field(repr=False)


@dataclass(frozen=True)
class SaveFailed:
    """A network could not be written to disk; training goes on, and the network stays in memory."""

    reason: str


@dataclass(frozen=True)
class GoingOn:
    """A training goes on from what is on disk, with this behind it; or starts over, because nothing is there."""

    history: History
    lost: bool = False


@dataclass(frozen=True)
class Stored:
    """A network on disk that belongs to the session: whose it is, and what it should be."""

    variant_id: str
    variant: Variant
    dataset: str
    seed: int
    folder: Path


@dataclass(frozen=True)
class Restored:
    """A variant's network is back on the shelf, with what its training has behind it; ``problem`` says why not."""

    variant_id: str
    dataset: str
    history: History | None
    problem: str = ""


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


def load_engine() -> Iterator[EngineReady]:
    """Import torch and look which devices there are."""
    import torch

    from sparse_explorer.experiment.devices import available_devices

    # As many as the command line takes by default, so that both come to the same bits.
    torch.set_num_threads(default_threads())

    yield EngineReady(tuple(available_devices()))


def load_data(name: str, data_dir: str | None) -> Iterator[Any]:
    """Load a data set, downloading it if need be; yields DownloadProgress, then DataReady."""
    from sparse_explorer import paths
    from sparse_explorer.data.datasets import load, needs_download
    from sparse_explorer.data.download import download

    root = paths.data_dir(data_dir)
    if needs_download(name, root):
        yield from download(name, root)
    data = load(name, root)
    yield DataReady(name, data, data.test_images.numpy(), data.test_labels.numpy())


def restore(tasks: list[Stored], shelf: NetworkShelf) -> Iterator[Restored]:
    """Put stored networks back on the shelf."""
    from sparse_explorer.experiment.effects import effective_network
    from sparse_explorer.experiment.runner import restore_network
    from sparse_explorer.experiment.store import StoreError, load_variant

    for task in tasks:
        try:
            stored = load_variant(task.folder)
            # Fields without effect may have been changed since.
            belongs = (effective_network(stored.variant.network), stored.dataset, stored.seed)
            if belongs != (effective_network(task.variant.network), task.dataset, task.seed):
                raise StoreError(
                    f"{task.folder} holds another network than the session's {task.variant.name}"
                )
            shelf.put(task.variant_id, task.dataset, restore_network(stored).eval())
            yield Restored(task.variant_id, task.dataset, stored.history)
        except StoreError as error:
            yield Restored(task.variant_id, task.dataset, None, str(error))


def train(task: Task, data: Any, shelf: NetworkShelf) -> Iterator[Any]:
    """Train a variant, or go on training it; yields TrainingReport, before them a GoingOn if the task is to resume.

    Whenever it ends, by itself or because it is closed, the network is on the shelf and in the task's folder.
    """
    from sparse_explorer.experiment.devices import choose_device
    from sparse_explorer.experiment.runner import new_network, restore_network
    from sparse_explorer.experiment.store import (
        DESCRIPTION,
        StoreError,
        TrainedVariant,
        load_variant,
        save_variant,
    )
    from sparse_explorer.experiment.training import Training

    stored = load_variant(task.folder) if task.resume and (task.folder / DESCRIPTION).exists() else None
    network = restore_network(stored) if stored else new_network(task.variant, task.seed)
    history = stored.history if stored else History()
    training = Training(
        network, data, task.variant.training, seed=task.seed, device=choose_device(task.device)
    )
    if stored and stored.resume:
        training.load_state_dict(stored.resume)
    elif stored and not history.finished:
        raise StoreError(f"{task.folder} holds an unfinished training without what it needs to go on")
    elif stored:
        training.step = training.steps
    if task.resume:
        yield GoingOn(copy.deepcopy(history), lost=stored is None)

    def publish(save: bool) -> str:
        """Put a copy where the inspector finds it, and on disk if asked to; returns why that failed."""
        snapshot = _copy(training.network)
        shelf.put(task.variant_id, task.dataset, snapshot)
        if not save:
            return ""
        unfinished = {} if training.step == training.steps else training.state_dict()
        trained = TrainedVariant(
            task.variant, task.dataset, task.seed, snapshot.state_dict(), unfinished, history
        )
        try:
            save_variant(task.folder, trained)
        except OSError as error:
            return f"{task.folder}: {error.strerror or error}"
        return ""

    published = saved = time.monotonic()
    ended = False
    try:
        for report in training:
            history.add(report)
            now = time.monotonic()
            if now - published > SNAPSHOT_SECONDS:
                published = now
                problem = publish(save=now - saved > SAVE_SECONDS)
                if now - saved > SAVE_SECONDS:
                    saved = now
                if problem:
                    yield SaveFailed(problem)
            yield report
        ended = True
    finally:
        problem = publish(save=True) if training.step else ""
    if ended and problem:
        yield SaveFailed(problem)


def sweep(task: Task, data: Any, shelf: NetworkShelf) -> Iterator[Any]:
    """Sweep the noise over a variant's network on the shelf; yields EvaluationReport."""
    from sparse_explorer.experiment.devices import choose_device
    from sparse_explorer.experiment.evaluation import evaluation

    network = shelf.get(task.variant_id, task.dataset)
    if network is None:
        raise RuntimeError(f"{task.variant.name} has no trained network on {task.dataset}")
    device = choose_device(task.device)
    yield from evaluation(_copy(network).to(device), data, task.noise, seed=task.seed, device=device)


def repeat(task: Task, data: Any, shelf: NetworkShelf) -> Iterator[Any]:
    """Train a variant with a further seed, as far as that is not done yet, and sweep the noise over it.

    Its network lies in the task's folder alone; the one that is looked into is that of the first seed.
    """
    from sparse_explorer.experiment.runner import restore_network
    from sparse_explorer.experiment.store import DESCRIPTION, StoreError, load_variant

    aside = NetworkShelf()
    try:
        stored = load_variant(task.folder) if (task.folder / DESCRIPTION).exists() else None
    except StoreError:
        stored = None  # nothing that could not be learned again
    if stored and (stored.variant.network, stored.variant.training) != (
        task.variant.network,
        task.variant.training,
    ):
        stored = None
    if stored and stored.history.finished:
        aside.put(task.variant_id, task.dataset, restore_network(stored).eval())
    else:
        yield from train(replace(task, resume=stored is not None), data, aside)
    yield from sweep(task, data, aside)


def _copy(network: Any) -> Any:
    return copy.deepcopy(network).cpu().eval()
