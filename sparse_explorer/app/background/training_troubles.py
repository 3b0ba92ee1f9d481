"""What went wrong with a training or a sweep, told to the user in one sentence each."""

from PySide6.QtCore import QObject, Signal

from sparse_explorer.app.background import training_jobs as jobs
from sparse_explorer.app.background.worker import Worker
from sparse_explorer.app.language.messages import message_text
from sparse_explorer.app.model.activity import TRAIN
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place


class TrainingTroubles(QObject):
    """Says which run it is and what happened; what follows from it is for others.

    Signals:
        diverged(str, str): which run ended because its loss is no number any more, and what to try.
        failed(str, str): what went wrong, in words, and the details.
    """

    diverged = Signal(str, str)
    failed = Signal(str, str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._told_of_disk: set[Place] = set()

    def tell_of_divergence(self, task: jobs.Task, report: jobs.Diverged) -> None:
        """Its loss is no number any more."""
        self.diverged.emit(self._name_of(task), message_text(report.divergence.text))

    def tell_of_cpu(self, task: jobs.Task, reason: str) -> None:
        """It goes on, on another device."""
        what = self.tr("{name} does not fit into the memory of the device. The CPU trains it instead.")
        self.failed.emit(what.format(name=self._name_of(task)), reason)

    def tell_of_loss(self, task: jobs.Task) -> None:
        """What was saved of it is gone."""
        what = self.tr("What {name} had learned is no longer on disk. It starts over.")
        self.failed.emit(what.format(name=self._name_of(task)), str(task.folder))

    def tell_of_disk(self, task: jobs.Task, reason: str) -> None:
        """It cannot be saved."""
        if task.place not in self._told_of_disk:
            self._told_of_disk.add(task.place)  # once: it would be said every few seconds
            what = self.tr("{name} could not be saved. It stays in memory until the window is closed.")
            self.failed.emit(what.format(name=self._name_of(task)), reason)

    def tell_of_death(self, task: jobs.Task) -> None:
        """Its process is gone."""
        what = self.tr(
            "The process that trained {name} was ended from outside. Train {name} again to continue."
        )
        why = self.tr("Perhaps memory ran out. What was saved last is kept.")
        self.failed.emit(what.format(name=self._name_of(task)), why)

    def tell_of_failure(self, task: jobs.Task, kind: str, worker: Worker) -> None:
        """Its worker ended with an error; ``kind`` is TRAIN or SWEEP."""
        if kind == TRAIN:
            what = self.tr("Training {name} failed.").format(name=self._name_of(task))
        else:
            what = self.tr("The noise sweep of {name} failed.").format(name=self._name_of(task))
        # A ValueError says what is wrong in words; of anything else the traceback is needed.
        words = isinstance(worker.error, ValueError)
        self.failed.emit(what, str(worker.error) if words else worker.error_text)

    def _name_of(self, task: jobs.Task) -> str:
        name, seed = task.variant.name, task.place.seed
        if seed == self._session.seed:
            return name
        return self.tr("{name}, seed {seed}").format(name=name, seed=seed)
