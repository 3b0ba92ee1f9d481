"""Loading: the engine first, then the networks of the last session, then the data set; none of it in the window's
thread."""

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sparse_explorer.app import jobs
from sparse_explorer.app.session import Session
from sparse_explorer.app.shelf import NetworkShelf
from sparse_explorer.app.worker import Worker

POLL_MS = 50


class LoadingController(QObject):
    """Gets the engine and the session's data set into memory, and the next data set when the session changes to it.

    Signals:
        status(str): what is going on, for the status bar; empty when nothing is.
        engine_ready(object): EngineReady, once.
        data_ready(object): DataReady of the data set in use.
        shelf_changed: networks of the last session are back.
        failed(str, str): what could not be loaded, in words, and the details.

    Attributes:
        data: the ImageData in use, None until it is loaded.
    """

    status = Signal(str)
    engine_ready = Signal(object)
    data_ready = Signal(object)
    shelf_changed = Signal()
    failed = Signal(str, str)

    def __init__(self, session: Session, shelf: NetworkShelf, data_dir: str | None, parent: QObject) -> None:
        super().__init__(parent)
        self.data: Any = None
        self._session = session
        self._shelf = shelf
        self._data_dir = data_dir
        self._engine = False
        self._restoring = False
        self._last_good = "digits"
        self._stored: list[jobs.Stored] = []
        self._worker: Worker | None = None
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._drain)
        session.dataset_changed.connect(self.load_dataset)

    def start(self, stored: list[jobs.Stored]) -> None:
        """Load the engine, the data set, and the stored networks."""
        self._stored = stored
        self.status.emit(self.tr("Loading the engine …"))
        self._work(jobs.load_engine)

    def restore(self, stored: list[jobs.Stored]) -> None:
        """Get stored networks back, as soon as nothing else is being loaded."""
        self._stored += stored
        if self._engine and self._worker is None:
            self._restore()

    def load_dataset(self) -> None:
        """Load the session's data set, instead of one that is being loaded."""
        self.data = None
        if not self._engine or self._restoring:
            return  # it comes after the engine and the stored networks
        if self._worker is not None:
            self._worker.stop()  # what it still reports is of no interest
        self.status.emit(self.tr("Loading {} …").format(self._session.dataset))
        name = self._session.dataset
        self._work(lambda: jobs.load_data(name, self._data_dir))

    @property
    def restoring(self) -> bool:
        """Whether stored networks are being read; what is read must not be trained on at the same time."""
        return self._restoring

    def stop(self) -> None:
        """Stop what is being loaded."""
        self._timer.stop()
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def _work(self, job: Callable[[], Iterator[Any]]) -> None:
        worker = Worker(job)
        self._worker = worker
        worker.ended.connect(self._ended)
        self._timer.start()
        worker.begin()

    def _drain(self) -> None:
        for report in self._worker.take() if self._worker else ():
            self._show(report)

    def _show(self, report: Any) -> None:
        if isinstance(report, jobs.EngineReady):
            self._engine = True
            self.engine_ready.emit(report)
        elif isinstance(report, jobs.DataReady):
            if report.name == self._session.dataset:
                self.data = report.data
                self._last_good = report.name
                self._session.set_digit_count(len(report.test_labels))
                self.data_ready.emit(report)
        elif isinstance(report, jobs.Restored):
            self._session.set_history(report.variant_id, report.dataset, report.history)
            if report.problem:
                self.failed.emit(self.tr("A trained variant could not be read."), report.problem)
        else:  # DownloadProgress
            total = f"{report.total_bytes / 1e6:.1f}" if report.total_bytes else "?"
            self.status.emit(
                self.tr("Downloading {file} ({number} of {files}): {done:.1f} of {total} MB").format(
                    file=report.file,
                    number=report.file_index + 1,
                    files=report.files,
                    done=report.done_bytes / 1e6,
                    total=total,
                )
            )

    def _ended(self) -> None:
        worker = self._worker
        if worker is None or self.sender() is not worker:
            return  # another data set was chosen meanwhile
        self._drain()
        self._timer.stop()
        self._worker = None
        self.status.emit("")
        restored, self._restoring = self._restoring, False
        if restored:
            self.shelf_changed.emit()
        if worker.error is not None:
            self._say_why(worker)
            return
        if self._stored:
            # Before the data set: nobody can train, and so write what is being read, until that is there.
            self._restore()
        elif self.data is None:
            self.load_dataset()

    def _restore(self) -> None:
        stored, self._stored = self._stored, []
        self._restoring = True
        self._work(lambda: jobs.restore(stored, self._shelf))

    def _say_why(self, worker: Worker) -> None:
        name = self._session.dataset
        if isinstance(worker.error, ValueError):  # a DataError: the user can mend it
            what = self.tr("The data set {} could not be loaded.").format(name)
            if not name.startswith("folder:"):
                what += " " + self.tr("Files of your own can be chosen under Data, Folder of IDX files.")
            self.failed.emit(what, str(worker.error))
        else:
            self.failed.emit(self.tr("Something went wrong while loading."), worker.error_text)
        if self._engine and name != self._last_good:
            self._session.set_dataset(self._last_good)  # so that the window stays usable
