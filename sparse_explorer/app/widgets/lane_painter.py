"""Draws lanes where the geometry says."""

import itertools

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from sparse_explorer.app.qt.theme import SPACE, Colors, scaled_font
from sparse_explorer.app.widgets import lane_texts
from sparse_explorer.app.widgets.elision import elided
from sparse_explorer.app.widgets.lane_geometry import GAP, LanesGeometry, Section, Tile, UnitIndex
from sparse_explorer.app.widgets.lane_pictures import (
    IDLE,
    KEPT,
    LOST,
    NEW,
    cells_image,
    kind_color,
    signed_image,
)
from sparse_explorer.app.widgets.variant_style import draw_swatch

_DOT = 11
_MARK = 8
_BETWEEN = 1.5 * SPACE  # two entries of the legend
_REASON_FROM = 110
"""Pixels of room beside the filters in use from which on it says why the others are not shown."""

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class LanesPainter:
    """One painting of lanes.

    Args:
        painter: at work.
        geometry: where everything is.
        font: of the widget.
        c: colours of the theme.
    """

    def __init__(self, painter: QPainter, geometry: LanesGeometry, font: QFont, c: Colors) -> None:
        self._painter, self._geometry, self._font, self._colors = painter, geometry, font, c
        self._small = scaled_font(font, 0.85)

    def draw(self, width: int) -> None:
        """Draw all lanes."""
        tiles = {
            place: list(group)
            for place, group in itertools.groupby(
                self._geometry.tiles(), key=lambda tile: (tile.lane, tile.layer)
            )
        }
        for lane in range(len(self._geometry.lanes)):
            self._draw_head(lane, width)
            for section in self._geometry.sections(lane):
                self._draw_foot(lane, section, len(tiles.get((lane, section.layer), ())))
        for group in tiles.values():
            self._draw_tiles(group)

    def mark(self, unit: UnitIndex, pinned: bool) -> None:
        """Frame a unit."""
        area = self._geometry.unit_rect(unit)
        if area.isEmpty():
            return
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._colors.accent), 3 if pinned else 2))
        painter.drawRect(area.adjusted(-1, -1, 1, 1))

    def _draw_head(self, lane: int, width: int) -> None:
        painter, c = self._painter, self._colors
        shown, line = self._geometry.lanes[lane], self._geometry.head(lane)
        if lane:
            painter.fillRect(QRectF(0, line.top() - 3, width, 1), QColor(c.border))
        if shown.intervention:
            painter.fillRect(line.adjusted(0, 1, 0, -2), QColor(c.selection))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_swatch(painter, QRectF(0, line.center().y() - _DOT / 2, _DOT + 2, _DOT), shown.color_index)
        bold, large = scaled_font(self._font, 1, bold=True), scaled_font(self._font, 1.35, bold=True)
        left, right = _DOT + SPACE, line.right() - self._geometry.sizes.corner
        number = lane_texts.common_number(shown)
        names = [QFontMetrics(bold).horizontalAdvance(each.name) for each in self._geometry.lanes]
        beside = QFontMetrics(large).horizontalAdvance(number) + 2 * SPACE if number else 0
        room = min(max(names) + 2, max(0, int(right - left - beside)))
        self._write(QRectF(left, line.top(), room, line.height()), shown.name, bold, c.text)
        if not number:
            left += room + 2 * SPACE
            area = QRectF(left, line.top(), max(0.0, line.right() - left), line.height())
            self._write(area, shown.why_empty, self._font, c.muted)
            return
        left += room + 2 * SPACE
        self._write(QRectF(left, line.top(), max(0.0, right - left), line.height()), number, large, c.text)
        left += QFontMetrics(large).horizontalAdvance(number) + SPACE
        words = _fitting(lane_texts.common_words(shown), QFontMetrics(self._font), right - left)
        ink = c.muted
        if shown.intervention:  # this is said at any rate
            words, ink = words or shown.intervention, c.text
        self._write(QRectF(left, line.top(), max(0.0, right - left), line.height()), words, self._font, ink)

    def _draw_foot(self, lane: int, section: Section, tiles: int) -> None:
        shown, foot, c = self._geometry.lanes[lane], section.foot, self._colors
        layer, metrics = shown.layers[section.layer], QFontMetrics(self._font)
        if section.layer != shown.telling:
            words = _fitting(lane_texts.layer_texts(layer), metrics, foot.width())
            self._write(foot, words, self._font, c.muted)
            return
        if not layer.gated:
            return
        folded = ""
        if shown.pictures[section.layer].of_maps:
            folded = lane_texts.folded_text(shown, section.layer, tiles)
        left = foot.left()
        for kind, text in zip(
            (KEPT, LOST, NEW), self._legend(layer.counts, metrics, foot.width()), strict=True
        ):
            wide = metrics.horizontalAdvance(text)
            if left + _MARK + 5 + wide > foot.right() + SPACE:
                break
            self._draw_mark(kind, QRectF(left + 0.5, foot.center().y() - _MARK / 2, _MARK, _MARK))
            left += _MARK + 5
            self._write(QRectF(left, foot.top(), wide + 2, foot.height()), text, self._font, c.text)
            left += wide + _BETWEEN
        if folded and left + metrics.horizontalAdvance(folded) <= foot.right():
            self._write(foot, folded, self._font, c.muted, Qt.AlignmentFlag.AlignRight)

    def _legend(self, counts: tuple[int, int, int], metrics: QFontMetrics, width: float) -> list[str]:
        """How many units were kept, lost and are new; where there is no room for the words, the numbers alone."""
        words = [lane_texts.state_text(kind) for kind in (KEPT, LOST, NEW)]
        whole = [f"{word} {count:,}" for word, count in zip(words, counts, strict=True)]
        needed = sum(_MARK + 5 + metrics.horizontalAdvance(text) for text in whole) + 2 * _BETWEEN
        return whole if needed <= width else [f"{count:,}" for count in counts]

    def _draw_mark(self, kind: int, area: QRectF) -> None:
        ink = kind_color(kind, self._colors)
        self._painter.setPen(QPen(ink, 1.5))
        self._painter.setBrush(QColor(self._colors.empty) if kind == LOST else ink)
        self._painter.drawRect(area)

    def _draw_tiles(self, tiles: list[Tile]) -> None:
        """Draw one layer of a lane: its cells are made in one go, one tile below the other."""
        first, lane = tiles[0], self._geometry.lanes[tiles[0].lane]
        picture, (rows, columns) = lane.pictures[first.layer], first.shape
        kinds = np.full((len(tiles), rows * columns), IDLE, np.uint8)
        strengths = np.zeros(kinds.shape, np.uint8)
        there = np.zeros(kinds.shape, np.bool_)
        for place, tile in enumerate(tiles):
            used = slice(0, len(tile.units))
            kinds[place, used] = picture.kinds.reshape(-1)[tile.units]
            strengths[place, used] = picture.strengths.reshape(-1)[tile.units]
            there[place, used] = True
        pixels = max(1, round(first.area.width() * self._geometry.sizes.ratio) // columns)
        shape = (-1, columns)
        if picture.gated:
            image = cells_image(kinds.reshape(shape), strengths.reshape(shape), pixels, self._colors)
        else:
            image = signed_image(strengths.reshape(shape), there.reshape(shape), pixels, self._colors)
        high = rows * pixels
        for place, tile in enumerate(tiles):
            self._painter.drawImage(tile.area, image, QRectF(0, place * high, image.width(), high))
        if picture.of_maps:
            section = next(each for each in self._geometry.sections(first.lane) if each.layer == first.layer)
            if self._geometry.captioned(section):
                self._draw_captions(tiles)
            self._draw_reason(tiles, section)

    def _draw_captions(self, tiles: list[Tile]) -> None:
        metrics = QFontMetrics(self._small)
        numbers = [int(tile.units[0]) // len(tile.units) for tile in tiles]
        texts = [lane_texts.filter_text(number) for number in numbers]
        if max(map(metrics.horizontalAdvance, texts)) > tiles[0].area.width():
            texts = [str(number) for number in numbers]
        for tile, text in zip(tiles, texts, strict=True):
            line = QRectF(tile.area.left(), tile.area.bottom() + 1, tile.area.width() + GAP, metrics.height())
            self._write(line, text, self._small, self._colors.muted)

    def _draw_reason(self, tiles: list[Tile], section: Section) -> None:
        """Beside the last filter in use, where the others would stand."""
        last = tiles[-1]
        room = QRectF(
            last.area.right() + 2 * GAP,
            last.area.top(),
            section.area.right() - last.area.right() - 2 * GAP,
            last.area.height(),
        )
        lane = self._geometry.lanes[last.lane]
        text = lane_texts.short_reason(lane, last.layer)
        if not text or room.width() < _REASON_FROM or len(tiles) < lane.pictures[last.layer].used:
            return
        wrapped = Qt.TextFlag.TextWordWrap | _MIDDLE
        needed = QFontMetrics(self._small).boundingRect(room.toRect(), int(wrapped), text)
        if needed.height() <= room.height():
            self._painter.setFont(self._small)
            self._painter.setPen(QColor(self._colors.muted))
            self._painter.drawText(room, int(wrapped), text)

    def _write(
        self,
        area: QRectF,
        text: str,
        font: QFont,
        ink: str,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        self._painter.setFont(font)
        self._painter.setPen(QColor(ink))
        shown = elided(text, QFontMetrics(font), int(area.width()))
        self._painter.drawText(area, _MIDDLE | align, shown)


def _fitting(texts: tuple[str, ...], metrics: QFontMetrics, width: float) -> str:
    """The first that fits; empty if none does."""
    return next((text for text in texts if metrics.horizontalAdvance(text) <= width), "")
