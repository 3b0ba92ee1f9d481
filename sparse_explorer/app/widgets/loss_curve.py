"""One variant's training so far: what there is to show, and the items that show it in a plot."""

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from sparse_explorer.app.qt.theme import colors, variant_color, variant_text_color
from sparse_explorer.app.widgets.plot_base import ThemedPlot
from sparse_explorer.app.widgets.plot_items import NAME_WIDTH, mixed, set_cut_text
from sparse_explorer.app.widgets.variant_style import symbol, variant_pen
from sparse_explorer.experiment.results.line_styles import line_style

Floats = NDArray[np.float32] | NDArray[np.float64]

_USUAL = 95  # percent
_HUGE = 1e6  # losses beyond it count as this much: they are off the plot, and would spoil the running sums


@dataclass(frozen=True, eq=False)
class LossCurve:
    """How a variant's training went so far.

    A curve whose arrays are the same objects as at the last call is not drawn again: hand over new arrays, or new
    slices, when there is more to show.

    Attributes:
        key: tells the variants apart.
        name, color_index: what the variant is called, and its colour number.
        losses: mean loss of each batch, (steps,).
        accuracies: (step, correct test answers in percent) after each epoch, (epochs, 2).
    """

    key: str
    name: str
    color_index: int
    losses: Floats
    accuracies: Floats


def running_mean(values: Floats, window: int) -> NDArray[np.float64]:
    """Mean of each value and the ``window - 1`` before it, fewer at the start; (n,) to (n,).

    Values that are not finite are passed over, and stay NaN themselves.
    """
    finite = np.isfinite(values)
    sums = np.cumsum(np.where(finite, np.clip(values, -_HUGE, _HUGE), 0), dtype=np.float64)
    counts = np.cumsum(finite)
    sums[window:] = sums[window:] - sums[:-window]
    counts[window:] = counts[window:] - counts[:-window]
    means: NDArray[np.float64] = np.divide(sums, counts, out=np.full(len(sums), np.nan), where=finite)
    return means


class LossTrace:
    """One variant's line, the faint raw losses behind it, and its name.

    Attributes:
        x, y: what the line shows, finite alone.
        lowest, usual: the lower end of y, and what 95 percent of it do not exceed; 0 where there is none.
        highest: the upper end of all that is drawn, the raw losses behind the line included.
    """

    def __init__(self, plot: ThemedPlot) -> None:
        # Of a long curve a peak and a dip are drawn for each pixel, and a mean for each two.
        self.raw = pg.PlotDataItem(autoDownsampleFactor=1.0)
        self.line = pg.PlotDataItem(autoDownsampleFactor=0.5, antialias=True, symbolSize=7)
        for item, depth in ((self.raw, 0), (self.line, 10)):
            item.setZValue(depth)
            plot.addItem(item)
            # Only now: a plot gives its own settings to what is added.
            item.setDownsampling(auto=True, method="peak")
            item.setClipToView(True)
        self.name = plot.add_label("", (0, 0))
        self.x = self.y = np.empty(0)
        self.lowest = self.highest = self.usual = 0.0
        self._shown: tuple[object, ...] = ()
        self._text = ""
        self._look: tuple[object, ...] = ()

    def show(self, curve: LossCurve, quantity: str, window: int, log: bool) -> None:
        """Draw the curve, unless that is what is drawn."""
        if curve.name != self._text:
            self._text = curve.name
            set_cut_text(self.name, curve.name, NAME_WIDTH)
        data = curve.losses if quantity == "loss" else curve.accuracies
        now = (data, quantity, window, log)
        if len(self._shown) == len(now) and self._shown[0] is data and self._shown[1:] == now[1:]:
            return
        self._shown = now
        if quantity == "loss":
            steps = np.arange(1, len(data) + 1, dtype=np.float64)
            smooth = window > 1
            self.x, self.y = _drawable(steps, running_mean(data, window), log)
            # Wide zigzags are slow to draw, and a mean has no peaks to keep.
            self.line.setDownsampling(auto=True, method="mean" if smooth else "peak")
            self.raw.setData(*(_drawable(steps, data, log) if smooth else ([], [])))
            self.line.setData(self.x, self.y, symbol=symbol(curve.color_index) if len(self.x) == 1 else None)
        else:
            steps, correct = np.asarray(data, dtype=np.float64).reshape(-1, 2).T
            self.x, self.y = _drawable(steps, correct, False)
            self.raw.setData([], [])
            self.line.setData(self.x, self.y, symbol=symbol(curve.color_index))
        if len(self.y):
            self.lowest, self.highest = float(self.y.min()), self.highest_within(-np.inf, np.inf)
            self.usual = float(np.percentile(self.y, _USUAL, method="higher"))
        else:
            self.lowest = self.highest = self.usual = 0.0

    def highest_within(self, left: float, right: float) -> float:
        """The highest that is drawn between two places of the lower axis, raw losses included; minus infinity where
        nothing is."""
        found = -np.inf
        for item in (self.raw, self.line):
            x, y = item.getOriginalDataset()
            if x is not None:
                first, end = np.searchsorted(x, left), np.searchsorted(x, right, "right")
                found = max(found, float(np.max(y[first:end], initial=-np.inf)))
        return found

    def set_color(self, index: int, width: float, line_scale: float) -> None:
        """Draw in the colour of that number, with a line of that width; all widths are times ``line_scale``."""
        color, card = variant_color(index), colors().card
        look = (color.name(), index, card, width, line_scale)
        if look == self._look:
            return
        self._look = look
        zigzags = width == 1
        # Zigzags wider than a pixel of the screen take seconds to draw with smooth edges, and with dashes.
        thin = zigzags and line_style(index).dash
        self.line.setPen(variant_pen(index, 1 if thin else width * line_scale))
        self.line.setData(self.x, self.y, antialias=not zigzags or line_scale == 1)
        if self.line.opts["symbol"] is not None:
            self.line.setSymbol(symbol(index))
        self.line.setSymbolBrush(color)
        self.line.setSymbolPen(pg.mkPen(card, width=line_scale))
        self.raw.setPen(pg.mkPen(mixed(color, card, 0.22), width=line_scale))
        self.name.setColor(variant_text_color(index))


def _drawable(x: Floats, y: Floats, log: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The points that can be drawn: those that are finite; on a logarithmic axis the powers of ten of those above 0."""
    keep = np.isfinite(y) & (y > 0) if log else np.isfinite(y)
    shown = y[keep].astype(np.float64)
    return x[keep].astype(np.float64), np.log10(shown) if log else shown
