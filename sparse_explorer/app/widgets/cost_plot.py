"""The plot of what variants can do against what they cost, with the line of those that are the best for their cost."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, variant_color, variant_text_color
from sparse_explorer.app.widgets.label_places import AIR, LabelPlaces, letters
from sparse_explorer.app.widgets.noise_plot import HOVER_RADIUS
from sparse_explorer.app.widgets.plot_base import LINE_WIDTH, ThemedPlot
from sparse_explorer.app.widgets.plot_items import NAME_WIDTH, set_cut_text
from sparse_explorer.app.widgets.variant_style import symbol

_SIZE, _CHOSEN_SIZE, _RING = 11, 15, 22
"""Pixels across: a marker, the selected variant's, and the ring around the answer."""

_STEPS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
}

_KEY_FROM = 110
"""Pixels of height from which there is room to say what the line and the ring mean."""

_LEAST_HEIGHTS = 10.0
"""Points of percent that the upright axis spans at least."""


@dataclass(frozen=True)
class CostPoint:
    """A variant.

    Attributes:
        key, name, style: tell the variants apart.
        paid: what it costs, above 0.
        gained: what it can do, percent.
        best: whether no other is as good for less.
        words: all that is known of it, a line each.
    """

    key: str
    name: str
    style: int
    paid: float
    gained: float
    best: bool
    words: tuple[str, ...] = ()


