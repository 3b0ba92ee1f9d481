"""What is wrong with a field, said at the field: a red frame, and a sentence over what lies below it."""

from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, scaled_font

_MOST_WIDTH = 260
_MOST_HEIGHT = 1000
_AROUND_TEXT = QSize(
    22, 10
)  # pixels that border and padding take, and a few so that nothing wraps by rounding
_MOVES = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ParentChange,
}


def mark(control: QWidget, wrong: bool) -> None:
    """Give a control the red frame of what is not allowed, or take it away."""
    if wrong != bool(control.property("problem")):
        control.setProperty("problem", wrong)
        control.style().unpolish(control)  # or else the style sheet does not notice
        control.style().polish(control)


@guarded
class FieldNote(QObject):
    """Marks the field that it is made for, and says why in a small bubble under it, for as long as that holds.

    It is for fields that have no place of their own for a sentence; the rows of a form have one.

    Attributes:
        text: what is said; empty if nothing is.
        bubble: the label that says it; None while nothing is said.
    """

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self.text = ""
        self.bubble: QLabel | None = None

    def say(self, text: str) -> None:
        """Say what is wrong; an empty text takes mark and bubble away."""
        field = self._field()
        self.text = text
        mark(field, bool(text))
        if not text:
            self._close()
            return
        if self.bubble is None:
            self.bubble = self._make_bubble(field)
        self.bubble.setText(text)
        self._place(self.bubble)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES and self.bubble is not None:
            self._place(self.bubble)
        return False

    def _field(self) -> QWidget:
        return cast(QWidget, self.parent())

    def _make_bubble(self, field: QWidget) -> QLabel:
        bubble = QLabel(field.window())
        bubble.setObjectName("field_note")
        bubble.setProperty("note", True)
        bubble.setFont(scaled_font(field.window().font(), 0.92))
        bubble.setTextFormat(Qt.TextFormat.PlainText)
        bubble.setWordWrap(True)
        bubble.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        bubble.ensurePolished()  # so that its padding counts when it is measured
        field.destroyed.connect(bubble.deleteLater)
        for watched in (field, field.window()):
            watched.installEventFilter(self)
        return bubble

    def _close(self) -> None:
        if self.bubble is not None:
            for watched in (self._field(), _window(self.bubble)):
                watched.removeEventFilter(self)
            self.bubble.hide()
            self.bubble.deleteLater()
            self.bubble = None

    def _place(self, bubble: QLabel) -> None:
        """Under the field, or above it where there is no room, and never out of the window."""
        field, window = self._field(), _window(bubble)
        most = min(_MOST_WIDTH, window.width() - SPACE) - _AROUND_TEXT.width()
        room = QRect(0, 0, most, _MOST_HEIGHT)
        # A label's own heightForWidth() counts a line too many where the text just fits.
        text = bubble.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.text)
        bubble.setFixedSize(text.size() + _AROUND_TEXT)
        place = field.mapTo(window, QPoint(0, field.height() + 2))
        if place.y() + bubble.height() > window.height():
            place.setY(place.y() - field.height() - 4 - bubble.height())
        place.setX(max(0, min(place.x(), window.width() - bubble.width())))
        bubble.move(place)
        bubble.raise_()
        bubble.setVisible(field.isVisible())


def _window(bubble: QLabel) -> QWidget:
    """Where a bubble was made; the field may have come to another one since."""
    return cast(QWidget, bubble.parentWidget())
