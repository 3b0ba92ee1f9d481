"""The plot of differences to a reference against noise, in points, each with the band of its interval."""

from html import escape

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import colors
from sparse_explorer.app.widgets.noise_plot import HOVER_RADIUS, NoisePlot
from sparse_explorer.experiment.results.spread import signed

_LEAST_RANGE = 10.0
"""Points up and down together: less would make noise of the seeds look like differences."""


@guarded
class DifferencePlot(NoisePlot):
    """Like the plot of accuracies, with a line at zero; a curve's ``accuracy`` is its difference in points, and its
    ``spread`` half of the interval of 95 %."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._zero = pg.InfiniteLine(0, angle=0)
        self._reference = ""
        super().__init__(parent)
        self._zero.setZValue(4)
        self.addItem(self._zero, ignoreBounds=True)
        self.setAccessibleName(self.tr("Difference in accuracy against noise"))

    def set_reference(self, name: str) -> None:
        """Say what the differences are to."""
        self._reference = name

    def heights(self) -> tuple[float, float]:
        ends = [0.0]
        for trace in self.traces.values():
            curve = trace.curve
            halves = curve.spread or (0.0,) * len(curve.accuracy)
            for points, half in zip(curve.accuracy, halves, strict=True):
                ends += (points - half, points + half)
        low, high = max(-100.0, min(ends)), min(100.0, max(ends))
        missing = max(0.0, _LEAST_RANGE - (high - low)) / 2
        return low - missing, high + missing

    def height_ticks(self) -> list[tuple[float, str]]:
        low, high = self.heights()
        most = 6 if self.view.height() >= 120 else 3
        step = next((step for step in (1, 2, 5, 10, 20) if (high - low) / step <= most), 50)
        first, last = -int(-low // step) * step, int(high // step) * step
        return [(at, signed(at, 0)) for at in range(first, last + 1, step)]

    def height_title(self) -> str:
        title: str = self.tr("difference, points")
        return title

    def key_text(self) -> str:
        curves = [trace.curve for trace in self.traces.values() if trace.curve.levels]
        text = ""
        if any(curve.spread for curve in curves):
            text = self.tr("■ 95 % interval of the difference, paired by seed")
        elif curves:
            text = self.tr("one seed: no interval")
        return text

    def recolor(self) -> None:
        super().recolor()
        self._zero.setPen(pg.mkPen(colors().muted, width=self.line_scale))

    def hover_text(self, pixel: QPointF) -> str:
        found, said = float(HOVER_RADIUS), ""
        for trace in self.traces.values():
            curve = trace.curve
            halves = curve.spread or (None,) * len(curve.levels)
            for level, points, half in zip(curve.levels, curve.accuracy, halves, strict=True):
                distance = QLineF(pixel, self.to_pixel(100 * level, points)).length()
                if distance < found:
                    found = distance
                    interval = "" if half is None else f" [{signed(points - half)}, {signed(points + half)}]"
                    said = self.tr("{name} less {reference}: {points}{interval} at {noise} %").format(
                        name=escape(curve.name),
                        reference=escape(self._reference),
                        points=signed(points),
                        interval=interval,
                        noise=f"{100 * level:g}",
                    )
        return said
