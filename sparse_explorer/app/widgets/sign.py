"""The signs of right and wrong, drawn, since not every font has them."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen


def draw_sign(painter: QPainter, correct: bool, area: QRectF, ink: QColor) -> None:
    """A tick or a cross that fills the area."""
    painter.setPen(QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    x, y, w, h = area.x(), area.y(), area.width(), area.height()
    if correct:
        corners = ((0.08, 0.55), (0.38, 0.85), (0.92, 0.18))
        painter.drawPolyline([QPointF(x + w * right, y + h * down) for right, down in corners])
    else:
        painter.drawLine(QPointF(x + w * 0.15, y + h * 0.15), QPointF(x + w * 0.85, y + h * 0.85))
        painter.drawLine(QPointF(x + w * 0.85, y + h * 0.15), QPointF(x + w * 0.15, y + h * 0.85))
