"""Curves of a sample in the plot of accuracy against noise: thin and dotted, told apart from those of all images."""

from collections.abc import Sequence

import pyqtgraph as pg

from sparse_explorer.app.qt.theme import variant_color
from sparse_explorer.app.widgets.noise_curve import ReferenceCurve
from sparse_explorer.app.widgets.plot_base import ThemedPlot

WIDTH = 1.6
"""Pixels; less than that of a finished curve."""


class SampleLines:
    """The dotted curves of one plot.

    Attributes:
        curves: those that are shown.
        meaning: what they are, for the key and the tips.
    """

    def __init__(self, plot: ThemedPlot) -> None:
        self.curves: list[ReferenceCurve] = []
        self.meaning = ""
        self._plot = plot
        self._items: list[pg.PlotDataItem] = []

    def show(self, curves: Sequence[ReferenceCurve], meaning: str) -> None:
        """Show these curves and no others."""
        for item in self._items:
            self._plot.remove_item(item)
        self.curves, self.meaning = list(curves), meaning
        self._items = [pg.PlotDataItem(antialias=True) for _ in curves]
        for curve, item in zip(curves, self._items, strict=True):
            item.setData([100 * level for level in curve.levels], list(curve.accuracy))
            item.setZValue(6)
            self._plot.addItem(item, ignoreBounds=True)

    def recolor(self, scale: float) -> None:
        """Take the colours of the theme in use."""
        for curve, item in zip(self.curves, self._items, strict=True):
            color = variant_color(curve.color_index)
            item.setPen(pg.mkPen(color, width=WIDTH * scale, dash=[1.5, 2]))
