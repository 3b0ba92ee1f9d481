"""The window: creates, places and connects the panes, and remembers how it was left."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QSize, QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QMainWindow,
    QMessageBox,
)

from sparse_explorer import paths
from sparse_explorer.app.background.inspector import InspectorController
from sparse_explorer.app.background.loading import LoadingController
from sparse_explorer.app.background.loading_jobs import DataReady
from sparse_explorer.app.background.training import TrainingController
from sparse_explorer.app.background.worker import stop_all
from sparse_explorer.app.model import session_store
from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf
from sparse_explorer.app.model.undo import Undo
from sparse_explorer.app.panes.curves import CurvesPane
from sparse_explorer.app.panes.differences import DifferencesPane
from sparse_explorer.app.panes.inside import InsidePane
from sparse_explorer.app.panes.inspector import InspectorPane
from sparse_explorer.app.panes.model import ModelPane
from sparse_explorer.app.panes.noise_bar import NoiseBar
from sparse_explorer.app.panes.overlap import OverlapPane
from sparse_explorer.app.panes.results import ResultsPane
from sparse_explorer.app.panes.top_bar import TopBar
from sparse_explorer.app.panes.training import TrainingPane
from sparse_explorer.app.panes.variants import VariantsPane
from sparse_explorer.app.panes.verdict import VerdictPane
from sparse_explorer.app.qt import theme
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.stages.stages import make_stages
from sparse_explorer.app.window import geometry as window_geometry
from sparse_explorer.app.window import wiring
from sparse_explorer.app.window.actions import Actions
from sparse_explorer.app.window.commands import Commands
from sparse_explorer.app.window.datasets import DatasetChooser
from sparse_explorer.app.window.errors import ErrorReporter
from sparse_explorer.app.window.experiments import ExperimentFiles
from sparse_explorer.app.window.exporting import Exporter
from sparse_explorer.app.window.help import Help
from sparse_explorer.app.window.image_input import ImageInput
from sparse_explorer.app.window.keeping import ImageKeeper
from sparse_explorer.app.window.layout import WindowLayout
from sparse_explorer.app.window.messages import Messages
from sparse_explorer.app.window.orphans import OrphanKeeper
from sparse_explorer.app.window.pretrained import PretrainedPair
from sparse_explorer.data.catalogue import describe
from sparse_explorer.data.own_sets import own_sets
from sparse_explorer.logs import log, log_file

LOAD_UNSEEN_AFTER_MS = 200
"""A window that is not shown is never painted; whoever drives it from a script wants the engine all the same."""

SAVE_AFTER_MS = 1500
CLOSE_WITHIN_MS = 1500
"""Threads that take longer to end are left behind; what they were at was saved a few seconds before."""

MOST_PROBLEMS = 20
"""Of a session that could not be read whole, that are told."""

LAYOUT_VERSION = 4
LEAST_SIZE = QSize(640, 400)
"""In logical pixels; a screen of 1280x720 at 144 dpi has 853x480 of them."""


@guarded
class MainWindow(QMainWindow):
    """Everything in one window.

    Attributes:
        session: what is shown; whoever drives the window from a script may change it.
        digits: the test images in memory.
        training, inspector, loading, datasets, orphans, experiments, commands: the controllers.
        messages: what the status bar says.
        first_start: whether nothing was remembered.
        undo: the steps that can be undone.
    """

    def __init__(self, data_dir: str | None = None) -> None:
        super().__init__()
        self.setWindowTitle("Sparse Explorer")
        self.setObjectName("main_window")
        self._home = paths.home_dir()
        self._closing: QMessageBox | None = None
        self._really_close = False
        self.session = Session(self)
        self.digits = Digits(self.session, self)
        self.shelf = NetworkShelf()
        self.errors = ErrorReporter(self, log_file())
        loaded = session_store.load_session(self.session, self._home)
        self.undo = Undo(self.session, self)
        self._in_the_way = loaded.in_the_way
        self.first_start = loaded.first
        self._make_controllers(data_dir, loaded.layout["declined"])
        self.actions_ = Actions(self)
        self.help = Help(self.actions_.menu, self)
        self._make_panes()
        self._place_panes()
        self._save_timer = QTimer(self, interval=SAVE_AFTER_MS, singleShot=True)
        self._save_timer.timeout.connect(self.save)
        wiring.connect(self)
        self._restore_layout(loaded.layout)
        if loaded.problems:
            QTimer.singleShot(0, self, lambda: self._tell_what_was_wrong(loaded))
        self._load_started = False
        QTimer.singleShot(LOAD_UNSEEN_AFTER_MS, self, lambda: None if self.isVisible() else self._load_once())

    # --- making -------------------------------------------------------------------------------------------------------

    def _make_controllers(self, data_dir: str | None, declined: Sequence[str]) -> None:
        session, shelf = self.session, self.shelf
        self.messages = Messages(self.statusBar())
        runs = self._home / "variants"
        self.loading = LoadingController(session, shelf, runs, data_dir, self)
        self.training = TrainingController(session, shelf, self._data_to_train_on, runs, self)
        self.inspector = InspectorController(session, shelf, self)
        self.images = ImageInput(session, self.digits, self)
        self.keeper = ImageKeeper(session, self)
        self.datasets = DatasetChooser(session, self.loading, data_dir, self)
        self.orphans = OrphanKeeper(session, self.loading, self.training, declined, self)
        self.experiments = ExperimentFiles(
            session, self.training, self.loading, runs, self.datasets.choose, self
        )
        self.pretrained = PretrainedPair(session, self.loading, self.training, self)
        self.commands = Commands(
            session,
            self.training,
            self.loading,
            self.messages,
            self.pretrained,
            self._take_in_what_is_typed,
            self,
        )

    def _make_panes(self) -> None:
        session = self.session
        self.top_bar = TopBar(session, self.actions_.menu, self.actions_.training_menu)
        self.top_bar.show_own_sets(own_sets())
        self.variants_pane = VariantsPane(session)
        self.model_pane = ModelPane(session)
        self.training_pane = TrainingPane(session)
        self.curves_pane = CurvesPane(session)
        self.results_pane = ResultsPane(session)
        self.verdict_pane = VerdictPane(session)
        self.differences_pane = DifferencesPane(session)
        self.inspector_pane = InspectorPane(session, self.digits)
        self.overlap_pane = OverlapPane(session)
        self.inside_pane = InsidePane(session)
        self.noise_bar = NoiseBar(session, self.digits)
        self.exporter = Exporter(session, self.curves_pane.differences.shown_plot, self)
        self._show_suggested_epochs()

    def _place_panes(self) -> None:
        stages = make_stages(
            {
                "model": self.model_pane,
                "training": self.training_pane,
                "curves": self.curves_pane,
                "verdict": self.verdict_pane,
                "results": self.results_pane,
                "differences": self.differences_pane,
                "inspector": self.inspector_pane,
                "overlap": self.overlap_pane,
                "inside": self.inside_pane,
            }
        )
        self.layout_ = WindowLayout(self.top_bar, self.variants_pane, stages, self.noise_bar)
        self.setCentralWidget(self.layout_)
        self.setMinimumSize(LEAST_SIZE)
        self.statusBar().setSizeGripEnabled(False)
        self.variants_pane.list.setFocus()

    # --- loading ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint; after the first time, import the engine, which would have kept the window waiting."""
        super().paintEvent(event)
        if not self._load_started:
            QTimer.singleShot(0, self, self._load_once)

    def welcome(self) -> None:
        """At a first start, show the pre-trained pair in the stage that explains; not where a script has begun to work
        in the session already."""
        if self.first_start and self.undo.stack.count() == 0:
            self.pretrained.welcome()
            self.undo.stack.clear()  # nobody has edited anything
            self.layout_.show_stage("explain")

    def _load_once(self) -> None:
        if self._load_started:
            return
        self._load_started = True
        self.loading.start()

    def show_own_image(self) -> None:
        """Show the networks the user's own image, where that is seen."""
        self.layout_.bring_to_front("inspector")
        self.session.own.set_shown(True)

    def _data_to_train_on(self) -> Any:
        return None if self.loading.restoring or self.loading.is_sample else self.loading.data

    def show_data(self, ready: DataReady) -> None:
        """A data set is in memory: show its digits, and let training begin."""
        self.digits.set_images(ready.test_images, ready.test_labels)
        self.inspector.set_data(ready.data)
        self.top_bar.set_ready(True)
        self.actions_.set_ready(True)
        self.training.go_on()

    def forget_data(self) -> None:
        """Another data set is in use, which is not loaded yet."""
        self.commands.announce_dataset()
        self.inspector.set_data(None)
        self.top_bar.set_ready(False)
        self.actions_.set_ready(False)
        self._show_suggested_epochs()

    def _show_suggested_epochs(self) -> None:
        self.model_pane.set_suggested_epochs(describe(self.session.dataset).epochs)

    def train_all(self) -> None:
        """As the button does, for scripts."""
        self.commands.train_all()

    def evaluate(self) -> None:
        """As the button does, for scripts."""
        self.commands.evaluate()

    def _take_in_what_is_typed(self) -> bool:
        """A number that is still being typed counts, although the key that starts training left it no time to say so.
        Returns whether the form can be trained."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractSpinBox):
            focus.interpretText()
        return self.model_pane.valid and self.top_bar.valid

    # --- remembering ------------------------------------------------------------------------------------------------

    def save_soon(self) -> None:
        """Save once nothing has changed for a moment."""
        self._save_timer.start()

    def save(self) -> bool:
        """Write the session and the layout; a failure goes to the log and the status bar, and gives False."""
        if self._in_the_way is not None:
            self.messages.explain(
                self.tr("The session is not saved: {} cannot be read, and could not be set aside.").format(
                    self._in_the_way
                )
            )
            return False
        layout = {
            "version": LAYOUT_VERSION,
            "theme": theme.theme().choice,
            "geometry": window_geometry.to_text(self),
            "stages": self.layout_.state(),
            "page": self.inside_pane.page_name(),
            **self.training_pane.view(),
            "declined": self.orphans.declined,
        }
        try:
            session_store.save_session(self.session, self._home, layout)
        except OSError as error:
            log.warning("the session could not be saved: %s", error)
            self.messages.explain(self.tr("The session could not be saved in {}").format(self._home))
            return False
        return True

    def _tell_what_was_wrong(self, loaded: session_store.Loaded) -> None:
        if loaded.nothing:
            what = self.tr("The last session could not be read.")
        else:
            what = self.tr("Parts of the last session could not be read.")
        if loaded.kept is not None:
            what += " " + self.tr("It is kept as {}.").format(loaded.kept)
        self.errors.show(what, "\n".join(loaded.problems[:MOST_PROBLEMS]))
        self.save_soon()

    def _restore_layout(self, layout: Mapping[str, Any]) -> None:
        known = layout["version"] == LAYOUT_VERSION
        theme.theme().set_choice(layout["theme"] if known else theme.theme().choice)
        window_geometry.give_usual_size(self)
        self.inside_pane.turn_to_name(layout["page"])
        self.training_pane.set_view(layout)
        if not known:
            return
        self.actions_.show_theme(theme.theme().choice)
        window_geometry.from_text(self, layout["geometry"])
        self.layout_.restore(layout["stages"])

    def reset_layout(self) -> None:
        """Place everything as at a first start."""
        window_geometry.give_usual_size(self)
        self.layout_.reset()

    # --- closing ----------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once if something is being trained; then stop everything and save."""
        if self.training.at_work and not self._really_close and self._closing is None:
            event.ignore()
            self._ask_to_close()
            return
        self.hide()  # what follows may take a moment
        deadline = QDeadlineTimer(CLOSE_WITHIN_MS)
        self.training.stop()
        self.loading.stop()
        self.inspector.stop()
        self._save_timer.stop()
        self._take_in_what_is_typed()
        self.save()  # before anything is waited for
        self.training.finish(deadline)
        if self.save():
            self.training.delete_removed()
        if not stop_all(deadline):
            log.warning("a thread did not end in time")  # run_app() leaves without it
        self.errors.uninstall()
        event.accept()

    def leave(self) -> None:
        """Close without a question, as when the system asks the program to end."""
        self._really_close = True
        self.close()

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
