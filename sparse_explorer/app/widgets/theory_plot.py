"""The plot of the probability of a chance match against the number of units, with a network's own layers in it."""

import itertools
import math
from collections.abc import Iterator, Sequence
from html import escape

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, scaled_font, variant_color
from sparse_explorer.app.widgets.label_places import LabelPlaces
from sparse_explorer.app.widgets.plot_base import LINE_WIDTH, ThemedPlot
from sparse_explorer.app.widgets.plot_items import mixed, spread_apart
from sparse_explorer.app.widgets.theory_items import (
    ChanceLine,
    LayerMark,
    curve_end,
    curve_points,
    percent_text,
    probability_text,
    say,
)
from sparse_explorer.experiment.results.theory import LayerChance, log10_chance, power_of_ten, spaced

COMPARED = (0.02, 0.1, 0.5)
"""Densities that are drawn beside the layers' own, unless one of those is much the same."""

_POINTS = 26  # of a curve
_REACH = 5  # times as many units as the largest layer has, at the right end
_SHALLOWEST = -10.0  # the lower end of the upright axis is this, or a smaller power of ten
_EDGES = (4, 9)  # pixels under the lowest power and above 1
_MARK, _OTHER_MARK = 6, 4.5  # radius in pixels
_HOVER_RADIUS = 12


