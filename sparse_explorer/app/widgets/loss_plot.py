"""The plot of a training run: the loss of every batch, or the test accuracy after every epoch, a curve a variant."""

from collections.abc import Sequence
from html import escape

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, variant_color
from sparse_explorer.app.widgets.loss_curve import LossCurve, LossTrace
from sparse_explorer.app.widgets.plot_base import LINE_WIDTH, ThemedPlot

_EDGES = (9, 12)  # pixels below and above the values, for half a number of the axis
_CUT_FROM = 2.0
"""Where the highest point of all curves is more than so many times what 95 % of their points do not exceed, the top is
cut: the first few batches would flatten all that follows. A hint says so."""


_STILL = 1000
"""Batches for which there is room from the start, such as an epoch of MNIST."""


@guarded
class LossPlot(ThemedPlot):
    """Loss against batches, or test accuracy against batches, one curve a variant.

    The view follows the data until the user zooms (Ctrl and wheel, drag); a double click lets it follow again.

    Attributes:
        traces: what is drawn for each curve's key.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(zoomable=True, parent=parent)
        self.traces: dict[str, LossTrace] = {}
        self._curves: tuple[LossCurve, ...] = ()
        self._quantity = "loss"
        self._window = 1
        self._log = False
        self._steps = 0
        self._follows = True
        self._ticks: list[list[tuple[float, str]]] | None = None
        self._whole = [(0.0, 1.0), (0.0, 1.0)]
        self._hint = self.add_label("", (0, 0))
        self.setAccessibleName(self.tr("Training curves"))
        self.view.sigRangeChanged.connect(self._show_hint)
        self.view.sigRangeChangedManually.connect(self._stop_following)
        self._draw()

    def set_curves(self, curves: Sequence[LossCurve]) -> None:
        """Show these curves and no others."""
        self._curves = tuple(curves)
        self._draw()

    def set_log(self, log: bool) -> None:
        """Draw the loss on a logarithmic axis, or on a linear one; accuracy is always linear."""
        self._log = log
        self.reset_view()

    def set_smoothing(self, window: int) -> None:
        """Draw the mean of the last ``window`` losses, with the raw ones faint behind; 1 draws the raw ones alone.

        Raises:
            ValueError: the window is less than 1.
        """
        if window < 1:
            raise ValueError(f"window is {window}, must be 1 or more")
        self._window = window
        self._draw()

    def set_quantity(self, quantity: str) -> None:
        """Show the ``loss`` of each batch or the test ``accuracy`` after each epoch.

        Raises:
            ValueError: it is neither.
        """
        if quantity not in ("loss", "accuracy"):
            raise ValueError(f"quantity is {quantity!r}, must be 'loss' or 'accuracy'")
        self._quantity = quantity
        self.reset_view()

    def set_steps(self, steps: int) -> None:
        """Leave room for so many batches from the start, so that the axis stands still; of very many for a part that
        doubles whenever it is full, so that a curve is never a streak at the edge. 0 follows the data."""
        if steps != self._steps:
            self._steps = steps
            self.fit()

    def reset_view(self) -> None:
        self._follows = True
        self._draw()

    def hint(self) -> str:
        """What is said of curves that go on above the top; empty if none does."""
        return self._hint.toPlainText() if self._hint.isVisible() else ""

    def recolor(self) -> None:
        self._hint.setColor(colors().muted)
        self._hint.fill = pg.mkBrush(colors().card)
        width = 1 if self._quantity == "loss" and self._window == 1 else LINE_WIDTH  # raw losses zigzag
        for curve in self._curves:
            self.traces[curve.key].set_color(curve.color_index, width, self.line_scale)

    def fit(self) -> None:
        reached = max((trace.x[-1] for trace in self.traces.values() if len(trace.x)), default=0)
        room: float = self._steps
        while room >= 2 * _STILL and room / 2 > reached:
            room /= 2
        x_end = max(room, 10, reached)
        left, right = -0.01 * x_end, 1.01 * x_end
        low, high, top = self._y_range()
        self._whole = [(left, right), (low, high)]
        self.view.setLimits(xMin=left, xMax=right, yMin=low, yMax=top, minXRange=10)
        ticks = [_log_ticks(low, top)] if self._is_log() else None
        if ticks != self._ticks:
            self._ticks = ticks
            self.getAxis("left").setTicks(ticks)
        if self._follows:
            self.setRange(xRange=(left, right), yRange=(low, high), padding=0)
        self._place_names()
        self._show_hint()

    def hover_text(self, pixel: QPointF) -> str:
        batch = self.view.mapToView(pixel).x()
        lines = []
        nearest = 0.0
        for curve in self._curves:
            trace = self.traces[curve.key]
            if not len(trace.x):
                continue
            place = int(np.abs(trace.x - batch).argmin())
            nearest = max(nearest, trace.x[place])
            value = 10 ** trace.y[place] if self._is_log() else trace.y[place]
            said = f"{value:.3f}" if self._quantity == "loss" else f"{value:.1f} %"
            color = variant_color(curve.color_index).name()
            lines.append(f'<br><span style="color:{color}">●</span> {escape(curve.name)} <b>{said}</b>')
        return self.tr("batch") + f" {nearest:,.0f}" + "".join(lines) if lines else ""

    def _draw(self) -> None:
        self.set_axis_labels(
            self.tr("batch"), self.tr("loss") if self._quantity == "loss" else self.tr("correct, %")
        )
        for key in self.traces.keys() - {curve.key for curve in self._curves}:
            trace = self.traces.pop(key)
            for item in (trace.raw, trace.line, trace.name):
                self.remove_item(item)
        for curve in self._curves:
            if curve.key not in self.traces:
                self.traces[curve.key] = LossTrace(self)
            self.traces[curve.key].show(curve, self._quantity, self._window, self._is_log())
        self.recolor()
        self.show_empty(not any(len(trace.x) for trace in self.traces.values()))
        self.fit()

    def _is_log(self) -> bool:
        return self._log and self._quantity == "loss"

    def _y_range(self) -> tuple[float, float, float]:
        """Lower end, upper end, and how far up one may go; in powers of ten on a logarithmic axis."""
        traces = [trace for trace in self.traces.values() if len(trace.y)]
        if self._quantity == "accuracy":
            lowest = min((trace.lowest for trace in traces), default=0.0)
            low, high = self.with_room(max(0.0, 10 * np.floor(lowest / 10)), 100.0, *_EDGES)
            return low, high, high
        if not traces:
            return 0.0, 1.0, 1.0
        top = max(trace.highest for trace in traces)
        if self._log:
            bottom = _rounded(min(trace.lowest for trace in traces), -0.1)
            low, high = self.with_room(bottom, max(_rounded(top, 0.1), bottom + 0.5), *_EDGES)
            return low, high, high
        usual = max(trace.usual for trace in traces)
        shown = (usual if top > _CUT_FROM * usual else top) or 1.0
        low, high = self.with_room(0.0, _rounded(shown, 10.0 ** np.floor(np.log10(shown)) / 4), *_EDGES)
        return low, high, max(high, 1.05 * top)

    def _place_names(self) -> None:
        """Names in rows at the right: above the curves of a loss, which falls; below those of an accuracy."""
        width, height = self.view.width(), self.view.height()
        rows: list[list[pg.TextItem]] = [[]]
        for name in (self.traces[curve.key].name for curve in self._curves):
            used = sum(item.boundingRect().width() for item in rows[-1])
            if rows[-1] and used + name.boundingRect().width() > width - 8 * SPACE:
                rows.append([])
            rows[-1].append(name)
        line = self.fontMetrics().height() + 2
        top = 0 if self._quantity == "loss" else height - len(rows) * line - SPACE
        for index, row in enumerate(rows):
            left = width - sum(item.boundingRect().width() for item in row)
            for item in row:
                item.setPos(left, top + index * line)
                left += item.boundingRect().width()

    def _show_hint(self) -> None:
        """Say where a curve goes on above the top of what is in sight, and how far."""
        (left, right), (_, top) = self.view.viewRange()
        traces = list(self.traces.values())
        highest = max((trace.highest_within(left, right) for trace in traces), default=-np.inf)
        self._hint.setVisible(bool(highest > top))
        if highest > top:
            value = 10**highest if self._is_log() else highest
            text = self.tr("▲ up to {value}").format(value=f"{value:.3g}")
            if text != self._hint.toPlainText():
                self._hint.setText(text)
            self._place_hint()

    def _place_hint(self) -> None:
        """At the upper left, where losses begin, under names that reach so far."""
        size = self._hint.boundingRect()
        names = [self.traces[curve.key].name for curve in self._curves]
        taken = [name.mapRectToParent(name.boundingRect()) for name in names]
        bottoms = [
            box.bottom() for box in taken if box.left() < size.width() and box.top() < self.view.height()
        ]
        self._hint.setPos(0, max(bottoms, default=0.0) if self._quantity == "loss" else 0.0)

    def _stop_following(self) -> None:
        # A drag at the edge of all data moves nothing, and does not ask to stay.
        self._follows = bool(np.allclose(self.view.viewRange(), self._whole))


def _rounded(value: float, step: float) -> float:
    """The next multiple of ``step`` above the value, or below it for a negative step.

    Another range has every curve drawn again, so it should change seldom while a curve grows.
    """
    return float(np.ceil(value / step - 1e-9) * step)


def _log_ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Ticks at 1, 2, 5, 10 ... between two powers of ten; at 1, 10 ... alone where those would crowd."""
    steps = (1, 2, 5) if high - low < 2.5 else (1,)
    values = (
        step * 10.0**power for power in range(int(np.floor(low)), int(np.ceil(high)) + 1) for step in steps
    )
    return [(float(np.log10(value)), f"{value:g}") for value in values if low <= np.log10(value) <= high]
