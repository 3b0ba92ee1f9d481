"""The window: a view of the core that can be made again, and that remembers how it was left."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QDeadlineTimer, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from sparse_explorer.app.language import languages
from sparse_explorer.app.language.messages import problem_text
from sparse_explorer.app.model import session_store
from sparse_explorer.app.model.activity import SWEEP
from sparse_explorer.app.qt import theme
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.stages.stages import STAGES
from sparse_explorer.app.widgets.drop_frame import DropFrame
from sparse_explorer.app.window import geometry as window_geometry
from sparse_explorer.app.window import wiring
from sparse_explorer.app.window.commands import Commands
from sparse_explorer.app.window.core import Core
from sparse_explorer.app.window.datasets import DatasetChooser
from sparse_explorer.app.window.errors import ErrorReporter
from sparse_explorer.app.window.experiments import ExperimentFiles
from sparse_explorer.app.window.exporting import Exporter
from sparse_explorer.app.window.image_input import ImageInput
from sparse_explorer.app.window.keeping import ImageKeeper
from sparse_explorer.app.window.memory import ViewMemory
from sparse_explorer.app.window.messages import Messages
from sparse_explorer.app.window.orphans import OrphanKeeper
from sparse_explorer.app.window.other_networks import NetworkOpener
from sparse_explorer.app.window.parts import WindowParts
from sparse_explorer.app.window.presentation import Presentation
from sparse_explorer.app.window.pretrained import PretrainedPair
from sparse_explorer.app.window.sheets import Sheets
from sparse_explorer.app.window.take_away import TakeAway
from sparse_explorer.logs import log_file

LOAD_UNSEEN_AFTER_MS = 200
"""A window that is not shown is never painted; whoever drives it from a script wants the engine all the same."""

PREPARE_AFTER_MS = 1000
"""Once all is loaded, the window rests for so long before each stage that nobody has looked at is made: the first look
at it then takes no longer than any other."""

CLOSE_WITHIN_MS = 1500
"""Threads that take longer to end are left behind; what they were at was saved a few seconds before."""

MOST_PROBLEMS = 20
"""Of a session that could not be read whole, that are told."""

LAYOUT_VERSION = 4

VIEW = ("page", "log", "accuracy", "smoothing")
"""Of a layout: what is seen in panes."""


@guarded
class MainWindow(WindowParts):
    """Everything in one window.

    Args:
        data_dir: where data sets lie.
        core: what is behind the window; a core of its own if there is none yet.
        welcome: begin as :meth:`welcome` does; sooner than by calling it, for no other stage is made before.

    Attributes:
        session, training, inspector, loading, undo: the core's.
        datasets, orphans, experiments, exporter, commands: what asks, answers and writes.
        messages: what the status bar says.
        language: the one in use.
        first_start: whether nothing was remembered.
    """

    def __init__(self, data_dir: str | None = None, core: Core | None = None, welcome: bool = False) -> None:
        super().__init__(core or Core(data_dir))
        if core is None:
            self.core.setParent(self)
        self.setWindowTitle("Sparse Explorer")
        self.setObjectName("main_window")
        self._closing: QMessageBox | None = None
        self._really_close = False
        self.errors = ErrorReporter(self, log_file())
        loaded = self.core.loaded
        self._language_choice = loaded.layout["language"]
        self.language = languages.use(self._language_choice)
        self.first_start = loaded.first
        self._view = loaded.layout  # what the user saw in panes that are not made yet
        if loaded.layout["version"] == LAYOUT_VERSION:
            theme.theme().take_choice(loaded.layout["theme"])
        self._make_helpers(data_dir, loaded.layout["declined"])
        wiring.connect_core(self)
        self.make_parts()
        wiring.connect(self)
        self.show_present()
        self._restore_layout(loaded.layout, welcome)
        self.core.describe_layout = self._layout_now
        if loaded.problems:
            QTimer.singleShot(0, self, lambda: self._tell_what_was_wrong(loaded))
        self._prepare = QTimer(self, interval=PREPARE_AFTER_MS, singleShot=True)
        self._prepare.timeout.connect(self._prepare_stage)
        self._load_started = False
        QTimer.singleShot(LOAD_UNSEEN_AFTER_MS, self, lambda: None if self.isVisible() else self._load_once())

    def _make_helpers(self, data_dir: str | None, declined: Sequence[str]) -> None:
        session, training, loading = self.session, self.training, self.loading
        self.messages = Messages(self.statusBar())
        self.datasets = DatasetChooser(session, loading, data_dir, self)
        self.orphans = OrphanKeeper(session, loading, training, declined, self)
        self.experiments = ExperimentFiles(
            session, training, loading, self.core.runs, self.datasets.choose, self
        )
        self.take_away = TakeAway(
            session, self.core.shelf, loading, self.experiments.experiment, self.datasets.choose, self
        )
        self.exporter = Exporter(session, self.shown_plot, self)
        self.images = ImageInput(session, self.digits, self)
        self.networks = NetworkOpener(session, self.core.others, self)
        self.drop_frame = DropFrame(self)  # behind the two who take what is dropped, so that it sees it first
        self.keeper = ImageKeeper(session, self)
        self.pretrained = PretrainedPair(session, loading, training, self)
        self.presentation = Presentation(self)
        self.sheets = Sheets(session, self)
        self.commands = Commands(
            session,
            training,
            loading,
            self.messages,
            self.pretrained,
            self.take_in_what_is_typed,
            self,
        )

    def rebuild(self) -> None:
        """Make actions and panes again, as for another language, in the same place and state; work goes on."""
        self.take_in_what_is_typed()
        memory, layout, made = ViewMemory(self), self._layout_now(), self.layout_.made
        self.setUpdatesEnabled(False)
        try:
            self.drop_parts()
            theme.theme().lift()
            self.make_parts()
            wiring.connect(self)
            self.show_present()
            self._restore_view(layout)
            for name in made:
                self.layout_.stage_named(name)
            theme.theme().refresh()
            self.layout_.show()  # now, and not when Qt gets to it: what is hidden neither scrolls nor has the focus
            memory.restore(self)
        finally:
            self.setUpdatesEnabled(True)

    def choose_language(self, choice: str) -> None:
        """Speak another language from now on, as soon as the menu that asked for it is closed."""
        self._language_choice = choice
        self.save_soon()
        if languages.language_of(choice) != self.language:
            self.language = languages.use(choice)
            QTimer.singleShot(0, self, self.rebuild)
        else:
            self.actions_.show_language(self.language)

    def join_stage(self, name: str) -> None:
        """Let a stage that was made just now take part."""
        wiring.connect_stage(self, name)
        self.show_present_in(name)
        if name == "train":
            self.training_pane.set_view(self._view)
        elif name == "explain":
            self.inside_pane.turn_to_name(self._view["page"])

    def prepare_stages(self, ready: bool) -> None:
        """Make the stages that nobody has looked at, one by one, whenever there is time."""
        if ready:
            self._prepare.start()

    def _prepare_stage(self) -> None:
        unmade = [name for name in STAGES if name not in self.layout_.made]
        if not unmade or not self.isVisible():
            return
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton:  # or else something is being dragged
            self.layout_.stage_named(unmade[0])
        self._prepare.start()

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

    def show_own_image(self) -> None:
        """Show the networks the user's own image, where that is seen."""
        self.layout_.bring_to_front("inspector")
        self.session.own.set_shown(True)

    def _load_once(self) -> None:
        if self._load_started:
            return
        self._load_started = True
        self.loading.start()

    def train_all(self) -> None:
        """As the button does, for scripts."""
        self.commands.train_all()

    def evaluate(self) -> None:
        """As the button does, for scripts."""
        self.commands.evaluate()

    # --- remembering ------------------------------------------------------------------------------------------------

    def save_soon(self) -> None:
        """Save once nothing has changed for a moment."""
        self.core.save_soon()

    def save(self) -> bool:
        """Write the session and the layout; a failure goes to the log and the status bar, and gives False."""
        return self.core.save()

    def _layout_now(self) -> dict[str, Any]:
        return {
            "version": LAYOUT_VERSION,
            "theme": theme.theme().choice,
            "language": self._language_choice,
            "geometry": window_geometry.to_text(self),
            "stages": self.layout_.state(),
            **self._view_now(),
            "declined": self.orphans.declined,
            "figure": self.take_away.figure_choices,
            "headline": self.actions_.headline.isChecked(),
        }

    def _view_now(self) -> dict[str, Any]:
        """What is seen in panes, or will be in those that are not made yet."""
        made = self.layout_.made
        train = self.training_pane.view() if "train" in made else {}
        explain = {"page": self.inside_pane.page_name()} if "explain" in made else {}
        return {**{name: self._view[name] for name in VIEW}, **train, **explain}

    def _tell_what_was_wrong(self, loaded: session_store.Loaded) -> None:
        if loaded.nothing:
            what = self.tr("The last session could not be read.")
        else:
            what = self.tr("Parts of the last session could not be read.")
        if loaded.kept is not None:
            what += " " + self.tr("It is kept as {path}.").format(path=loaded.kept)
        self.errors.show(what, "\n".join(map(problem_text, loaded.problems[:MOST_PROBLEMS])))
        self.save_soon()

    def _restore_layout(self, layout: Mapping[str, Any], welcome: bool) -> None:
        known = layout["version"] == LAYOUT_VERSION
        window_geometry.give_usual_size(self)
        if known:
            window_geometry.from_text(self, layout["geometry"])
        if welcome:
            self.welcome()
        self._restore_view(layout, known)
        theme.theme().refresh()

    def _restore_view(self, layout: Mapping[str, Any], known: bool = True) -> None:
        """Page and view in any case; the arrangement if it is of this version."""
        self._view = layout
        self.take_away.figure_choices = layout["figure"]
        self.actions_.headline.setChecked(layout["headline"])
        self.actions_.show_theme(theme.theme().choice)
        self.actions_.show_language(self.language)
        self.layout_.restore(layout["stages"] if known else {})

    def reset_layout(self) -> None:
        """Place everything as at a first start."""
        window_geometry.give_usual_size(self)
        self.layout_.reset()

    # --- closing ----------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once if something is being trained; then stop everything and save."""
        if self.training.at_work and not self._really_close:
            event.ignore()
            if self._closing is None:
                self._ask_to_close()
            return
        self.presentation.leave()  # so that the layout is saved as it was
        self.hide()  # what follows may take a moment
        self.take_in_what_is_typed()
        self.core.close(QDeadlineTimer(CLOSE_WITHIN_MS))
        self.errors.uninstall()
        event.accept()

    def leave(self) -> None:
        """Close without a question, as when the system asks the program to end."""
        self._really_close = True
        self.close()

    def _ask_to_close(self) -> None:
        question = self.tr("A variant is being trained. Stop and quit?")
        kept = self.tr("What it has learned so far is kept, and training can be continued later.")
        if self.training.activity.kind == SWEEP:
            question = self.tr("The noise is being swept. Stop and quit?")
            kept = self.tr("What was learned is kept, and the noise can be swept again later.")
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Sparse Explorer",
            question,
            QMessageBox.StandardButton.Cancel,
            self,
        )
        box.setInformativeText(kept)
        stop = box.addButton(self.tr("Stop and quit"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(stop)
        box.setObjectName("close_dialog")
        # Not buttonClicked: a window manager closes it without a button.
        box.finished.connect(lambda: self._close_answered(box.clickedButton() is stop))
        self._closing = box
        box.open()

    def _close_answered(self, really: bool) -> None:
        if self._closing is not None:
            self._closing.deleteLater()
            self._closing = None
        if really:
            self._really_close = True
            self.close()
