"""``sparse-explorer run``: the experiment in a terminal, with progress bars, tables and files."""

import argparse
import functools
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import replace
from pathlib import Path

import torch
from tqdm import tqdm

from sparse_explorer import signals
from sparse_explorer.cli.arguments import experiment_of
from sparse_explorer.cli.output import OutputFolder
from sparse_explorer.cli.progress import DownloadBars, RunBars
from sparse_explorer.data.catalogue import describe as describe_dataset
from sparse_explorer.data.datasets import ImageData, load
from sparse_explorer.experiment.engine.devices import choose_device, describe_device, why_no_kernels
from sparse_explorer.experiment.plan.config import Experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.results.csv_text import csv_dialect
from sparse_explorer.experiment.results.report import RESULTS, ExperimentReport
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.runs.cluster import DaskCluster
from sparse_explorer.experiment.runs.executors import (
    ConnectionLostError,
    InProcess,
    LocalProcesses,
    Report,
    RunExecutor,
)
from sparse_explorer.experiment.runs.runs import RunFailure, RunOutcome, RunTask, perform, run_all
from sparse_explorer.experiment.runs.scheduler import find_scheduler
from sparse_explorer.experiment.runs.stored_runs import tasks_of
from sparse_explorer.paths import data_dir, shown
from sparse_explorer.printable import printable
from sparse_explorer.threads import default_threads

FAILED = 1


def run_command(options: argparse.Namespace) -> int:
    """Train, sweep, print and save what the options ask for; returns the exit status.

    Raises:
        ConfigError, DataError: before any training, for what the user can mend.
    """
    _check(options)
    experiment = experiment_of(options)
    experiment = experiment.settled(describe_dataset(experiment.dataset).epochs, default_threads())
    # On a cluster each worker looks for itself what there is.
    device = options.device if options.scheduler is not None else choose_device(options.device).type
    tasks = tasks_of(experiment, data_dir(options.data_dir).absolute(), device)
    with _output(experiment, tasks, options) as output:
        session = _Session(experiment, tasks, output, device, options)
        status = session.run(options)
        session.print_outcome(interrupted=status > signals.STOPPED)
    return status


def _check(options: argparse.Namespace) -> None:
    if not 1 <= options.jobs <= 256:
        raise ConfigError("jobs", f"{options.jobs} is not allowed; allowed is 1 ... 256")
    if options.scheduler is not None and options.jobs > 1:
        raise ConfigError("jobs", "is for this machine; with --scheduler the cluster decides")
    if options.scheduler is not None:
        find_scheduler(options.scheduler)


def _output(
    experiment: Experiment, tasks: Sequence[RunTask], options: argparse.Namespace
) -> AbstractContextManager[OutputFolder | None]:
    if options.output is None:
        return nullcontext()
    return OutputFolder(options.output, experiment, tasks, options.overwrite)


