"""A pad to draw a digit on, with mouse, tablet or finger."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from sparse_explorer.app.model.drawing import CLEAN, ERASER, NOISE, PEN, Point, Sketch, Stroke
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, theme
from sparse_explorer.app.widgets.drawing_canvas import DrawingCanvas
from sparse_explorer.data.catalogue import IMAGE_SIZE
from sparse_explorer.data.own_image import AUTO

_FRAME = 1.0
_CORNER = 6.0
LEAST_SIDE = 120
"""Of the pad, in pixels, in which a finger still draws a digit."""

USUAL_WIDTH = 2.6
"""Of a pen, in pixels of a picture of 28 x 28: about that of MNIST's lines."""


@guarded
class DrawingPad(QWidget):
    """A square of ink that is drawn on; with the noise brush, the picture that networks are shown, which is painted on.

    The other mouse button, and the other end of a tablet's pen, erase. Without painted noise in hand, what is seen is
    the drawing as it was made: moved and scaled it is beside the pad, where it does not jump from under the pen.

    Attributes:
        tool: what the next stroke does.
        width_now: of the pen, in pixels of a picture of 28 x 28.

    Signals:
        drawn(object, object): ink, float32 (h, h), and where noise is painted, bool (size, size), by now.
        finished(object): a Stroke has come to its end.
        undo_requested, redo_requested: by the keys.
    """

    drawn = Signal(object, object)
    finished = Signal(object)
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tool = PEN
        self.width_now = USUAL_WIDTH
        self._canvas = DrawingCanvas()
        self._seen: NDArray[np.uint8] | None = None
        self._blank = True
        self._tool_at_work = ""
        self._points: list[Point] = []
        self._pointer: QPointF | None = None
        self.setObjectName("drawing_pad")
        self.setAccessibleName(self.tr("Drawing pad"))
        self.setAccessibleDescription(
            self.tr("Draw a digit with the mouse, a pen or a finger; the networks answer while you draw.")
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    # --- showing ------------------------------------------------------------------------------------------------------

    def show_sketch(self, sketch: Sketch, polarity: str = AUTO, size: int = IMAGE_SIZE) -> None:
        """Show a sketch in place of what is there, a stroke at work included, and say what it comes to."""
        self._points, self._tool_at_work = [], ""
        self._blank = sketch.blank
        self._canvas.show(sketch, polarity, size)
        self._say()

    def set_seen(self, noisy: NDArray[np.float32] | None) -> None:
        """Show this picture, brightness 0 ... 1, (H, W), while noise is painted; None: nothing is known of it."""
        if noisy is None:
            self._seen = None
        else:
            grey = np.nan_to_num(noisy, nan=0.0).clip(0, 1) * 255
            self._seen = np.ascontiguousarray(grey.round().astype(np.uint8))
        if self.tool == NOISE:
            self.update()

    def set_tool(self, tool: str) -> None:
        """Draw with another tool from the next stroke on."""
        self.tool = tool
        self.update()

    def set_width(self, width: float) -> None:
        """Draw lines of that width, in pixels of a picture of 28 x 28."""
        self.width_now = width
        self.update()

    def pad_rect(self) -> QRectF:
        """Where is drawn: a square in the middle of the upper edge, in the widget's coordinates."""
        side = max(0.0, min(self.width(), self.height()) - 2 * _FRAME)
        return QRectF((self.width() - side) / 2, _FRAME, side, side)

    def sizeHint(self) -> QSize:
        return QSize(220, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_SIDE, LEAST_SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        area, c = self.pad_rect(), colors()
        outline = QPainterPath()
        outline.addRoundedRect(area, _CORNER, _CORNER)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            seen = self._seen if self.tool == NOISE else None
            if seen is not None:
                high, wide = seen.shape
                picture = QImage(seen.data, wide, high, wide, QImage.Format.Format_Grayscale8)
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                picture = self._canvas.picture
            painter.drawImage(area, picture)
            corners = QPainterPath()
            corners.addRect(area)
            painter.fillPath(corners - outline, QColor(c.card))
            if self._blank and not self._points and seen is None:
                self._draw_hint(painter, area)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = QColor(c.accent if self.hasFocus() else c.border)
            painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
            painter.drawPath(outline)
            self._draw_brush(painter, area)

    def _draw_hint(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QColor("#b6bcc8"))  # the pad is black in both themes
        inside = area.adjusted(SPACE, SPACE, -SPACE, -SPACE)
        painter.drawText(
            inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.tr("Draw a digit here")
        )

    def _draw_brush(self, painter: QPainter, area: QRectF) -> None:
        """How wide the line is going to be."""
        if self._pointer is None or self._points or not area.contains(self._pointer):
            return
        radius = max(1.5, self.width_now * area.width() / IMAGE_SIZE / 2)
        for color, wider in (("#000000", 0.5), ("#ffffff", -0.5)):  # seen on ink and on none
            painter.setPen(QPen(QColor(color), 1))
            painter.drawEllipse(self._pointer, radius + wider, radius + wider)

    # --- drawing ------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _step(event):
            event.accept()  # or else the window takes its own last step back
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _step(event)
        if not step:
            super().keyPressEvent(event)
        elif not self._points:
            (self.undo_requested if step < 0 else self.redo_requested).emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton) and not self._points:
            self._begin(event.position(), event.button() == Qt.MouseButton.RightButton)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._points:
            self._go_on(event.position())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.RightButton):
            self._end()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.update()

    def tabletEvent(self, event: QTabletEvent) -> None:
        eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        self._pointer = event.position()
        if event.type() == QEvent.Type.TabletPress and not self._points:
            self._begin(event.position(), eraser, event.pressure())
        elif event.type() == QEvent.Type.TabletMove and self._points:
            self._go_on(event.position(), event.pressure())
        elif event.type() == QEvent.Type.TabletRelease:
            self._end()
        event.accept()  # or else Qt sends the same as a mouse's

    def _begin(self, place: QPointF, erases: bool, pressure: float = 1.0) -> None:
        if not self.pad_rect().contains(place):
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        other = CLEAN if self.tool == NOISE else ERASER
        self._tool_at_work = other if erases else self.tool
        self._points = [self._point(place, pressure)]
        self._canvas.extend(self._tool_at_work, self._points[0], self._points[0])
        self._say()

    def _go_on(self, place: QPointF, pressure: float = 1.0) -> None:
        point = self._point(place, pressure)
        if point[:2] == self._points[-1][:2]:
            return
        self._canvas.extend(self._tool_at_work, self._points[-1], point)
        self._points.append(point)
        self._say()

    def _end(self) -> None:
        if self._points:
            stroke = Stroke(self._tool_at_work, tuple(self._points))
            self._points = []
            self.finished.emit(stroke)

    def _point(self, place: QPointF, pressure: float) -> Point:
        """A place on the pad; those outside of it stay so, and the line leaves by the edge."""
        area = self.pad_rect()
        x, y = ((place.x() - area.left()) / area.width(), (place.y() - area.top()) / area.height())
        return x, y, self.width_now * (0.4 + 0.6 * min(max(pressure, 0.0), 1.0))

    def _say(self) -> None:
        self.update()
        self.drawn.emit(self._canvas.ink(), self._canvas.painted)


def _step(event: QKeyEvent) -> int:
    """-1 for the keys of a step back, 1 for a step forth, 0 for all others."""
    if event.matches(QKeySequence.StandardKey.Undo):
        return -1
    redo = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    again = event.modifiers() == redo and event.key() == Qt.Key.Key_Z
    return 1 if again or event.matches(QKeySequence.StandardKey.Redo) else 0
