"""Lanes: how a digit goes through each network, one below the other, so that the eye compares like with like."""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, Colors, colors, scaled_font, theme
from sparse_explorer.app.widgets.elision import elided, isolated
from sparse_explorer.app.widgets.lane_pictures import (
    IDLE,
    KEPT,
    LOST,
    NEW,
    LayerPicture,
    cells_image,
    kind_color,
    sort_layer,
)
from sparse_explorer.app.widgets.plain_tip import plain_tip
from sparse_explorer.app.widgets.variant_style import draw_swatch
from sparse_explorer.experiment.results.inspection_reports import LayerActivity

_DOT = 11
_GAP = 8
_MAP_LEAST = 40
"""Pixels of a map's side below which fewer are shown."""
_MOST_UNITS = 4096
"""Of a hidden layer that are drawn as a matrix of squares."""


@dataclass(frozen=True, eq=False)
class Lane:
    """One variant's way from digit to answer.

    Attributes:
        variant_id, name, color_index: which variant, what it is called, and the number of its style.
        layers: its activity; empty if nobody has looked yet.
    """

    variant_id: str
    name: str
    color_index: int
    layers: tuple[LayerActivity, ...] = ()


@dataclass(frozen=True, eq=False)
class _Tile:
    """A picture of cells on the screen: where, of which lane and layer, its first unit, and rows and columns."""

    area: QRectF
    lane: int
    layer: int
    first: int
    shape: tuple[int, int]


