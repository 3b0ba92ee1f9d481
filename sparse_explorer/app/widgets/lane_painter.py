"""Draws lanes where the geometry says."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.qt.theme import Colors
from sparse_explorer.app.widgets.face import Face
from sparse_explorer.app.widgets.lane_geometry import LanesGeometry, Tile, UnitIndex
from sparse_explorer.app.widgets.lane_pictures import cells_image, kind_color, signed_image
from sparse_explorer.app.widgets.lane_plan import DOT, Captions, Faces, Foot, Head, LanesPlan
from sparse_explorer.app.widgets.still_picture import StillPicture
from sparse_explorer.app.widgets.variant_style import draw_swatch
from sparse_explorer.experiment.results.inspection_reports import IDLE, LOST

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_WRAPPED = int(Qt.TextFlag.TextWordWrap | _MIDDLE)
_AT_LEFT, _AT_RIGHT = _MIDDLE | Qt.AlignmentFlag.AlignLeft, _MIDDLE | Qt.AlignmentFlag.AlignRight


class LanesPainter:
    """One painting of lanes.

    Args:
        painter: at work.
        geometry: where everything is.
        faces: of the widget.
        c: colours of the theme.
    """

    def __init__(self, painter: QPainter, geometry: LanesGeometry, faces: Faces, c: Colors) -> None:
        self._painter, self._geometry, self._faces, self._colors = painter, geometry, faces, c
        self._plan = LanesPlan(geometry, faces)

    def draw(self, widget: QWidget, still: StillPicture) -> None:
        """Draw all lanes of a widget.

        Names, captions and reasons seldom change under the noise slider; ``still`` keeps them from one painting to the
        next.
        """
        still.draw(self._painter, widget, self._plan.still(), self._draw_still)
        faces, ink = self._faces, self._colors.text
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, area in self._plan.numbers:
            self._write(self._painter, area, number, faces.large, ink)
        for foot in self._plan.feet:
            self._draw_foot(foot)
        for group in self._plan.tiles.values():
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

    def _draw_still(self, painter: QPainter) -> None:
        faces, c = self._faces, self._colors
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for lane, head in enumerate(self._plan.heads):
            self._draw_head(painter, lane, head)
        for foot in self._plan.feet:
            if foot.folded:
                self._write(painter, foot.area, foot.folded, faces.usual, c.muted, _AT_RIGHT)
        for captions in self._plan.captions:
            self._draw_captions(painter, captions)

    def _draw_head(self, painter: QPainter, lane: int, head: Head) -> None:
        faces, c, line = self._faces, self._colors, head.line
        if lane:
            painter.fillRect(QRectF(0, line.top() - 3, self._geometry.width, 1), QColor(c.border))
        if head.intervention:
            painter.fillRect(line.adjusted(0, 1, 0, -2), QColor(c.selection))
        draw_swatch(painter, QRectF(0, line.center().y() - DOT / 2, DOT + 2, DOT), head.color_index)
        self._write(painter, head.name_area, head.name, faces.bold, c.text)
        ink = c.text if head.intervention else c.muted
        self._write(painter, head.words_area, head.words, faces.usual, ink)

    def _draw_captions(self, painter: QPainter, captions: Captions) -> None:
        faces, ink = self._faces, self._colors.muted
        for text, area in zip(captions.texts, captions.areas, strict=True):
            self._write(painter, area, text, faces.small, ink)
        room = captions.reason_area
        if captions.reason:
            needed = faces.small.metrics.boundingRect(room.toRect(), _WRAPPED, captions.reason)
            if needed.height() <= room.height():
                painter.setFont(faces.small.font)
                painter.setPen(QColor(ink))
                painter.drawText(room, _WRAPPED, captions.reason)

    def _draw_foot(self, foot: Foot) -> None:
        faces, c = self._faces, self._colors
        if foot.words:
            self._write(self._painter, foot.area, foot.words, faces.usual, c.muted)
        for kind, mark, text, area in foot.legend:
            self._draw_mark(kind, mark)
            self._painter.setFont(faces.usual.font)
            self._painter.setPen(QColor(c.text))
            self._painter.drawText(area, _AT_LEFT, text)

    def _draw_mark(self, kind: int, area: QRectF) -> None:
        ink = kind_color(kind, self._colors)
        self._painter.setPen(QPen(ink, 1.5))
        self._painter.setBrush(QColor(self._colors.empty) if kind == LOST else ink)
        self._painter.drawRect(area)

    def _draw_tiles(self, tiles: list[Tile]) -> None:
        """Draw one layer of a lane: its cells are made in one go, one tile below the other."""
        first, lane = tiles[0], self._geometry.lanes[tiles[0].lane]
        picture, (rows, columns) = lane.pictures[first.layer], first.shape
        if picture.of_maps:
            filters = picture.order[: len(tiles)]
            kinds, strengths = picture.kinds[filters], picture.strengths[filters]  # (tiles, rows, columns)
            there = np.ones(kinds.shape, np.bool_)
        else:
            kinds = np.full(rows * columns, IDLE, np.uint8)
            strengths, there = np.zeros(kinds.shape, np.uint8), np.zeros(kinds.shape, np.bool_)
            used = slice(0, len(first.units))
            kinds[used] = picture.kinds.reshape(-1)[first.units]
            strengths[used] = picture.strengths.reshape(-1)[first.units]
            there[used] = True
        pixels = max(1, round(first.area.width() * self._geometry.sizes.ratio) // columns)
        shape = (-1, columns)
        if picture.gated:
            image = cells_image(kinds.reshape(shape), strengths.reshape(shape), pixels, self._colors)
        else:
            image = signed_image(strengths.reshape(shape), there.reshape(shape), pixels, self._colors)
        high = rows * pixels
        for place, tile in enumerate(tiles):
            self._painter.drawImage(tile.area, image, QRectF(0, place * high, image.width(), high))

    def _write(
        self,
        painter: QPainter,
        area: QRectF,
        text: str,
        written: Face,
        ink: str,
        align: Qt.AlignmentFlag = _AT_LEFT,
    ) -> None:
        painter.setFont(written.font)
        painter.setPen(QColor(ink))
        painter.drawText(area, align, written.elided(text, area.width()))
