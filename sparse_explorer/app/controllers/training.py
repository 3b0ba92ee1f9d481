"""Training and sweeping: a queue of variants, one after another in a worker, that can be changed while it runs."""

import dataclasses
import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sparse_explorer.app import jobs
from sparse_explorer.app.activity import REPEAT, SWEEP, TRAIN, Activity
from sparse_explorer.app.loading_jobs import Stored
from sparse_explorer.app.queue_estimate import QueueEstimate, trained_fraction, work_of
from sparse_explorer.app.records import VariantItem
from sparse_explorer.app.session import Session
from sparse_explorer.app.shelf import NetworkShelf
from sparse_explorer.app.work_queue import Step, WorkQueue
from sparse_explorer.app.worker import Worker
from sparse_explorer.data.catalogue import describe
from sparse_explorer.experiment.config import Variant, settle_epochs
from sparse_explorer.experiment.reports import EvaluationReport, TrainingReport

POLL_MS = 60

_KINDS = {TRAIN: (TRAIN,), SWEEP: (SWEEP,), REPEAT: (TRAIN, SWEEP)}
"""What a step does, in order."""


class TrainingController(QObject):
    """Works through a queue of trainings and sweeps.

    Signals:
        activity_changed(object): an Activity; at most some 15 times a second.
        network_changed(str): the network of the variant with that id on the shelf is another one.
        idle: the queue has come to its end, or was stopped.
        diverged(str, str): which run ended because its loss is no number any more, and what to try.
        failed(str, str): what went wrong, in words, and the details.
    """

    activity_changed = Signal(object)
    network_changed = Signal(str)
    idle = Signal()
    diverged = Signal(str, str)
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
        self._queue = WorkQueue(
            session, lambda variant_id: shelf.get(variant_id, session.dataset) is not None
        )
        self._requested: list[str] = []
        self._estimate = QueueEstimate()
        self._begun_at = 0.0  # fraction of the training at work that was done before
        self._step: Step | None = None
        self._worker: Worker | None = None
        self._task: jobs.Task | None = None
        self._shown_network: Any = None
        self._told_of_disk: set[str] = set()
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._drain)
        session.variants_changed.connect(self._forget_removed)

    @property
    def busy(self) -> bool:
        """Whether something is being trained or swept, or waits for it."""
        return self.at_work or bool(self._requested)

    @property
    def at_work(self) -> bool:
        """As :attr:`busy`, without what was asked for before it could start."""
        return self._worker is not None or bool(self._queue.steps)

    def folder_of(self, variant_id: str, dataset: str) -> Path:
        """Where a variant's network on a data set is kept."""
        if dataset.startswith("folder:"):  # a path is no file name, and can be too long for one
            dataset = "folder-" + hashlib.blake2b(dataset.encode(), digest_size=8).hexdigest()
        return self._folder / variant_id / dataset

    def stored_of(self, item: VariantItem) -> list[Stored]:
        """A variant's networks that should be on disk and are not in memory."""
        return [
            Stored(item.id, item.variant, dataset, record.seed, self.folder_of(item.id, dataset))
            for dataset, record in item.records.items()
            if self._shelf.get(item.id, dataset) is None
        ]

    def delete_removed(self) -> None:
        """Delete the stored networks of variants removed in this session; to be called when it ends."""
        for variant_id in self._session.removed_ids():
            shutil.rmtree(self._folder / variant_id, ignore_errors=True)

    # --- what is asked for ------------------------------------------------------------------------------------------

    def train(self, variant_ids: Sequence[str]) -> int:
        """Queue what is not fully trained yet, with all that follows; returns for how many variants something was
        queued.

        Where networks or digits are still being read, the request is remembered until :meth:`go_on`.
        """
        if self._data() is None:
            new = [variant_id for variant_id in variant_ids if variant_id not in self._requested]
            self._requested += new
            self._show(requested=bool(self._requested))
            return len(new)
        queued = self._queue.plan_training(variant_ids)
        self._next()
        return len(queued)

    def sweep(self, variant_ids: Sequence[str]) -> int:
        """Queue the noise sweep of variants that have a network, and of their further seeds that were trained; returns
        how many variants were queued."""
        queued = self._queue.plan_sweeps(variant_ids)
        self._next()
        return len(queued)

    def is_busy_with(self, variant_id: str) -> bool:
        """Whether the variant is being trained or swept, or waits for it."""
        at_work = self._queue.at_work is not None and self._queue.at_work.variant_id == variant_id
        return at_work or variant_id in (*self._queue.variants(), *self._requested)

    def has_at_work(self, variant_id: str) -> bool:
        """Whether a worker has the variant in hand, even one that is being stopped."""
        return self._task is not None and self._task.variant_id == variant_id

    def go_on(self) -> None:
        """Look again whether what waits can start; to be called when data or networks have been loaded."""
        if self._data() is not None and self._requested:
            requested = [each for each in self._requested if self._session.has(each)]
            self._requested = []
            self._queue.plan_training(requested)
        self._next()

    def pause(self) -> None:
        """Wait after the step at hand."""
        if self._worker is not None and not self.activity.paused:
            self._worker.pause()
            self._estimate.pause()
            self._show(paused=True)

    def resume(self) -> None:
        """Continue after a pause."""
        if self._worker is not None and self.activity.paused:
            self._worker.resume()
            self._estimate.resume()
            self._show(paused=False)

    def stop(self) -> None:
        """Stop what is at work, keeping what was learned, and empty the queue."""
        self._requested = []
        self._queue.steps.clear()
        self._stop_worker()
        self._next()

    def cancel_sweeps(self) -> None:
        """Stop the sweep at work and those that wait, but for those that follow a training that waits."""
        self._queue.drop_sweeps()
        if self.activity.kind == SWEEP:
            self._stop_worker()

    def finish(self, milliseconds: int = 10_000) -> None:
        """Wait, a bounded time, until what was stopped has ended, and take in its last reports."""
        if self._worker is not None and self._worker.wait(milliseconds):
            self._drain()

    # --- one step after another -------------------------------------------------------------------------------------

    def _stop_worker(self) -> None:
        if self._worker is not None:
            self._queue.at_work = None  # what is being stopped can be asked for again
            self._worker.stop()

    def _next(self) -> None:
        """Start what is first in the queue, unless something is at work."""
        if self._worker is not None:
            self._show()
            return
        while self._queue.steps:
            if self._data() is None:
                return  # until go_on()
            step = self._queue.steps.pop(0)
            if self._session.has(step.variant_id) and self._start(step):
                return
        self._estimate.clear()
        rest = Activity(requested=bool(self._requested))
        if self.activity != rest:
            self.activity = rest
            self.activity_changed.emit(rest)
            if not rest.requested:
                self.idle.emit()

    def _start(self, step: Step) -> bool:
        task, data, shelf = self._make_task(step), self._data(), self._shelf
        if step.kind == SWEEP and shelf.get(step.variant_id, task.dataset) is None:
            return False  # its training was stopped before the first step
        job = {TRAIN: jobs.train, SWEEP: jobs.sweep, REPEAT: jobs.repeat}[step.kind]
        self._estimate.begin(self._work(step))
        self._begun_at = self._trained_before(step)
        # From now on a change of configuration makes a copy.
        self._session.start_record(step.variant_id, task.dataset)
        worker = Worker(lambda: job(task, data, shelf))
        worker.ended.connect(self._ended)
        self._worker, self._task, self._step, self._queue.at_work = worker, task, step, step
        kind = _KINDS[step.kind][0]
        self.activity = Activity(step.variant_id, kind, seed=task.seed if step.kind == REPEAT else None)
        self._show()
        self._timer.start()
        worker.begin()
        return True

    def _settled(self, variant_id: str) -> Variant:
        return settle_epochs(self._session.item(variant_id).variant, describe(self._session.dataset).epochs)

    def _make_task(self, step: Step) -> jobs.Task:
        session = self._session
        record = session.record(step.variant_id)
        seed = (record.seed if record else session.seed) + step.further
        folder = self.folder_of(step.variant_id, session.dataset)
        return jobs.Task(
            variant_id=step.variant_id,
            variant=self._settled(step.variant_id),
            dataset=session.dataset,
            seed=seed,
            device=session.device,
            noise=session.noise_config,
            folder=folder / f"seed-{seed}" if step.further else folder,
            resume=bool(not step.further and record and 0 < record.history.step < record.history.steps),
        )

    def _work(self, step: Step) -> dict[str, float]:
        """What is left to do in a step, in images classified."""
        data = self._data()
        if data is None:
            return {}  # another data set was chosen, and the queue is about to be emptied
        epochs = self._settled(step.variant_id).training.epochs or 1
        left = (1 - self._trained_before(step)) * epochs * len(data.train_images)
        return work_of(_KINDS[step.kind], left, len(data.test_images), len(self._session.noise_config.levels))

    def _trained_before(self, step: Step) -> float:
        """How much of a step's training was done in an earlier one, as far as the session knows."""
        record = self._session.record(step.variant_id)
        if step.kind != TRAIN or record is None:
            return 0.0
        training = self._settled(step.variant_id).training
        return trained_fraction(training, record.history.step, record.history.steps)

    # --- reports ----------------------------------------------------------------------------------------------------

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
            self._show_training(task, report)
        elif isinstance(report, EvaluationReport):
            convention = task.noise.convention
            if repeated:
                self._session.add_repeat(task.variant_id, task.dataset, task.seed, convention, report)
            else:
                self._session.add_sweep(task.variant_id, task.dataset, convention, report)
            self._estimate.report(SWEEP, report.progress)
            self._show(kind=SWEEP, progress=report.progress, images_per_second=0.0)
        elif isinstance(report, jobs.Resumed):
            self._take_in_resumed(task, report, repeated)
        elif isinstance(report, jobs.Diverged):
            if not repeated:
                self._queue.drop(task.variant_id, (TRAIN, SWEEP))
            self.diverged.emit(self._name_of(task, repeated), report.divergence.text)
        elif isinstance(report, jobs.SaveFailed):
            self._tell_of_disk(task, report.reason)

    def _show_training(self, task: jobs.Task, report: TrainingReport) -> None:
        done = trained_fraction(task.variant.training, report.step, report.steps)
        self._estimate.report(TRAIN, (done - self._begun_at) / max(1 - self._begun_at, 1e-9))
        self._show(progress=report.progress, images_per_second=report.images_per_second)

    def _take_in_resumed(self, task: jobs.Task, report: jobs.Resumed, repeated: bool) -> None:
        history = report.history
        if repeated:
            done = trained_fraction(task.variant.training, history.step, history.steps)
            self._estimate.skip(TRAIN, done)
            return
        self._session.set_history(task.variant_id, task.dataset, history)
        if report.lost:
            self._begun_at = 0.0
            what = self.tr("What {} had learned is no longer on disk. It starts over.")
            self.failed.emit(what.format(task.variant.name), str(task.folder))

    def _tell_of_disk(self, task: jobs.Task, reason: str) -> None:
        if task.variant_id not in self._told_of_disk:
            self._told_of_disk.add(task.variant_id)  # once: it would be said every half minute
            what = self.tr("{} could not be saved. It stays in memory until the window is closed.")
            self.failed.emit(what.format(task.variant.name), reason)

    def _name_of(self, task: jobs.Task, repeated: bool) -> str:
        name = task.variant.name
        return self.tr("{}, seed {}").format(name, task.seed) if repeated else name

    def _ended(self) -> None:
        worker = self._worker
        if worker is None:
            return
        self._drain()
        self._timer.stop()
        task, self._worker, self._task, self._queue.at_work = self._task, None, None, None
        self._estimate.end()
        if task is not None:
            self._session.drop_empty_record(task.variant_id, task.dataset)
            self.network_changed.emit(task.variant_id)
            self._session.note_edit()
            if isinstance(worker.error, jobs.NotSavedError):
                self._tell_of_disk(task, str(worker.error))
            elif worker.error is not None:
                self._say_why(task, worker)
        self._forget_removed()
        self._next()

    def _say_why(self, task: jobs.Task, worker: Worker) -> None:
        """Report a failure; what else was planned for the variant makes no sense any more."""
        self._queue.drop(task.variant_id)
        if self.activity.kind == TRAIN:
            what = self.tr("Training {} failed.").format(task.variant.name)
        else:
            what = self.tr("The noise sweep of {} failed.").format(task.variant.name)
        # A ValueError says what is wrong in words; of anything else the traceback is needed.
        words = isinstance(worker.error, ValueError)
        self.failed.emit(what, str(worker.error) if words else worker.error_text)

    def _forget_removed(self) -> None:
        """A removed variant is neither trained on nor waited for, and its network leaves memory if it is on disk."""
        self._queue.keep_only_present()
        self._requested = [each for each in self._requested if self._session.has(each)]
        at_work = self._task.variant_id if self._task is not None else ""
        if self._worker is not None and not self._session.has(at_work):
            self._stop_worker()
        for variant_id, dataset in self._shelf.places():
            gone = not self._session.has(variant_id) and variant_id != at_work
            if gone and self.folder_of(variant_id, dataset).exists():
                self._shelf.drop(variant_id, dataset)
        self._show()

    def _show(self, **changes: Any) -> None:
        if self._worker is not None:
            self._estimate.set_waiting([self._work(step) for step in self._queue.steps])
            changes["queue_progress"] = self._estimate.progress
            changes["seconds_left"] = self._estimate.seconds_left
        changes.setdefault("requested", bool(self._requested))
        activity = dataclasses.replace(self.activity, waiting=self._queue.variants(), **changes)
        if activity != self.activity:
            self.activity = activity
            self.activity_changed.emit(activity)
