"""A small line over a slider: how evenly a layer used its units after each epoch, the slider's values."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import colors, theme, variant_color
from sparse_explorer.app.widgets.variant_style import dashed

_HEIGHT = 36
_EDGE = 5
_HANDLE = 20
"""Width of a slider's handle in the style sheet: its middle goes from half of that to as far from the other end."""


@guarded
class EvennessLine(QWidget):
    """Evenness (0 ... 1) after each epoch, with the one that is looked at marked, and a line at 1, the most."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: tuple[float, ...] = ()
        self._place = 0
        self._color = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme().changed.connect(self.update)

    def set_course(self, values: Sequence[float], place: int, color_index: int) -> None:
        """Show these values, the one at ``place`` marked, in the colour of that number."""
        now = (tuple(values), place, color_index)
        if now != (self._values, self._place, self._color):
            self._values, self._place, self._color = now
            self.update()

    def points(self) -> list[QPointF]:
        """Where the values are, in pixels."""
        span, height = self.width() - _HANDLE, self.height() - 2 * _EDGE
        low = max(0.0, min(self._values, default=0.0) - 0.05)
        count = max(len(self._values) - 1, 1)
        return [
            QPointF(_HANDLE / 2 + span * place / count, _EDGE + height * (1 - value) / (1 - min(low, 0.9)))
            for place, value in enumerate(self._values)
        ]

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._values:
            return
        c, points = colors(), self.points()
        with QPainter(self) as painter:
            painter.setPen(QPen(QColor(c.border), 1))
            painter.drawLine(QPointF(_HANDLE / 2, _EDGE), QPointF(self.width() - _HANDLE / 2, _EDGE))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(dashed(QPen(variant_color(self._color), 2), self._color))
            painter.drawPolyline(QPolygonF(points))
            painter.setPen(QPen(QColor(c.card), 1.5))
            painter.setBrush(variant_color(self._color))
            painter.drawEllipse(points[self._place], 4.5, 4.5)
