"""Parts of the plot of chance: its curves, its marks, and how probabilities are written."""

import functools

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsLineItem, QStyleOptionGraphicsItem, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import colors
from sparse_explorer.app.widgets.plot_base import ThemedPlot
from sparse_explorer.experiment.results.theory import chance_curve, power_of_ten

Floats = NDArray[np.float64]


def probability_text(log10_probability: float) -> str:
    """A probability, as a percentage or, where that would be almost nothing, as a power of ten."""
    if log10_probability < -3.5:
        return power_of_ten(round(log10_probability))
    percent = 100 * 10**log10_probability
    return f"{percent:.0f} %" if percent >= 9.5 else f"{percent:.1g} %"


def percent_text(density: float) -> str:
    """A density as a percentage, such as 2.3 %."""
    percent = 100 * density
    return f"{percent:.0f} %" if percent >= 9.5 else f"{percent:.2g} %"


class ChanceLine:
    """One line with its density beside it.

    Attributes:
        density: fraction of the units that is active.
        layer: whose density it is; None for one that is there for comparison.
        x, y: logarithms of numbers of units and of probabilities.
    """

    def __init__(self, plot: ThemedPlot, density: float, layer: int | None) -> None:
        self.density = density
        self.layer = layer
        self.x: Floats = np.zeros(0)
        self.y: Floats = np.zeros(0)
        self.line = pg.PlotCurveItem(antialias=True)
        self.line.setZValue(5 if layer is None else 8)
        plot.addItem(self.line, ignoreBounds=True)
        self.label = plot.add_label(percent_text(density), (0, 0))

    def show(self, x: Floats, y: Floats) -> None:
        """Draw these points, unless they are drawn already."""
        if y is not self.y:
            self.x, self.y = x, y
            self.line.setData(x, y)

    def set_color(self, text: QColor, line: QColor, width: float) -> None:
        """Colours of the label and of the line, and the line's width."""
        self.label.setColor(text)
        self.line.setPen(pg.mkPen(line, width=width))


class LayerMark:
    """A layer's dot, its name, and a line between the two."""

    def __init__(self, plot: ThemedPlot) -> None:
        self.dot = _Dot(plot.view)
        self.label = plot.add_label("", (0, 0))
        self.leader = QGraphicsLineItem(plot.view)
        self.leader.setZValue(14)


@guarded
class _Dot(QGraphicsItem):
    """A disc with a rim in the card's colour; its position is in pixels of the view."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self._radius = 6.0
        self._color = QColor()

    def set_look(self, radius: float, color: QColor) -> None:
        """Another size and colour."""
        self.prepareGeometryChange()
        self._radius, self._color = radius, color
        self.update()

    def boundingRect(self) -> QRectF:
        reach = self._radius + 2
        return QRectF(-reach, -reach, 2 * reach, 2 * reach)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors().card), 1.5))
        painter.setBrush(QBrush(self._color))
        painter.drawEllipse(QPointF(0, 0), self._radius, self._radius)


def say(label: pg.TextItem, text: str) -> None:
    """Give a label its text, if it has another one."""
    if label.toPlainText() != text:  # a text is laid out again even if it is the same
        label.setText(text)


@functools.lru_cache(maxsize=1024)
def curve_points(grid: tuple[int, ...], density: float, share: float, bottom: float) -> tuple[Floats, Floats]:
    """Logarithms of numbers of units and of probabilities, down to ``bottom``; what was computed is kept."""
    places, heights = chance_curve(grid, density, share, bottom)
    return np.log10(places), np.array(heights)


def curve_end(x: Floats, y: Floats, right: float, bottom: float) -> tuple[float, float]:
    """Where a falling curve leaves the view: at the bottom or at the right."""
    if not len(x):
        return right, 0.0
    if y[-1] < bottom:
        return float(np.interp(-bottom, -y, x)), bottom
    return min(right, float(x[-1])), float(np.interp(right, x, y))
