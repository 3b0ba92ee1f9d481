"""A text of several lines that is never lower than its lines."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from sparse_explorer.app.qt.guard import guarded


@guarded
class WrappedLabel(QLabel):
    """A label whose lines all stay in sight: Qt's own lets a layout squeeze the last ones away."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def minimumSizeHint(self) -> QSize:
        # Not by setMinimumHeight: Qt counts that in when it is asked for other widths, so that a label which was
        # narrow once would stay as high for ever.
        lines = self.heightForWidth(self.width()) if self.text() else 0
        return QSize(super().minimumSizeHint().width(), lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
