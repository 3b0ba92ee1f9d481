"""The eye that says whether pictures show a variant, and the mark of a note, drawn, since not every font has them."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen


def draw_eye(painter: QPainter, area: QRectF, color: QColor, open_: bool) -> None:
    """Draw an eye in the middle of an area, crossed out unless it is open."""
    middle, half, rise = area.center(), area.width() / 2, area.width() * 0.42
    left, right = QPointF(middle.x() - half, middle.y()), QPointF(middle.x() + half, middle.y())
    path = QPainterPath(left)
    path.quadTo(QPointF(middle.x(), middle.y() - 2 * rise), right)
    path.quadTo(QPointF(middle.x(), middle.y() + 2 * rise), left)
    painter.setPen(QPen(color, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setBrush(color)
    painter.drawEllipse(middle, half * 0.3, half * 0.3)
    if not open_:
        painter.setPen(QPen(color, 1.4))
        painter.drawLine(
            QPointF(middle.x() - half * 0.8, middle.y() + half * 0.8),
            QPointF(middle.x() + half * 0.8, middle.y() - half * 0.8),
        )


def draw_note(painter: QPainter, area: QRectF, color: QColor) -> None:
    """Draw a sheet with three lines on it."""
    painter.setPen(QPen(color, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, 1.5, 1.5)
    for part in (0.3, 0.5, 0.7):
        y = area.top() + part * area.height()
        painter.drawLine(QPointF(area.left() + 2.5, y), QPointF(area.right() - 2.5, y))
