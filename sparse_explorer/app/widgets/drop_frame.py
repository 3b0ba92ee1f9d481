"""What a window shows while something is dragged over it that it takes."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import RADIUS, SPACE, colors, scaled_font


@guarded
class DropFrame(QWidget):
    """A frame around its window and a word in the middle, from when a picture or a file comes until it is let go or
    leaves again. Neither the mouse nor what is dragged meets it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("drop_frame")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        window.installEventFilter(self)

    def text(self) -> str:
        """What it says."""
        return self.tr("Drop a picture for the networks to see, or a network in an ONNX file")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QDragEnterEvent) and kind == QEvent.Type.DragEnter:
            content = event.mimeData()
            if content.hasImage() or any(map(QUrl.isLocalFile, content.urls())):
                self.setAccessibleName(self.text())
                self.setGeometry(self._window.rect())
                self.show()
                self.raise_()
        elif kind in (QEvent.Type.DragLeave, QEvent.Type.Drop):
            self.hide()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = colors()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            tint = QColor(c.accent)
            tint.setAlphaF(0.08)
            painter.setBrush(tint)
            painter.setPen(QPen(QColor(c.accent), 3))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(6, 6, -6, -6), RADIUS, RADIUS)
            painter.setFont(scaled_font(self.font(), 1.25, bold=True))
            room = QRectF(self.rect()).adjusted(8 * SPACE, 0, -8 * SPACE, 0)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            words = painter.boundingRect(room, flags, self.text())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.accent))
            painter.drawRoundedRect(words.adjusted(-2 * SPACE, -SPACE, 2 * SPACE, SPACE), RADIUS, RADIUS)
            painter.setPen(QColor(c.on_accent))
            painter.drawText(words, flags, self.text())
