"""What strokes come to in pixels: ink, fine enough to be scaled afterwards, and a mask of painted noise."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from sparse_explorer.app.model.drawing import CLEAN, ERASER, NOISE, PEN, Point, Sketch, Stroke
from sparse_explorer.data.catalogue import IMAGE_SIZE
from sparse_explorer.data.own_image import AUTO, fitted, ink_of, painted_by

FINE = 10
"""Pixels of ink along the side of each pixel of the usual picture."""

SIDE = FINE * IMAGE_SIZE


class DrawingCanvas:
    """The pixels of a sketch; a stroke at work is added line by line.

    Attributes:
        picture: the ink as Qt has it, grey, SIDE x SIDE.
        painted: bool, (size, size), where noise is painted.
    """

    def __init__(self) -> None:
        self.picture = _blank()
        self.size = IMAGE_SIZE
        self.painted: NDArray[np.bool_] = np.zeros((IMAGE_SIZE, IMAGE_SIZE), dtype=bool)

    def ink(self) -> NDArray[np.float32]:
        """The ink, float32 (SIDE, SIDE), 0 ... 1."""
        rows = np.frombuffer(self.picture.constBits(), np.uint8).reshape(SIDE, self.picture.bytesPerLine())
        return np.divide(rows[:, :SIDE], np.float32(255), dtype=np.float32)

    def show(self, sketch: Sketch, polarity: str = AUTO, size: int = IMAGE_SIZE) -> None:
        """Draw all of a sketch."""
        self.size = size
        self.painted = np.zeros((size, size), dtype=bool)
        self.picture = _blank()
        if sketch.base is not None:
            ink, _ = ink_of(sketch.base, polarity)
            grey = (fitted(ink, SIDE).clip(0, 1) * 255).round().astype(np.uint8)
            self.picture = QImage(grey.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8).copy()
        for stroke in sketch.strokes:
            self._draw(stroke)

    def extend(self, tool: str, start: Point, end: Point) -> None:
        """Draw one straight line; from a point to itself it is a dot."""
        if tool in (PEN, ERASER):
            with QPainter(self.picture) as painter:
                _draw_line(painter, tool, start, end)
        else:
            points = [(x * self.size, y * self.size) for x, y, _ in (start, end)]
            touched = painted_by(points, end[2] * self.size / IMAGE_SIZE, self.size)
            self.painted = self.painted | touched if tool == NOISE else self.painted & ~touched

    def _draw(self, stroke: Stroke) -> None:
        starts = (stroke.points[0], *stroke.points)
        if stroke.tool in (NOISE, CLEAN):
            for start, end in zip(starts, stroke.points, strict=False):
                self.extend(stroke.tool, start, end)
            return
        with QPainter(self.picture) as painter:
            for start, end in zip(starts, stroke.points, strict=False):
                _draw_line(painter, stroke.tool, start, end)


def _blank() -> QImage:
    picture = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
    picture.fill(0)
    return picture


def _draw_line(painter: QPainter, tool: str, start: Point, end: Point) -> None:
    color = QColor(Qt.GlobalColor.white if tool == PEN else Qt.GlobalColor.black)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = end[2] * FINE
    first, last = (QPointF(x * SIDE, y * SIDE) for x, y, _ in (start, end))
    if first == last:  # a line without length has no round ends everywhere
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(last, width / 2, width / 2)
        return
    painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(first, last)
