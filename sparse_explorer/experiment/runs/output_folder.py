"""The folder that an experiment fills, and from which an interrupted one is continued."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import write_experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.results.report import ExperimentReport
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.verdict_report import VerdictReport
from sparse_explorer.experiment.runs import ownership
from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.experiment.runs.folder_lock import FolderLock, LockedError
from sparse_explorer.experiment.runs.ownership import CONFIG, MARK, VARIANTS
from sparse_explorer.experiment.runs.places import cannot_write, check_output
from sparse_explorer.experiment.runs.runs import RunOutcome, RunTask
from sparse_explorer.experiment.runs.store import folder_name, save_variant
from sparse_explorer.experiment.runs.stored_runs import StoredRuns
from sparse_explorer.paths import shown

_LONGEST = "weights.safetensors.new" + 40 * "x"
"""As long as the names of the files in a run's folder, and of those that they are at first."""

_FILES = (*ExperimentReport.FILES, *VerdictReport.FILES)


class OutputFolder:
    """Tables, curve, configuration and trained variants of one experiment.

    To be used as a context, in which no other process can write there. Entered before any work, to make sure that
    results can be written and that nothing is lost by it; :meth:`begin` is the first that changes anything.

    Args:
        folder: need not be there yet.
        experiment: what was asked for, with nothing left open.
        tasks: its runs, in order.
        overwrite: start over: remove an earlier experiment of this program.

    Attributes:
        path: the folder.
        remarks: what the user should know of what the folder holds, a line each.

    Raises:
        ConfigError: on entering; the folder cannot be written to, is in use, or holds what may not be replaced.
    """

    def __init__(
        self, folder: Path, experiment: Experiment, tasks: Sequence[RunTask], overwrite: bool
    ) -> None:
        self.path = folder
        self.remarks: list[str] = []
        self._experiment = experiment
        self._tasks = tasks
        self._overwrite = overwrite
        self._lock = FolderLock(folder)
        self._made: list[Path] = []
        self._earlier: Experiment | None = None
        self._names: Mapping[int, str] = {}
        self._results: dict[int, tuple[RunResult, ...]] = {}

    def __enter__(self) -> "OutputFolder":
        longest = max((folder_name(task.variant, task.seed) for task in self._tasks), key=len)
        check_output(self.path, os.path.join(VARIANTS, longest, _LONGEST))
        with self._named():
            self._check()  # before a file is made in what may be anybody's
            self._make()
            try:
                self._lock.acquire()
            except BaseException as error:
                self._unmake()
                if isinstance(error, LockedError):
                    raise ConfigError("output", f"{shown(self.path)} is in use by {error}") from None
                raise
            try:
                self._earlier = self._check()  # it may have changed until it was locked
                self._take_stock()
            except BaseException:
                self._release()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release()

    def finished(self) -> dict[int, tuple[RunResult, ...]]:
        """The results of the runs that an earlier call has finished, by number; one for each noise."""
        return dict(self._results)

    def begin(self, *circumstances: str) -> None:
        """Make the folder this experiment's, before anything is trained for it.

        Args:
            circumstances: what the runs are made with, in words; ``config.toml`` has a line for each.

        Raises:
            ConfigError: the folder cannot be written to, or the disk is too full.
        """
        with self._named():
            self._check_space()
            ownership.remove_leftovers(self.path)
            if self._overwrite:
                ownership.clear(self.path, _FILES)
                self._names = self._names_for(StoredRuns(self.path / VARIANTS))
            self._write_config(*circumstances)
            (self.path / VARIANTS).mkdir(exist_ok=True)
            with tempfile.TemporaryFile(dir=self.path / VARIANTS):
                pass

    def folder_of(self, task: RunTask) -> Path:
        """Where a run that is not finished is saved, and what was saved of it before."""
        return self.path / VARIANTS / self._names[task.number]

    def save(self, task: RunTask, outcome: RunOutcome) -> None:
        """Keep a run that has just finished.

        Raises:
            ConfigError: the folder cannot be written to.
        """
        with self._named(advice=""):
            save_variant(self.folder_of(task), outcome.trained(task))

    def write(self, report: ExperimentReport) -> None:
        """Write tables and pictures of the runs that are finished, each file whole or not at all; raises as below."""
        for _ in self.writing(report):
            pass

    def writing(self, report: ExperimentReport) -> Iterator[int]:
        """The same step by step: all tables at once, which takes little time, then a picture at a time.

        Yields:
            How many pictures are left.

        Raises:
            ConfigError: the folder cannot be written to.
        """
        with self._named(advice=""):
            for name, text in report.tables().items():
                write_atomically(self.path / name, text)
            for name in report.unused_files():
                (self.path / name).unlink(missing_ok=True)
        drawings = report.drawings()
        for left, (name, draw) in zip(range(len(drawings), 0, -1), drawings.items(), strict=True):
            yield left
            picture = draw()
            if picture is not None:
                with self._named(advice=""):
                    write_atomically(self.path / name, picture)

    def write_verdict(self, report: VerdictReport) -> None:
        """Write a verdict's files beside the others; raises as above."""
        with self._named(advice=""):
            for name, content in report.files().items():
                write_atomically(self.path / name, content)

    def _check(self) -> Experiment | None:
        """The experiment that the folder holds, if that is this one, with perhaps fewer variants, seeds or noises, or
        if it is to be overwritten; None for a folder that is empty."""
        earlier = ownership.read_owned(self.path, _FILES)
        if earlier is None or self._overwrite:
            return earlier
        assert self._experiment.threads is not None
        differs = earlier.settled(1, self._experiment.threads).beyond(self._experiment)
        if differs:
            raise ConfigError(
                "output",
                f"{shown(self.path)} holds the results of a different experiment ({differs}); choose another folder or "
                "add --overwrite",
            )
        return earlier

    def _take_stock(self) -> None:
        """Find the runs that are finished, and a folder for each of the others."""
        if self._overwrite or self._earlier is None:
            self._names = self._names_for(StoredRuns(self.path / VARIANTS))
            return
        stored = StoredRuns(self.path / VARIANTS)
        self._results = {
            task.number: result for task in self._tasks if (result := stored.finished(task)) is not None
        }
        self._names = self._names_for(stored)
        self.remarks = stored.remarks(self._tasks)

    def _names_for(self, stored: StoredRuns) -> Mapping[int, str]:
        """A folder's name for each run that is not finished, the same whichever of them end first."""
        names: dict[int, str] = {}
        taken = set(stored.taken)
        for task in self._tasks:
            if task.number not in self._results:
                names[task.number] = stored.resumable(task) or folder_name(task.variant, task.seed, taken)
                taken.add(names[task.number])
        return names

    def _write_config(self, *circumstances: str) -> None:
        """The experiment under what its runs were made with: a folder may be continued with another version or device.

        A file that says all that already is left alone: its owner may have written comments into it.
        """
        path = self.path / CONFIG
        goes_on = self._earlier is not None and not self._overwrite
        comments = ownership.comments_in(self.path) if goes_on else []
        head = list(dict.fromkeys([MARK, *comments, *(f"# {each}" for each in circumstances)]))
        if head != comments or self._earlier != self._experiment:
            write_atomically(path, "".join(f"{line}\n" for line in head) + write_experiment(self._experiment))

    def _check_space(self) -> None:
        if self._overwrite:  # what is removed first makes room that nobody has counted
            return
        needed = sum(
            4 * cost(task.variant.network).parameters for task in self._tasks if task.number in self._names
        )
        disk = shutil.disk_usage(self.path)
        if disk.total and disk.free < needed:
            raise ConfigError(
                "output",
                f"the disk of {shown(self.path)} is too full: trained variants take {needed / 1e6:,.1f} MB or more, "
                f"and {disk.free / 1e6:,.1f} MB are free",
            )

    def _make(self) -> None:
        folder = self.path.absolute()
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        for path in reversed(missing):
            with suppress(FileExistsError):  # another process is as quick
                path.mkdir()
                self._made.insert(0, path)

    def _release(self) -> None:
        with suppress(OSError):  # what is written is written
            self._lock.release()
        self._unmake()

    def _unmake(self) -> None:
        """Remove the folders that were made, as far as they are empty."""
        for path in self._made:
            with suppress(OSError):
                path.rmdir()

    @contextmanager
    def _named(self, advice: str = "; choose another folder") -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise cannot_write(self.path, error, advice) from None
