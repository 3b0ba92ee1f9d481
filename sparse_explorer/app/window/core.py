"""What lives as long as the program: the session, what was learned, and the work in the background.

The window is a view of it, and may be made again at any time, as for another language: nothing here knows of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal

from sparse_explorer import paths
from sparse_explorer.app.background.answers import AnswersController
from sparse_explorer.app.background.history import HistoryController
from sparse_explorer.app.background.inspector import InspectorController
from sparse_explorer.app.background.loading import LoadingController
from sparse_explorer.app.background.loading_jobs import DataReady, EngineReady
from sparse_explorer.app.background.measuring import MeasuringController
from sparse_explorer.app.background.other_networks import OtherNetworksController
from sparse_explorer.app.background.overlaps import OverlapsController
from sparse_explorer.app.background.training import TrainingController
from sparse_explorer.app.background.worker import stop_all
from sparse_explorer.app.model import session_store
from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf
from sparse_explorer.app.model.undo import Undo
from sparse_explorer.logs import log

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData

SAVE_AFTER_MS = 1500


class Core(QObject):
    """The program without its window.

    Args:
        data_dir: where data sets lie.

    Attributes:
        session: what is shown; scripts may change it.
        digits: the test images in memory.
        undo: the steps that can be undone.
        shelf, loading, training, history, inspector, answers, overlaps, measuring, others: networks in memory, and
            the controllers of the background.
        home: the folder that all is kept in.
        runs: the folder of what the variants learned.
        loaded: what became of the session of the last time, and the layout of its window.
        ready: whether engine and data set are in memory, so that training can begin.
        devices: (name, label) of those to train on; empty until the engine is loaded.
        describe_layout: what is saved of the window beside the session.

    Signals:
        ready_changed(bool): see ``ready``.
        said(str): why the session could not be saved.
    """

    ready_changed = Signal(bool)
    said = Signal(str)

    def __init__(self, data_dir: str | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.home = paths.home_dir()
        self.runs = self.home / "variants"
        self.ready = False
        self.devices: tuple[tuple[str, str], ...] = ()
        self.describe_layout: Callable[[], Mapping[str, Any]] = lambda: self.loaded.layout
        self.session = Session(self)
        self.digits = Digits(self.session, self)
        self.shelf = NetworkShelf()
        self.loaded = loaded = session_store.load_session(self.session, self.home)
        self._in_the_way = loaded.in_the_way
        self.undo = Undo(self.session, self)
        self.loading = LoadingController(self.session, self.shelf, self.runs, data_dir, self)
        self.training = TrainingController(self.session, self.shelf, self._data_to_train_on, self.runs, self)
        self.history = HistoryController(
            self.session, self.shelf, lambda: self.loading.data, self.training.folder_of, self
        )
        self.inspector = InspectorController(self.session, self.history.networks, self)
        self.answers = AnswersController(self.session, self.shelf, self)
        self.overlaps = OverlapsController(self.session, self.shelf, self)
        self.measuring = MeasuringController(self)
        self.others = OtherNetworksController(self.session, self.shelf, self)
        self._save_timer = QTimer(self, interval=SAVE_AFTER_MS, singleShot=True)
        self._save_timer.timeout.connect(self.save)
        self._connect()

    def _connect(self) -> None:
        self.session.edited.connect(self.save_soon)
        self.session.dataset_changed.connect(self.forget_data)
        self.training.idle.connect(self.save_soon)
        self.training.network_changed.connect(self.inspector.network_changed)
        self.training.network_changed.connect(self.history.network_changed)
        self.training.activity_changed.connect(self.history.show_activity)
        self.training.activity_changed.connect(self.measuring.show_activity)
        self.training.activity_changed.connect(self.answers.show_activity)
        self.history.networks_changed.connect(self.inspector.network_changed)
        self.loading.engine_ready.connect(self._note_engine)
        self.loading.data_ready.connect(self.show_data)
        self.loading.shelf_changed.connect(self.inspector.refresh)
        self.loading.shelf_changed.connect(self.inspector.refresh_weights)
        self.loading.shelf_changed.connect(self.training.go_on)
        self.loading.shelf_changed.connect(self.answers.refresh)
        self.loading.shelf_changed.connect(self.overlaps.refresh)
        self.training.network_changed.connect(self.answers.refresh)
        self.training.network_changed.connect(self.overlaps.refresh)
        self.others.network_changed.connect(self.inspector.network_changed)
        self.others.network_changed.connect(self.answers.refresh)
        self.others.added.connect(self.sweep_other)

    # --- data -----------------------------------------------------------------------------------------------------

    def _data_to_train_on(self) -> ImageData | None:
        return None if self.loading.restoring or self.loading.is_sample else self.loading.data

    def sweep_other(self, variant_id: str) -> None:
        """See what a network from elsewhere can do, where all test images are here."""
        if self._data_to_train_on() is not None:
            self.training.sweep([variant_id])
        elif self.loading.is_sample:
            text = self.tr(
                "Only some digits of MNIST are here, to look at. Choose MNIST under Data to sweep {name}."
            )
            self.said.emit(text.format(name=self.session.item(variant_id).variant.name))

    def _note_engine(self, engine: EngineReady) -> None:
        self.devices = engine.devices

    def show_data(self, ready: DataReady) -> None:
        """A data set is in memory: show its digits, and let training begin."""
        self.digits.set_images(ready.test_images, ready.test_labels, ready.data.class_names)
        self.inspector.set_data(ready.data)
        self.answers.set_data(ready.data)
        self.overlaps.set_data(ready.data)
        self.others.set_data(ready.data)
        self._set_ready(True)
        self.training.go_on()

    def forget_data(self) -> None:
        """Another data set is in use, which is not loaded yet."""
        self.inspector.set_data(None)
        self.answers.set_data(None)
        self.overlaps.set_data(None)
        self.others.set_data(None)
        self._set_ready(False)

    def _set_ready(self, ready: bool) -> None:
        self.ready = ready
        self.ready_changed.emit(ready)

    # --- remembering ----------------------------------------------------------------------------------------------

    def save_soon(self) -> None:
        """Save once nothing has changed for a moment."""
        self._save_timer.start()

    def save(self) -> bool:
        """Write the session and the layout; a failure goes to the log and is said, and gives False."""
        if self._in_the_way is not None:
            self.said.emit(
                self.tr(
                    "The session is not saved: {path} cannot be read, and could not be set aside."
                ).format(path=self._in_the_way)
            )
            return False
        try:
            session_store.save_session(self.session, self.home, self.describe_layout())
        except OSError as error:
            log.warning("the session could not be saved: %s", error)
            self.said.emit(self.tr("The session could not be saved in {folder}").format(folder=self.home))
            return False
        return True

    def close(self, deadline: QDeadlineTimer) -> None:
        """Stop everything and save; what is at work is saved before it is waited for."""
        self.training.stop()
        self.loading.stop()
        self.history.stop()
        self.inspector.stop()
        self.answers.stop()
        self.overlaps.stop()
        self.measuring.cancel()
        self.others.stop()
        self._save_timer.stop()
        self.save()
        self.training.finish(deadline)
        if self.save():
            self.training.delete_removed()
        if not stop_all(deadline):
            log.warning("a thread did not end in time")  # run_app() leaves without it