@guarded
class CostPlot(ThemedPlot):
    """A marker for each variant; costs are on a logarithmic scale.

    A click or the arrow keys, by cost, select a variant.

    Attributes:
        points: what is shown, the cheapest first.

    Signals:
        chosen(str): the user selected the variant with that key.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.points: list[CostPoint] = []
        self._names: list[pg.TextItem] = []
        self._selected = self._answer = ""
        self._least = 0.0
        self.setAccessibleName(self.tr("Accuracy against cost"))
        self.setAccessibleDescription(self.tr("Arrow keys select the next cheaper or dearer variant."))
        self._front = pg.PlotDataItem(antialias=True)
        self._wanted = pg.InfiniteLine(angle=0)
        self._ring = pg.ScatterPlotItem(size=_RING, symbol="o", brush=None)
        self._marks = pg.ScatterPlotItem()
        for item, depth in ((self._wanted, 3), (self._front, 5), (self._ring, 8), (self._marks, 10)):
            item.setZValue(depth)
            self.addItem(item, ignoreBounds=True)
        self._key = self.add_label("", (0, 1))
        self._show_all()

    def set_points(
        self, points: Sequence[CostPoint], least: float, answer: str = "", selected: str = ""
    ) -> None:
        """Show these and no others.

        Args:
            points: the variants.
            least: what is asked for in percent, drawn as a line.
            answer: the key of the cheapest that has it; empty if none has.
            selected: the key of the selected variant.
        """
        for name in self._names:
            self.remove_item(name)
        self.points = sorted(points, key=lambda point: point.paid)
        self._names = [self.add_label("", (0, 0)) for _ in self.points]
        self._least, self._answer, self._selected = least, answer, selected
        self._show_all()

    def set_selected(self, key: str) -> None:
        """Mark the variant with this key as the selected one."""
        if key != self._selected:
            self._selected = key
            self._show_all()

    def place(self, key: str) -> QPointF:
        """Where the variant with that key is, in pixels from the view's upper left corner; KeyError if it is not."""
        for point in self.points:
            if point.key == key:
                return self._pixel_of(point)
        raise KeyError(key)

    def front(self) -> list[tuple[float, float]]:
        """The corners of the line of those that are the best for their cost: cost and percent, from the cheapest."""
        corners: list[tuple[float, float]] = []
        for point in self.points:
            if point.best:
                if corners:
                    corners.append((point.paid, corners[-1][1]))
                corners.append((point.paid, point.gained))
        return corners

    def sizeHint(self) -> QSize:
        return QSize(360, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 120)

    def fit(self) -> None:
        if not self.points:
            return
        low, high = self._costs()
        bottom, top = self._heights()
        width = max(1.0, self.view.width())
        unit = (high - low) / max(1.0, width - 4 * _RING)
        self.setXRange(low - 2 * _RING * unit, high + 2 * _RING * unit, padding=0)
        key = self._key.boundingRect()
        roomy = self.view.height() >= _KEY_FROM and self.view.width() >= key.width()
        self._key.setVisible(roomy)
        below = _SIZE + (key.height() if roomy else 0)
        self.setYRange(*self.with_room(bottom, top, below, _RING), padding=0)
        self.getAxis("bottom").setTicks([self._cost_ticks(width)])
        self.getAxis("left").setTicks([self._height_ticks()])
        last = self.front()[-1:]
        if last:  # who pays more than the best needs gets as much
            corners = [*self.front(), (10 ** (high + 4 * _RING * unit), last[0][1])]
            self._front.setData([math.log10(paid) for paid, _ in corners], [gained for _, gained in corners])
        self._key.setPos(0, self.view.height())
        self._place_names()

    def recolor(self) -> None:
        c = colors()
        self._front.setPen(pg.mkPen(c.muted, width=self.line_scale))
        self._wanted.setPen(pg.mkPen(c.accent, width=self.line_scale, style=Qt.PenStyle.DashLine))
        self._ring.setPen(pg.mkPen(c.accent, width=LINE_WIDTH * self.line_scale))
        self._key.setColor(c.muted)
        self._marks.setData(
            [
                {
                    "pos": (math.log10(point.paid), point.gained),
                    "symbol": symbol(point.style),
                    "size": _CHOSEN_SIZE if point.key == self._selected else _SIZE,
                    "brush": variant_color(point.style),
                    "pen": pg.mkPen(
                        c.text if point.key == self._selected else c.card, width=LINE_WIDTH * self.line_scale
                    ),
                }
                for point in self.points
            ]
        )
        for name, point in zip(self._names, self.points, strict=True):
            name.setColor(variant_text_color(point.style))

    def hover_text(self, pixel: QPointF) -> str:
        point = self._nearest(pixel)
        if point is None:
            return ""
        return "<br>".join([f"<b>{escape(point.name)}</b>", *(escape(line) for line in point.words)])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = self._nearest(self.view.mapFromScene(self.mapToScene(event.position().toPoint())))
        if event.button() == Qt.MouseButton.LeftButton and point is not None:
            self.chosen.emit(point.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key())
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self.points:
            event.ignore()
            return
        keys = [point.key for point in self.points]
        at = keys.index(self._selected) + step if self._selected in keys else 0
        self.chosen.emit(keys[min(max(at, 0), len(keys) - 1)])

    def _show_all(self) -> None:
        self._wanted.setValue(self._least)
        answer = [point for point in self.points if point.key == self._answer]
        self._ring.setData([math.log10(point.paid) for point in answer], [point.gained for point in answer])
        for item in (self._front, self._wanted, self._key):
            item.setVisible(bool(self.points))
        self._key.setText(
            self.tr("— best for the cost    ○ cheapest with what is asked for") if self.points else ""
        )
        self.recolor()
        self.fit()
        self.show_empty(not self.points)

    def _pixel_of(self, point: CostPoint) -> QPointF:
        return self.to_pixel(math.log10(point.paid), point.gained)

    def _nearest(self, pixel: QPointF) -> CostPoint | None:
        near = [
            (QLineF(pixel, self._pixel_of(point)).length(), place) for place, point in enumerate(self.points)
        ]
        distance, place = min(near, default=(math.inf, -1))
        return self.points[place] if distance <= HOVER_RADIUS else None

    def _costs(self) -> tuple[float, float]:
        low, high = math.log10(self.points[0].paid), math.log10(self.points[-1].paid)
        missing = max(0.0, 0.5 - (high - low)) / 2  # alike costs must not look different
        return low - missing, high + missing

    def _heights(self) -> tuple[float, float]:
        ends = [self._least, *(point.gained for point in self.points)]
        low, high = min(ends), max(ends)
        missing = max(0.0, _LEAST_HEIGHTS - (high - low)) / 2
        return max(0.0, low - missing), min(100.0, high + missing)

    def _cost_ticks(self, width: float) -> list[tuple[float, str]]:
        low, high = self.viewRange()[0]
        metrics = QFontMetricsF(self.getAxis("bottom").style["tickFont"])
        room = metrics.horizontalAdvance("0.005") + 2 * SPACE
        for parts in ((1, 2, 5), (1, 3), (1,)):
            values = [
                part * 10.0**power for power in range(math.floor(low), math.ceil(high) + 1) for part in parts
            ]
            seen = [value for value in values if low <= math.log10(value) <= high]
            if len(seen) * room <= width:
                break
        return [(math.log10(value), _short(value)) for value in seen]

    def _height_ticks(self) -> list[tuple[float, str]]:
        low, high = self._heights()
        most = 6 if self.view.height() >= 160 else 4 if self.view.height() >= 90 else 2
        step = next((step for step in (1, 2, 5, 10, 20, 25) if (high - low) / step <= most), 50)
        return [(at, str(at)) for at in range(-int(-low // step) * step, int(high // step) * step + 1, step)]

    def _place_names(self) -> None:
        area = QRectF(0, 0, self.view.width(), self.view.height())
        marks = []
        for point in self.points:
            mark = QRectF(0, 0, _CHOSEN_SIZE, _CHOSEN_SIZE)
            mark.moveCenter(self._pixel_of(point))
            marks.append(mark)
        taken = [*marks, *self._front_lines()]
        if self._key.isVisible():
            taken.append(letters(self._key.mapRectToParent(self._key.boundingRect())))
        places = LabelPlaces(area, taken)
        for name, point, mark in zip(self._names, self.points, marks, strict=True):
            set_cut_text(name, point.name, min(NAME_WIDTH, 0.4 * self.view.width()))
            box, center = name.boundingRect(), mark.center()
            beside = [QPointF(mark.right() - AIR, center.y() - box.height() / 2)]
            beside.append(QPointF(mark.left() - box.width() + AIR, beside[0].y()))
            above = [
                QPointF(x, mark.top() - box.height() + AIR)
                for x in (center.x() - box.width() / 2, mark.left() - box.width() / 1.2, mark.left())
            ]
            below = [
                QPointF(x, mark.bottom() - AIR)
                for x in (center.x() - box.width() / 2, mark.right() - AIR, mark.left() - box.width() + AIR)
            ]
            # The line goes on to the right of those that are on it.
            order = [*above, *beside, *below] if point.best else [*beside, *above, *below]
            places.put(name, order)

    def _front_lines(self) -> list[QRectF]:
        """The pieces of the line of the best, in pixels."""
        corners = [self.to_pixel(math.log10(paid), gained) for paid, gained in self.front()]
        if corners:
            corners.append(QPointF(self.view.width(), corners[-1].y()))
        return [
            QRectF(one, other).normalized().adjusted(-1, -1, 1, 1)
            for one, other in itertools.pairwise(corners)
        ]


def _short(value: float) -> str:
    """A number for the axis: ``200 k``, ``1 M``, ``0.05``."""
    for unit, sign in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:g} {sign}"
    return f"{value:g}"
