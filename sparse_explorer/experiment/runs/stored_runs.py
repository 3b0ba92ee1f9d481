"""The runs that ``variants`` holds: which of those that were asked for are finished, and which folders are taken.

A run is found by what its description says, not by its folder's name: names are alike for variants whose names differ
in their signs alone, and runs are copied from elsewhere.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sparse_explorer.data.catalogue import describe as describe_dataset
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import read_experiment
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.runs.ownership import CONFIG
from sparse_explorer.experiment.runs.runner import goes_on, results_of, unfitted
from sparse_explorer.experiment.runs.runs import RunTask
from sparse_explorer.experiment.runs.store import (
    StoredVariant,
    StoreError,
    TrainedVariant,
    describe_stored,
    folder_name,
    is_half_saved,
    load_variant,
)
from sparse_explorer.threads import default_threads


class StoredRuns:
    """What ``variants`` holds at the moment.

    Args:
        variants: the folder; need not be there.

    Attributes:
        taken: names in it, in lower case, that no run may be saved under unless its own is :meth:`resumable` there.
    """

    def __init__(self, variants: Path) -> None:
        entries = sorted(variants.iterdir()) if variants.is_dir() else []
        self._described = {path: stored for path in entries if (stored := _described(path)) is not None}
        self._by_key: dict[tuple[object, ...], list[tuple[Path, StoredVariant]]] = {}
        for path, stored in self._described.items():
            self._by_key.setdefault(_key(stored), []).append((path, stored))
        self.taken = {path.name.lower() for path in entries if not _is_free(path)}
        self._variants = variants

    def finished(self, task: RunTask) -> tuple[RunResult, ...] | None:
        """The results of a run that is stored whole, one for each noise; None if there is none of exactly what was
        asked for."""
        found = self.trained(task)
        if found is None:
            return None
        return results_of(task.variant.name, task.dataset, task.sweeps, task.seed, found.history)

    def trained(self, task: RunTask) -> TrainedVariant | None:
        """The network of a run that is stored whole; None as of :meth:`finished`."""
        found = self._whole(task)
        return found[1] if found else None

    def whole(self, task: RunTask) -> Path | None:
        """The folder of a run that is stored whole; None as of :meth:`finished`."""
        found = self._whole(task)
        return found[0] if found else None

    def _whole(self, task: RunTask) -> tuple[Path, TrainedVariant] | None:
        for path, stored in self._of(task):
            if is_complete(stored.history, task):
                with suppress(StoreError):  # its weights cannot be read; a copy's may
                    return path, load_variant(path)
        return None

    def resumable(self, task: RunTask) -> str | None:
        """The name of a folder whose run is this one, with something missing: part of the training, a noise sweep, or
        weights that can be read."""
        for path, stored in self._of(task):
            if goes_on(stored, task.variant, task.sweeps) or is_complete(stored.history, task):
                return path.name
        return None

    def is_begun(self, task: RunTask) -> bool:
        """Whether a folder holds this run, and none of them holds it to its end."""
        found = self._of(task)
        return bool(found) and not any(is_complete(stored.history, task) for _, stored in found)

    def folders(self, task: RunTask) -> list[Path]:
        """The folders that hold this run, however far it is."""
        return [path for path, _ in self._of(task)]

    def remarks(self, tasks: Sequence[RunTask]) -> list[str]:
        """A line for each folder that has the name of a run, and holds something else."""
        wanted = {folder_name(task.variant, task.seed): task for task in tasks}
        keys = {_key(task) for task in tasks}
        lines = []
        for name, task in wanted.items():
            path = self._variants / name
            if name not in self.taken:
                continue
            stored = self._described.get(path)
            if stored is None:
                lines.append(f"{path} holds no run that can be read, and is left as it is")
            elif _key(stored) not in keys:
                lines.append(f"{path} holds a run of another configuration, and is left as it is")
            elif stored.history.finished and not (
                is_complete(stored.history, task) or goes_on(stored, task.variant, task.sweeps)
            ):
                lines.append(
                    f"{path} holds a run without the noise sweeps after each epoch, and is left as it is"
                )
        return lines

    def _of(self, task: RunTask) -> list[tuple[Path, StoredVariant]]:
        return self._by_key.get(_key(task), [])


def experiment_in(folder: Path) -> Experiment:
    """The experiment that a folder holds, with nothing left open.

    Raises:
        ConfigError: there is none that can be read.
    """
    experiment = read_experiment(folder / CONFIG)
    return experiment.settled(describe_dataset(experiment.dataset).epochs, default_threads())


def tasks_of(experiment: Experiment, data_dir: Path | None = None, device: str = "cpu") -> list[RunTask]:
    """All runs of an experiment in which nothing is left open, seed by seed, so that all variants can be compared after
    the first seed already; where data lies and the device matter only to those who do the runs."""
    assert experiment.threads is not None
    pairs = [(seed, variant) for seed in experiment.all_seeds() for variant in experiment.variants]
    return [
        RunTask(
            number=number,
            variant=variant,
            dataset=experiment.dataset,
            data_dir=data_dir,
            sweeps=experiment.sweeps(),
            seed=seed,
            device=device,
            threads=experiment.threads,
        )
        for number, (seed, variant) in enumerate(pairs, start=1)
    ]


def is_complete(history: History, task: RunTask) -> bool:
    """Whether a run came to its end, with the noise sweeps that were asked for; one that diverged has come to its."""
    if history.diverged is not None:
        return True
    epochs = task.variant.training.epochs
    if not history.finished or len(history.epochs) != epochs or len(history.accuracies) != epochs:
        return False
    return all(
        tuple(level.noise for level in epoch.levels) == sweep.noise.levels
        for sweep in task.sweeps
        for epoch in history.results(sweep.noise.convention)[0 if sweep.every else -1 :]
    )


def _key(run: RunTask | StoredVariant) -> tuple[object, ...]:
    return unfitted(run.variant), run.dataset, run.seed


def _described(path: Path) -> StoredVariant | None:
    try:
        return describe_stored(path) if path.is_dir() else None
    except StoreError:
        return None


def _is_free(path: Path) -> bool:
    """Whether a run can be saved there without touching anything else's."""
    return path.is_dir() and not path.is_symlink() and is_half_saved(path)
