"""The window's actions and panes, which can be made again while everything behind them stays.

The panes of a stage are imported and made when the stage is first wanted: a window is there sooner with one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QMainWindow, QWidget

from sparse_explorer.app.panes.headline import Headline
from sparse_explorer.app.panes.noise_bar import NoiseBar
from sparse_explorer.app.panes.top_bar import TopBar
from sparse_explorer.app.panes.variants import VariantsPane
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.stages.stage import Stage
from sparse_explorer.app.stages.stages import STAGES
from sparse_explorer.app.widgets.plot_base import ThemedPlot
from sparse_explorer.app.window.actions import Actions
from sparse_explorer.app.window.core import Core
from sparse_explorer.app.window.help import Help
from sparse_explorer.app.window.layout import WindowLayout
from sparse_explorer.app.window.tour import Tour
from sparse_explorer.data.catalogue import describe
from sparse_explorer.data.own_sets import own_sets

if TYPE_CHECKING:
    from sparse_explorer.app.panes.cost import CostPane
    from sparse_explorer.app.panes.curves import CurvesPane
    from sparse_explorer.app.panes.differences import DifferencesPane
    from sparse_explorer.app.panes.disagreement import DisagreementPane
    from sparse_explorer.app.panes.inside import InsidePane
    from sparse_explorer.app.panes.inspector import InspectorPane
    from sparse_explorer.app.panes.model import ModelPane
    from sparse_explorer.app.panes.overlap import OverlapPane
    from sparse_explorer.app.panes.results import ResultsPane
    from sparse_explorer.app.panes.training import TrainingPane
    from sparse_explorer.app.panes.verdict import VerdictPane
    from sparse_explorer.app.window.compare_panes import ComparePanes
    from sparse_explorer.app.window.explain_panes import ExplainPanes
    from sparse_explorer.app.window.train_panes import TrainPanes

LEAST_SIZE = QSize(480, 240)
"""In logical pixels; a screen of 1024x600 that the system enlarges twice has 512x300 of them."""


@guarded
class WindowParts(QMainWindow):
    """A window with all its parts, of which none does anything yet.

    Attributes:
        core: the program behind the window; its parts are attributes here, too.
        actions_, help, top_bar, variants_pane, headline, noise_bar, layout_, tour: as :meth:`make_parts` made them
            last. The other panes are made, with their stage, when one of them is first wanted.
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
        self._train: TrainPanes | None = None
        self._compare: ComparePanes | None = None
        self._explain: ExplainPanes | None = None
        self.top_bar = TopBar(session, self.actions_.menu, self.actions_.training_menu)
        self.variants_pane = VariantsPane(session)
        self.noise_bar = NoiseBar(session, self.digits)
        self.headline = Headline(session)
        self.top_bar.show_own_sets(own_sets())

    def _place_panes(self) -> None:
        self.layout_ = WindowLayout(self.top_bar, self.variants_pane, self._make_stage, self.noise_bar)
        self.layout_.add_headline(self.headline)
        self.setCentralWidget(self.layout_)
        self.tour = Tour(self)
        self.variants_pane.list.setFocus()

    def _make_stage(self, name: str) -> Stage:
        """Make one stage with its panes."""
        given = self.session, self.digits
        if name == "train":
            from sparse_explorer.app.window.train_panes import TrainPanes

            self._train = TrainPanes(*given)
        elif name == "compare":
            from sparse_explorer.app.window.compare_panes import ComparePanes

            self._compare = ComparePanes(*given)
        else:
            from sparse_explorer.app.window.explain_panes import ExplainPanes

            self._explain = ExplainPanes(*given)
        panes = {"train": self._train, "compare": self._compare, "explain": self._explain}
        return Stage(name, vars(panes[name]), STAGES[name])

    def _train_panes(self) -> TrainPanes:
        self.layout_.stage_named("train")
        assert self._train is not None
        return self._train

    def _compare_panes(self) -> ComparePanes:
        self.layout_.stage_named("compare")
        assert self._compare is not None
        return self._compare

    def _explain_panes(self) -> ExplainPanes:
        self.layout_.stage_named("explain")
        assert self._explain is not None
        return self._explain

    @property
    def model_pane(self) -> ModelPane:
        return self._train_panes().model

    @property
    def training_pane(self) -> TrainingPane:
        return self._train_panes().training

    @property
    def curves_pane(self) -> CurvesPane:
        return self._compare_panes().curves

    @property
    def results_pane(self) -> ResultsPane:
        return self._compare_panes().results

    @property
    def verdict_pane(self) -> VerdictPane:
        return self._compare_panes().verdict

    @property
    def differences_pane(self) -> DifferencesPane:
        return self._compare_panes().differences

    @property
    def cost_pane(self) -> CostPane:
        return self._compare_panes().cost

    @property
    def inspector_pane(self) -> InspectorPane:
        return self._explain_panes().inspector

    @property
    def overlap_pane(self) -> OverlapPane:
        return self._explain_panes().overlap

    @property
    def inside_pane(self) -> InsidePane:
        return self._explain_panes().inside

    @property
    def disagreement_pane(self) -> DisagreementPane:
        return self._explain_panes().disagreement

    def show_present(self) -> None:
        """Show what the core told of before these parts were there to hear it."""
        core = self.core
        if core.devices:
            self.top_bar.set_devices(core.devices)
        self.show_ready(core.ready)
        for part in (self.top_bar, self.variants_pane, self.headline, self.actions_):
            part.show_activity(core.training.activity)
        self.actions_.show_steps(*core.undo.steps())
        self.noise_bar.show_history(core.history.view)

    def show_present_in(self, stage: str) -> None:
        """The same for the panes of a stage that was made just now."""
        core = self.core
        if stage == "compare":
            self.curves_pane.show_activity(core.training.activity)
            self.curves_pane.show_history(core.history.view)
            self.cost_pane.show_measuring(core.measuring.view)
        elif stage == "explain":
            self.overlap_pane.show_history(core.history.view)
            self.inside_pane.boosting.show_history(core.history.view)
            core.inspector.tell_again()

    def show_ready(self, ready: bool) -> None:
        """Whether training can begin."""
        self.top_bar.set_ready(ready)
        self.actions_.set_ready(ready)

    def show_suggested_epochs(self) -> None:
        """Say what an open number of epochs means on the data set in use."""
        if self._train is not None:
            self._train.model.set_suggested_epochs(describe(self.session.dataset).epochs)

    def shown_plot(self) -> ThemedPlot:
        """The curves that are seen, to be saved as a picture."""
        return self.curves_pane.differences.shown_plot()

    def take_in_what_is_typed(self) -> bool:
        """A number that is still being typed counts, although the key that starts training left it no time to say so.
        Returns whether the form can be trained."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractSpinBox):
            focus.interpretText()
        form = self._train is None or self._train.model.valid
        return form and self.top_bar.valid
