"""Saving the session's experiment as one file and opening one, as generators for a worker.

Both go by way of the folder that ``sparse-explorer run --output`` fills: what the window saves the command line goes on
with, and what the command line has made the window opens. They import torch inside.
"""

import dataclasses
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sparse_explorer.app.background.loading_jobs import run_folder
from sparse_explorer.app.model.records import RunKey, RunRecord, VariantItem
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.experiment.plan.experiment import Experiment


class ExperimentError(ValueError):
    """An experiment cannot be saved or opened; says why."""


@dataclass(frozen=True)
class ExperimentSaved:
    """The experiment is in one file; ``runs`` of it are in there."""

    path: Path
    runs: int


@dataclass(frozen=True)
class ExperimentOpened:
    """An experiment's runs are where the window keeps its own.

    Attributes:
        experiment: its configuration.
        items: its variants, with ids of their own and their runs.
    """

    experiment: Experiment
    items: tuple[VariantItem, ...] = field(default=())


def save_experiment(
    experiment: Experiment,
    folders: Mapping[tuple[str, int], Path],
    path: Path,
    unsaved: Mapping[tuple[str, int], Any],
) -> Iterator[Any]:
    """Write an experiment with its runs into one file; yields ExperimentSaved.

    Args:
        experiment: nothing left open.
        folders: of its runs, by the variant's name and the seed.
        path: of the file.
        unsaved: runs that are in memory alone, TrainedVariant, in the same way.

    Raises:
        ExperimentError: no run is finished, or the file cannot be written.
    """
    from sparse_explorer.experiment.plan.experiment_file import write_experiment
    from sparse_explorer.experiment.results.report import ExperimentReport
    from sparse_explorer.experiment.runs import bundle
    from sparse_explorer.experiment.runs.ownership import CONFIG, MARK, VARIANTS
    from sparse_explorer.experiment.runs.store import StoreError, folder_name, load_variant, save_variant
    from sparse_explorer.experiment.runs.stored_runs import StoredRuns, tasks_of

    with tempfile.TemporaryDirectory(prefix="sparse-explorer-") as temporary:
        folder = Path(temporary)
        (folder / CONFIG).write_text(f"{MARK}\n{write_experiment(experiment)}", encoding="utf-8")
        taken: set[str] = set()
        for task in tasks_of(experiment):
            stored = unsaved.get((task.variant.name, task.seed))
            source = folders.get((task.variant.name, task.seed))
            if stored is None:
                if source is None:
                    continue
                try:
                    stored = load_variant(source)
                except StoreError:
                    continue  # the window has told of it
            name = folder_name(task.variant, task.seed, taken)
            taken.add(name)
            # Under the name that it has now; fields without effect may have been changed since.
            save_variant(folder / VARIANTS / name, dataclasses.replace(stored, variant=task.variant))
        runs = StoredRuns(folder / VARIANTS)
        results = [found for task in tasks_of(experiment) for found in runs.finished(task) or ()]
        if not results:
            raise ExperimentError("no run is finished: train a variant, and sweep its noise, first")
        for name, content in ExperimentReport(experiment, results).files().items():
            data = content.encode() if isinstance(content, str) else content
            (folder / name).write_bytes(data)
        try:
            bundle.write(path, folder, overwrite=True)  # the dialog has asked
        except bundle.BundleError as error:
            raise ExperimentError(str(error)) from None
    yield ExperimentSaved(path, len(taken))


def open_experiment(source: Path, home: Path) -> Iterator[Any]:
    """Copy the runs of an experiment, from one file or from an output folder, to where the window keeps its own; yields
    ExperimentOpened.

    Args:
        source: what :func:`save_experiment` or ``sparse-explorer bundle`` wrote, or an output folder.
        home: of the window's runs.

    Raises:
        ExperimentError: it cannot be read or not be trusted.
    """
    from sparse_explorer.experiment.runs import bundle

    try:
        if source.is_dir():
            yield _take_over(source, home)
            return
        with tempfile.TemporaryDirectory(prefix="sparse-explorer-") as temporary:
            bundle.extract(source, Path(temporary) / "experiment")
            yield _take_over(Path(temporary) / "experiment", home)
    except bundle.BundleError as error:
        raise ExperimentError(str(error)) from None


def _take_over(folder: Path, home: Path) -> ExperimentOpened:
    from sparse_explorer.experiment.runs import bundle
    from sparse_explorer.experiment.runs.ownership import VARIANTS
    from sparse_explorer.experiment.runs.store import StoreError, load_variant, save_variant
    from sparse_explorer.experiment.runs.stored import describe_stored

    experiment = bundle.experiment_of(folder)
    items = {variant: VariantItem(variant, 0, uuid.uuid4().hex[:12]) for variant in experiment.variants}
    for path in _folders(folder / VARIANTS):
        try:
            stored = describe_stored(path)
            item = items.get(stored.variant)
            if item is None or stored.dataset != experiment.dataset:
                continue
            trained = load_variant(path)
        except StoreError:
            continue  # the command line says so too, and does that run again
        place = Place(item.id, stored.dataset, stored.seed)
        save_variant(run_folder(home, place), trained)
        item.runs[RunKey(stored.dataset, stored.seed)] = RunRecord(trained.history)
    return ExperimentOpened(experiment, tuple(items.values()))


def _folders(folder: Path) -> Sequence[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())
    except OSError as error:
        raise ExperimentError(f"{folder} cannot be read: {error.strerror or error}") from None
