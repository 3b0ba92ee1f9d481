"""One variant's accuracy against noise: what there is to show, and the items that show it in a plot."""

import math
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsPolygonItem

from sparse_explorer.app.qt.theme import colors, variant_color, variant_text_color
from sparse_explorer.app.widgets.plot_base import LINE_WIDTH, ThemedPlot
from sparse_explorer.app.widgets.plot_items import mixed, set_cut_text
from sparse_explorer.app.widgets.variant_style import symbol, variant_pen


@dataclass(frozen=True)
class NoiseCurve:
    """A variant's accuracy, as far as it was measured.

    Attributes:
        key: tells the variants apart.
        name, color_index: what the variant is called, and its colour number.
        levels: noise, 0 ... 1, rising.
        accuracy: correct answers in percent, one to one with the levels.
        spread: standard deviation over seeds in percent, one to one; None without several seeds.
        runs: accuracies of the single seeds, drawn thin; empty without several seeds.
    """

    key: str
    name: str
    color_index: int
    levels: tuple[float, ...]
    accuracy: tuple[float, ...]
    spread: tuple[float, ...] | None = None
    runs: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class ReferenceCurve:
    """Another curve, such as a published one, drawn thin and dashed: its name as a tooltip says it, and the rest as in
    NoiseCurve; a spread is drawn as a pale band."""

    name: str
    color_index: int
    levels: tuple[float, ...]
    accuracy: tuple[float, ...]
    spread: tuple[float, ...] | None = None


class BandItem(QGraphicsPolygonItem):
    """A band around a line, in its colour, pale."""

    def __init__(self) -> None:
        super().__init__()
        self.setPen(QPen(Qt.PenStyle.NoPen))

    def show_around(self, curve: "NoiseCurve | ReferenceCurve") -> None:
        """Draw the spread of a curve; nothing where it has none."""
        outline = []
        if curve.spread:
            parts = list(zip(curve.levels, curve.accuracy, curve.spread, strict=True))
            outline = [QPointF(100 * at, mean + std) for at, mean, std in parts]
            outline += [QPointF(100 * at, mean - std) for at, mean, std in reversed(parts)]
        self.setPolygon(QPolygonF(outline))

    def recolor(self, style: int, alpha: int) -> None:
        """Take the colour of a style number."""
        color = variant_color(style)
        color.setAlpha(alpha)
        self.setBrush(color)


class NoiseTrace:
    """One variant's line with its points, the band of its spread, and its name."""

    def __init__(self, plot: ThemedPlot) -> None:
        self.line = pg.PlotDataItem(symbol="o", symbolSize=8, antialias=True)
        self.runs = pg.PlotDataItem(antialias=True, connect="finite")
        self.band = BandItem()
        self.name = plot.add_label("", (0, 0.5))
        for item, depth in ((self.line, 10), (self.runs, 2), (self.band, 0)):
            item.setZValue(depth)
            plot.addItem(item, ignoreBounds=True)
        self.curve = NoiseCurve("", "", 0, (), ())

    def show(self, curve: NoiseCurve) -> None:
        """Draw the curve, unless it is drawn already; :meth:`recolor` gives it its look."""
        if curve == self.curve:
            return
        self.curve = curve
        x = [100.0 * level for level in curve.levels]
        self.line.setData(x, list(curve.accuracy))
        # One item for all runs, however many: a gap between each and the next.
        places: list[float] = []
        heights: list[float] = []
        for run in curve.runs:
            places += [*x[: len(run)], math.nan]
            heights += [*run, math.nan]
        self.runs.setData(places, heights)
        self.band.show_around(curve)

    def set_room(self, width: float) -> None:
        """Cut the name so that it takes no more than ``width`` pixels."""
        set_cut_text(self.name, self.curve.name, width)

    def end(self) -> QPointF:
        """The last point; there must be one."""
        return QPointF(100 * self.curve.levels[-1], self.curve.accuracy[-1])

    def recolor(self, line_scale: float) -> None:
        """Take the variant's colour from the theme; the line's width is multiplied by ``line_scale``."""
        color = variant_color(self.curve.color_index)
        card = colors().card
        style = self.curve.color_index
        self.line.setPen(variant_pen(style, LINE_WIDTH * line_scale))
        self.runs.setPen(pg.mkPen(mixed(color, card, 0.43), width=line_scale))
        self.line.setSymbol(symbol(style))
        self.line.setSymbolBrush(color)
        self.line.setSymbolPen(pg.mkPen(card, width=line_scale))
        self.band.recolor(style, 45)
        self.name.setColor(variant_text_color(style))
        self.name.fill = pg.mkBrush(card)
