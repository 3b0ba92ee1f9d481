"""Many runs over any ``concurrent.futures`` executor: each a task that can be sent to another process or machine.

A task holds plain configuration and loads its data itself; what comes back are plain results and the weights as bytes.
"""

import functools
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

import torch
from safetensors.torch import load as tensors_of
from safetensors.torch import save as bytes_of

from sparse_explorer.data.datasets import ImageData, load
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.engine.devices import choose_device
from sparse_explorer.experiment.engine.evaluation import is_out_of_memory
from sparse_explorer.experiment.plan.experiment import Sweep
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import EvaluationReport, RunProgress, TrainingReport
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.runs.executors import ConnectionLostError, RunStoppedError
from sparse_explorer.experiment.runs.runner import FinishedRun, goes_on, restore_network, results_of, run
from sparse_explorer.experiment.runs.store import StoreError, TrainedVariant, load_variant

POLL_SECONDS = 0.1
"""How often progress is asked for while runs are at work elsewhere."""


class Numbered(Protocol):
    """What there are many of to be done."""

    @property
    def number(self) -> int:
        """Its place among all."""


Task = TypeVar("Task", bound=Numbered)
Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class RunTask:
    """One run, in full.

    Attributes:
        number: its place among all runs, counted from 1; progress is reported under it.
        variant: with its number of epochs settled.
        dataset, data_dir: what to train on, and where it lies.
        sweeps: which noises are swept, and after which epochs each.
        seed: of the run.
        device: name of the device to compute on.
        threads: CPU threads to compute with.
        folder: where the run is saved while it is at work, and goes on from if it is there already; None for nowhere.
    """

    number: int
    variant: Variant
    dataset: str
    data_dir: Path | None
    sweeps: tuple[Sweep, ...]
    seed: int
    device: str
    threads: int
    folder: Path | None = None


@dataclass(frozen=True, eq=False)
class RunOutcome:
    """What a finished run sends back.

    Attributes:
        history: how training went, and the results of the sweeps.
        weights: the network's state, as safetensors.
        seconds: how long the run took.
        variant: what was trained, its network for the images and classes of the data set; None: as it was asked for.
    """

    history: History
    weights: bytes = field(repr=False)
    seconds: float
    variant: Variant | None = None

    def results(self, task: RunTask) -> tuple[RunResult, ...]:
        """The results of the run that ``task`` asked for, one for each noise."""
        return results_of(task.variant.name, task.dataset, task.sweeps, task.seed, self.history)

    def trained(self, task: RunTask) -> TrainedVariant:
        """The trained variant, as it is kept on disk."""
        return TrainedVariant(
            self.variant or task.variant,
            task.dataset,
            task.seed,
            tensors_of(self.weights),
            history=self.history,
        )


@dataclass(frozen=True)
class RunFailure:
    """Why a run came to nothing: a line, and for errors of the program where they arose."""

    reason: str
    details: str = ""


def perform(
    task: RunTask, report: Callable[[RunProgress], None] | None = None, data: ImageData | None = None
) -> RunOutcome:
    """Do one run to its end, from its beginning or from where it was stopped, wherever this is called.

    Args:
        task: what to do.
        report: told how far the run is; an exception that it raises ends the run, which saves itself first.
        data: the task's data set; loaded, and kept for the next task, if it is not given.

    Raises:
        ConfigError, DataError: there is no such device or data set here.
    """
    started = time.perf_counter()
    with threads_set(task.threads):
        if data is None:
            data = load_once(task.dataset, task.data_dir)
        try:
            return _perform(task, report, data, choose_device(task.device), started)
        except RuntimeError as error:
            device = choose_device(task.device)
            if device.type == "cpu" or not is_out_of_memory(error):
                raise
            why = str(error).partition("\n")[0]
        if report is not None:
            report(RunProgress(task.number, 0.0, f"{why}; it goes on with the CPU"))
        return _perform(task, report, data, torch.device("cpu"), started)


