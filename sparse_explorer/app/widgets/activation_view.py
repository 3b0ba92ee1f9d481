"""What a layer does with a digit, and what noise changes of it: one small map a filter, all in one grid."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.language.texts import layer_title
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, Colors, colors
from sparse_explorer.app.widgets.lane_pictures import kind_color
from sparse_explorer.app.widgets.lane_texts import in_common_text
from sparse_explorer.app.widgets.tile_grid import MARGIN, Cell, TileGrid, pack, rgb
from sparse_explorer.experiment.results.inspection_reports import IDLE, KEPT, LOST, NEW, LayerActivity, sound

UNUSED = IDLE + 1
"""A kind of unit beside those of the lanes: idle, in a tile that is not in use."""


@guarded
class ActivationView(TileGrid):
    """The units of one layer that are active on the clean digit, on the noisy one, or on both.

    A convolution shows one map a filter, a linear layer one square a unit; both are counted from 0. All winners
    count the same; behind ReLU, where thousands are active, larger activity has stronger colours.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._activity: LayerActivity | None = None
        self._kinds = self._strengths = np.zeros((0, 0, 0), np.uint8)  # tiles, H, W
        self._counts: list[list[int]] = []  # of each tile: kept, lost, new
        self.set_activity(None)

    def set_activity(self, activity: LayerActivity | None, message: str = "") -> None:
        """Show one layer's activity, or with None a sentence that says what to do."""
        self._activity = activity
        self._kinds, self._strengths = _sort_units(activity)
        counts = [np.count_nonzero(self._kinds == kind, axis=(1, 2)) for kind in (KEPT, LOST, NEW)]
        self._counts = np.stack(counts, axis=1).tolist()
        self.setAccessibleName(self.tr("Activations") if activity is None else layer_title(activity.title))
        said = [f"{name} {count:,}" for name, count, _ in self._legend(colors())]
        words = ", ".join([*said, self.usage_text(), self.overlap_text()])
        self.show_tiles(self._kinds.shape, words if self._counts else message)

    def totals(self) -> tuple[int, int, int]:
        """Units kept, lost and new under noise."""
        kept, lost, new = (sum(tile[kind] for tile in self._counts) for kind in range(3))
        return kept, lost, new

    def overlap_text(self) -> str:
        """What clean and noisy digit share, such as "0.63 of winners in common with the clean digit"."""
        kept, lost, _ = self.totals()
        if self._activity is None:
            return ""
        if not kept + lost:
            return self.tr("nothing active without noise")
        return in_common_text(self._activity)

    def usage_text(self) -> str:
        """How many filters or units are active at all, such as "5 of 30 filters in use"."""
        used = sum(any(tile) for tile in self._counts)
        text = (
            self.tr("{used} of {all} units in use")
            if self._is_linear()
            else self.tr("{used} of {all} filters in use")
        )
        return text.format(used=f"{used:,}", all=f"{len(self._counts):,}")

    def tile_colors(self, c: Colors) -> NDArray[np.uint32]:
        return _shades(c)[self._kinds, self._strengths]

    def tile_text(self, tile: int, cell: Cell | None) -> str:
        kept, lost, new = self._counts[tile]
        if self._is_linear():
            states = (
                (kept, self.tr("kept")),
                (lost, self.tr("lost")),
                (new, self.tr("new")),
                (1, self.tr("not active")),
            )
            state = next(name for count, name in states if count)
            return self.tr("unit {number}: {state}").format(number=tile, state=state)
        if not kept + lost + new:
            return self.tr("filter {number}: not in use").format(number=tile)
        text = self.tr("filter {number}: {kept} kept, {lost} lost, {new} new")
        return text.format(number=tile, kept=kept, lost=lost, new=new)

    def first_tile(self) -> int:
        return next((tile for tile, counts in enumerate(self._counts) if any(counts)), 0)

    def foot_height(self) -> int:
        return 2 * self.fontMetrics().height() + 2 * SPACE

    def draw_foot(self, painter: QPainter, area: QRectF, c: Colors) -> None:
        metrics = self.fontMetrics()
        line = metrics.height()
        left, middle = area.left() + MARGIN, area.top() + line / 2
        for number, (name, count, color) in enumerate(self._legend(c)):
            mark = QRectF(left + 0.5, middle - 4.5, 9, 9)
            painter.setPen(color)
            painter.setBrush(Qt.BrushStyle.NoBrush if number == LOST else color)
            painter.drawRect(mark)
            left += 10 + SPACE * 0.75
            for text, ink in ((name, c.muted), (f"{count:,}", c.text)):
                painter.setPen(QColor(ink))
                painter.drawText(QPointF(left, area.top() + metrics.ascent()), text)
                left += metrics.horizontalAdvance(text) + SPACE / 2
            left += SPACE
        painter.setPen(QColor(c.text if self.pointed_tile() is not None else c.muted))
        below = QPointF(area.left() + MARGIN, area.top() + line + SPACE / 2 + metrics.ascent())
        painter.drawText(below, self.pointed_text() or self.usage_text())

    def _legend(self, c: Colors) -> list[tuple[str, int, QColor]]:
        names = (self.tr("kept"), self.tr("lost"), self.tr("new"))
        return list(zip(names, self.totals(), _legend_inks(c), strict=True))

    def _is_linear(self) -> bool:
        return self._activity is not None and self._activity.clean.shape[:2] == (1, 1)


def _inks(c: Colors) -> tuple[NDArray[np.float64], ...]:
    """Colours of kept, lost, new and idle as in the lanes, and of idle in a tile that is not in use."""
    kept, lost, new, idle = (rgb(kind_color(kind, c).name()) for kind in (KEPT, LOST, NEW, IDLE))
    return kept, lost, new, idle, 0.65 * idle + 0.35 * rgb(c.card)


@lru_cache(maxsize=4)
def _shades(c: Colors) -> NDArray[np.uint32]:
    """The colour of each kind at each strength, (kinds, 256)."""
    inks = np.stack(_inks(c))[:, None]  # (kinds, 1, 3)
    shades = inks[IDLE] + (inks - inks[IDLE]) * np.linspace(0, 1, 256)[:, None]  # (kinds, strengths, 3)
    shades[IDLE:] = inks[IDLE:]
    return pack(shades)


@lru_cache(maxsize=4)
def _legend_inks(c: Colors) -> tuple[QColor, ...]:
    """The colours of kept, lost and new."""
    return tuple(QColor(int(color)) for color in pack(np.stack(_inks(c)))[:IDLE])


def _sort_units(activity: LayerActivity | None) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Kind and strength (0 ... 255) of each unit, (tiles, H, W); linear units are tiles of one cell."""
    if activity is None:
        return np.zeros((0, 0, 0), np.uint8), np.zeros((0, 0, 0), np.uint8)
    linear = activity.clean.shape[:2] == (1, 1)
    shape = (-1, 1, 1) if linear else activity.clean.shape
    kinds = activity.kinds.reshape(shape).copy()
    kinds[(kinds == IDLE).all(axis=(1, 2))] = UNUSED
    if activity.sparse:
        return kinds, np.full(kinds.shape, 255, np.uint8)
    clean, noisy = (
        sound(values).astype(np.float32, copy=False) for values in (activity.clean, activity.noisy)
    )
    size = np.maximum(np.abs(clean), np.abs(noisy)).reshape(shape)
    share = np.sqrt(size / max(float(size.max(initial=0)), 1e-30))
    return kinds, (255 * (0.15 + 0.85 * share)).astype(np.uint8)
