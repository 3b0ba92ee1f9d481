"""An experiment done to its end: what is finished already, what is missing, and where the results go.

The command line, the Python API and anybody else drive the same :class:`Session`; it prints nothing.
"""

import functools
import logging
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import torch

from sparse_explorer import signals
from sparse_explorer.data.catalogue import describe as describe_dataset
from sparse_explorer.data.datasets import ImageData, load
from sparse_explorer.data.errors import DataError
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.verdict_plan import VerdictPlan
from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect
from sparse_explorer.experiment.results.report import ExperimentReport
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.verdict_report import (
    INTERVENTIONS,
    VerdictReport,
    kind_of,
    verdict_of,
)
from sparse_explorer.experiment.runs.examination import Examination, examine
from sparse_explorer.experiment.runs.execution import Execution
from sparse_explorer.experiment.runs.executors import ConnectionLostError, InProcess, RunExecutor
from sparse_explorer.experiment.runs.listening import EndedRun, Examined, Listener
from sparse_explorer.experiment.runs.output_folder import OutputFolder
from sparse_explorer.experiment.runs.ownership import VARIANTS
from sparse_explorer.experiment.runs.runner import fitted
from sparse_explorer.experiment.runs.runs import RunFailure, RunOutcome, RunTask, perform, run_all
from sparse_explorer.experiment.runs.saving import Saving
from sparse_explorer.experiment.runs.stored_runs import StoredRuns, tasks_of
from sparse_explorer.threads import default_threads

log = logging.getLogger("sparse_explorer")


