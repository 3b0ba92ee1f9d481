"""The window: creates, places and connects the panes, and remembers how it was left."""

from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFileDialog,
    QMainWindow,
    QMessageBox,
)

from sparse_explorer import paths
from sparse_explorer.app import session_store, theme, window_geometry
from sparse_explorer.app.actions import Actions
from sparse_explorer.app.controllers.inspector import InspectorController
from sparse_explorer.app.controllers.loading import LoadingController
from sparse_explorer.app.controllers.training import TrainingController
from sparse_explorer.app.errors import ErrorReporter, log
from sparse_explorer.app.exporting import Exporter
from sparse_explorer.app.guard import guarded
from sparse_explorer.app.jobs import DataReady, Stored
from sparse_explorer.app.panes.evaluation import EvaluationPane
from sparse_explorer.app.panes.inside import InsidePane
from sparse_explorer.app.panes.inspector import InspectorPane
from sparse_explorer.app.panes.model import ModelPane
from sparse_explorer.app.panes.top_bar import TopBar
from sparse_explorer.app.panes.training import TrainingPane
from sparse_explorer.app.panes.variants import VariantsPane
from sparse_explorer.app.records import VariantItem
from sparse_explorer.app.session import Session
from sparse_explorer.app.shelf import NetworkShelf
from sparse_explorer.app.window_layout import Column, WindowLayout
from sparse_explorer.app.worker import stop_all
from sparse_explorer.data.catalogue import describe

LOAD_UNSEEN_AFTER_MS = 200
"""A window that is not shown is never painted; whoever drives it from a script wants the engine all the same."""

SAVE_AFTER_MS = 1500
LAYOUT_VERSION = 3
LEAST_SIZE = QSize(640, 400)
"""In logical pixels; a screen of 1280x720 at 144 dpi has 853x480 of them."""


