"""Loading: how earlier trainings went, the engine, the networks of the last session, then the data set; none of it in
the window's thread."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from sparse_explorer.app.background import loading_jobs as jobs
from sparse_explorer.app.background.worker import Worker
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.data.catalogue import is_own
from sparse_explorer.experiment.plan.pretrained_ids import DATASET, is_pretrained

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData

POLL_MS = 50

ENGINE, NETWORKS, DATA = "engine", "networks", "data"
"""What is being loaded."""


class LoadingController(QObject):
    """Gets the engine and the session's data set into memory, and the next data set when the session changes to it.

    Nothing is downloaded that was not allowed with :meth:`allow_download`.

    Signals:
        status(str): what is going on, for the status bar; empty when nothing is.
        engine_ready(object): EngineReady, once.
        data_ready(object): DataReady of the data set in use.
        download_needed(str): the data set in use is not on this machine, and to fetch it was not allowed.
        shelf_changed: networks of the last session are back.
        orphans_found(object): tuple of Orphan: trained networks on disk that the session does not name.
        failed(str, str): what could not be loaded, in words, and the details.

    Attributes:
        data: the ImageData in use, None until it is loaded.
        is_sample: whether that is the part that comes with the program, to look at and not to train on.
    """

    status = Signal(str)
    engine_ready = Signal(object)
    data_ready = Signal(object)
    download_needed = Signal(str)
    shelf_changed = Signal()
    orphans_found = Signal(object)
    failed = Signal(str, str)

    def __init__(
        self, session: Session, shelf: NetworkShelf, folder: Path, data_dir: str | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.data: ImageData | None = None
        self.is_sample = False
        self._session = session
        self._shelf = shelf
        self._folder = folder
        self._data_dir = data_dir
        self._engine = False
        self._at = ""
        self._asks = False
        self._last_good = "digits"
        self._allowed: set[str] = set()
        self._stored: list[jobs.Stored] = []
        self._orphans: list[jobs.Orphan] = []
        self._worker: Worker | None = None
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._drain)
        session.set_unread(jobs.with_runs(folder, (item.id for item in session.items)))
        session.dataset_changed.connect(self.load_dataset)

    def _expect(self, stored: Iterable[jobs.Stored]) -> None:
        """Until these networks are back, they are loading."""
        stored = list(stored)
        self._stored += stored
        self._session.set_loading(self._session.loading | _places(stored))

    def start(self) -> None:
        """Read what runs have behind them, then load the engine, networks of runs that are looked into, and the data
        set."""
        folder, variants = self._folder, {item.id: item.variant for item in self._session.items}
        self.status.emit(self.tr("Loading the engine …"))
        self._work(ENGINE, lambda: itertools.chain(jobs.read_runs(folder, variants), jobs.load_engine()))

    def restore(self, stored: Iterable[jobs.Stored]) -> None:
        """Get stored networks back, as soon as nothing else is being loaded."""
        self._expect(stored)
        if self._engine and self._worker is None:
            self._restore()

    def allow_download(self, name: str) -> None:
        """The user wants a data set to be fetched if it is not here."""
        self._allowed.add(name)

    def load_dataset(self) -> None:
        """Load the session's data set, instead of one that is being loaded."""
        self.is_sample = False
        self.data = None
        self._asks = False
        if not self._engine or self.restoring:
            return  # it comes after the engine and the stored networks
        if self._worker is not None:
            self._worker.stop()  # what it still reports is of no interest
        name = self._session.dataset
        self.status.emit(self.tr("Loading {name} …").format(name=name))
        allowed = name in self._allowed
        if name == DATASET and not allowed and any(is_pretrained(each.id) for each in self._session.items):
            self._work(DATA, lambda: jobs.load_data_or_sample(name, self._data_dir))
        else:
            self._work(DATA, lambda: jobs.load_data(name, self._data_dir, allowed))

    @property
    def last_good(self) -> str:
        """The data set that was loaded last, or else the bundled one."""
        return self._last_good

    @property
    def restoring(self) -> bool:
        """Whether stored networks are being read; what is read must not be trained on at the same time."""
        return self._at == NETWORKS

    def stop(self) -> None:
        """Stop what is being loaded."""
        self._timer.stop()
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def _work(self, what: str, job: Callable[[], Iterator[Any]]) -> None:
        worker = Worker(job)
        self._worker, self._at = worker, what
        worker.ended.connect(self._ended)
        self._timer.start()
        worker.begin()

    def _drain(self) -> None:
        for report in self._worker.take() if self._worker else ():
            self._show(report)

    def _show(self, report: Any) -> None:
        if isinstance(report, jobs.RunRead):
            self._take_in_run(report)
        elif isinstance(report, jobs.EngineReady):
            self._session.set_unread(())  # all runs were read before
            self._engine = True
            self.engine_ready.emit(report)
        elif isinstance(report, jobs.Orphan):
            self._orphans.append(report)
        elif isinstance(report, jobs.DataReady):
            self._take_in_data(report)
        elif isinstance(report, jobs.DownloadNeeded):
            self._asks = True
        elif isinstance(report, jobs.Restored):
            self._take_in_restored(report)
        else:  # DownloadProgress
            self._show_download(report)

    def _take_in_run(self, report: jobs.RunRead) -> None:
        place = report.place
        if not self._session.has(place.variant_id):
            return  # it was removed meanwhile
        source = self._session.item(place.variant_id).source
        if report.digest != (source.digest if source is not None else ""):
            return  # it was another file's
        self._session.set_history(place, report.history)
        if source is not None:
            return  # its network is not on disk
        if place.seed == self._session.seed and self._shelf.get(place) is None:
            variant = self._session.item(place.variant_id).variant
            self._expect([jobs.Stored(place, variant, jobs.run_folder(self._folder, place))])

    def _take_in_data(self, report: jobs.DataReady) -> None:
        # It is of the data set in use: with another one comes another worker, and this one is not listened to.
        self.data = report.data
        self.is_sample = report.sample
        self._last_good = report.name
        self._session.set_digit_count(len(report.test_labels))
        self.data_ready.emit(report)

    def _take_in_restored(self, report: jobs.Restored) -> None:
        self._session.set_history(report.place, report.history)
        self._session.set_loading(self._session.loading - {report.place})
        if report.problem:
            self.failed.emit(self.tr("A trained variant could not be read."), report.problem)

    def _show_download(self, report: Any) -> None:
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
        if self._worker is not worker:
            return  # a listener chose another data set
        self._timer.stop()
        ended, self._worker, self._at = self._at, None, ""
        self.status.emit("")
        if worker.error is not None:
            self._say_why(worker, ended)
        if ended == NETWORKS:
            self._session.set_loading(_places(self._stored))  # also where reading them failed
            self.shelf_changed.emit()
        if self._orphans:
            orphans, self._orphans = tuple(self._orphans), []
            self.orphans_found.emit(orphans)
        self._continue(failed=worker.error is not None and ended == DATA)

    def _continue(self, failed: bool) -> None:
        """Load what comes next; after a data set that could not be loaded, the one before."""
        if self._worker is not None or not self._engine:
            return
        if failed and self._session.dataset != self._last_good:
            self._session.set_dataset(self._last_good)  # so that the window stays usable
        elif self._stored:
            # Before the data set: nobody can train, and so write what is being read, until that is there.
            self._restore()
        elif self._asks:
            self.download_needed.emit(self._session.dataset)
        elif self.data is None and not failed:
            self.load_dataset()

    def _restore(self) -> None:
        stored, self._stored = self._stored, []
        self._work(NETWORKS, lambda: jobs.restore(stored, self._shelf))

    def _say_why(self, worker: Worker, what_was_loaded: str) -> None:
        name = self._session.dataset
        if what_was_loaded == DATA and isinstance(
            worker.error, ValueError
        ):  # a DataError: the user can fix it
            what = self.tr("The data set {name} could not be loaded.").format(name=name)
            if not is_own(name):
                what += " " + self.tr("Files of your own can be chosen under Data, Folder of images.")
            self.failed.emit(what, str(worker.error))
        else:
            self.failed.emit(self.tr("Something went wrong while loading."), worker.error_text)


def _places(stored: Iterable[jobs.Stored]) -> frozenset[Place]:
    return frozenset(each.place for each in stored)
