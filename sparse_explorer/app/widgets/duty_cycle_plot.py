"""The histogram of a k-winners layer's duty cycles, with the target at which units are used evenly."""

from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, variant_color
from sparse_explorer.app.widgets.plot_base import ThemedPlot
from sparse_explorer.app.widgets.plot_items import mixed
from sparse_explorer.experiment.results.histogram import Histogram

_LEAST_BAR = 2
"""Pixels; a single unit among hundreds is to be seen too."""

_TICK = 22
"""Pixels between two numbers of the upright axis, or more."""

_LABEL_FROM = 120
"""Least height of the plot, in pixels, that leaves room for the name of the lower axis."""


@dataclass(frozen=True)
class DutyCycleBars:
    """What there is to show.

    Attributes:
        counted: the histogram of the duty cycles, which are 0 ... 1.
        target: the duty cycle of every unit if all won equally often, 0 ... 1.
        end, top: how far the axes reach, so that they stand still from epoch to epoch.
        filters: whether filters of a convolution are counted, not single units.
        color_index: the variant's colour number.
    """

    counted: Histogram
    target: float
    end: float
    top: float
    filters: bool
    color_index: int


@guarded
class DutyCyclePlot(ThemedPlot):
    """Units against the share of images on which they are active, as bars, and a dashed line at the target."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.shown: DutyCycleBars | None = None
        self.setAccessibleName(self.tr("Duty cycles"))
        for axis in self._axes():
            axis.setStyle(hideOverlappingLabels=False)  # the 0 of both
        self._bars = pg.BarGraphItem(x0=[], width=1, height=[])
        self.addItem(self._bars, ignoreBounds=True)
        self._line = pg.InfiniteLine(angle=90)
        self._line.setZValue(10)
        self.addItem(self._line, ignoreBounds=True)
        self._label = self.add_label("", (0, 0))
        self.set_bars(None)

    def set_bars(self, bars: DutyCycleBars | None, message: str = "") -> None:
        """Show a histogram, or with None a sentence that says why there is none."""
        if bars is None:
            self.set_empty_text(message)
        elif bars == self.shown:
            return
        self.shown = bars
        for item in (self._bars, self._line, self._label):
            item.setVisible(bars is not None)
        if bars is not None:
            self.set_axis_labels(
                self.tr("active on, % of images"), self.tr("filters") if bars.filters else self.tr("units")
            )
            self._line.setValue(100 * bars.target)
            self._label.setText(self.tr("even use {percent:.1f} %").format(percent=100 * bars.target))
        self.recolor()
        self.fit()
        self.show_empty(bars is None)

    def empty_area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(SPACE, SPACE, -SPACE, -SPACE)  # there are no axes beside it

    def fit(self) -> None:
        bars = self.shown
        if bars is None:
            return
        self._name_axis()
        label = self._label.boundingRect()
        bottom, top = self.with_room(0, bars.top, 0, label.height())
        # A little more than to the end, for half of the last number.
        self.setRange(xRange=(0, 102 * bars.end), yRange=(bottom, top), padding=0)
        self.getAxis("left").setTicks([_count_ticks(bars.top, self.view.height())])
        counts = bars.counted.counts
        least = _LEAST_BAR * (top - bottom) / max(1.0, self.view.height())
        filled = [place for place, count in enumerate(counts) if count]
        self._bars.setOpts(
            x0=[100 * bars.counted.edge(place) for place in filled],
            width=100 * bars.counted.width,
            height=[max(counts[place], least) for place in filled],
        )
        at = self.to_pixel(100 * bars.target, 0).x()
        room = self.view.width() - label.width() - SPACE / 2
        self._label.setPos(at + SPACE / 2 if at < room else at - label.width() - SPACE / 2, 0)

    def _name_axis(self) -> None:
        """Write what the lower axis counts, or leave it out where room is short."""
        axis, line = self.getAxis("bottom"), self.fontMetrics().height()
        named = self.height() >= _LABEL_FROM
        axis.showLabel(named)
        axis.setHeight(2 * line + SPACE if named else line + SPACE // 2)

    def recolor(self) -> None:
        c = colors()
        self._name_axis()  # new colours would bring it back
        self._line.setPen(pg.mkPen(c.text, width=self.line_scale, dash=[4, 3]))
        self._label.setColor(c.text)
        if self.shown is not None:
            color = variant_color(self.shown.color_index)
            self._bars.setOpts(brush=color, pen=pg.mkPen(mixed(color, c.card, 0.5), width=self.line_scale))

    def hover_text(self, pixel: QPointF) -> str:
        bars = self.shown
        if bars is None:
            return ""
        at = self.view.mapToView(pixel).x() / 100
        place = int(at / bars.counted.width)
        if not 0 <= place < len(bars.counted.counts):
            return ""
        text: str = self.tr("{count:,} active on {low:g} to {high:g} % of the images")
        low, high = bars.counted.edge(place), bars.counted.edge(place + 1)
        count = bars.counted.counts[place]
        return text.format(count=count, low=round(100 * low, 6), high=round(100 * high, 6))


def _count_ticks(top: float, height: float) -> list[tuple[float, str]]:
    """Whole numbers from 0 on, as many as have room."""
    least = top * _TICK / max(height, _TICK)
    sizes = (step * 10**power for power in range(9) for step in (1, 2, 5))
    step = next(size for size in sizes if size >= least)
    return [(at, f"{at:,}") for at in range(0, int(top) + 1, step)]
