"""How the window's content shares its room: a bar on top, the variants at the left, one of the stages beside them, and
the noise below; the bars and the variants stay in their places when the stage changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.stages.split import GAP
from sparse_explorer.app.stages.stage import MOST_PIXELS, Stage, make_splitter

NARROW = 900
"""In a window of fewer pixels the variants have a page of their own, which their button brings to the front."""


@guarded
class WindowLayout(QWidget):
    """The window's content.

    Attributes:
        stages: by name.

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
        noise_bar: QWidget,
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
        self._wanted: int | None = None  # the width of the side, where the user dragged it
        box = QVBoxLayout(self)
        box.setContentsMargins(GAP, GAP, GAP, 4)
        box.setSpacing(GAP)
        box.addWidget(top_bar)
        box.addWidget(self._splitter, 1)
        box.addWidget(noise_bar)

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
        self.stage_changed.emit(name)

    def bring_to_front(self, pane: str) -> None:
        """Bring a pane into sight, with the stage that it belongs to."""
        stage = next(stage for stage in self.stages.values() if pane in stage.panes)
        self.show_stage(stage.name)
        stage.bring_to_front(pane)

    # --- remembering --------------------------------------------------------------------------------------------------

    def reset(self) -> None:
        """Forget what the user dragged and arranged."""
        self._wanted = None
        for stage in self.stages.values():
            stage.reset()
        self._share_width()

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

    def _share_width(self) -> None:
        width = self.width() - 3 * GAP
        usual = max(self._side.minimumSizeHint().width(), min(340, width // 5))
        side = min(self._wanted or usual, width // 2)
        self._splitter.setSizes([side, max(1, width - side)])

    def _remember(self) -> None:
        self._wanted = self._splitter.sizes()[0]
        self.arranged.emit()
