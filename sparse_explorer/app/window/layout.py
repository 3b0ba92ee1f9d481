"""How the window's content shares its room: a bar on top, the variants at the left, one of the stages beside them, and
the noise below; the bars and the variants stay in their places when the stage changes."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sparse_explorer.app.panes.noise_bar import NoiseBar
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.stages.arrangement import MOST_PIXELS, Arrangement
from sparse_explorer.app.stages.split import GAP
from sparse_explorer.app.stages.stage import Stage, make_splitter
from sparse_explorer.app.stages.stages import STAGES, stage_of
from sparse_explorer.app.widgets.tab_row import TabRow

HEADLINE_FROM = 44
"""So many lines of text must the content be high to have room for a headline."""

LOW_UNDER, NARROW_UNDER = 34, 40
"""Under so many lines of text of height or width all bars are as low as they can be: a screen of 1024x600 that the
system enlarges twice has 512x300 pixels as Qt counts them."""


@guarded
class WindowLayout(QWidget):
    """The window's content. A stage is made when it is first wanted, and none is before one is shown.

    Where variants and stage do not fit beside each other, tabs choose between them.

    Args:
        make_stage: makes the stage of a name.

    Attributes:
        tabs: in sight only where there is something to choose.

    Signals:
        stage_made(str): the stage of that name is there from now on, and not yet in sight.
        stage_changed(str): the stage of that name came into sight.
        arranged: the user changed what :meth:`state` gives.
        low_changed(bool): whether there is so little room that everything but the stage has to be low.
    """

    stage_made = Signal(str)
    stage_changed = Signal(str)
    arranged = Signal()
    low_changed = Signal(bool)

    def __init__(
        self,
        top_bar: QWidget,
        side: QWidget,
        make_stage: Callable[[str], Stage],
        noise_bar: NoiseBar,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_stage = make_stage
        self._made: dict[str, Stage] = {}
        self._arrangements: Mapping[Any, Any] = {}  # of the stages, those that are not made yet included
        self._top_bar, self._side, self._noise_bar = top_bar, side, noise_bar
        self._stack = QStackedWidget()
        self._splitter = make_splitter(Qt.Orientation.Horizontal)
        self._splitter.setObjectName("side_splitter")
        self._splitter.addWidget(side)
        self._splitter.addWidget(self._stack)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.splitterMoved.connect(self._remember)
        self.tabs = TabRow()
        self.tabs.set_tabs(((self.tr("Variants"), "variants_page_tab"), (self.tr("Stage"), "stage_page_tab")))
        self.tabs.chosen.connect(self._turn)
        self._page = 1
        self._headline: QWidget | None = None
        self._headline_wanted = True
        self._low = False
        self._lender: Stage | None = None  # whose tabs stand beside those of the window
        self._wanted: int | None = None  # the width of the side, where the user dragged it
        self._box = QVBoxLayout(self)
        self._line = QHBoxLayout()
        self._line.setSpacing(SPACE)
        self._line.addWidget(self.tabs)
        self._box.addWidget(top_bar)
        self._box.addLayout(self._line)
        self._box.addWidget(self._splitter, 1)
        self._box.addWidget(noise_bar)
        self._share_gaps()
        self._share_width()

    def add_headline(self, headline: QWidget) -> None:
        """Put a line under the bar on top; it takes no room while it is hidden."""
        self._box.insertWidget(1, headline)
        self._headline = headline
        self._share_height()

    def want_headline(self, wanted: bool) -> None:
        """Whether the user wants to see the headline; a low window has no room for it all the same."""
        self._headline_wanted = wanted
        self._share_height()

    def _share_height(self) -> None:
        line = self.fontMetrics().lineSpacing()
        whole = self.window().size()  # the content itself grows as soon as it is low
        low = whole.height() < LOW_UNDER * line or whole.width() < NARROW_UNDER * line
        if low != self._low:
            self._low = low
            self._noise_bar.set_low(low)
            self._share_gaps()
            self.low_changed.emit(low)
        if self._headline is not None:
            roomy = self.height() >= HEADLINE_FROM * line
            self._headline.setVisible(self._headline_wanted and roomy)

    def _share_gaps(self) -> None:
        gap = GAP // 3 if self._low else GAP
        self._box.setContentsMargins(gap, gap, gap, 4)
        self._box.setSpacing(gap)

    @property
    def low(self) -> bool:
        """Whether there is so little room that everything but the stage has to be low."""
        return self._low

    @property
    def made(self) -> tuple[str, ...]:
        """The names of the stages that are there."""
        return tuple(self._made)

    @property
    def stage(self) -> Stage:
        """The stage in sight."""
        stage = self._stack.currentWidget()
        assert isinstance(stage, Stage)
        return stage

    def stage_named(self, name: str) -> Stage:
        """The stage of that name, which is made if it is not there yet; KeyError if there is no such stage."""
        stage = self._made.get(name)
        if stage is None:
            stage = self._made[name] = self._make_stage(name)
            stage.restore(self._arrangements.get(name))
            stage.arranged.connect(self.arranged)
            self._stack.addWidget(stage)
            self.stage_made.emit(name)
        return stage

    def show_stage(self, name: str) -> None:
        """Bring a stage into sight."""
        before, stage = self._stack.currentWidget(), self.stage_named(name)
        if stage is not before:
            self._stack.setCurrentWidget(stage)
            if before is not None:
                self.arranged.emit()
        self._turn(1)
        self.stage_changed.emit(name)

    def bring_to_front(self, pane: str) -> None:
        """Bring a pane into sight, with the stage that it belongs to."""
        name = stage_of(pane)
        self.show_stage(name)
        self.stage_named(name).bring_to_front(pane)

    # --- remembering --------------------------------------------------------------------------------------------------

    def reset(self) -> None:
        """As at a first start: nothing dragged, the first stage in sight."""
        self._rearrange(None, {})
        self.show_stage(next(iter(STAGES)))

    def state(self) -> dict[str, Any]:
        """What the user dragged and arranged, as plain data."""
        return {
            "stage": self.stage.name,
            "side": self._wanted or 0,
            "stages": {name: self._arrangement_of(name) for name in STAGES},
        }

    def restore(self, state: object) -> None:
        """Take over what :meth:`state` gave; what is not understood is left out. Where it names no stage, the one in
        sight stays, and else the first is shown."""
        state = state if isinstance(state, Mapping) else {}
        side, stages, name = state.get("side"), state.get("stages"), state.get("stage")
        self._rearrange(
            side if type(side) is int and 0 < side < MOST_PIXELS else None,
            stages if isinstance(stages, Mapping) else {},
        )
        if isinstance(name, str) and name in STAGES:
            self.show_stage(name)
        elif not self._made:
            self.show_stage(next(iter(STAGES)))

    def _rearrange(self, side: int | None, arrangements: Mapping[Any, Any]) -> None:
        self._wanted, self._arrangements = side, arrangements
        for name, stage in self._made.items():
            stage.restore(arrangements.get(name))
        self._share_width()

    def _arrangement_of(self, name: str) -> Any:
        if name in self._made:
            return self._made[name].state()
        split, remembered = STAGES[name], self._arrangements.get(name)
        arrangement = Arrangement(tuple(split.names()))
        arrangement.read(remembered if isinstance(remembered, Mapping) else {}, tuple(split.counts()))
        return arrangement.data()

    # --- arranging ----------------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        bars = max(bar.minimumSizeHint().width() for bar in (self._top_bar, self._noise_bar))
        return QSize(bars + 2 * GAP, 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()
        self._share_width()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a part wants another size
            self._share_width()
        return super().event(event)

    def _share_width(self) -> None:
        width = self.width() - 3 * GAP
        least = self._side.minimumSizeHint().width()
        stages = max((stage.minimumSizeHint().width() for stage in self._made.values()), default=0)
        narrow = least + stages > width
        self.tabs.setVisible(narrow)
        self._side.setVisible(not narrow or self._page == 0)
        self._stack.setVisible(not narrow or self._page == 1)
        self._share_tabs(narrow)
        if narrow:
            self.tabs.set_current(self._page)
            return
        side = min(self._wanted or max(least, min(340, width // 5)), width // 2)
        if self._splitter.sizes()[0] != side:
            self._splitter.setSizes([side, max(1, width - side)])

    def _share_tabs(self, narrow: bool) -> None:
        """One line of tabs instead of two, where the window is low."""
        stage = self._stack.currentWidget()
        lends = narrow and self._low and self._page == 1 and isinstance(stage, Stage) and stage.has_pages
        lender = stage if lends and isinstance(stage, Stage) else None
        if lender is not self._lender:
            if self._lender is not None:
                self._lender.take_tabs_back()
            if lender is not None:
                self._line.addWidget(lender.lend_tabs(), 1)
            self._lender = lender
        self.tabs.set_offered(1, lender is None)

    def _turn(self, page: int) -> None:
        self._page = page
        self._share_width()

    def _remember(self) -> None:
        self._wanted = self._splitter.sizes()[0]
        self.arranged.emit()
