"""Showing the window to others: the whole screen, large type, everything locked, and steps by the arrow keys.

While it is on, the window takes no click and no key but those of the presentation: nothing can be changed or deleted by
accident, and what it changes itself is as before when it ends.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.stages.stages import STAGES
from sparse_explorer.app.window.large_type import LargeType

if TYPE_CHECKING:
    from sparse_explorer.app.window.main_window import MainWindow

LEVELS = (0, 20, 40, 60)
"""Percent of noise that the arrow keys step through."""

SHOWN = ("explain", "compare")
"""Stages that they step through, each at all levels."""

ALONE = {"explain": "inspector", "compare": "curves"}
"""The pane that has the whole of a stage."""

LARGER = 1.25
"""So many times as large is the type."""

_LOCKED = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
        QEvent.Type.DragEnter,
        QEvent.Type.Drop,
        QEvent.Type.KeyRelease,
        QEvent.Type.Shortcut,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)
_ON = (Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Space)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_PageUp)
_LEAVE = (Qt.Key.Key_Escape, Qt.Key.Key_F5)


@dataclass(frozen=True)
class _Before:
    """What is brought back in the end."""

    states: Qt.WindowState
    geometry: QRect
    type: LargeType
    arrangement: dict[str, Any]
    noise: int


@guarded
class Presentation(QObject):
    """Takes the window over, and gives it back as it was.

    Signals:
        changed(bool): whether it is on.
    """

    changed = Signal(bool)

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._before: _Before | None = None
        self._at = 0

    @property
    def active(self) -> bool:
        """Whether it is on."""
        return self._before is not None

    def toggle(self) -> None:
        """Begin, or leave."""
        (self.leave if self.active else self.enter)()

    def enter(self) -> None:
        """Begin with the clean digit."""
        if self.active:
            return
        window = self._window
        window.tour.end()
        self._before = _Before(
            window.windowState(),
            window.geometry(),
            LargeType(window, LARGER),
            window.layout_.state(),
            window.session.noise,
        )
        window.undo.resting = True
        window.layout_.want_headline(True)
        for stage, pane in ALONE.items():
            window.layout_.stage_named(stage).set_alone(pane)
        window.showFullScreen()
        window.setFocus()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self._go(0)
        window.messages.note(
            self.tr("Presentation: → on, ← back, ↑ ↓ stage, Esc ends. Everything else is locked.")
        )
        self.changed.emit(True)

    def leave(self) -> None:
        """Give the window back as it was."""
        before, window = self._before, self._window
        if before is None:
            return
        self._before = None
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        before.type.put_back()
        window.session.set_noise(before.noise)
        window.undo.resting = False
        window.layout_.restore(before.arrangement)
        window.layout_.want_headline(window.actions_.headline.isChecked())
        window.setWindowState(before.states)
        if before.states == Qt.WindowState.WindowNoState:
            window.setGeometry(before.geometry)
        self.changed.emit(False)

    def forward(self) -> None:
        """The next level of noise; after the last, the next stage."""
        self._go(min(self._at + 1, len(SHOWN) * len(LEVELS) - 1))

    def back(self) -> None:
        """The level or stage before."""
        self._go(max(self._at - 1, 0))

    def _go(self, number: int) -> None:
        self._at = number
        stage, level = divmod(number, len(LEVELS))
        self._window.layout_.show_stage(SHOWN[stage])
        self._window.session.set_noise(LEVELS[level])

    def _turn(self, by: int) -> None:
        """Another stage, at the same noise."""
        stages = list(STAGES)
        place = stages.index(self._window.layout_.stage.name) + by
        name = stages[max(0, min(place, len(stages) - 1))]
        self._window.layout_.show_stage(name)
        if name in SHOWN:
            self._at = SHOWN.index(name) * len(LEVELS) + self._at % len(LEVELS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what would change something from the window, and answer the keys."""
        if not isinstance(watched, QWidget) or watched.window() is not self._window:
            return False
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()  # the key comes as a key then, and triggers no action
            return True
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._answer(event.key())
            return True
        return kind in _LOCKED

    def _answer(self, key: int) -> None:
        if key in _ON:
            self.forward()
        elif key in _BACK:
            self.back()
        elif key == Qt.Key.Key_Up:
            self._turn(-1)
        elif key == Qt.Key.Key_Down:
            self._turn(1)
        elif key in _LEAVE:
            self.leave()