@guarded
class TheoryPlot(ThemedPlot):
    """How likely a random pattern is to match a layer's winners as well as those that survived the noise do.

    A curve for the density of each layer, for a match as good as that layer's, with the layer as a mark on it; and
    grey curves of other densities, for a match as good as the current layer's.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._layers: tuple[LayerChance, ...] = ()
        self._current = 0
        self._color = 0
        self._grid: tuple[int, ...] = ()
        self._bottom = _SHALLOWEST
        self._curves: list[ChanceLine] = []
        self._marks: list[LayerMark] = []
        self.setAccessibleName(self.tr("Chance of a match"))
        self.set_axis_labels(self.tr("units in the layer"), self.tr("chance of a match"))
        self.show_empty(True)

    def set_layers(self, layers: Sequence[LayerChance], current: int = 0, color_index: int = 0) -> None:
        """Show these layers, each with one winner at least; none shows the empty text.

        Args:
            layers: titles in the user's language.
            current: which of them the grey curves and the stronger mark are for.
            color_index: the variant's colour number.
        """
        before, self._layers = self._layers, tuple(layers)
        recolored = (current, color_index) != (self._current, self._color)
        self._current, self._color = current, color_index
        resized = _sizes(self._layers) != _sizes(before)
        if resized:
            self._make_items()
        if self._layers:
            layer = self._layers[current]
            self._bottom = min(_SHALLOWEST, log10_chance(layer.n, layer.k, layer.k))
        self._show_curves()
        if recolored or resized:
            self.recolor()
            self.fit()
        else:
            self._place()
        self.show_empty(not layers)

    def mark_position(self, layer: int) -> QPointF:
        """Where a layer's mark is, in pixels from the view's upper left corner."""
        found = self._layers[layer]
        place = self.to_pixel(math.log10(found.n), found.log10_probability)
        return QPointF(place.x(), min(place.y(), self.view.height() - _OTHER_MARK))

    def empty_area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(SPACE, SPACE, -SPACE, -SPACE)

    def fit(self) -> None:
        if not self._grid:
            return
        low, high = math.log10(self._grid[0]), math.log10(self._grid[-1])
        bottom, top = self.with_room(self._bottom, 0, *_EDGES)
        margin = 2 * SPACE / max(1.0, self.view.width()) * (high - low)  # so that the first power has room
        self.setRange(xRange=(low - margin, high), yRange=(bottom, top), padding=0)
        powers = range(math.ceil(low), math.floor(high) + 1)
        self.getAxis("bottom").setTicks([[(power, power_of_ten(power)) for power in powers]])
        step = _step(-self._bottom, self.view.height() / (2 * self.fontMetrics().height()))
        falling = range(0, math.floor(self._bottom) - 1, -step)
        self.getAxis("left").setTicks([[(power, power_of_ten(power)) for power in falling]])
        self._place()

    def recolor(self) -> None:
        c = colors()
        own = variant_color(self._color)
        for curve in self._curves:
            if curve.layer is None:
                curve.set_color(QColor(c.muted), mixed(QColor(c.muted), c.card, 0.55), self.line_scale)
            elif curve.layer == self._current:
                curve.set_color(own, own, LINE_WIDTH * self.line_scale)
            else:
                curve.set_color(QColor(c.muted), mixed(own, c.card, 0.5), self.line_scale)
        for number, mark in enumerate(self._marks):
            current = number == self._current
            mark.dot.set_look(_MARK if current else _OTHER_MARK, own if current else mixed(own, c.card, 0.6))
            mark.dot.setZValue(16 if current else 15)
            mark.label.setColor(c.text if current else c.muted)
            mark.label.setFont(scaled_font(self.font(), 0.92, bold=current))
            mark.leader.setPen(pg.mkPen(c.muted, width=self.line_scale))

    def hover_text(self, pixel: QPointF) -> str:
        for number, layer in enumerate(self._layers):
            if QLineF(pixel, self.mark_position(number)).length() <= _HOVER_RADIUS:
                text: str = self.tr(
                    "{title}: {k} of {n} units win, {kept} of them survive; by chance: {chance}"
                )
                return text.format(
                    title=escape(layer.title),
                    k=f"{layer.k:,}",
                    n=f"{layer.n:,}",
                    kept=f"{layer.kept:,}",
                    chance=probability_text(layer.log10_probability),
                )
        power = self.view.mapToView(pixel).x()
        found, said = float(_HOVER_RADIUS), ""
        for curve in self._curves:
            height = float(np.interp(power, curve.x, curve.y)) if len(curve.x) else 0.0
            distance = abs(self.to_pixel(power, height).y() - pixel.y())
            if distance < found:
                found = distance
                text = self.tr("{density} of {n} units active: {chance}")
                said = text.format(
                    density=percent_text(curve.density),
                    n=f"{round(10**power, -1 if power > 2 else 0):,.0f}",
                    chance=probability_text(height),
                )
        return said

    # --- curves and marks -----------------------------------------------------------------------------------------

    def _make_items(self) -> None:
        for curve in self._curves:
            self.remove_item(curve.line)
            self.remove_item(curve.label)
        for mark in self._marks:
            self.remove_item(mark.dot)
            self.remove_item(mark.label)
            self.remove_item(mark.leader)
        own = [layer.density for layer in self._layers]
        others = [each for each in COMPARED if all(abs(math.log(each / mine)) > 0.5 for mine in own)]
        self._curves = [ChanceLine(self, each, None) for each in others if self._layers]
        self._curves += [ChanceLine(self, each, number) for number, each in enumerate(own)]
        self._marks = [LayerMark(self) for _ in self._layers]
        if self._layers:
            sizes = [layer.n for layer in self._layers]
            low = max(1, round(10 ** round(math.log10(min(sizes) / 40))))
            self._grid = tuple(sorted({*spaced(low, _REACH * max(sizes), _POINTS), *sizes}))

    def _show_curves(self) -> None:
        for curve in self._curves:
            layer = self._layers[self._current if curve.layer is None else curve.layer]
            curve.show(*curve_points(self._grid, curve.density, layer.overlap, self._bottom))

    def _place(self) -> None:
        """Put what lies in pixels where it belongs."""
        places = [self.mark_position(number) for number in range(len(self._layers))]
        for mark, at in zip(self._marks, places, strict=True):
            mark.dot.setPos(at)
        rooms = LabelPlaces(self.view.boundingRect(), [_around(at) for at in places])
        if len(places) == 1:
            self._name_beside(places[0], rooms)
        elif places:
            self._name_below(places, rooms)
        self._place_densities(rooms)

    def _name_beside(self, at: QPointF, rooms: LabelPlaces) -> None:
        """The only layer's label: beside its mark, if possible on the outer side of the curve."""
        label = self._marks[0].label
        say(label, self._counts(0))
        size = label.boundingRect()
        right = min(at.x() + SPACE / 2, self.view.width() - size.width())
        left = at.x() - SPACE / 2 - size.width()
        above, below = at.y() - size.height() - 2, at.y() + _MARK
        lowest = self.view.height() - size.height() - self.fontMetrics().height()  # densities stand below
        corners = [QPointF(x, y) for y in (min(above, lowest), below, above) for x in (right, left)]
        rooms.put(label, itertools.chain(corners, rooms.near(label, at)))
        self._marks[0].leader.setVisible(False)

    def _name_below(self, places: Sequence[QPointF], rooms: LabelPlaces) -> None:
        """Labels of several layers: in the free corner under the curves, each tied to its mark."""
        height = self._marks[0].label.boundingRect().height() - 2
        order = sorted(range(len(places)), key=lambda number: places[number].x())
        wanted = [places[number].y() + height + place * 1e-3 for place, number in enumerate(order)]
        floor = max(height, self.view.height() - 2 * height)
        middles = dict(zip(order, spread_apart(wanted, height, height, floor), strict=True))
        edge = places[order[0]].x() - 2 * SPACE
        for number in sorted(
            order, key=lambda number: number != self._current
        ):  # the current one chooses first
            mark, at = self._marks[number], places[number]
            title = self._layers[number].title
            texts = [f"{title}: {self._counts(number)}", self._counts(number)]
            placed = False
            for text in texts if number == self._current else [title]:
                say(mark.label, text)
                size = mark.label.boundingRect()
                left = max(size.width(), edge) - size.width()
                corner = QPointF(left, middles[number] - size.height() / 2)
                placed = rooms.put(mark.label, itertools.chain([corner], rooms.near(mark.label, at)))
                if placed:
                    break
            mark.leader.setVisible(placed)
            if placed:
                box = mark.label.mapRectToParent(size)
                tied = box.right() if box.center().x() < at.x() else box.left()
                mark.leader.setLine(QLineF(QPointF(tied, box.center().y()), at))

    def _counts(self, number: int) -> str:
        layer = self._layers[number]
        text: str = self.tr("{k} of {n}")
        return text.format(k=f"{layer.k:,}", n=f"{layer.n:,}")

    def _place_densities(self, rooms: LabelPlaces) -> None:
        """Each curve's density beside its end, at the bottom or at the right, the layers' own first; where there is
        room for it, the first one says what is counted."""
        right = self.view.viewRange()[0][1]
        ends = {
            curve: self.to_pixel(*curve_end(curve.x, curve.y, right, self._bottom)) for curve in self._curves
        }
        lines = 2 * self.fontMetrics().height()
        low = [curve for curve, at in ends.items() if at.y() > self.view.height() - lines]
        first = min(low, key=lambda curve: ends[curve].x(), default=None)
        for curve in sorted(self._curves, key=lambda curve: (curve is not first, curve.layer is None)):
            at = ends[curve]
            texts = [percent_text(curve.density)]
            if first is None or curve is first:
                texts.insert(0, self._active(curve))
            for text in texts:
                say(curve.label, text)
                size = curve.label.boundingRect()
                beside = self._below_end(at, size) if curve in low else self._right_end(at, size)
                if rooms.put(curve.label, itertools.chain(beside, self._along(curve, size))):
                    break

    def _below_end(self, at: QPointF, size: QRectF) -> list[QPointF]:
        """Places of a label beside a curve that ends at the bottom: to its left, or else to its right."""
        top = self.view.height() - size.height()
        return [QPointF(at.x() - size.width() - 2, top), QPointF(at.x(), top)]

    def _right_end(self, at: QPointF, size: QRectF) -> list[QPointF]:
        """Places of a label at the end of a curve that ends at the right: under it, further down, or over it."""
        left, line = self.view.width() - size.width(), self.fontMetrics().height()
        tops = [at.y() + step * line / 2 for step in range(5)] + [at.y() - size.height()]
        return [QPointF(left, min(max(top, 0.0), self.view.height() - size.height())) for top in tops]

    def _along(self, curve: ChanceLine, size: QRectF) -> Iterator[QPointF]:
        """Places of a label beside a curve, from its end backwards: on its outer side, and on its inner one."""
        for x, y in zip(reversed(curve.x), reversed(curve.y), strict=True):
            at = self.to_pixel(float(x), float(y))
            yield QPointF(at.x(), at.y() - size.height())
            yield QPointF(at.x() - size.width(), at.y())

    def _active(self, curve: ChanceLine) -> str:
        text: str = self.tr("{density} active")
        return text.format(density=percent_text(curve.density))


def _around(at: QPointF) -> QRectF:
    """What a mark covers."""
    return QRectF(at.x() - _MARK, at.y() - _MARK, 2 * _MARK, 2 * _MARK)


def _sizes(layers: Sequence[LayerChance]) -> list[tuple[str, int, int]]:
    return [(layer.title, layer.n, layer.k) for layer in layers]


def _step(height: float, most: float) -> int:
    """The distance between ticks: 1, 2 or 5 times a power of ten, so that there are at most so many."""
    power = 0
    while True:
        for step in (1, 2, 5):
            if height / (step * 10**power) <= max(1.0, most):
                return int(step * 10**power)
        power += 1