@contextmanager
def threads_set(threads: int) -> Iterator[None]:
    """Compute with so many CPU threads meanwhile."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _perform(
    task: RunTask,
    report: Callable[[RunProgress], None] | None,
    data: ImageData,
    device: torch.device,
    started: float,
) -> RunOutcome:
    stored = _stored(task)
    progress = _Progress(task, data, stored.history if stored else History())
    steps = run(
        task.variant,
        data,
        task.sweeps,
        seed=task.seed,
        device=device,
        stored=stored,
        folder=task.folder,
    )
    with closing(steps):
        for each in steps:
            if isinstance(each, FinishedRun):
                weights = {name: tensor.cpu().contiguous() for name, tensor in each.trained.weights.items()}
                seconds = time.perf_counter() - started
                return RunOutcome(each.trained.history, bytes_of(weights), seconds, each.trained.variant)
            if report is not None:
                report(progress.after(each))
    raise AssertionError("a run ends with a FinishedRun")


def run_all(
    tasks: Sequence[Task],
    executor: Executor,
    work: Callable[[Task], Outcome],
    *,
    at_once: int,
    poll: Callable[[], object] = lambda: None,
) -> Iterator[tuple[Task, Outcome | RunFailure]]:
    """Send tasks to an executor and yield what becomes of each as it ends; one that fails does not end the others.

    Args:
        tasks: in the order in which they are sent.
        executor: where they run.
        work: such as :func:`perform`, perhaps with arguments filled in; picklable if the executor needs it.
        at_once: how many are with the executor at a time.
        poll: called several times a second while waiting.

    Raises:
        ConnectionLostError: from ``poll``, after what was finished before.

    Closing the generator takes back what has not begun. What is at work is the executor's to end.
    """
    waiting = list(reversed(tasks))
    at_work: dict[Future[Outcome], Task] = {}
    try:
        while waiting or at_work:
            while waiting and len(at_work) < at_once:
                task = waiting.pop()
                at_work[_submit(executor, work, task)] = task
            done, _ = wait(at_work, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
            lost = None
            try:
                poll()
            except ConnectionLostError as error:
                lost = error
            for future in sorted(done, key=lambda future: at_work[future].number):
                if lost is None or not future.cancelled():
                    outcome = _outcome(future)
                    yield at_work.pop(future), outcome
            if lost is not None:
                raise lost
    finally:
        for future in at_work:
            future.cancel()


def _submit(executor: Executor, work: Callable[[Task], Outcome], task: Task) -> "Future[Outcome]":
    try:
        return executor.submit(work, task)
    except BrokenExecutor as error:  # a plain process pool takes nothing more once a process was killed
        failed: Future[Outcome] = Future()
        failed.set_exception(error)
        return failed


def _outcome(future: "Future[Outcome]") -> Outcome | RunFailure:
    try:
        return future.result()
    except BrokenExecutor:
        return RunFailure("its process was killed, perhaps for want of memory")
    except (ConfigError, DataError, StoreError) as error:
        return RunFailure(str(error))
    except CancelledError:
        return RunFailure("it was cancelled")
    except RunStoppedError:  # by a signal to its process alone
        return RunFailure("it was stopped")
    except Exception as error:  # whatever it is, the other runs go on
        details = "".join(traceback.format_exception(error))
        return RunFailure(f"{type(error).__name__}: {error}", details)


def _stored(task: RunTask) -> TrainedVariant | None:
    """What an earlier call has left of the run; None where there is nothing that can be completed."""
    if task.folder is None:
        return None
    try:
        stored = load_variant(task.folder)
        restore_network(stored)  # or it is told here that its weights are another network's
    except StoreError:
        return None  # nothing that could not be trained again
    same = (stored.dataset, stored.seed) == (task.dataset, task.seed)
    return stored if same and goes_on(stored, task.variant, task.sweeps) else None


@functools.lru_cache(maxsize=1)
def load_once(name: str, data_dir: Path | None) -> ImageData:
    """A data set, which is kept for the next task."""
    return load(name, data_dir)


class _Progress:
    """How far a run is, with all its sweeps, from the reports of its parts; what is stored already counts as done."""

    TRAINING = 3
    """What a training image costs, in images classified."""

    def __init__(self, task: RunTask, data: ImageData, history: History) -> None:
        epochs = task.variant.training.epochs or 1
        self._number = task.number
        self._training = self.TRAINING * len(data.train_images) * epochs
        self._sweeps = {
            sweep.noise.convention: _SweepCost(
                KINDS[sweep.noise.convention].images_of(len(data.test_images))
                * len(sweep.noise.levels)
                * _cost(sweep.noise.convention),
                sweep.every,
            )
            for sweep in task.sweeps
        }
        self._all = self._training + sum(
            sweep.images * (epochs if sweep.every else 1) for sweep in self._sweeps.values()
        )
        self._several = len(task.sweeps) > 1
        self._trained = self._training * history.step / history.steps if history.steps else 0.0
        self._epoch, self._epochs = len(history.accuracies), epochs

    def after(self, report: TrainingReport | EvaluationReport) -> RunProgress:
        if isinstance(report, TrainingReport):
            self._trained = self._training * report.progress
            loss = f", loss {report.losses[-1]:.3f}" if report.losses else ""
            speed = f", {report.images_per_second:,.0f} images/s" if report.images_per_second else ""
            self._epoch = report.epoch
            text = f"epoch {report.epoch}/{report.epochs}{loss}{speed}"
            swept = self._before_this_epoch()
        else:
            what = report.noise if self._several else "noise"
            text = f"{what} after epoch {self._epoch}, {100 * report.progress:.0f} %"
            swept = self._before_this_epoch() + self._of_this_epoch(report)
        return RunProgress(self._number, min((self._trained + swept) / self._all, 1.0), text)

    def _before_this_epoch(self) -> int:
        """Images classified by the sweeps after the earlier epochs."""
        return sum(sweep.images * (self._epoch - 1) for sweep in self._sweeps.values() if sweep.every)

    def _of_this_epoch(self, report: EvaluationReport) -> int:
        """Images classified by the sweeps after this epoch: those before the one at work, and its own."""
        done = report.done * _cost(report.noise)
        for noise, sweep in self._sweeps.items():
            if noise == report.noise:
                return done
            if sweep.every or self._epoch == self._epochs:
                done += sweep.images
        return done


def _cost(noise: str) -> int:
    """What an image with a noise costs, in images that are only classified; measured."""
    return {"fgsm": 2, "pgd": 50, "square": 120}.get(noise, 1)


@dataclass(frozen=True)
class _SweepCost:
    """Images that a sweep classifies, and whether it does so after every epoch."""

    images: int
    every: bool
