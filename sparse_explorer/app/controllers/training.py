"""Training and sweeping: a queue of variants, one after another in a worker, that can be changed while it runs."""

import dataclasses
import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sparse_explorer.app import jobs
from sparse_explorer.app.activity import REPEAT, SWEEP, TRAIN, Activity
from sparse_explorer.app.session import Session
from sparse_explorer.app.shelf import NetworkShelf
from sparse_explorer.app.worker import Worker
from sparse_explorer.data.catalogue import describe
from sparse_explorer.experiment.config import TrainingConfig, settle_epochs
from sparse_explorer.experiment.reports import EvaluationReport, TrainingReport

POLL_MS = 60


@dataclass(frozen=True)
class _Step:
    """Something to be done with a variant; ``further`` says how far a repeat's seed is from the first one."""

    kind: str
    variant_id: str
    further: int = 0


class TrainingController(QObject):
    """Works through a queue of trainings and sweeps.

    Signals:
        activity_changed(object): an Activity; at most some 15 times a second.
        network_changed(str): the network of the variant with that id on the shelf is another one.
        idle: the queue has come to its end, or was stopped.
        failed(str, str): what went wrong, in words, and the details.
    """

    activity_changed = Signal(object)
    network_changed = Signal(str)
    idle = Signal()
    failed = Signal(str, str)

    def __init__(
        self, session: Session, shelf: NetworkShelf, data: Callable[[], Any], folder: Path, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.activity = Activity()
        self._session = session
        self._shelf = shelf
        self._data = data
        self._folder = folder
        self._queue: list[_Step] = []
        self._step: _Step | None = None
        self._worker: Worker | None = None
        self._task: jobs.Task | None = None
        self._shown_network: Any = None
        self._told_of_disk = False
        self._stopping = False
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._drain)
        session.variants_changed.connect(self._forget_removed)

    @property
    def busy(self) -> bool:
        """Whether something is being trained or swept, or waits for it."""
        return self._worker is not None or bool(self._queue)

    def folder_of(self, variant_id: str, dataset: str) -> Path:
        """Where a variant's network on a data set is kept."""
        if dataset.startswith("folder:"):  # a path is no file name, and can be too long for one
            dataset = "folder-" + hashlib.blake2b(dataset.encode(), digest_size=8).hexdigest()
        return self._folder / variant_id / dataset

    def delete_removed(self) -> None:
        """Delete the stored networks of variants removed in this session; to be called when it ends."""
        for variant_id in self._session.removed_ids():
            shutil.rmtree(self._folder / variant_id, ignore_errors=True)

    def train(self, variant_ids: Sequence[str]) -> int:
        """Queue what is not fully trained yet, each followed by its sweep, sweeps that never came to their end, and
        after all of them the further seeds; returns for how many variants something was queued."""
        before = len(self._queue)
        for variant_id in variant_ids:
            record = self._session.record(variant_id)
            if record and record.history.finished:
                if not self._session.swept(variant_id):
                    self._queue_sweep(variant_id)
            elif not self._is_planned(TRAIN, variant_id):
                self._queue += [_Step(TRAIN, variant_id), _Step(SWEEP, variant_id)]
        # Seed by seed, so that all variants can be compared after each.
        for further in range(1, self._session.seeds):
            for variant_id in variant_ids:
                if further in self._session.missing_repeats(variant_id):
                    self._queue_repeat(variant_id, further)
        queued = {step.variant_id for step in self._queue[before:]}
        self._next()
        return len(queued)

    def sweep(self, variant_ids: Sequence[str]) -> int:
        """Queue the noise sweep of variants that have a network, and of their further seeds that were trained; returns
        how many variants were queued."""
        queued = 0
        for variant_id in variant_ids:
            record = self._session.record(variant_id)
            queued += self._queue_sweep(variant_id)
            for further in range(1, self._session.seeds):
                if record and record.seed + further in record.repeats:
                    self._queue_repeat(variant_id, further)
        self._next()
        return queued

    def is_busy_with(self, variant_id: str) -> bool:
        """Whether the variant is being trained or swept, or waits for it."""
        at_work = self._worker is not None and not self._stopping and self.has_at_work(variant_id)
        return at_work or any(step.variant_id == variant_id for step in self._queue)

    def has_at_work(self, variant_id: str) -> bool:
        """Whether a worker has the variant in hand, even one that is being stopped."""
        return self._task is not None and self._task.variant_id == variant_id

    def go_on(self) -> None:
        """Look again whether what waits can start; to be called when data or networks have been loaded."""
        self._next()

    def pause(self) -> None:
        """Wait after the step at hand."""
        if self._worker is not None and not self.activity.paused:
            self._worker.pause()
            self._show(paused=True, seconds_left=None)

    def resume(self) -> None:
        """Go on after a pause."""
        if self._worker is not None and self.activity.paused:
            self._worker.resume()
            self._show(paused=False)

    def stop(self) -> None:
        """Stop what is at work, keeping what was learned, and empty the queue."""
        self._queue.clear()
        if self._worker is not None:
            self._stopping = True
            self._worker.stop()

    def cancel_sweeps(self) -> None:
        """Stop the sweep at work and those that wait, but for those that follow a training that waits."""
        trainings = {step.variant_id for step in self._queue if step.kind == TRAIN}
        self._queue = [step for step in self._queue if step.kind != SWEEP or step.variant_id in trainings]
        if self._worker is not None and self.activity.kind == SWEEP:
            self._stopping = True
            self._worker.stop()

    def finish(self, milliseconds: int = 10_000) -> None:
        """Wait, a bounded time, until what was stopped has ended, and take in its last reports."""
        if self._worker is not None and self._worker.wait(milliseconds):
            self._drain()

    def _queue_sweep(self, variant_id: str) -> bool:
        """Queue a variant's sweep, unless it is planned already or there is nothing to sweep."""
        has_network = self._shelf.get(variant_id, self._session.dataset) is not None
        if not has_network or self._is_planned(SWEEP, variant_id):
            return False
        self._queue.append(_Step(SWEEP, variant_id))
        return True

    def _queue_repeat(self, variant_id: str, further: int) -> None:
        if not self._is_planned(REPEAT, variant_id, further):
            self._queue.append(_Step(REPEAT, variant_id, further))

    def _is_planned(self, kind: str, variant_id: str, further: int = 0) -> bool:
        step = _Step(kind, variant_id, further)
        # What is being stopped can be asked for again.
        at_work = self._worker is not None and not self._stopping and step == self._step
        return at_work or step in self._queue

    def _next(self) -> None:
        """Start what is first in the queue, unless something is at work."""
        if self._worker is not None:
            self._show()
            return
        while self._queue:
            if self._data() is None:
                return  # until go_on()
            step = self._queue.pop(0)
            if self._session.has(step.variant_id) and self._start(step):
                return
        if self.activity != Activity():
            self.activity = Activity()
            self.activity_changed.emit(self.activity)
            self.idle.emit()

    def _start(self, step: _Step) -> bool:
        task, data, shelf = self._make_task(step), self._data(), self._shelf
        if step.kind == SWEEP and shelf.get(step.variant_id, task.dataset) is None:
            return False  # its training was stopped before the first step
        job = {TRAIN: jobs.train, SWEEP: jobs.sweep, REPEAT: jobs.repeat}[step.kind]
        # From now on a change of configuration makes a copy.
        self._session.start_record(step.variant_id, task.dataset)
        worker = Worker(lambda: job(task, data, shelf))
        worker.ended.connect(self._ended)
        self._worker, self._task, self._step, self._stopping = worker, task, step, False
        if step.kind == REPEAT:
            self.activity = Activity(step.variant_id, TRAIN, seed=task.seed)
        else:
            self.activity = Activity(step.variant_id, step.kind)
        self._show()
        self._timer.start()
        worker.begin()
        return True

    def _make_task(self, step: _Step) -> jobs.Task:
        session = self._session
        record = session.record(step.variant_id)
        seed = (record.seed if record else session.seed) + step.further
        folder = self.folder_of(step.variant_id, session.dataset)
        return jobs.Task(
            variant_id=step.variant_id,
            variant=settle_epochs(session.item(step.variant_id).variant, describe(session.dataset).epochs),
            dataset=session.dataset,
            seed=seed,
            device=session.device,
            noise=session.noise_config,
            folder=folder / f"seed-{seed}" if step.further else folder,
            resume=bool(not step.further and record and 0 < record.history.step < record.history.steps),
        )

    def _drain(self) -> None:
        worker, task = self._worker, self._task
        if worker is None or task is None:
            return
        for report in worker.take():
            self._take_in(task, report)
        network = self._shelf.get(task.variant_id, task.dataset)
        if network is not self._shown_network:
            self._shown_network = network
            self.network_changed.emit(task.variant_id)

    def _take_in(self, task: jobs.Task, report: Any) -> None:
        repeated = self._step is not None and self._step.kind == REPEAT
        if isinstance(report, TrainingReport):
            if not repeated:
                self._session.add_training(task.variant_id, task.dataset, report)
            speed = report.images_per_second
            left = images_left(task.variant.training, report) / speed if speed else None
            self._show(progress=report.progress, images_per_second=speed, seconds_left=left)
        elif isinstance(report, EvaluationReport):
            convention = task.noise.convention
            if repeated:
                self._session.add_repeat(task.variant_id, task.dataset, task.seed, convention, report)
            else:
                self._session.add_sweep(task.variant_id, task.dataset, convention, report)
            self._show(kind=SWEEP, progress=report.progress)
        elif isinstance(report, jobs.GoingOn) and not repeated:
            self._session.set_history(task.variant_id, task.dataset, report.history)
            if report.lost:
                what = self.tr("What {} had learned is no longer on disk. It starts over.")
                self.failed.emit(what.format(task.variant.name), str(task.folder))
        elif isinstance(report, jobs.SaveFailed) and not self._told_of_disk:
            self._told_of_disk = True  # once: it would be said every half minute
            what = self.tr("{} could not be saved. It stays in memory until the window is closed.")
            self.failed.emit(what.format(task.variant.name), report.reason)

    def _ended(self) -> None:
        worker = self._worker
        if worker is None:
            return
        self._drain()
        self._timer.stop()
        task, self._worker, self._task = self._task, None, None
        if task is not None:
            self._session.drop_empty_record(task.variant_id, task.dataset)
            self.network_changed.emit(task.variant_id)
            self._session.edited.emit()
            if worker.error is not None:
                self._say_why(task, worker)
        self._forget_removed()
        self._next()

    def _say_why(self, task: jobs.Task, worker: Worker) -> None:
        """Report a failure; what else was planned for the variant makes no sense any more."""
        self._queue = [step for step in self._queue if step.variant_id != task.variant_id]
        if self.activity.kind == TRAIN:
            what = self.tr("Training {} failed.").format(task.variant.name)
        else:
            what = self.tr("The noise sweep of {} failed.").format(task.variant.name)
        # A ValueError says what is wrong in words; of anything else the traceback is needed.
        words = isinstance(worker.error, ValueError)
        self.failed.emit(what, str(worker.error) if words else worker.error_text)

    def _forget_removed(self) -> None:
        """A removed variant is neither trained on nor waited for, and its network leaves memory if it is on disk."""
        self._queue = [step for step in self._queue if self._session.has(step.variant_id)]
        at_work = self._task.variant_id if self._task is not None else ""
        if self._worker is not None and not self._session.has(at_work):
            self._stopping = True
            self._worker.stop()
        for variant_id, dataset in self._shelf.places():
            gone = not self._session.has(variant_id) and variant_id != at_work
            if gone and self.folder_of(variant_id, dataset).exists():
                self._shelf.drop(variant_id, dataset)
        if self._worker is not None:
            self._show()

    def _show(self, **changes: Any) -> None:
        waiting = tuple(dict.fromkeys(step.variant_id for step in self._queue))
        activity = dataclasses.replace(self.activity, waiting=waiting, **changes)
        if activity != self.activity:
            self.activity = activity
            self.activity_changed.emit(activity)


def images_left(training: TrainingConfig, report: TrainingReport) -> float:
    """Images still to be shown in a training that stands where ``report`` says."""
    first = training.first_epoch_batch_size or training.batch_size
    later = training.batch_size
    # One image set fills steps_1 steps of the first size and, in each epoch after it, steps_2 of the other.
    per_epoch = report.steps / (
        1 / first + (report.epochs - 1) / later
    )  # images of an epoch, but for rounding
    first_steps = min(per_epoch / first, report.steps)
    left_in_first = max(0.0, first_steps - report.step)
    return left_in_first * first + (report.steps - report.step - left_in_first) * later
