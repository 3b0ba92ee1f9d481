"""Training and sweeping: a queue of variants, one after another in a worker, that can be changed while it runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal

from sparse_explorer.app.background import training_jobs as jobs
from sparse_explorer.app.background import training_process
from sparse_explorer.app.background.loading_jobs import Stored, remove_runs
from sparse_explorer.app.background.training_again import train_again
from sparse_explorer.app.background.training_tasks import TaskMaker
from sparse_explorer.app.background.training_troubles import TrainingTroubles
from sparse_explorer.app.background.worker import Worker
from sparse_explorer.app.model.activity import SWEEP, TRAIN, Activity
from sparse_explorer.app.model.queue_estimate import QueueEstimate, trained_fraction
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.app.model.work_queue import Step, WorkQueue
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import EvaluationReport, TrainingReport

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.engine.network import ExplorerNetwork
    from sparse_explorer.experiment.runs.store import TrainedVariant

POLL_MS = 150
GIVE_WAY_S = 0.3
"""How long work rests after each move of the noise slider: a hand that drags it makes the next one sooner."""


class TrainingController(QObject):
    """Works through a queue of trainings and sweeps.

    Signals:
        activity_changed(object): an Activity; at most some seven times a second.
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
        self,
        session: Session,
        shelf: NetworkShelf,
        data: Callable[[], ImageData | None],
        folder: Path,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.activity = Activity()
        self._session = session
        self._shelf = shelf
        self._data = data
        self._folder = folder
        self._tasks = TaskMaker(session, shelf, data, folder)
        self._queue = WorkQueue(session, self._tasks.has_network)
        self._requested: list[str] = []
        self._estimate = QueueEstimate()
        self._before: History | None = None  # of a run that is trained again
        self._begun_at = 0.0  # fraction of the training at work that was done before
        self._worker: Worker | None = None
        self._task: jobs.Task | None = None
        self._shown_network: ExplorerNetwork | None = None
        self._troubles = TrainingTroubles(session, self)
        self._troubles.diverged.connect(self.diverged)
        self._troubles.failed.connect(self.failed)
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

    def folder_of(self, place: Place) -> Path:
        """Where a run is kept."""
        return self._tasks.folder_of(place)

    def unsaved(self, place: Place) -> TrainedVariant | None:
        """A run that could not be written to disk and is in memory alone, as a TrainedVariant."""
        return self._shelf.unsaved(place)

    def stored_of(self, item: VariantItem) -> list[Stored]:
        """The networks of a variant that can be looked into, and are on disk and not in memory."""
        return self._tasks.stored_of(item)

    def delete_removed(self) -> None:
        """Delete the runs of variants removed in this session; to be called when it ends. Whatever else lies in their
        folders stays."""
        for variant_id in self._session.removed_ids():
            remove_runs(self._folder / variant_id)

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

    def train_again(self, variant_id: str) -> bool:
        """Queue a variant's training from its beginning, and its sweep; what it has learned stays until that is done.
        Returns whether anything was queued."""
        queued = self._data() is not None and self._queue.plan_again(variant_id)
        self._next()
        return queued

    def train_longer(self, variant_id: str, epochs: int) -> bool:
        """Add a copy of a trained variant with more epochs behind it, and train it on from where that one stands.

        What comes out is, bit for bit, what training with so many epochs from the beginning comes to: learning rate,
        boosting and order of the images depend on the epoch at hand, not on how many there will be. Where a run has not
        kept its momentum, it is trained from the beginning.

        Args:
            variant_id: of a variant that is trained.
            epochs: how many more.

        Returns:
            Whether it goes on from where it stands.
        """
        variant = self._tasks.settled(variant_id)
        total = (variant.training.epochs or 0) + epochs
        training = dataclasses.replace(variant.training, epochs=total)
        goes_on = self._tasks.can_be_continued(variant_id)
        added = self._session.add(dataclasses.replace(variant, training=training), after=variant_id)
        if goes_on:
            self._tasks.origins[added.id] = variant_id
        self.train([added.id])
        return goes_on

    def sweep(self, variant_ids: Sequence[str]) -> int:
        """Queue the noise sweep of all runs of the variants that have a network; returns how many variants were
        queued."""
        queued = self._queue.plan_sweeps(variant_ids)
        self._next()
        return len(queued)

    def sweep_every_noise(self, variant_ids: Sequence[str]) -> int:
        """Queue what is missing of the sweeps of every kind of noise, each over all runs of the variants that have a
        network; returns how many sweeps were queued."""
        queued = self._queue.plan_every_noise(variant_ids)
        self._next()
        return queued

    def is_busy_with(self, variant_id: str) -> bool:
        """Whether the variant is being trained or swept, or waits for it."""
        at_work = self._queue.at_work is not None and self._queue.at_work.variant_id == variant_id
        return at_work or variant_id in (*self._queue.variants(), *self._requested)

    def has_at_work(self, variant_id: str) -> bool:
        """Whether a worker has the variant in hand, even one that is being stopped."""
        return self._task is not None and self._task.place.variant_id == variant_id

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
            training_process.hold()
            self._estimate.pause()
            self._show(paused=True)

    def resume(self) -> None:
        """Continue after a pause."""
        if self._worker is not None and self.activity.paused:
            self._worker.resume()
            self._estimate.resume()
            self._show(paused=False)

    def give_way(self) -> None:
        """Rest for a moment: the user drags the noise slider, and wants to see at once what becomes of the digit.

        Training keeps cores and caches busy, which makes each step of the slider half as long again, and now and then
        several times as long. What comes out of it does not depend on when it rests.
        """
        if self._worker is not None:
            self._worker.give_way(GIVE_WAY_S)
            training_process.hold()

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

    def finish(self, deadline: QDeadlineTimer) -> None:
        """Wait until what was stopped has ended, no longer than that, and take in its last reports."""
        if self._worker is not None and self._worker.wait(deadline):
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
            data = self._data()
            if data is None:
                return  # until go_on()
            step = self._queue.steps.pop(0)
            if self._session.has(step.variant_id) and self._start(step, data):
                return
        self._estimate.clear()
        rest = Activity(requested=bool(self._requested))
        if self.activity != rest:
            self.activity = rest
            self.activity_changed.emit(rest)
            if not rest.requested:
                self.idle.emit()

    def _start(self, step: Step, data: ImageData) -> bool:
        task, shelf = self._tasks.make(step), self._shelf
        if step.kind == SWEEP and not self._tasks.has_network(step.variant_id, step.seed, step.noise):
            return False  # its training was stopped before the first step
        train = train_again if step.again else training_process.Training
        job = {TRAIN: train, SWEEP: jobs.sweep}[step.kind]
        self._estimate.begin(self._tasks.work(step))
        self._begun_at = self._tasks.trained_before(step)
        # From now on a change of configuration makes a copy.
        record = self._session.start_record(task.place)
        self._before = record.history if step.again else None
        worker = Worker(lambda: job(task, data, shelf))
        worker.ended.connect(self._ended)
        self._worker, self._task, self._queue.at_work = worker, task, step
        further = step.seed != self._session.seed
        self.activity = Activity(
            step.variant_id, step.kind, seed=step.seed if further else None, noise=step.noise
        )
        self._show()
        self._timer.start()
        worker.begin()
        return True

    # --- reports ----------------------------------------------------------------------------------------------------

    def _drain(self) -> None:
        worker, task = self._worker, self._task
        if worker is None or task is None:
            return
        for report in worker.take():
            self._take_in(task, report)
        network = self._shelf.get(task.place)
        # A variant that was removed while it trains still hands over what it learned, which nobody can show.
        if network is not self._shown_network and self._session.has(task.place.variant_id):
            self._shown_network = network
            self.network_changed.emit(task.place.variant_id)

    def _take_in(self, task: jobs.Task, report: Any) -> None:
        if isinstance(report, TrainingReport):
            self._session.add_training(task.place, report)
            self._show_training(task, report)
        elif isinstance(report, EvaluationReport):
            self._session.add_sweep(task.place, report)
            self._estimate.report(SWEEP, report.progress)
            self._show(progress=report.progress)
        elif isinstance(report, jobs.Resumed):
            self._take_in_resumed(task, report)
        elif isinstance(report, jobs.MovedToCpu):
            self._troubles.tell_of_cpu(task, report.reason)
        elif isinstance(report, jobs.Diverged):
            self._queue.drop(task.place.variant_id, task.place.seed)
            self._troubles.tell_of_divergence(task, report)
        elif isinstance(report, jobs.SaveFailed):
            self._troubles.tell_of_disk(task, report.reason)

    def _show_training(self, task: jobs.Task, report: TrainingReport) -> None:
        done = trained_fraction(task.variant.training, report.step, report.steps)
        self._estimate.report(TRAIN, (done - self._begun_at) / max(1 - self._begun_at, 1e-9))
        self._show(progress=report.progress, images_per_second=report.images_per_second)

    def _take_in_resumed(self, task: jobs.Task, report: jobs.Resumed) -> None:
        self._session.set_history(task.place, report.history)
        if report.lost:
            self._begun_at = 0.0
            self._troubles.tell_of_loss(task)

    def _ended(self) -> None:
        worker = self._worker
        if worker is None:
            return
        self._drain()
        self._timer.stop()
        task, self._worker, self._task, self._queue.at_work = self._task, None, None, None
        self._estimate.end()
        if task is not None:
            self._take_back(task)
            self._session.drop_empty_record(task.place)
            self._session.note_edit()
            if isinstance(worker.error, jobs.NotSavedError):
                self._troubles.tell_of_disk(task, str(worker.error))
            elif worker.error is not None:
                self._give_up(task, worker)
            self._put_away(task)
        self._forget_removed()
        self._next()

    def _take_back(self, task: jobs.Task) -> None:
        """A training from the beginning that did not come to its end leaves what was learned before."""
        before, self._before = self._before, None
        record = self._session.record_of(task.place)
        if before is None or record is None:
            return
        if not record.history.finished and record.history.diverged is None:
            self._session.set_history(task.place, before)
            self.network_changed.emit(task.place.variant_id)

    def _put_away(self, task: jobs.Task) -> None:
        """The network of a further seed leaves memory when it is done with, if it is on disk."""
        place = task.place
        further = place.seed != self._session.seed
        if further and not self._queue.is_planned(place.variant_id, place.seed) and task.folder.exists():
            self._shelf.drop(place)

    def _give_up(self, task: jobs.Task, worker: Worker) -> None:
        """Tell of a failure; what else was planned for the variant makes no sense any more."""
        self._queue.drop(task.place.variant_id, task.place.seed)
        if isinstance(worker.error, training_process.ProcessDiedError):
            self._troubles.tell_of_death(task)
        else:
            self._troubles.tell_of_failure(task, self.activity.kind, worker)

    def _forget_removed(self) -> None:
        """A removed variant is neither trained on nor waited for, and its network leaves memory if it is on disk."""
        self._queue.keep_only_present()
        self._requested = [each for each in self._requested if self._session.has(each)]
        at_work = self._task.place.variant_id if self._task is not None else ""
        if self._worker is not None and not self._session.has(at_work):
            self._stop_worker()
        for place in self._shelf.places():
            gone = not self._session.has(place.variant_id) and place.variant_id != at_work
            if gone and self.folder_of(place).exists():
                self._shelf.drop(place)
        self._show()

    def _show(self, **changes: Any) -> None:
        if self._worker is not None:
            self._estimate.set_waiting(self._tasks.work_of_all(self._queue.steps))
            changes["queue_progress"] = self._estimate.progress
            changes["seconds_left"] = self._estimate.seconds_left
        changes.setdefault("requested", bool(self._requested))
        activity = dataclasses.replace(self.activity, waiting=self._queue.variants(), **changes)
        if activity != self.activity:
            self.activity = activity
            self.activity_changed.emit(activity)
