"""A scroll area for contents whose height depends on their width."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from sparse_explorer.app.qt.guard import guarded

MOST_TURNS = 4
"""So many times in a row a bar may come or go at one size of the area."""


@guarded
class ScrollArea(QScrollArea):
    """Gives its content its own width, and scrolls it where it has too little room; without a frame.

    A content may need a bar only without the bar, which takes some of its width. Qt then lets it come and go, one turn
    inside the other, until the stack is full; here it stays until the area has another size.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._turns = 0
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Resize or watched is not self.widget():
            return super().eventFilter(watched, event)
        if self._turns == MOST_TURNS:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._turns += 1
        try:
            return super().eventFilter(watched, event)
        finally:
            self._turns -= 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        if not self._turns:  # or else it is a bar that made the room smaller
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        super().resizeEvent(event)