@guarded
class MainWindow(QMainWindow):
    """Everything in one window.

    Attributes:
        session: what is shown; whoever drives the window from a script may change it.
        training, inspector, loading: the controllers.
    """

    def __init__(self, data_dir: str | None = None) -> None:
        super().__init__()
        self.setWindowTitle("Sparse Explorer")
        self.setObjectName("main_window")
        self._home = paths.home_dir()
        self._closing: QMessageBox | None = None
        self._really_close = False
        self.session = Session(self)
        self.shelf = NetworkShelf()
        self.errors = ErrorReporter(self, self._home / "sparse-explorer.log")
        layout = self._restore_session()
        self.loading = LoadingController(self.session, self.shelf, data_dir, self)
        self.training = TrainingController(
            self.session, self.shelf, self._data_to_train_on, self._home / "variants", self
        )
        self.inspector = InspectorController(self.session, self.shelf, self)
        self.actions_ = Actions(self)
        self._make_panes()
        self._place_panes()
        self._connect_controllers()
        self._connect_actions()
        self._restore_layout(layout)
        self._save_timer = QTimer(self, interval=SAVE_AFTER_MS, singleShot=True)
        self._save_timer.timeout.connect(self.save)
        self.session.edited.connect(self._save_timer.start)
        self._load_started = False
        QTimer.singleShot(LOAD_UNSEEN_AFTER_MS, self, lambda: None if self.isVisible() else self._load_once())

    # --- making -------------------------------------------------------------------------------------------------------

    def _make_panes(self) -> None:
        session = self.session
        self.top_bar = TopBar(session, self.actions_.menu, self.actions_.training_menu)
        self.variants_pane = VariantsPane(session)
        self.model_pane = ModelPane(session)
        self.training_pane = TrainingPane(session)
        self.evaluation_pane = EvaluationPane(session)
        self.inspector_pane = InspectorPane(session)
        self.inside_pane = InsidePane(session)
        self.exporter = Exporter(session, self.evaluation_pane.plot, self)
        self._show_suggested_epochs()

    def _place_panes(self) -> None:
        columns = (
            Column(
                self.tr("Variants"),
                "variants_column_tab",
                (250, 570),
                (self.variants_pane, 0),
                (self.model_pane, 1),
            ),
            Column(
                self.tr("Curves"),
                "curves_column_tab",
                (230, 620),
                (self.training_pane, 3),
                (self.evaluation_pane, 8),
                comfort=450,
            ),
            Column(
                self.tr("Inspector"),
                "inspector_column_tab",
                (480, 320),
                (self.inspector_pane, 3),
                (self.inside_pane, 2),
            ),
        )
        self.columns = WindowLayout(self.top_bar, columns)
        self.setCentralWidget(self.columns)
        self.setMinimumSize(LEAST_SIZE)
        self.statusBar().setSizeGripEnabled(False)
        self.variants_pane.list.setFocus()

    def _connect_controllers(self) -> None:
        loading, training, inspector = self.loading, self.training, self.inspector
        loading.status.connect(self._show_status)
        loading.engine_ready.connect(lambda ready: self.top_bar.set_devices(ready.devices))
        loading.data_ready.connect(self._data_ready)
        loading.shelf_changed.connect(self._shelf_changed)
        self.session.dataset_changed.connect(self._dataset_changed)
        training.activity_changed.connect(self.top_bar.show_activity)
        training.activity_changed.connect(self.variants_pane.show_activity)
        training.activity_changed.connect(self.evaluation_pane.show_activity)
        training.activity_changed.connect(self.actions_.show_activity)
        training.network_changed.connect(inspector.network_changed)
        training.idle.connect(self._queue_ended)
        inspector.inspected.connect(self.inspector_pane.set_inspection)
        inspector.inspected.connect(self.inside_pane.activations.set_inspection)
        inspector.inspected.connect(self.inside_pane.theory.set_inspection)
        inspector.flips_changed.connect(self.inspector_pane.set_flips)
        inspector.weights_changed.connect(self.inside_pane.weights.set_weights)
        inspector.no_disagreement.connect(
            lambda: self._show_note(
                self.tr("No image found on which trained variants disagree at this noise.")
            )
        )
        self.exporter.said.connect(self._show_note)
        for worker in (loading, training, inspector, self.exporter):
            worker.failed.connect(self.errors.show)
        self.variants_pane.refused.connect(self._show_note)
        self.model_pane.validity_changed.connect(self.top_bar.set_valid)
        self.model_pane.validity_changed.connect(self.actions_.set_valid)

    def _connect_actions(self) -> None:
        actions, bar, evaluation = self.actions_, self.top_bar, self.evaluation_pane
        bar.train_requested.connect(self.train_all)
        bar.pause_requested.connect(self.training.pause)
        bar.resume_requested.connect(self.training.resume)
        bar.stop_requested.connect(self.training.stop)
        bar.folder_requested.connect(self._choose_folder)
        evaluation.evaluate_requested.connect(self.evaluate)
        evaluation.csv_requested.connect(actions.export_csv.trigger)
        evaluation.png_requested.connect(actions.export_plot.trigger)
        evaluation.svg_requested.connect(actions.export_svg.trigger)
        evaluation.copy_requested.connect(actions.copy_table.trigger)
        self.inspector_pane.disagreement_wanted.connect(self.inspector.find_disagreement)
        actions.train.triggered.connect(self.train_all)
        actions.train_selected.triggered.connect(self._train_selected)
        actions.pause.triggered.connect(self._pause_or_resume)
        actions.stop.triggered.connect(self.training.stop)
        actions.evaluate.triggered.connect(self.evaluate)
        actions.evaluate_selected.triggered.connect(self._evaluate_selected)
        actions.export_csv.triggered.connect(self.exporter.save_csv)
        actions.export_plot.triggered.connect(self.exporter.save_png)
        actions.export_svg.triggered.connect(self.exporter.save_svg)
        actions.copy_table.triggered.connect(self.exporter.copy_table)
        actions.undo_remove.triggered.connect(self._undo_remove)
        actions.add_variant_actions(self.variants_pane.add_menu, self.variants_pane.list.actions())
        picker = self.inspector_pane.picker
        for action, button in (
            (actions.previous_digit, picker.previous_button),
            (actions.next_digit, picker.next_button),
            (actions.random_digit, picker.random_digit_button),
            (actions.disagree, picker.disagree_button),
            (actions.new_noise, self.inspector_pane.noise.new_noise_button),
        ):
            action.triggered.connect(button.click)
        self.variants_pane.removed.connect(
            lambda name: self._show_note(self.tr("Removed {}. Ctrl+Z brings it back.").format(name))
        )
        actions.reset_layout.triggered.connect(self._reset_layout)
        actions.theme_chosen.connect(theme.theme().set_choice)
        actions.quit.triggered.connect(self.close)

    # --- loading ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint; after the first time, import the engine, which would have kept the window waiting."""
        super().paintEvent(event)
        if not self._load_started:
            QTimer.singleShot(0, self, self._load_once)

    def _load_once(self) -> None:
        if self._load_started:
            return
        self._load_started = True
        self.loading.start([stored for item in self.session.items for stored in self._stored_of(item)])

    def _stored_of(self, item: VariantItem) -> list[Stored]:
        """The variant's networks that should be on disk and are not in memory."""
        folder = self.training.folder_of
        return [
            Stored(item.id, item.variant, dataset, record.seed, folder(item.id, dataset))
            for dataset, record in item.records.items()
            if self.shelf.get(item.id, dataset) is None
        ]

    def _data_to_train_on(self) -> Any:
        return None if self.loading.restoring else self.loading.data

    def _data_ready(self, ready: DataReady) -> None:
        self.inspector_pane.set_digits(ready.test_images, ready.test_labels)
        self.inspector.set_data(ready.data)
        self.top_bar.set_ready(True)
        self.actions_.set_ready(True)
        self.training.go_on()

    def _dataset_changed(self) -> None:
        if self.training.busy:
            self._show_note(self.tr("Training was stopped; what was learned is kept."))
        self.training.stop()
        self.inspector.set_data(None)
        self.top_bar.set_ready(False)
        self.actions_.set_ready(False)
        self._show_suggested_epochs()

    def _show_suggested_epochs(self) -> None:
        self.model_pane.set_suggested_epochs(describe(self.session.dataset).epochs)

    def _shelf_changed(self) -> None:
        self.inspector.refresh()
        self.inspector.refresh_weights()
        self.training.go_on()

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, self.tr("Folder with IDX files, named as MNIST's are")
        )
        if folder:
            self.session.set_dataset(f"folder:{folder}")

    # --- working ----------------------------------------------------------------------------------------------------

    def train_all(self) -> None:
        """Train every variant that is not trained yet, then sweep it; goes on with what is paused."""
        if not self._take_in_what_is_typed():
            return
        self.training.resume()
        if not self.session.items:
            self._show_note(self.tr("There is no variant to train. Add one first."))
        elif not self.training.train([item.id for item in self.session.items]):
            if self.training.busy:
                self._show_note(self.tr("Everything that is not trained yet is in the queue already."))
            else:
                self._show_note(self.tr("Every variant is trained. Add or change one, then train again."))

    def _take_in_what_is_typed(self) -> bool:
        """A number that is still being typed counts, although the key that starts training left it no time to say so.
        Returns whether the form can be trained."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractSpinBox):
            focus.interpretText()
        return self.model_pane.valid and self.top_bar.valid

    def _train_selected(self) -> None:
        if not self._take_in_what_is_typed():
            return
        self.training.resume()
        selected = self.session.selected
        if selected is None:
            self._show_note(self.tr("No variant is selected."))
        elif not self.training.train([selected.id]):
            if self.training.is_busy_with(selected.id):
                self._show_note(self.tr("{} is in the queue already.").format(selected.variant.name))
            else:
                self._show_note(self.tr("{} is trained already.").format(selected.variant.name))

    def evaluate(self) -> None:
        """Sweep the noise over all trained variants anew, or cancel the sweep at work."""
        if self.training.activity.kind == "sweep":
            self.training.cancel_sweeps()
        elif not self.training.sweep([item.id for item in self.session.items]):
            if self.training.busy:
                self._show_note(self.tr("Each variant's noise sweep follows its training."))
            else:
                self._show_note(self.tr("Nothing is trained yet. Press Train all first."))

    def _evaluate_selected(self) -> None:
        selected = self.session.selected
        if selected is None:
            self._show_note(self.tr("No variant is selected."))
        elif not self.training.sweep([selected.id]):
            if self.training.is_busy_with(selected.id):
                self._show_note(self.tr("{} is in the queue already.").format(selected.variant.name))
            else:
                self._show_note(self.tr("{} is not trained yet.").format(selected.variant.name))

    def _pause_or_resume(self) -> None:
        (self.training.resume if self.training.activity.paused else self.training.pause)()

    def _queue_ended(self) -> None:
        self._save_timer.start()

    def _undo_remove(self) -> None:
        item = self.session.undo_remove()
        if item is not None and not self.training.has_at_work(item.id):
            self.loading.restore(self._stored_of(item))

    # --- status -----------------------------------------------------------------------------------------------------

    def _show_status(self, text: str) -> None:
        self.statusBar().showMessage(text) if text else self.statusBar().clearMessage()

    def _show_note(self, text: str) -> None:
        self.statusBar().showMessage(text, 8000)

    # --- remembering ------------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Write the session and the layout; a failure goes to the log and the status bar, and gives False."""
        layout = {
            "version": LAYOUT_VERSION,
            "theme": theme.theme().choice,
            "geometry": window_geometry.to_text(self),
            "columns": self.columns.state(),
        }
        try:
            session_store.save_session(self.session, self._home, layout)
        except OSError as error:
            log.warning("the session could not be saved: %s", error)
            self._show_note(self.tr("The session could not be saved in {}").format(self._home))
            return False
        return True

    def _restore_session(self) -> dict[str, Any]:
        try:
            return session_store.load_session(self.session, self._home)
        except FileNotFoundError:
            session_store.fill_with_defaults(self.session)
        except session_store.SessionError as error:
            session_store.fill_with_defaults(self.session)
            text = str(error)
            QTimer.singleShot(
                0, self, lambda: self.errors.show(self.tr("The last session could not be read."), text)
            )
        return {}

    def _restore_layout(self, layout: dict[str, Any]) -> None:
        window_geometry.give_usual_size(self)
        if layout.get("version") != LAYOUT_VERSION:
            return
        theme.theme().set_choice(str(layout.get("theme", "system")))
        self.actions_.show_theme(theme.theme().choice)
        window_geometry.from_text(self, layout.get("geometry"))
        self.columns.restore(layout.get("columns"))

    def _reset_layout(self) -> None:
        window_geometry.give_usual_size(self)
        self.columns.reset()

    # --- closing ----------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once if something is being trained; then stop everything and save."""
        if self.training.busy and not self._really_close and self._closing is None:
            event.ignore()
            self._ask_to_close()
            return
        self.hide()  # what follows may take a moment
        self.training.stop()
        self.loading.stop()
        self.inspector.stop()
        self.training.finish()
        self._save_timer.stop()
        self._take_in_what_is_typed()
        if self.save():
            self.training.delete_removed()
        if not stop_all():
            log.warning("a thread did not end in time")  # run_app() leaves without it
        self.errors.uninstall()
        event.accept()

    def _ask_to_close(self) -> None:
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Sparse Explorer",
            self.tr("A variant is being trained. Stop and quit?"),
            QMessageBox.StandardButton.Cancel,
            self,
        )
        box.setInformativeText(self.tr("What it has learned so far is kept, and training can go on later."))
        stop = box.addButton(self.tr("Stop and quit"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(stop)
        box.setObjectName("close_dialog")
        box.buttonClicked.connect(lambda button: self._close_answered(button is stop))
        self._closing = box
        box.open()

    def _close_answered(self, really: bool) -> None:
        self._closing = None
        if really:
            self._really_close = True
            self.close()
