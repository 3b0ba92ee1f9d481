"""The mouse in the tests: events sent to the widget itself.

``qtbot.mouseMove`` moves the pointer of the screen instead, and what comes of that depends on which window the platform
takes to be there, and on what else waits to be delivered.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget


def move_to(
    widget: QWidget, place: QPoint | QPointF, button: Qt.MouseButton = Qt.MouseButton.NoButton
) -> None:
    """Move the pointer to a place in the widget, with a button held down or with none."""
    inside = QPointF(place)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        inside,
        QPointF(widget.mapToGlobal(inside)),
        Qt.MouseButton.NoButton,
        button,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)
