"""A small plot of accuracy against noise, of networks as they are and with what is done to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import Colors, colors, scaled_font, theme
from sparse_explorer.app.widgets.elision import elided
from sparse_explorer.app.widgets.variant_style import variant_pen


@dataclass(frozen=True)
class WhatIfCurve:
    """Two curves of one variant.

    Attributes:
        name, color_index: what the variant is called, and the number of its style.
        done: what is done to it, in words.
        levels: noise, 0 ... 1, rising.
        before, after: percent of right answers as the network is, and with what is done.
        images: test digits at each level.
        progress: how much is computed, 0 ... 1.
    """

    name: str
    color_index: int
    done: str
    levels: tuple[float, ...]
    before: tuple[float, ...]
    after: tuple[float, ...]
    images: int
    progress: float


@guarded
class WhatIfPlot(QWidget):
    """The curve with the intervention thick, the one without thin, and a line at the noise in sight.

    Emits nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("what_if_plot")
        self.setAccessibleName(self.tr("Accuracy against noise with the intervention"))
        self._curves: tuple[WhatIfCurve, ...] = ()
        self._noise = 0
        self._most = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    def set_curves(self, curves: Sequence[WhatIfCurve], most: float) -> None:
        """Show these, with levels up to ``most``."""
        self._curves, self._most = tuple(curves), max(most, 0.05)
        texts = [self.text_of(curve) for curve in curves]
        self.setAccessibleDescription("; ".join(texts))
        self.setToolTip("\n".join([*texts, self.tr("thick: with the intervention; thin: as it is")]))
        self.update()

    def curves(self) -> tuple[WhatIfCurve, ...]:
        """What is shown."""
        return self._curves

    def set_noise(self, percent: int) -> None:
        """Mark this level."""
        if percent != self._noise:
            self._noise = percent
            self.update()

    def text_of(self, curve: WhatIfCurve) -> str:
        """A curve in words."""
        if curve.progress < 1:
            text = self.tr("{name}, {done}: {percent} % of {images} digits at each noise computed")
            return text.format(
                name=curve.name, done=curve.done, percent=round(100 * curve.progress), images=curve.images
            )
        before, after = (sum(values) / len(values) for values in (curve.before, curve.after))
        text = self.tr("{name}, {done}: {after:.1f} % right over all noise, {before:.1f} % without")
        return text.format(name=curve.name, done=curve.done, after=after, before=before)

    def point(self, level: float, percent: float) -> QPointF:
        """Where a value is."""
        area = self._area()
        return QPointF(
            area.left() + area.width() * min(level / self._most, 1.0),
            area.bottom() - area.height() * percent / 100,
        )

    def sizeHint(self) -> QSize:
        return QSize(230, 90)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 70)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = colors()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(c.card))
            self._draw_axes(painter, c)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for curve in self._curves:
                for values, width in ((curve.before, 1.0), (curve.after, 2.5)):
                    points = [
                        self.point(level, value) for level, value in zip(curve.levels, values, strict=True)
                    ]
                    painter.setPen(variant_pen(curve.color_index, width))
                    if len(points) == 1:
                        painter.drawPoint(points[0])
                    painter.drawPolyline(QPolygonF(points))

    def _draw_axes(self, painter: QPainter, c: Colors) -> None:
        small = scaled_font(self.font(), 0.85)
        metrics, area = QFontMetrics(small), self._area()
        painter.setFont(small)
        for percent in (0, 50, 100):
            y = self.point(0, percent).y()
            painter.setPen(QPen(QColor(c.grid), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(c.muted))
            label = QRectF(0, y - metrics.height() / 2, area.left() - 4, metrics.height())
            painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(percent))
        below = QRectF(area.left(), area.bottom() + 2, area.width(), metrics.height())
        painter.setPen(QColor(c.muted))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "0")
        most = self.tr("{percent} % noise").format(percent=round(100 * self._most))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, most)
        head = QRectF(0, 0, self.width() - 22, metrics.height() + 2)  # a button is at the right
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, elided(self._headline(), metrics, head.width()))
        x = self.point(self._noise / 100, 0).x()
        painter.setPen(QPen(QColor(c.accent), 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _headline(self) -> str:
        working = [curve.progress for curve in self._curves if curve.progress < 1]
        if working:
            text = self.tr("% right on {images} digits, {percent} % done")
            return text.format(images=self._curves[0].images, percent=round(100 * min(working)))
        images = self._curves[0].images if self._curves else 0
        return self.tr("% right on {images} digits").format(images=images)

    def _area(self) -> QRectF:
        metrics = QFontMetrics(scaled_font(self.font(), 0.85))
        left, line = metrics.horizontalAdvance("100") + 5, metrics.height()
        return QRectF(left, line + 9, self.width() - left - 4, max(8.0, self.height() - 2 * line - 13))
