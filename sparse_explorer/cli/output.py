"""The folder that ``run --output`` fills, and from which an interrupted run goes on."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from sparse_explorer.cli.report import ExperimentReport
from sparse_explorer.experiment.config import Experiment
from sparse_explorer.experiment.experiment_file import read_experiment, write_experiment
from sparse_explorer.experiment.fields import ConfigError
from sparse_explorer.experiment.files import write_atomically
from sparse_explorer.experiment.results import RunResult
from sparse_explorer.experiment.runner import result_of
from sparse_explorer.experiment.runs import RunOutcome, RunTask
from sparse_explorer.experiment.store import StoreError, folder_name, load_variant, save_variant

CONFIG, VARIANTS = "config.toml", "variants"


class OutputFolder:
    """Tables, curve, configuration and trained variants of one experiment.

    Made before any work, to make sure that results can be written and that nothing is lost by it.

    Args:
        folder: need not be there yet.
        experiment: what was asked for, with nothing left open.
        tasks: its runs, in order.
        overwrite: start anew, whatever the folder holds.

    Raises:
        ConfigError: the folder cannot be written to, or holds the results of a different experiment.
    """

    def __init__(
        self, folder: Path, experiment: Experiment, tasks: Sequence[RunTask], overwrite: bool
    ) -> None:
        self.path = folder
        self._experiment = experiment
        self._tasks = tasks
        self._names = _folder_names(tasks)
        _check_writable(folder)
        self._goes_on = (folder / CONFIG).exists() and not overwrite
        if self._goes_on:
            _check_same(folder, experiment)

    def finished(self) -> dict[int, RunResult]:
        """The results of the runs that an earlier call has finished, by number."""
        if not self._goes_on:
            return {}
        found = {
            task.number: _read(self.path / VARIANTS / self._names[task.number], task) for task in self._tasks
        }
        return {number: result for number, result in found.items() if result is not None}

    def save(self, task: RunTask, outcome: RunOutcome, circumstances: str) -> None:
        """Keep a run that has just finished.

        Raises:
            OSError: the folder cannot be written to.
        """
        if not self._goes_on:
            self._clear()
            self._goes_on = True
        # First, so that whatever happens next this run is known to belong to the experiment.
        self._write_config(circumstances)
        save_variant(self.path / VARIANTS / self._names[task.number], outcome.trained(task))

    def write(self, report: ExperimentReport) -> None:
        """Write tables and curve of the runs that are finished, each file whole or not at all.

        Raises:
            OSError: the folder cannot be written to.
        """
        for name, content in report.files().items():
            write_atomically(self.path / name, content)
        self._write_config()

    def _write_config(self, *circumstances: str) -> None:
        """The experiment under what its runs were made with, a line for each: a folder may be continued with another
        version or device."""
        path = self.path / CONFIG
        earlier = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        lines = [line.removeprefix("# ") for line in earlier if line.startswith("# ")]
        head = "".join(f"# {line}\n" for line in dict.fromkeys([*lines, *circumstances]))
        write_atomically(path, head + write_experiment(self._experiment))

    def _clear(self) -> None:
        """Remove what an earlier experiment left, and nothing else."""
        for name in (CONFIG, *ExperimentReport.FILES):
            (self.path / name).unlink(missing_ok=True)
        shutil.rmtree(self.path / VARIANTS, ignore_errors=True)


def _folder_names(tasks: Sequence[RunTask]) -> Mapping[int, str]:
    """A folder for each run, the same whichever of them are finished first."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    for task in tasks:
        names[task.number] = folder_name(task.variant, task.seed, taken)
        taken.add(names[task.number])
    return names


def _read(folder: Path, task: RunTask) -> RunResult | None:
    """The results of a finished run; None if there is none, or if it is of something else than was asked for."""
    try:
        stored = load_variant(folder)
    except StoreError:
        return None
    history = stored.history
    if (stored.variant, stored.dataset, stored.seed) != (task.variant, task.dataset, task.seed):
        return None
    swept = history.epochs if task.sweep == "every" else history.epochs[-1:]
    wanted = len(history.accuracies) if task.sweep == "every" else 1
    complete = history.finished and len(swept) == wanted
    if not complete or any(
        tuple(level.noise for level in epoch.levels) != task.noise.levels for epoch in swept
    ):
        return None
    return result_of(task.variant.name, task.dataset, task.noise.convention, task.seed, history)


def _check_writable(folder: Path) -> None:
    existing = folder.absolute()
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        raise ConfigError(
            "output",
            f"cannot write to {folder}: {existing}: {error.strerror}; choose a folder you may write to",
        ) from None


def _check_same(folder: Path, experiment: Experiment) -> None:
    """Make sure that the folder's experiment is this one, or this one with fewer variants or seeds."""
    assert experiment.threads is not None
    try:
        earlier = read_experiment(folder / CONFIG)
        earlier = earlier.settled(1, experiment.threads)
        differs = earlier.beyond(experiment)
    except ConfigError:
        differs = "configuration"
    if differs:
        raise ConfigError(
            "output",
            f"{folder} holds the results of a different experiment ({differs}); choose another folder or add "
            "--overwrite",
        )
