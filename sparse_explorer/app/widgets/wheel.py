"""The wheel changes a control only while it has the focus: who scrolls past it does not want to change it.

Every control that Qt would change by the wheel takes :class:`WheelNeedsFocus` in; a test finds those that do not. There
is no event filter for all of the application, because each of its events would then wait for Python, which a training
thread may be using.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QTabBar, QWidget

from sparse_explorer.app.qt.guard import guarded

# What it is mixed into; the control brings it, so that the mixin itself adds nothing to its bases.
if TYPE_CHECKING:
    _Control = QWidget
else:
    _Control = object


class WheelNeedsFocus(_Control):
    """Mixed into a Qt control, before its class; without the focus, the wheel goes on to what is around the control."""

    def take_focus_by_keys_and_clicks(self) -> None:
        """Not by the wheel, which would then change the control after all; to be called by ``__init__``."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()


@guarded
class ComboBox(WheelNeedsFocus, QComboBox):
    """A choice of several texts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.take_focus_by_keys_and_clicks()


@guarded
class TabBar(WheelNeedsFocus, QTabBar):
    """Tabs of pages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.take_focus_by_keys_and_clicks()
