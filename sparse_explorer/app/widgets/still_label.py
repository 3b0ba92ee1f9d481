"""A label that changes often: another text neither moves anything nor repaints what lies behind it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import colors, theme
from sparse_explorer.app.widgets.elision import isolated


@guarded
class StillLabel(QWidget):
    """One line of text on a card, cut in the middle where room is short and there is no shorter text.

    Its size does not follow its text (Qt's own labels have the whole window laid out again for each text that they are
    given); a layout gives it the room that is left, or :meth:`keep_room_for` says how much it wants.
    """

    def __init__(
        self,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        bold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self._shorter: tuple[str, ...] = ()
        self._align = align | Qt.AlignmentFlag.AlignVCenter
        self._wanted = 0
        if bold:
            font = self.font()
            font.setBold(True)
            self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme().changed.connect(self.update)

    def text(self) -> str:
        """What it says, whole."""
        return self._text

    def shown(self) -> str:
        """What of it is seen."""
        metrics, width = self.fontMetrics(), self.width()
        texts = (self._text, *self._shorter)
        text = next((text for text in texts if metrics.horizontalAdvance(text) <= width), texts[-1])
        return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)

    def setText(self, text: str, *shorter: str) -> None:
        """Say something else; where the room is too small for it, the first of ``shorter`` that fits."""
        if (text, shorter) != (self._text, self._shorter):
            self._text, self._shorter = text, shorter
            self.setAccessibleName(text)
            self.update()

    def keep_room_for(self, widest: str) -> None:
        """Ask for as much room as this text needs, and no less."""
        self._wanted = self.fontMetrics().horizontalAdvance(widest) + 2
        self.setMinimumWidth(self._wanted)

    def sizeHint(self) -> QSize:
        return QSize(self._wanted, self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = colors()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(c.card))
            painter.setPen(QColor(c.text))
            painter.drawText(self.rect(), self._align, isolated(self.shown()))
