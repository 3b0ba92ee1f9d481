"""The window's actions and panes, which can be made again while everything behind them stays."""

import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QMainWindow, QWidget

from sparse_explorer.app.panes.cost import CostPane
from sparse_explorer.app.panes.curves import CurvesPane
from sparse_explorer.app.panes.differences import DifferencesPane
from sparse_explorer.app.panes.disagreement import DisagreementPane
from sparse_explorer.app.panes.headline import Headline
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
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.stages.stages import make_stages
from sparse_explorer.app.widgets.plot_base import ThemedPlot
from sparse_explorer.app.window.actions import Actions
from sparse_explorer.app.window.core import Core
from sparse_explorer.app.window.help import Help
from sparse_explorer.app.window.layout import WindowLayout
from sparse_explorer.app.window.tour import Tour
from sparse_explorer.data.catalogue import describe
from sparse_explorer.data.own_sets import own_sets

LEAST_SIZE = QSize(640, 400)
"""In logical pixels; a screen of 1280x720 at 144 dpi has 853x480 of them."""


@guarded
class WindowParts(QMainWindow):
    """A window with all its parts, of which none does anything yet.

    Attributes:
        core: the program behind the window; its parts are attributes here, too.
        actions_, help, top_bar, headline, noise_bar, layout_, tour and the panes: as :meth:`make_parts` made them last.
    """

    def __init__(self, core: Core) -> None:
        super().__init__()
        self.core = core
        self.session, self.digits, self.shelf, self.undo = core.session, core.digits, core.shelf, core.undo
        self.loading, self.training, self.inspector = core.loading, core.training, core.inspector
        self.answers, self.overlaps = core.answers, core.overlaps
        self.setMinimumSize(LEAST_SIZE)
        self.statusBar().setSizeGripEnabled(False)

    def make_parts(self) -> None:
        """Make actions and panes, and place them."""
        self.actions_ = Actions(self)
        self.help = Help(self.actions_.menu, self)
        self._make_panes()
        self._place_panes()

    def drop_parts(self) -> None:
        """End actions and panes, and with them their connections. Not to be called by one of them."""
        self.tour.end()
        grave = QWidget()  # as windows of their own, parts would take the focus away
        self.layout_.setParent(grave)
        for part in (grave, self.help, self.actions_.training_menu, self.actions_.menu, self.actions_):
            shiboken6.delete(part)

    def _make_panes(self) -> None:
        session = self.session
        self.top_bar = TopBar(session, self.actions_.menu, self.actions_.training_menu)
        self.variants_pane = VariantsPane(session)
        self.model_pane = ModelPane(session, digits=self.digits)
        self.training_pane = TrainingPane(session)
        self.curves_pane = CurvesPane(session)
        self.results_pane = ResultsPane(session)
        self.verdict_pane = VerdictPane(session)
        self.differences_pane = DifferencesPane(session)
        self.cost_pane = CostPane(session, self.digits)
        self.inspector_pane = InspectorPane(session, self.digits)
        self.overlap_pane = OverlapPane(session)
        self.disagreement_pane = DisagreementPane(session)
        self.inside_pane = InsidePane(session)
        self.noise_bar = NoiseBar(session, self.digits)
        self.headline = Headline(session)
        self.top_bar.show_own_sets(own_sets())
        self.show_suggested_epochs()

    def _place_panes(self) -> None:
        stages = make_stages(
            {
                "model": self.model_pane,
                "training": self.training_pane,
                "curves": self.curves_pane,
                "verdict": self.verdict_pane,
                "results": self.results_pane,
                "differences": self.differences_pane,
                "cost": self.cost_pane,
                "inspector": self.inspector_pane,
                "overlap": self.overlap_pane,
                "inside": self.inside_pane,
                "disagreement": self.disagreement_pane,
            }
        )
        self.layout_ = WindowLayout(self.top_bar, self.variants_pane, stages, self.noise_bar)
        self.layout_.add_headline(self.headline)
        self.setCentralWidget(self.layout_)
        self.tour = Tour(self)
        self.variants_pane.list.setFocus()

    def show_present(self) -> None:
        """Show what the core told of before these parts were there to hear it."""
        core = self.core
        if core.devices:
            self.top_bar.set_devices(core.devices)
        self.show_ready(core.ready)
        for part in (self.top_bar, self.variants_pane, self.curves_pane, self.headline, self.actions_):
            part.show_activity(core.training.activity)
        self.actions_.show_steps(*core.undo.steps())
        for viewer in (self.noise_bar, self.curves_pane, self.overlap_pane, self.inside_pane.boosting):
            viewer.show_history(core.history.view)
        self.cost_pane.show_measuring(core.measuring.view)
        core.inspector.tell_again()

    def show_ready(self, ready: bool) -> None:
        """Whether training can begin."""
        self.top_bar.set_ready(ready)
        self.actions_.set_ready(ready)

    def show_suggested_epochs(self) -> None:
        """Say what an open number of epochs means on the data set in use."""
        self.model_pane.set_suggested_epochs(describe(self.session.dataset).epochs)

    def shown_plot(self) -> ThemedPlot:
        """The curves that are seen, to be saved as a picture."""
        return self.curves_pane.differences.shown_plot()

    def take_in_what_is_typed(self) -> bool:
        """A number that is still being typed counts, although the key that starts training left it no time to say so.
        Returns whether the form can be trained."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractSpinBox):
            focus.interpretText()
        return self.model_pane.valid and self.top_bar.valid