class _Session:
    """One call of the command: what is finished, what failed, and what is done with each."""

    def __init__(
        self,
        experiment: Experiment,
        tasks: Sequence[RunTask],
        output: OutputFolder | None,
        device: str,
        options: argparse.Namespace,
    ) -> None:
        self._experiment = experiment
        self._tasks = tasks
        self._output = output
        self._device = device
        self._jobs = options.jobs
        self._by_default = experiment.noise.convention == "paper" and not (options.noise or options.config)
        self._on_cluster = options.scheduler is not None
        self._results: dict[int, RunResult] = output.finished() if output else {}
        self._earlier = len(self._results)
        self._failed: list[RunTask] = []
        self._dialect = csv_dialect(options.csv_dialect)
        self._complained: set[str] = set()
        self._unsaved: dict[int, tuple[RunTask, RunOutcome]] = {}
        self._tables_unsaved = False
        self._elsewhere = ""
        self._lost = ""

    def run(self, options: argparse.Namespace) -> int:
        """Do the runs that are not finished; returns the exit status."""
        missing = [task for task in self._tasks if task.number not in self._results]
        if self._earlier:
            going_on = f"; going on with the other {len(missing)}" if missing else ""
            _say(f"{self._earlier} of {len(self._tasks)} runs are finished already{going_on}")
        if not missing:
            if self._output is not None:
                self._output.begin()
                self._output.write(self._report())
            return 0
        data = _load(self._experiment.dataset, options)
        if self._output is not None:
            self._output.begin(f"torch {torch.__version__}, {self._computer()}")
            for remark in self._output.remarks:
                _say(printable(remark))
        self._introduce(data)
        try:
            self._do(missing, data, options)
        except KeyboardInterrupt as request:
            return signals.exit_status(request)
        except ConnectionLostError as error:
            self._lost = str(error)
        finally:
            self._save_elsewhere()
        return FAILED if self._failed or self._lost or self._unsaved or self._tables_unsaved else 0

    def print_outcome(self, interrupted: bool) -> None:
        """Print the tables, and how it ended."""
        if self._results:
            print(f"\n{self._report().text()}")
        wanted = len(self._tasks)
        if interrupted:
            _say(f"\nsparse-explorer: stopped, {len(self._results)} of {wanted} runs are finished")
        if self._failed:
            names = ", ".join(_name(task, self._experiment) for task in self._failed)
            _say(f"\nsparse-explorer: {len(self._failed)} of {wanted} runs failed: {names}")
        if self._lost:
            logging.getLogger("sparse_explorer").error("%s", self._lost)
            _say(f"\nsparse-explorer: {self._lost}; {len(self._results)} of {wanted} runs are finished")
        if (interrupted or self._failed or self._lost) and self._output is not None:
            _say("The same command continues with what is missing.")
        if self._elsewhere:
            _say(f"\nsparse-explorer: {self._elsewhere}")
        elif self._results and self._output is not None:
            _say(
                f"\nTables, curve and trained variants are in {shown(self._output.path)} (start with {RESULTS})"
            )
        elif self._results:
            _say("\nAdd --output DIR to keep the tables, the curve and the trained variants.")

    def _do(self, missing: Sequence[RunTask], data: ImageData, options: argparse.Namespace) -> None:
        labels = {task.number: self._label(task) for task in self._tasks}
        with (
            closing(RunBars(labels, self._earlier, len(self._tasks))) as bars,
            _executor(options, _checking(bars.show)) as executor,
            signals.kept(),
        ):
            work = functools.partial(perform, report=executor.report)
            if isinstance(executor, InProcess):
                work = functools.partial(work, data=data)
            poll = _checking(executor.poll)
            tasks = [self._kept(task) for task in missing]
            runs = run_all(tasks, executor, work, at_once=executor.at_once, poll=poll)
            for task, outcome in runs:
                if isinstance(outcome, RunFailure):
                    self._failed.append(task)
                    logging.getLogger("sparse_explorer").error(
                        "%s failed: %s\n%s", labels[task.number], outcome.reason, outcome.details
                    )
                    bars.end(
                        task.number,
                        f"{labels[task.number]} failed: {outcome.reason}\n{outcome.details}".strip(),
                    )
                    continue
                result = outcome.result(task)
                self._results[task.number] = result
                bars.end(task.number, f"{labels[task.number]}{_ending(result)} ({outcome.seconds:.0f} s)")
                self._keep(task, outcome)
                signals.check()

    def _kept(self, task: RunTask) -> RunTask:
        """The task with the folder that it saves itself in while it is at work; a cluster's machines have none here."""
        if self._output is None or self._on_cluster:
            return task
        return replace(task, folder=self._output.folder_of(task).absolute())

    def _keep(self, task: RunTask, outcome: RunOutcome) -> None:
        """Save a run, and those that could not be saved before; what cannot be saved now stays in memory."""
        if self._output is None:
            return
        self._unsaved[task.number] = task, outcome
        self._tables_unsaved = True
        try:
            self._save_into(self._output)
        except ConfigError as error:
            self._complain(f"{error}; the runs go on, and are saved elsewhere if need be")

    def _save_into(self, output: OutputFolder) -> None:
        problem = None
        for number, (task, outcome) in list(self._unsaved.items()):
            try:
                output.save(task, outcome)
                del self._unsaved[number]
            except ConfigError as error:  # there may be room for another one
                problem = error
        output.write(self._report())
        self._tables_unsaved = False
        if problem is not None:
            raise problem

    def _save_elsewhere(self) -> None:
        """Save what could not be saved where it was to be: there if that has become possible, or in a new folder."""
        if self._output is None or not (self._unsaved or self._tables_unsaved):
            return
        unsaved = dict(self._unsaved)
        with suppress(ConfigError):
            self._save_into(self._output)
            return
        try:
            folder = Path(tempfile.mkdtemp(prefix="sparse-explorer-"))
            with OutputFolder(folder, self._experiment, self._tasks, overwrite=False) as output:
                output.begin()
                self._unsaved = unsaved
                self._save_into(output)
        except (ConfigError, OSError) as error:
            self._elsewhere = f"what was not saved is lost: {error}"
        else:
            self._elsewhere = f"what could not be saved in {shown(self._output.path)} is in {shown(folder)}"
        self._unsaved, self._tables_unsaved = unsaved, True

    def _report(self) -> ExperimentReport:
        results = list(self._results.values())
        return ExperimentReport(self._experiment, results, self._dialect, self._complain)

    def _complain(self, line: str) -> None:
        """Say once that a picture could not be drawn: it is drawn again after every run."""
        if line not in self._complained:
            self._complained.add(line)
            tqdm.write(f"sparse-explorer: {printable(line)}", file=sys.stderr)

    def _label(self, task: RunTask) -> str:
        return f"[{task.number}/{len(self._tasks)}] {_name(task, self._experiment)}"

    def _introduce(self, data: ImageData) -> None:
        experiment = self._experiment
        _say(
            f"{experiment.dataset}: {len(data.train_images):,} training and {len(data.test_images):,} test images · "
            f"{self._computer()}"
        )
        missing = "" if self._on_cluster else why_no_kernels(torch.device(self._device))
        if missing:
            _say(
                f"there are no compiled kernels ({missing}), so that sparse networks train slower than they could"
            )
        levels = experiment.noise.levels
        when = "every epoch" if experiment.sweep == "every" else "the last epoch"
        spread = f"{len(levels)} levels {levels[0]:.2f} to {levels[-1]:.2f}"
        why = "; all presets are the paper's" if self._by_default else ""
        _say(f"{experiment.noise.convention}'s noise, {spread}, after {when}{why}")
        together, cores = self._jobs * (experiment.threads or 1), os.cpu_count() or 1
        if self._jobs > 1 and self._device == "cpu" and together > cores:
            fewer = max(cores // self._jobs, 1)
            _say(
                f"{together} threads share {cores} cores; --threads {fewer} would be faster, with numbers that differ "
                "in their last digits"
            )

    def _computer(self) -> str:
        """What the runs are done with, in words."""
        if self._on_cluster:
            return f"cluster, device {self._device}, {self._experiment.threads} threads a run"
        return describe_device(torch.device(self._device), self._experiment.threads)


def _executor(options: argparse.Namespace, show: Report) -> RunExecutor:
    if options.scheduler is not None:
        return DaskCluster(options.scheduler, show)
    return InProcess(show) if options.jobs == 1 else LocalProcesses(options.jobs, show)


def _checking(function: Callable[..., None]) -> Callable[..., None]:
    """``function``, looking each time whether the process was asked to stop."""

    def checked(*arguments: object) -> None:
        signals.check()
        function(*arguments)

    return checked


def _load(name: str, options: argparse.Namespace) -> ImageData:
    with closing(DownloadBars()) as bars:
        return load(name, data_dir(options.data_dir), bars.show)


def _name(task: RunTask, experiment: Experiment) -> str:
    return f"{task.variant.name}, seed {task.seed}" if experiment.seeds > 1 else task.variant.name


def _ending(result: RunResult) -> str:
    """How a run ended, behind its name."""
    if result.diverged is not None:
        return f" diverged: {result.diverged.text}"
    shown = [level for level in result.levels if level.noise in (0.0, 0.3, 0.6)] or result.levels[:1]
    accuracies = ", ".join(f"{level.accuracy:.1f} % at {level.noise:.2f}" for level in shown)
    return f": {accuracies}, noise score {result.noise_score:,}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
