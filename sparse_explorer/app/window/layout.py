"""How the window's content shares its room: a bar on top, the variants at the left, one of the stages beside them, and
the noise below; the bars and the variants stay in their places when the stage changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sparse_explorer.app.panes.noise_bar import NoiseBar
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.stages.arrangement import MOST_PIXELS
from sparse_explorer.app.stages.split import GAP
from sparse_explorer.app.stages.stage import Stage, make_splitter
from sparse_explorer.app.widgets.tab_row import TabRow

HEADLINE_FROM = 44
"""So many lines of text must the content be high to have room for a headline."""


@guarded
class WindowLayout(QWidget):
    """The window's content.

    Where variants and stage do not fit beside each other, tabs choose between them.

    Attributes:
        stages: by name.
        tabs: in sight only where there is something to choose.

    Signals:
        stage_changed(str): the stage of that name came into sight.
        arranged: the user changed what :meth:`state` gives.
    """

    stage_changed = Signal(str)
    arranged = Signal()

    def __init__(
        self,
        top_bar: QWidget,
        side: QWidget,
        stages: Sequence[Stage],
        noise_bar: NoiseBar,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.stages = {stage.name: stage for stage in stages}
        self._top_bar, self._side, self._noise_bar = top_bar, side, noise_bar
        self._stack = QStackedWidget()
        for stage in stages:
            self._stack.addWidget(stage)
            stage.arranged.connect(self.arranged)
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
        self._wanted: int | None = None  # the width of the side, where the user dragged it
        box = QVBoxLayout(self)
        box.setContentsMargins(GAP, GAP, GAP, 4)
        box.setSpacing(GAP)
        box.addWidget(top_bar)
        box.addWidget(self.tabs)
        box.addWidget(self._splitter, 1)
        box.addWidget(noise_bar)
        self._share_width()

    def add_headline(self, headline: QWidget) -> None:
        """Put a line under the bar on top; it takes no room while it is hidden."""
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertWidget(1, headline)
        self._headline = headline
        self._share_height()

    def want_headline(self, wanted: bool) -> None:
        """Whether the user wants to see the headline; a low window has no room for it all the same."""
        self._headline_wanted = wanted
        self._share_height()

    def _share_height(self) -> None:
        if self._headline is not None:
            roomy = self.height() >= HEADLINE_FROM * self.fontMetrics().lineSpacing()
            self._headline.setVisible(self._headline_wanted and roomy)

    @property
    def stage(self) -> Stage:
        """The stage in sight."""
        stage = self._stack.currentWidget()
        assert isinstance(stage, Stage)
        return stage

    def show_stage(self, name: str) -> None:
        """Bring a stage into sight."""
        if self.stage.name != name:
            self._stack.setCurrentWidget(self.stages[name])
            self.arranged.emit()
        self._turn(1)
        self.stage_changed.emit(name)

    def bring_to_front(self, pane: str) -> None:
        """Bring a pane into sight, with the stage that it belongs to."""
        stage = next(stage for stage in self.stages.values() if pane in stage.panes)
        self.show_stage(stage.name)
        stage.bring_to_front(pane)

    # --- remembering --------------------------------------------------------------------------------------------------

    def reset(self) -> None:
        """As at a first start: nothing dragged, the first stage in sight."""
        self._wanted = None
        for stage in self.stages.values():
            stage.reset()
        self._share_width()
        self.show_stage(next(iter(self.stages)))

    def state(self) -> dict[str, Any]:
        """What the user dragged and arranged, as plain data."""
        return {
            "stage": self.stage.name,
            "side": self._wanted or 0,
            "stages": {name: stage.state() for name, stage in self.stages.items()},
        }

    def restore(self, state: object) -> None:
        """Take over what :meth:`state` gave; what is not understood is left out."""
        self.reset()
        if not isinstance(state, Mapping):
            return
        side, stages, name = state.get("side"), state.get("stages"), state.get("stage")
        if type(side) is int and 0 < side < MOST_PIXELS:
            self._wanted = side
        if isinstance(stages, Mapping):
            for each, stage in self.stages.items():
                stage.restore(stages.get(each))
        self._share_width()
        if isinstance(name, str) and name in self.stages:
            self.show_stage(name)

    # --- arranging ----------------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        bars = max(bar.minimumSizeHint().width() for bar in (self._top_bar, self._noise_bar))
        return QSize(bars + 2 * GAP, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()
        self._share_height()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a part wants another size
            self._share_width()
        return super().event(event)

    def _share_width(self) -> None:
        width = self.width() - 3 * GAP
        least = self._side.minimumSizeHint().width()
        narrow = least + max(stage.minimumSizeHint().width() for stage in self.stages.values()) > width
        self.tabs.setVisible(narrow)
        self._side.setVisible(not narrow or self._page == 0)
        self._stack.setVisible(not narrow or self._page == 1)
        if narrow:
            self.tabs.set_current(self._page)
            return
        side = min(self._wanted or max(least, min(340, width // 5)), width // 2)
        if self._splitter.sizes()[0] != side:
            self._splitter.setSizes([side, max(1, width - side)])

    def _turn(self, page: int) -> None:
        self._page = page
        self._share_width()

    def _remember(self) -> None:
        self._wanted = self._splitter.sizes()[0]
        self.arranged.emit()
