"""The plot of accuracy against noise: a curve a variant, published curves beside them, and a line to drag."""

from collections.abc import Sequence
from html import escape

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, variant_color
from sparse_explorer.app.widgets.curve_names import place_names
from sparse_explorer.app.widgets.key_place import place_key
from sparse_explorer.app.widgets.noise_curve import BandItem, NoiseCurve, NoiseTrace, ReferenceCurve
from sparse_explorer.app.widgets.plot_base import LINE_WIDTH, ThemedPlot
from sparse_explorer.app.widgets.plot_items import NAME_WIDTH, Tag
from sparse_explorer.app.widgets.sample_lines import SampleLines

HOVER_RADIUS = 12
"""Pixels between the mouse and a point that it means."""

_STEPS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -5,
    Qt.Key.Key_PageUp: 5,
    Qt.Key.Key_Home: -100,
    Qt.Key.Key_End: 100,
}
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


@guarded
class NoisePlot(ThemedPlot):
    """Accuracy against noise, with a line at the current noise level that mouse and arrow keys move.

    Attributes:
        traces: what is drawn for each curve's key.
        samples: curves of a sample.
        line: the line at the noise level.

    Signals:
        noise_moved(int): the user moved the line; noise in percent.
    """

    noise_moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.traces: dict[str, NoiseTrace] = {}
        self._references: list[tuple[ReferenceCurve, pg.PlotDataItem, BandItem]] = []
        self.samples = SampleLines(self)
        self._noise = 0
        self._most = 100
        self._dragging = False
        self._near_line = False
        self._shows_focus = False
        self.setAccessibleName(self.tr("Accuracy against noise"))
        self.setAccessibleDescription(self.tr("Arrow keys move the noise level."))
        self.set_axis_labels(self.tr("noisy pixels, %"), self.height_title())
        for axis in self._axes():
            axis.setStyle(hideOverlappingLabels=False)  # the 0 and the 100, which hang over
        self.line = pg.InfiniteLine(angle=90)
        self.line.setZValue(15)
        self.addItem(self.line, ignoreBounds=True)
        self._tag = Tag()
        self._tag.setParentItem(self.view)
        self._tag.setZValue(30)
        self._key = self.add_label("", (0, 1))
        self.controls += [self.line, self._tag]
        self.set_noise(0)
        self._show_all()

    def set_curves(self, curves: Sequence[NoiseCurve]) -> None:
        """Show these curves and no others."""
        for key in self.traces.keys() - {curve.key for curve in curves}:
            trace = self.traces.pop(key)
            for item in (trace.line, trace.runs, trace.band, trace.name):
                self.remove_item(item)
        for curve in curves:
            if curve.key not in self.traces:
                self.traces[curve.key] = NoiseTrace(self)
            self.traces[curve.key].show(curve)
        self._show_all()

    def set_references(self, references: Sequence[ReferenceCurve]) -> None:
        """Show these published curves and no others."""
        for _, item, band in self._references:
            self.remove_item(item)
            self.remove_item(band)
        self._references = [
            (reference, pg.PlotDataItem(antialias=True), BandItem()) for reference in references
        ]
        for reference, item, band in self._references:
            item.setData([100 * level for level in reference.levels], list(reference.accuracy))
            item.setZValue(5)
            self.addItem(item, ignoreBounds=True)
            band.show_around(reference)
            band.setZValue(-1)
            self.addItem(band, ignoreBounds=True)
        self._show_all()

    def set_samples(self, curves: Sequence[ReferenceCurve], meaning: str) -> None:
        """Show these curves of a sample, thin and dotted, and no others; ``meaning`` says in the key what they are."""
        if (list(curves), meaning) != (self.samples.curves, self.samples.meaning):
            self.samples.show(curves, meaning)
            self._show_all()

    def references(self) -> list[ReferenceCurve]:
        """The dashed curves."""
        return [reference for reference, _, _ in self._references]

    def set_level_axis(self, title: str, most: int) -> None:
        """Say what a level is, and the highest that the line can be moved to, in percent."""
        self._most = most
        self.set_axis_labels(title, self.height_title())

    def set_noise(self, percent: int) -> None:
        """Put the line at this noise level."""
        self._noise = min(100, max(0, percent))
        if self.isVisible():
            self._show_noise()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_noise()

    def _show_noise(self) -> None:
        self.line.setValue(self._noise)
        self._tag.setText(f"{self._noise} %")
        self._place_tag()

    def noise(self) -> int:
        """The noise level at which the line is, in percent."""
        return self._noise

    def empty_area(self) -> QRectF:
        if not self._references:
            return super().empty_area()
        # Published curves leave the lower left free.
        free = QRectF(self.to_pixel(2, 50), self.to_pixel(55, 12))
        area: QRectF = self.view.mapRectToScene(free)
        return area

    def heights(self) -> tuple[float, float]:
        """The lowest and the highest value for which there must be room; this and what follows subclasses change."""
        return 0.0, 100.0

    def height_ticks(self) -> list[tuple[float, str]]:
        """The values that are written at the upright axis, each with its text."""
        step = 20 if self.view.height() >= 120 else 50
        return [(at, str(at)) for at in range(0, 101, step)]

    def height_title(self) -> str:
        """What the upright axis counts."""
        title: str = self.tr("correct, %")
        return title

    def key_text(self) -> str:
        """What dashes and bands mean, where there are any."""
        parts = [self.tr("– – published")] if self._references else []
        if self.samples.curves:
            parts.append(self.tr("· · · {meaning}").format(meaning=self.samples.meaning))
        if any(trace.curve.spread for trace in self._named()):
            parts.append(self.tr("■ spread over seeds"))
        return "    ".join(parts)

    def fit(self) -> None:
        width = max(1.0, self.view.width())
        # Half of the outermost numbers of the axis hangs over; the margin beside the plot has room for some of it.
        left, right = -3.0, 100 + max(2.0, (self._number_width("100") / 2 - SPACE) * 103 / width)
        for trace in self._named():
            trace.set_room(min(NAME_WIDTH, 0.25 * width))
            # A name begins where its curve ends; what has no room there needs a longer axis.
            share = min(0.5, (trace.name.boundingRect().width() + SPACE) / width)
            right = max(right, (trace.end().x() - left * share) / (1 - share))
        bottom, top = self.with_room(*self.heights(), 9, self._tag.boundingRect().height() + SPACE / 2)
        self.setRange(xRange=(left, right), yRange=(bottom, top), padding=0)
        wanted = self._number_width("100") + SPACE
        across = _step(wanted / width * (right - left))
        ticks = [(at, str(at)) for at in range(0, 101, across)], self.height_ticks()
        for axis, numbers in zip(self._axes(), ticks, strict=True):
            axis.setTicks([numbers])
        for trace in self.traces.values():
            trace.name.setVisible(bool(trace.curve.levels))
        place_names(self, self._named())
        names = [trace.name for trace in self._named()]
        place_key(self, self._key, self._curves(), names, self._tag.boundingRect().height() + SPACE / 2)
        self._place_tag()

    def recolor(self) -> None:
        c = colors()
        for trace in self.traces.values():
            trace.recolor(self.line_scale)
        for reference, item, band in self._references:
            item.setPen(pg.mkPen(variant_color(reference.color_index), width=self.line_scale, dash=[5, 4]))
            band.recolor(reference.color_index, 26)
        self.samples.recolor(self.line_scale)
        self._key.setColor(c.muted)
        self._key.fill = pg.mkBrush(c.card)  # the line at the noise level may pass behind it
        active = self._near_line or self._dragging
        self.line.setPen(pg.mkPen(c.accent_hover if active else c.accent, width=LINE_WIDTH * self.line_scale))
        self._tag.set_colors(
            c.on_accent, c.accent_hover if active else c.accent, c.text if self._shows_focus else None
        )

    def hover_text(self, pixel: QPointF) -> str:
        found, said = float(HOVER_RADIUS), ""
        for curve in self._curves():
            spreads = curve.spread or [None] * len(curve.levels)
            for level, accuracy, spread in zip(curve.levels, curve.accuracy, spreads, strict=True):
                distance = QLineF(pixel, self.to_pixel(100 * level, accuracy)).length()
                if distance < found:
                    found = distance
                    value = f"{accuracy:.1f}" if spread is None else f"{accuracy:.1f} ± {spread:.1f}"
                    text = self.tr("{name}: {accuracy} % at {noise} %")
                    said = text.format(name=escape(curve.name), accuracy=value, noise=f"{100 * level:g}")
        return said

    def _show_all(self) -> None:
        shown = bool(self._named() or self._references or self.samples.curves)
        for item in self.controls:
            item.setVisible(shown)
        self._tag.setVisible(shown)
        self._key.setText(self.key_text())
        self._key.setVisible(bool(self.key_text()))  # its ground has an edge, which would be left of it
        self.recolor()
        self.fit()
        axes = bool(self._references or self.samples.curves)
        self.show_empty(not (self._named() or self.samples.curves), with_axes=axes)

    def _named(self) -> list[NoiseTrace]:
        """The curves that have a point."""
        return [trace for trace in self.traces.values() if trace.curve.levels]

    def _curves(self) -> list[NoiseCurve | ReferenceCurve]:
        """All that are in sight, of whichever kind."""
        return [*(trace.curve for trace in self._named()), *self.references(), *self.samples.curves]

    def _number_width(self, text: str) -> float:
        return QFontMetricsF(self.getAxis("bottom").style["tickFont"]).horizontalAdvance(text)

    def _place_tag(self) -> None:
        half = self._tag.boundingRect().width() / 2
        middle = self.to_pixel(self._noise, 0).x()
        self._tag.setPos(max(half, min(middle, self.view.width() - half)), 0)

    def _move(self, percent: int) -> None:
        """What the user did: move the line and tell."""
        percent = min(self._most, max(0, percent))
        if percent != self._noise and self.line.isVisible():
            self.set_noise(percent)
            self.noise_moved.emit(percent)

    def _pixel(self, event: QMouseEvent) -> QPointF:
        pixel: QPointF = self.view.mapFromScene(self.mapToScene(event.position().toPoint()))
        return pixel

    def _set_active(self, near_line: bool, dragging: bool) -> None:
        if (near_line, dragging) == (self._near_line, self._dragging):
            return
        self._near_line, self._dragging = near_line, dragging
        shape = Qt.CursorShape.SizeHorCursor if near_line or dragging else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self.recolor()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        pixel = self._pixel(event)
        if event.button() == Qt.MouseButton.LeftButton and self.view.boundingRect().contains(pixel):
            self._set_active(self._near_line, True)
            self._move(round(self.view.mapToView(pixel).x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pixel = self._pixel(event)
        if self._dragging and event.buttons() & Qt.MouseButton.LeftButton:
            self._move(round(self.view.mapToView(pixel).x()))
            return
        inside = self.view.boundingRect().contains(pixel) and self.line.isVisible()
        self._set_active(inside and abs(pixel.x() - self.to_pixel(self._noise, 0).x()) < SPACE, False)
        self.show_hover(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._set_active(self._near_line, False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # the second of two quick clicks

    def leaveEvent(self, event: QEvent) -> None:
        self._set_active(False, self._dragging)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key())
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        else:
            self._shows_focus = True
            self.recolor()
            self._move(self._noise + step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # A click needs no mark of where it went, the keyboard does.
        self._shows_focus = event.reason() in _BY_KEYBOARD
        self.recolor()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._shows_focus = False
        self.recolor()


def _step(least: float) -> int:
    """The distance in percent between numbers of the axis: one that leads to 100, and ``least`` or more."""
    return next((step for step in (10, 20, 25, 50) if step >= least), 100)