class Session:
    """One experiment at work. To be used as a context, in which no other process writes into the output folder.

    Args:
        experiment: what is asked for; what it leaves open is settled.
        execution: with what the runs are done.
        output: the folder for tables, pictures and trained variants, which is continued; None to keep all in memory.
        overwrite: start over in that folder.
        dialect: how CSV files are written.
        listener: told of what goes on.
        hold: variants whose trained networks are held in memory where there is no folder, for :meth:`examine`.

    Attributes:
        experiment: with nothing left open.
        tasks: its runs, in order.
        results: of the runs that are finished, by their number, one for each noise.
        earlier: how many of them were finished before.
        failed: the runs that failed.
        lost: why the cluster was lost; empty while it is not.
        examination: the interventions that were begun; None before.

    Raises:
        ConfigError: what is asked for cannot be done here, or the folder cannot be used.
    """

    def __init__(
        self,
        experiment: Experiment,
        execution: Execution,
        output: Path | None = None,
        *,
        overwrite: bool = False,
        dialect: CsvDialect = PLAIN,
        listener: Listener | None = None,
        hold: Collection[str] = (),
    ) -> None:
        self.experiment = experiment.settled(describe_dataset(experiment.dataset).epochs, default_threads())
        self.execution = execution.settled()
        self.tasks = tasks_of(self.experiment, self.execution.data.absolute(), self.execution.device)
        self.results: dict[int, tuple[RunResult, ...]] = {}
        self.earlier = 0
        self.failed: list[RunTask] = []
        self.lost = ""
        self.examination: Examination | None = None
        self.path = output
        self._output = (
            None if output is None else OutputFolder(output, self.experiment, self.tasks, overwrite)
        )
        self._dialect = dialect
        self._listener = listener or Listener()
        self._complained: set[str] = set()
        self._saving = (
            None if self._output is None else Saving(self._output, self.report, self._complain_once)
        )
        self._hold = hold
        self._held: dict[int, bytes] = {}
        self._data: ImageData | None = None
        self._stack = ExitStack()

    def __enter__(self) -> "Session":
        if self._output is not None:
            self._stack.enter_context(self._output)
            self.results = self._output.finished()
            self.earlier = len(self.results)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def missing(self) -> list[RunTask]:
        """The runs that have no results yet."""
        return [task for task in self.tasks if task.number not in self.results]

    @property
    def computer(self) -> str:
        """What the runs are done with, in words."""
        return self.execution.describe(self.experiment.threads or 1)

    @property
    def complete(self) -> bool:
        """Whether all runs are finished, and saved where they were to be."""
        done = self.examination is None or self.examination.complete
        saved = self._saving is None or self._saving.complete
        return done and saved and not (self.missing or self.lost)

    @property
    def undrawn(self) -> int:
        """How many pictures in the folder were left as they were, for want of time: they do not show all runs."""
        return 0 if self._saving is None else self._saving.undrawn

    @property
    def elsewhere(self) -> str:
        """Where what could not be saved in the folder is; empty if it could."""
        return "" if self._saving is None else self._saving.elsewhere

    def run(self) -> Generator[EndedRun, None, None]:
        """Do the runs that are missing, and yield each as it has ended and is saved.

        Closing the generator, or an exception that the listener raises, stops what is at work; it goes on there the
        next time. A cluster that is lost ends it too, and is told by ``lost``.

        Raises:
            ConfigError, DataError: before any training, for what the user can fix.
        """
        missing = self.missing
        if not missing:
            if self._output is not None:
                self._output.begin()
                with signals.kept():
                    for _ in self._output.writing(self.report()):
                        signals.check()
            return
        data = self._loaded()
        remarks: Sequence[str] = ()
        if self._output is not None:
            self._output.begin(f"torch {torch.__version__}, {self.computer}")
            remarks = self._output.remarks
        self._listener.starting(data, remarks)
        with signals.kept():
            stopped = False
            try:
                yield from self._do(missing, data)
            except ConnectionLostError as error:
                self.lost = str(error)
                log.error("%s", error)
            except KeyboardInterrupt:
                stopped = True
                raise
            finally:
                if self._saving is not None:
                    self._saving.finish(self.experiment, self.tasks, lambda: stopped or signals.asked())
            signals.check()

    def examine(self, plan: VerdictPlan) -> Generator[Examined, None, None]:
        """Make the interventions that are missing in the networks of the claiming seeds, and yield each seed's as they
        are made and saved. Nothing is trained. Closing the generator stops what is at work, which begins again the next
        time.

        They are made by the processes that do the runs, or by this one where a cluster does.

        Raises:
            DataError: the data set cannot be had.
        """
        self.examination = examination = self._examination_of(plan)
        missing = examination.missing
        if not missing:
            return
        data = self._loaded()
        self._listener.examining(examination)
        report = _checking(self._listener.progress)
        with signals.kept(), self._nearby().executor(report) as executor, self._stopping():
            work = functools.partial(examine, report=executor.report)
            if isinstance(executor, InProcess):
                work = functools.partial(work, data=data)
            made = run_all(missing, executor, work, at_once=executor.at_once, poll=_checking(executor.poll))
            for task, curves in made:
                if isinstance(curves, RunFailure):
                    examination.failed.append(task)
                    log.error("%s failed: %s\n%s", task.name, curves.reason, curves.details)
                    yield Examined(task, curves)
                    continue
                examination.add(task, curves)
                yield Examined(task)
                signals.check()

    def judge(self, plan: VerdictPlan, command: str = "") -> VerdictReport | None:
        """The verdict on the runs that are finished, written into the output folder if there is one.

        Args:
            plan: whose experiment this session does.
            command: what makes the verdict.

        Returns:
            None while no run of the reference is finished.
        """
        runs = [run for results in self.results.values() for run in results]
        examination = self.examination or self._examination_of(plan)
        found = verdict_of(plan, runs, command, examination.found(), self._kind() if runs else None)
        if found is None:
            return None
        report = VerdictReport(found, runs, self._dialect, self._complain_once)
        if self._saving is not None:
            self._saving.write_verdict(report)
        return report

    def report(self) -> ExperimentReport:
        """Tables and pictures of the runs that are finished."""
        results = [result for run in self.results.values() for result in run]
        return ExperimentReport(self.experiment, results, self._dialect, self._complain_once)

    def _kind(self) -> tuple[int, int] | None:
        """Rows of the images and number of classes, for what networks cost; a data set of one's own has to be read."""
        if self._data is None and (known := kind_of(self.experiment.dataset)):
            return known
        try:
            data = self._loaded()
        except (ConfigError, DataError) as error:  # it is gone, or another one, since its runs were done
            self._complain_once(f"costs are those for MNIST: {error}")
            return None
        return data.size, data.classes

    def _loaded(self) -> ImageData:
        if self._data is None:
            self._data = load(self.experiment.dataset, self.execution.data, self._listener.downloading)
            for variant in self.experiment.variants:
                fitted(variant, self._data)  # a line before anything is trained
        return self._data

    def _nearby(self) -> Execution:
        """With what networks are looked into: they are in this machine's folders."""
        if not self.execution.on_cluster:
            return self.execution
        return Execution(data_dir=self.execution.data_dir).settled()

    def _examination_of(self, plan: VerdictPlan) -> Examination:
        sound = [
            task
            for task in self.tasks
            if all(result.diverged is None for result in self.results.get(task.number, ()))
            and task.number in self.results
        ]
        stored = StoredRuns(self.path / VARIANTS) if self._output is not None and self.path else None

        def place(task: RunTask) -> Path | bytes | None:
            unsaved = self._saving.unsaved.get(task.number) if self._saving is not None else None
            if unsaved is not None:
                return unsaved.weights
            return self._held.get(task.number) if stored is None else stored.whole(task)

        return Examination(
            plan,
            sound,
            place,
            self.path / INTERVENTIONS if stored is not None and self.path else None,
            device=self._nearby().device,
            first=len(self.tasks) + 1,
            complain=self._complain_once,
        )

    def _do(self, missing: Sequence[RunTask], data: ImageData) -> Generator[EndedRun, None, None]:
        with self.execution.executor(_checking(self._listener.progress)) as executor, self._stopping():
            runs = run_all(
                [self._kept(task) for task in missing],
                executor,
                _work(executor, data),
                at_once=executor.at_once,
                poll=_checking(functools.partial(self._poll, executor)),
            )
            for task, outcome in runs:
                if isinstance(outcome, RunFailure):
                    self.failed.append(task)
                    name = f"{task.variant.name}, seed {task.seed}"
                    log.error("%s failed: %s\n%s", name, outcome.reason, outcome.details)
                    yield EndedRun(task, failure=outcome)
                    continue
                results = outcome.results(task)
                self.results[task.number] = results
                if self._saving is not None:
                    self._saving.keep(task, outcome)
                    while isinstance(executor, InProcess) and self._saving.draw():
                        signals.check()
                elif task.variant.name in self._hold:
                    self._held[task.number] = outcome.weights
                yield EndedRun(task, results, seconds=outcome.seconds)
                signals.check()

    def _poll(self, executor: RunExecutor) -> None:
        """While runs are at work elsewhere: pass on their progress, and draw a picture, if one is due."""
        executor.poll()
        if self._saving is not None:
            self._saving.draw()

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        """Tell the listener of a request to stop before anything is waited for that is at work."""
        try:
            yield
        except KeyboardInterrupt:
            self._listener.stopping()
            raise

    def _kept(self, task: RunTask) -> RunTask:
        """The task with the folder that it saves itself in while it is at work; a cluster's machines have none here."""
        if self._output is None or self.execution.on_cluster:
            return task
        return replace(task, folder=self._output.folder_of(task).absolute())

    def _complain_once(self, line: str) -> None:
        """Say once that a picture could not be drawn: it is drawn again after every run."""
        if line not in self._complained:
            self._complained.add(line)
            self._listener.complain(line)


def _work(executor: RunExecutor, data: ImageData) -> Callable[[RunTask], RunOutcome]:
    work = functools.partial(perform, report=executor.report)
    return functools.partial(work, data=data) if isinstance(executor, InProcess) else work


def _checking(function: Callable[..., None]) -> Callable[..., None]:
    """``function``, looking each time whether the process was asked to stop."""

    def checked(*arguments: object) -> None:
        signals.check()
        function(*arguments)

    return checked
