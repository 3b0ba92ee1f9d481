"""How variants look where they are drawn: pens, markers, and the swatch beside a name. See ``line_styles``."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from sparse_explorer.app.qt.theme import variant_color
from sparse_explorer.experiment.results.line_styles import line_style

SWATCH = 20
"""Width in pixels of a swatch that has room for a line with its dash."""

_SYMBOLS = {"circle": "o", "square": "s", "triangle": "t1", "diamond": "d"}
_CORNERS = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "triangle": ((0, -1), (1.1, 0.9), (-1.1, 0.9)),
    "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
}
"""Outlines of the markers, in radii from their middle, downwards."""


def symbol(number: int) -> str:
    """pyqtgraph's name for the marker of a style number."""
    return _SYMBOLS[line_style(number).marker]


def dashed(pen: QPen, number: int) -> QPen:
    """The pen, with the dash of a style number; solid pens, which are quicker, stay as they are."""
    dash = line_style(number).dash
    if dash:
        pen.setDashPattern(dash)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def variant_pen(number: int, width: float) -> QPen:
    """A plot's pen in the look of a style number; its width is in pixels of the screen or picture painted on."""
    return dashed(pg.mkPen(variant_color(number), width=width), number)


def draw_swatch(painter: QPainter, area: QRectF, number: int) -> None:
    """Draw what tells a variant from the others, in the middle of an area: a dot in its colour, or, where there are
    more variants than colours, a piece of its line with its marker."""
    style, color = line_style(number), variant_color(number)
    middle, radius = area.center(), area.height() / 2
    if not style.plain:
        pen = dashed(QPen(color, 2), number)
        pen.setDashOffset(2)  # or the marker would hide the gaps
        painter.setPen(pen)
        painter.drawLine(QPointF(area.left(), middle.y()), QPointF(area.right(), middle.y()))
        radius *= 0.7
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if style.marker == "circle":
        painter.drawEllipse(middle, radius, radius)
    else:
        corners = [middle + QPointF(x, y) * radius for x, y in _CORNERS[style.marker]]
        painter.drawPolygon(QPolygonF(corners))
