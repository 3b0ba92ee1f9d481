"""A linear layer's weights as one picture to zoom into."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QGraphicsSceneWheelEvent, QWidget

from sparse_explorer.app.language.texts import layer_title
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import colors
from sparse_explorer.app.widgets.weight_colors import color_level, color_numbers, number_text, weight_colors
from sparse_explorer.experiment.results.inspection_reports import LayerWeights


@guarded
class MatrixPicture(pg.GraphicsView):
    """A linear layer's weights, a row a unit and a column an input; to be zoomed into and moved about.

    Attributes:
        level: weights of +-level and beyond have the strongest colours.

    Signals:
        pointed: the weight under the mouse, in words; empty for none.
        zoomed: whether less than the whole is seen.
    """

    pointed = Signal(str)
    zoomed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self._layer: LayerWeights | None = None
        self.level = 1.0
        self._place: QPointF | None = None  # of the mouse: input, unit
        self._box = _ZoomBox()
        self._picture = pg.ImageItem(axisOrder="row-major")
        self._box.addItem(self._picture)
        self.setCentralItem(self._box)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._box.sigRangeChanged.connect(self._range_changed)

    def set_layer(self, layer: LayerWeights) -> None:
        """Show weights (n_out, n_in); zoom and place stay if there are as many as before."""
        if layer is self._layer:
            return
        units, inputs = layer.values.shape
        fresh = self._layer is None or self._layer.values.shape != layer.values.shape
        self._layer, self.level = layer, color_level(layer)
        self.setAccessibleName(layer_title(layer.title))
        text = self.tr(
            "{units:,} units with {inputs:,} inputs each; plus and minus zoom, arrow keys move, 0 shows all"
        )
        self.setAccessibleDescription(text.format(units=units, inputs=inputs))
        self.restyle()
        self._picture.setImage(color_numbers(layer, self.level), autoLevels=False, levels=(0, 255))
        if fresh:
            self._box.setLimits(
                xMin=0, xMax=inputs, yMin=0, yMax=units, minXRange=min(inputs, 12), minYRange=min(units, 6)
            )
            self.reset()

    def restyle(self) -> None:
        """Use the colours of the edition in use."""
        numbers = weight_colors(colors())
        parts = [(numbers >> np.uint32(shift)) & np.uint32(255) for shift in (16, 8, 0, 24)]
        self._picture.setLookupTable(np.stack(parts, axis=1).astype(np.uint8))

    def reset(self) -> None:
        """Show the whole layer."""
        if self._layer is not None:
            units, inputs = self._layer.values.shape
            self._box.setRange(xRange=(0, inputs), yRange=(0, units), padding=0)

    def is_zoomed(self) -> bool:
        """Whether less than the whole layer is seen."""
        if self._layer is None:
            return False
        (left, right), (top, bottom) = self._box.viewRange()
        units, inputs = self._layer.values.shape
        return bool(right - left < 0.999 * inputs or bottom - top < 0.999 * units)

    def pointed_text(self) -> str:
        """The weight under the mouse, in words; empty for none."""
        if self._layer is None or self._place is None:
            return ""
        column, row = math.floor(self._place.x()), math.floor(self._place.y())
        units, inputs = self._layer.values.shape
        if not (0 <= row < units and 0 <= column < inputs):
            return ""
        zero, value = self._layer.zero[row, column], float(self._layer.values[row, column])
        text: str = self.tr("unit {unit}, input {input}: {weight}")
        weight = self.tr("fixed at zero") if zero else number_text(value)
        return text.format(unit=row, input=column, weight=weight)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        # The scene's own signal leaves out moves that follow each other closely, and so the last one.
        self._place = self._box.mapSceneToView(self.mapToScene(event.position().toPoint()))
        self.pointed.emit(self.pointed_text())

    def leaveEvent(self, event: QEvent) -> None:
        self._place = None
        self.pointed.emit("")
        super().leaveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves: dict[int, tuple[int, int]] = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._box.zoom(1.5 if key == Qt.Key.Key_Minus else 1 / 1.5)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.reset()
        elif key in moves:
            seen = self._box.viewRect()
            self._box.translateBy(x=moves[key][0] * seen.width() / 5, y=moves[key][1] * seen.height() / 5)
        else:
            super().keyPressEvent(event)

    def _range_changed(self) -> None:
        self.zoomed.emit(self.is_zoomed())

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QPen(QColor(colors().accent), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))


@guarded
class _ZoomBox(pg.ViewBox):
    """Zooms first along the direction that shows its cells the smaller, then along both."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False, invertY=True, defaultPadding=0)

    def wheelEvent(self, event: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        self.zoom(1.02 ** (-event.delta() / 8), self.mapToView(event.pos()))
        event.accept()

    def zoom(self, factor: float, center: QPointF | None = None) -> None:
        """Show ``factor`` times as much of the picture, around a place in it."""
        wide, high = self.viewPixelSize()  # cells a pixel
        if factor > 1 or 0.8 < wide / high < 1.25:
            self.scaleBy((factor, factor), center=center)
        elif wide > high:
            self.scaleBy(x=max(factor, high / wide), center=center)
        else:
            self.scaleBy(y=max(factor, wide / high), center=center)