@guarded
class LanesView(QWidget):
    """A lane a variant: its name, what its active units have in common with the clean digit's, maps of the last
    convolution with the filters used most first, and the units of the hidden layer.

    Args:
        place: where the lane of that number lies, in the widget's coordinates; whatever stands beside it asks the
            same, so that both are aligned.

    Signals:
        unit_pointed(str, str, int): the mouse is on a unit, or clicked it: the variant's id, the layer's title, and
            the unit's number, counted through filters, rows and columns.
    """

    unit_pointed = Signal(str, str, int)

    def __init__(self, place: Callable[[int], QRectF], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._lanes: tuple[Lane, ...] = ()
        self._pictures: list[list[LayerPicture]] = []
        self._pointed: tuple[int, int, int] | None = None  # lane, layer, unit
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme().changed.connect(self.update)
        self.set_lanes(())

    def set_lanes(self, lanes: Sequence[Lane]) -> None:
        """Show these variants, from the top."""
        self._lanes = tuple(lanes)
        self._pictures = [[sort_layer(layer) for layer in lane.layers] for lane in lanes]
        self.setAccessibleName(self.tr("What each network sees"))
        said = [
            f"{isolated(lane.name)}: {self.common_text(index)}"
            for index, lane in enumerate(lanes)
            if lane.layers
        ]
        self.setAccessibleDescription("; ".join(said) or self.tr("No variant to look into"))
        self.update()

    def lanes(self) -> tuple[Lane, ...]:
        """What is shown."""
        return self._lanes

    def common_text(self, lane: int) -> str:
        """What a lane's last layer has in common with the clean digit, such as "0.63 of winners in common with the
        clean digit"; empty for a lane without layers."""
        number = self._common_number(lane)
        return f"{number} {self._common_words(lane)[0]}" if number else ""

    def folded_text(self, lane: int) -> str:
        """The filters without a winner, or those that are not shown, such as "26 filters never win"; or empty."""
        maps = self._maps_of(lane)
        if maps is None:
            return ""
        picture = self._pictures[lane][maps]
        shown = sum(tile.layer == maps for tile in self._tiles_of(lane))
        rest, idle = len(picture.order) - shown, len(picture.order) - picture.used
        if self._lanes[lane].layers[maps].sparse and idle:
            return self.tr("{count} filters never win").format(count=idle)
        return self.tr("{count} more filters").format(count=rest) if rest else ""

    def folded_reason(self, lane: int) -> str:
        """Why filters are not shown."""
        maps = self._maps_of(lane)
        if maps is None:
            return ""
        picture, layer = self._pictures[lane][maps], self._lanes[lane].layers[maps]
        idle = len(picture.order) - picture.used
        if layer.sparse:
            text = self.tr(
                "{idle} of {all} filters have no winner on this digit, clean or noisy: the layer's k largest outputs "
                "are all in the other filters. The filters with the most winners are shown."
            )
        else:
            text = self.tr(
                "{idle} of {all} filters are not active on this digit, clean or noisy. "
                "Those with the most active units are shown."
            )
        return text.format(idle=idle, all=len(picture.order))

    def unit_rect(self, lane: int, layer: int, unit: int) -> QRectF:
        """Where a unit is drawn; empty if it is not."""
        for tile in self._tiles():
            rows, columns = tile.shape
            place = unit - tile.first
            if (tile.lane, tile.layer) == (lane, layer) and 0 <= place < self._cells_in(tile):
                wide, high = tile.area.width() / columns, tile.area.height() / rows
                row, column = divmod(place, columns)
                return QRectF(tile.area.left() + column * wide, tile.area.top() + row * high, wide, high)
        return QRectF()

    def sizeHint(self) -> QSize:
        return QSize(480, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 60)

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        c = colors()
        ratio = self.devicePixelRatioF()
        tiles = self._tiles()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(c.card))
            for lane in range(len(self._lanes)):
                self._draw_head(painter, lane, c)
                self._draw_foot(painter, lane, c)
            for _, group in itertools.groupby(tiles, key=lambda tile: (tile.lane, tile.layer)):
                self._draw_tiles(painter, list(group), ratio, c)
            if self._pointed is not None:
                area = self.unit_rect(*self._pointed)
                if not area.isEmpty():
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.setPen(QPen(QColor(c.accent), 2))
                    painter.drawRect(area.adjusted(-1, -1, 1, 1))

    def _draw_head(self, painter: QPainter, lane: int, c: Colors) -> None:
        shown, area = self._lanes[lane], self._place(lane)
        line = QRectF(0, area.top(), self.width() - 2 * SPACE, self._head_height())
        if lane:
            painter.fillRect(QRectF(0, area.top() - 3, self.width(), 1), QColor(c.border))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_swatch(painter, QRectF(0, line.center().y() - _DOT / 2, _DOT + 2, _DOT), shown.color_index)
        bold, large = scaled_font(self.font(), 1, bold=True), scaled_font(self.font(), 1.35, bold=True)
        left, middle = _DOT + SPACE, Qt.AlignmentFlag.AlignVCenter
        number = self._common_number(lane)
        names = [QFontMetrics(bold).horizontalAdvance(each.name) for each in self._lanes]
        most = int(line.width() * (0.4 if number else 1)) - left
        room = min(max(names) + 2, most)
        painter.setPen(QColor(c.text))
        painter.setFont(bold)
        text = elided(shown.name, QFontMetrics(bold), room)
        painter.drawText(QRectF(left, line.top(), room, line.height()), middle, text)
        if not number:
            return
        left += room + 2 * SPACE
        painter.setFont(large)
        painter.drawText(QRectF(left, line.top(), line.width() - left, line.height()), middle, number)
        left += QFontMetrics(large).horizontalAdvance(number) + SPACE
        painter.setFont(self.font())
        painter.setPen(QColor(c.muted))
        metrics = self.fontMetrics()
        words = next(
            (
                text
                for text in self._common_words(lane)
                if metrics.horizontalAdvance(text) <= line.width() - left
            ),
            "",
        )
        painter.drawText(QRectF(left, line.top(), line.width() - left, line.height()), middle, words)

    def _draw_foot(self, painter: QPainter, lane: int, c: Colors) -> None:
        if not self._lanes[lane].layers:
            return
        painter.setFont(self.font())
        metrics, foot = self.fontMetrics(), self._foot(lane)
        left, middle = foot.left(), Qt.AlignmentFlag.AlignVCenter
        telling = self._lanes[lane].layers[self._telling(lane)]
        names = (self.tr("kept"), self.tr("lost"), self.tr("new"))
        folded = self.folded_text(lane)
        end = foot.right() - (metrics.horizontalAdvance(folded) + SPACE if folded else 0)
        for kind, name, count in zip((KEPT, LOST, NEW), names, telling.counts, strict=True):
            text = f"{name} {count:,}"
            wide = metrics.horizontalAdvance(text)
            if left + 12 + wide > end:
                break
            mark = QRectF(left + 0.5, foot.center().y() - 4, 8, 8)
            ink = kind_color(kind, c)
            painter.setPen(QPen(ink, 1.5))
            painter.setBrush(QColor(c.empty) if kind == LOST else ink)
            painter.drawRect(mark)
            painter.setPen(QColor(c.text))
            painter.drawText(QRectF(left + 13, foot.top(), wide + 2, foot.height()), middle, text)
            left += 13 + wide + 1.5 * SPACE
        painter.setPen(QColor(c.muted))
        painter.drawText(foot, middle | Qt.AlignmentFlag.AlignRight, folded)
        hidden = self._hidden_of(lane)
        if hidden is not None and self._maps_of(lane) is not None:
            area = self._parts(lane)[1]
            text = self.tr("hidden layer: {share:.2f} in common").format(
                share=self._lanes[lane].layers[hidden].in_common
            )
            shown = elided(text, metrics, int(area.width()))
            painter.drawText(QRectF(area.left(), foot.top(), area.width(), foot.height()), middle, shown)

    def _draw_captions(self, painter: QPainter, tiles: list[_Tile], c: Colors) -> None:
        font = scaled_font(self.font(), 0.85)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(QColor(c.muted))
        for tile in tiles:
            number = tile.first // (tile.shape[0] * tile.shape[1])
            text = self.tr("filter {}").format(number)
            text = text if metrics.horizontalAdvance(text) <= tile.area.width() else str(number)
            painter.drawText(QPointF(tile.area.left(), tile.area.bottom() + 1 + metrics.ascent()), text)

    def _draw_tiles(self, painter: QPainter, tiles: list[_Tile], ratio: float, c: Colors) -> None:
        """Draw one layer of a lane: its cells are made in one go, one tile below the other."""
        first = tiles[0]
        picture, (rows, columns) = self._pictures[first.lane][first.layer], first.shape
        kinds = np.full((len(tiles), rows * columns), IDLE, np.uint8)
        strengths = np.zeros(kinds.shape, np.uint8)
        for place, tile in enumerate(tiles):
            used = slice(tile.first, tile.first + self._cells_in(tile))
            kinds[place, : used.stop - used.start] = picture.kinds.reshape(-1)[used]
            strengths[place, : used.stop - used.start] = picture.strengths.reshape(-1)[used]
        pixels = max(1, round(first.area.width() * ratio) // columns)
        image = cells_image(kinds.reshape(-1, columns), strengths.reshape(-1, columns), pixels, c)
        high = rows * pixels
        for place, tile in enumerate(tiles):
            painter.drawImage(tile.area, image, QRectF(0, place * high, image.width(), high))
        if self._maps_of(first.lane) == first.layer:
            self._draw_captions(painter, tiles, c)

    # --- where things are -----------------------------------------------------------------------------------------

    def _tiles(self) -> list[_Tile]:
        return [tile for lane in range(len(self._lanes)) for tile in self._tiles_of(lane)]

    def _tiles_of(self, lane: int) -> Iterator[_Tile]:
        maps, hidden = self._maps_of(lane), self._hidden_of(lane)
        if maps is not None:
            yield from self._map_tiles(lane, maps)
        if hidden is not None:
            area = self._parts(lane)[1]
            count = min(self._pictures[lane][hidden].kinds.size, _MOST_UNITS)
            if area.width() > 8 and area.height() > 8 and count:
                columns = max(1, min(count, round(math.sqrt(count * area.width() / area.height()))))
                rows = math.ceil(count / columns)
                cell = self._whole(min(area.width() / columns, area.height() / rows, 24.0))
                size = QRectF(area.left(), area.top(), columns * cell, rows * cell)
                yield _Tile(size, lane, hidden, 0, (rows, columns))

    def _map_tiles(self, lane: int, maps: int) -> Iterator[_Tile]:
        """As many filters as fit, in rows and columns; in all lanes of the same height they lie below each other."""
        picture, area = self._pictures[lane][maps], self._parts(lane)[0]
        filters, high, wide = picture.kinds.shape
        caption = self._caption_height()
        room = max(0.0, area.height())
        per_row = max(1, min(filters, 6, int((area.width() + _GAP) // (_MAP_LEAST + _GAP))))
        side = min(room - caption, (area.width() + _GAP) / per_row - _GAP)
        if side < 8:
            return
        cell = self._whole(side / max(high, wide))
        across, down = wide * cell, high * cell
        per_row = max(1, int((area.width() + _GAP) // (across + _GAP)))
        lines = max(1, int((room + 4) // (down + caption + 4)))
        for place, number in enumerate(picture.order[: per_row * lines]):
            row, column = divmod(place, per_row)
            corner = QPointF(area.left() + column * (across + _GAP), area.top() + row * (down + caption + 4))
            tile = QRectF(corner.x(), corner.y(), across, down)
            yield _Tile(tile, lane, maps, number * high * wide, (high, wide))

    def _whole(self, cell: float) -> float:
        """The largest side of a cell up to this one that is a whole number of screen pixels."""
        ratio = self.devicePixelRatioF()
        return max(1, int(cell * ratio)) / ratio

    def _cells_in(self, tile: _Tile) -> int:
        total = self._pictures[tile.lane][tile.layer].kinds.size - tile.first
        return min(tile.shape[0] * tile.shape[1], total)

    def _parts(self, lane: int) -> tuple[QRectF, QRectF]:
        """Room for the maps, and for the matrix of hidden units; alike in all lanes."""
        area = self._place(lane)
        top = area.top() + self._head_height()
        whole = QRectF(0, top, self.width() - 2 * SPACE, max(0.0, self._foot(lane).top() - 2 - top))
        some_hidden = any(self._hidden_of(each) is not None for each in range(len(self._lanes)))
        if self._maps_of(lane) is None:
            return QRectF(), whole
        if not some_hidden:
            return whole, QRectF()
        share = min(0.36 * whole.width(), max(150.0, 1.4 * whole.height()))
        split = whole.right() - share
        first = QRectF(whole.left(), top, split - 2 * SPACE - whole.left(), whole.height())
        return first, QRectF(split, top, share, whole.height())

    def _foot(self, lane: int) -> QRectF:
        """The line of text under the pictures."""
        area, line = self._place(lane), self.fontMetrics().height() + 2
        wide = self.width() - 2 * SPACE
        if self._hidden_of(lane) is not None and self._maps_of(lane) is not None:
            high = max(0.0, area.height() - self._head_height() - line - 2)
            wide = int(wide - min(0.36 * wide, max(150.0, 1.4 * high)) - 2 * SPACE)
        return QRectF(0, area.bottom() - line, wide, line)

    def _maps_of(self, lane: int) -> int | None:
        """The last layer that is made of maps."""
        layers = self._lanes[lane].layers
        found = [index for index, layer in enumerate(layers) if layer.clean.shape[:2] != (1, 1)]
        return found[-1] if found else None

    def _hidden_of(self, lane: int) -> int | None:
        layers = self._lanes[lane].layers
        return len(layers) - 1 if layers and layers[-1].clean.shape[:2] == (1, 1) else None

    def _head_height(self) -> int:
        return self.fontMetrics().height() + 2 * SPACE

    def _caption_height(self) -> int:
        return QFontMetrics(scaled_font(self.font(), 0.85)).height() + 2

    def _common_number(self, lane: int) -> str:
        layers = self._lanes[lane].layers
        return f"{layers[self._telling(lane)].in_common:.2f}" if layers else ""

    def _telling(self, lane: int) -> int:
        """The layer whose units are compared: the one whose maps are in sight, or else the hidden layer."""
        maps = self._maps_of(lane)
        return len(self._lanes[lane].layers) - 1 if maps is None else maps

    def _common_words(self, lane: int) -> tuple[str, ...]:
        """What the number is, and shorter ways to say it."""
        if self._lanes[lane].layers[self._telling(lane)].sparse:
            return (
                self.tr("of winners in common with the clean digit"),
                self.tr("of winners in common"),
                self.tr("in common"),
            )
        return (
            self.tr("of active units in common with the clean digit"),
            self.tr("of active units in common"),
            self.tr("in common"),
        )

    # --- the mouse ------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self.tip_at(QPointF(event.pos()))), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._unit_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointed = None
        self._point_at(self._unit_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def tip_at(self, point: QPointF) -> str:
        """What to tell about a place: the unit there, or why filters are folded away."""
        found = self._unit_at(point)
        if found is None:
            for lane in range(len(self._lanes)):
                if self._lanes[lane].layers and self._foot(lane).contains(point):
                    return self.folded_reason(lane)
            return ""
        lane, layer, unit = found
        kinds = self._pictures[lane][layer].kinds
        states = (self.tr("kept"), self.tr("lost"), self.tr("new"), self.tr("not active"))
        state = states[int(kinds.reshape(-1)[unit])]
        if layer == self._hidden_of(lane):
            return self.tr("unit {number}: {state}").format(number=unit, state=state)
        number, row, column = (int(each) for each in np.unravel_index(unit, kinds.shape))
        text = self.tr("filter {number}, row {row}, column {column}: {state}")
        return text.format(number=number, row=row, column=column, state=state)

    def _unit_at(self, point: QPointF) -> tuple[int, int, int] | None:
        for tile in self._tiles():
            if tile.area.contains(point):
                rows, columns = tile.shape
                offset = point - tile.area.topLeft()
                row = min(rows - 1, int(offset.y() * rows / tile.area.height()))
                column = min(columns - 1, int(offset.x() * columns / tile.area.width()))
                place = row * columns + column
                return (tile.lane, tile.layer, tile.first + place) if place < self._cells_in(tile) else None
        return None

    def _point_at(self, unit: tuple[int, int, int] | None) -> None:
        if unit == self._pointed:
            return
        self._pointed = unit
        self.update()
        if unit is not None:
            lane, layer, number = unit
            shown = self._lanes[lane]
            self.unit_pointed.emit(shown.variant_id, shown.layers[layer].title, number)
