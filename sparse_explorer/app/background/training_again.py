"""Training a variant again from its beginning: what it had learned stays until the new training has come to its end."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Generator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparse_explorer.app.background import training_jobs as jobs
from sparse_explorer.app.background import training_process
from sparse_explorer.app.background.loading_jobs import AGAIN
from sparse_explorer.app.model.shelf import NetworkShelf
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.runs.stored import MOMENTUM, StoreError, remove_variant

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData

log = logging.getLogger("sparse_explorer")


def train_again(task: jobs.Task, data: ImageData, shelf: NetworkShelf) -> Generator[Any, None, None]:
    """Train a run from its beginning, beside the one that is kept, which it replaces at its end.

    Yields what a training does, a Resumed with nothing behind it first. One that is stopped or fails leaves the run as
    it was, in the folder and on the shelf.
    """
    from sparse_explorer.experiment.runs.snapshots import move_snapshots
    from sparse_explorer.experiment.runs.store import load_variant, save_variant

    if shelf.unsaved(task.place) is not None:
        raise StoreError(f"what {task.variant.name!r} learned is in memory alone, and would be lost")
    beside = task.folder.with_name(task.folder.name + AGAIN)
    before = shelf.get(task.place)
    _remove(beside)
    yield jobs.Resumed(History())
    whole = False
    try:
        fresh = dataclasses.replace(task, folder=beside, step=0, origin=None)
        with closing(training_process.Training(fresh, data, shelf)) as training:
            for report in training:
                if isinstance(report, jobs.SaveFailed):
                    raise StoreError(report.reason)
                yield report
        save_variant(task.folder, load_variant(beside))
        move_snapshots(beside, task.folder)
        if (beside / MOMENTUM).exists():
            (beside / MOMENTUM).replace(task.folder / MOMENTUM)
        whole = True
    finally:
        if not whole:
            shelf.set_unsaved(task.place, None)
            shelf.put(task.place, before) if before is not None else shelf.drop(task.place)
        _remove(beside)


def _remove(folder: Path) -> None:
    """Remove what a training had saved; what cannot be removed stays, with a line in the log."""
    try:
        with suppress(FileNotFoundError):
            remove_variant(folder)
    except OSError as error:
        log.warning("not removed: %s: %s", folder, error.strerror or error)
