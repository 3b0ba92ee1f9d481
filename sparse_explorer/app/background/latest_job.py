"""One job at a time, always the latest: one that is overtaken is stopped, and what it still reports is not heard."""

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sparse_explorer.app.background.worker import Worker

POLL_MS = 80


class LatestJob(QObject):
    """Drains generators in a thread of their own, one after another.

    Signals:
        reported(object): a report of the latest job.
        done: the latest job came to its end.
        failed(str): it did not; the traceback.

    Example::

        self._job = LatestJob(self)
        self._job.reported.connect(self._take_in)
        self._job.start(lambda: jobs.ask(networks, data))
    """

    reported = Signal(object)
    done = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._worker: Worker | None = None
        self._heard = False
        self._next: Callable[[], Iterator[Any]] | None = None
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._drain)

    @property
    def at_work(self) -> bool:
        """Whether a job that is heard is being done or is about to be."""
        return self._next is not None or (self._worker is not None and self._heard)

    def start(self, job: Callable[[], Iterator[Any]]) -> None:
        """Do this job, instead of one that is being done."""
        self.cancel()
        self._next = job
        if self._worker is None:
            self._begin()

    def cancel(self) -> None:
        """Do nothing; a job that is being done ends after its next report, and is not heard any more."""
        self._next = None
        self._heard = False
        self._timer.stop()
        if self._worker is not None:
            self._worker.stop()

    def _begin(self) -> None:
        job, self._next = self._next, None
        if job is None:
            return
        self._worker, self._heard = Worker(job), True
        self._worker.ended.connect(self._ended)
        self._timer.start()
        self._worker.begin()

    def _drain(self) -> None:
        worker = self._worker
        for report in worker.take() if worker is not None else ():
            if not self._heard or worker is not self._worker:
                return  # a listener wants something else
            self.reported.emit(report)

    def _ended(self) -> None:
        self._drain()
        worker, heard = self._worker, self._heard
        self._worker, self._heard = None, False
        self._timer.stop()
        if heard and worker is not None:
            if worker.error is not None:
                self.failed.emit(worker.error_text)
            else:
                self.done.emit()
        if self._worker is None:
            self._begin()
