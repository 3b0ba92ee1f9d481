"""Equal tiles in a grid, drawn from NumPy arrays in one go: for maps, filters and whatever else comes in tiles."""

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, Colors, colors, theme

Cell = tuple[int, int]
MARGIN = 2


@dataclass(frozen=True)
class TileLayout:
    """Where equal tiles lie, in screen pixels from the upper left corner of the first.

    Attributes:
        count, columns, rows: tiles; the last row may have room to spare.
        width, height: of a tile.
        step_x, step_y: from one tile's corner to the next tile's.
    """

    count: int
    columns: int
    rows: int
    width: int
    height: int
    step_x: int
    step_y: int


@lru_cache(maxsize=64)
def fit_tiles(count: int, shape: Cell, room: tuple[int, int], gap: int, most: int) -> TileLayout:
    """The layout with the largest tiles that fits.

    Args:
        count: tiles.
        shape: height and width of a tile in cells.
        room: width and height in screen pixels.
        gap: least distance of two tiles in screen pixels; up to twice that where there is room to spare, and
            none where cells would be smaller than a pixel.
        most: largest side of a cell in screen pixels.
    """
    high, wide = shape
    columns = np.arange(count, 0, -1)  # among equals the widest grid
    rows = -(-count // columns)
    across_scale, down_scale = ((room[0] + gap) / columns - gap) / wide, ((room[1] + gap) / rows - gap) / high
    scales = np.minimum(across_scale, down_scale).clip(0, most)
    best = int(scales.argmax())
    across, down, scale = int(columns[best]), int(rows[best]), float(scales[best])
    if scale < 1 and gap:
        return fit_tiles(count, shape, room, 0, most)
    width, height = int(wide * scale), int(high * scale)
    gap_x = min(max((room[0] - across * width) // max(across - 1, 1), gap), 2 * gap)
    gap_y = min(max((room[1] - down * height) // max(down - 1, 1), gap), 2 * gap)
    return TileLayout(count, across, down, width, height, width + gap_x, height + gap_y)


@guarded
class TileGrid(QWidget):
    """Equal tiles of cells in a grid that fills the widget; the mouse or the arrow keys point at one of them.

    What the tiles hold, and what is written under them, subclasses say.

    Signals:
        pointed: what the user points at, in words; empty for nothing.
    """

    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._shape = (0, 0, 0)  # tiles, H, W
        self._tile: int | None = None
        self._cell: Cell | None = None  # row, column; None if the keyboard points
        self._picture: tuple[object, QImage] | None = None  # with what it was made for
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(
            Qt.WidgetAttribute.WA_OpaquePaintEvent
        )  # or else all that lies behind is painted too
        theme().changed.connect(self.update)

    def tile_colors(self, c: Colors) -> NDArray[np.uint32]:
        """Colours (tiles, H, W) as 0xffrrggbb. For subclasses, as all up to ``draw_foot``."""
        raise NotImplementedError

    def hatched_cells(self) -> NDArray[np.bool_] | None:
        """Cells (tiles, H, W) to be hatched, or None."""
        return None

    def tile_text(self, tile: int, cell: Cell | None) -> str:
        """A tile, or one of its cells, in words."""
        raise NotImplementedError

    def first_tile(self) -> int:
        """Where the keyboard begins."""
        return 0

    def foot_height(self) -> int:
        """Room for what is written under the tiles."""
        return 0

    def draw_foot(self, painter: QPainter, area: QRectF, c: Colors) -> None:
        """Write under the tiles."""

    def show_tiles(self, shape: tuple[int, int, int], words: str) -> None:
        """Show so many tiles of so many cells (tiles, H, W).

        ``words`` say the same to those who do not see it, and are written in the place of tiles where there
        are none.
        """
        if shape != self._shape:
            self._tile = self.first_tile() if self.hasFocus() and 0 not in shape else None
            self._cell = None
        self._shape, self._words, self._picture = shape, words, None
        self.setAccessibleDescription(self.pointed_text() or words)
        self.update()

    def pointed_tile(self) -> int | None:
        """The tile that the user points at."""
        return self._tile

    def pointed_text(self) -> str:
        """That tile in words; empty for none."""
        return "" if self._tile is None else self.tile_text(self._tile, self._cell)

    def tile_rect(self, tile: int) -> QRectF:
        """Where a tile is drawn, in the widget's coordinates."""
        ratio, layout = self.devicePixelRatioF(), self._layout()
        row, column = divmod(tile, layout.columns)
        left, top = column * layout.step_x / ratio + MARGIN, row * layout.step_y / ratio + MARGIN
        return QRectF(left, top, layout.width / ratio, layout.height / ratio)

    def sizeHint(self) -> QSize:
        return QSize(340, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        c, layout = colors(), self._layout()
        focus = self.hasFocus()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(c.card))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not layout.count:
                if focus:
                    _draw_frame(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), c.accent)
                painter.setPen(QColor(c.muted))
                inside = QRectF(self.rect()).adjusted(SPACE, SPACE, -SPACE, -SPACE)
                painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
            elif layout.width and layout.height:
                painter.drawImage(QPointF(MARGIN, MARGIN), self._image(layout, c))
                if self._tile is not None:
                    _draw_frame(painter, self.tile_rect(self._tile), c.accent if focus else c.text)
                top = self.tile_rect((layout.rows - 1) * layout.columns).bottom() + SPACE
                self.draw_foot(painter, QRectF(0, top, self.width(), self.foot_height() - SPACE), c)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tile, cell = self._at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), "" if tile is None else self.tile_text(tile, cell), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        tile, cell = self._at(event.position().x(), event.position().y())
        if tile is not None or not self.hasFocus():
            self._point_at(tile, cell)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(self._tile if self.hasFocus() else None, None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self._tile is None and 0 not in self._shape:
            self._point_at(self.first_tile(), None)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:  # else it comes back
            self._point_at(None, None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count, columns = self._shape[0], self._layout().columns
        here = self.first_tile() if self._tile is None else self._tile
        key = Qt.Key
        steps: dict[int, int] = {
            key.Key_Left: -1,
            key.Key_Right: 1,
            key.Key_Up: -columns,
            key.Key_Down: columns,
        }
        steps |= {Qt.Key.Key_Home: -here, Qt.Key.Key_End: count - 1 - here}
        step = steps.get(event.key())
        if step is None or 0 in self._shape:
            super().keyPressEvent(event)
        elif 0 <= here + step < count:
            self._point_at(here + step, None)

    def _point_at(self, tile: int | None, cell: Cell | None) -> None:
        if (tile, cell) != (self._tile, self._cell):
            self._tile, self._cell = tile, cell
            self.setAccessibleDescription(self.pointed_text() or self._words)
            self.pointed.emit(self.pointed_text())
            self.update()

    def _at(self, x: float, y: float) -> tuple[int | None, Cell | None]:
        """The tile at a place in the widget and its cell (row, column) there; None between the tiles."""
        ratio, layout = self.devicePixelRatioF(), self._layout()
        column, right = divmod(int((x - MARGIN) * ratio), max(layout.step_x, 1))
        row, down = divmod(int((y - MARGIN) * ratio), max(layout.step_y, 1))
        tile = row * layout.columns + column
        outside = right >= layout.width or down >= layout.height or not 0 <= column < layout.columns
        if outside or not 0 <= tile < layout.count:
            return None, None
        return tile, (down * self._shape[1] // layout.height, right * self._shape[2] // layout.width)

    def _layout(self) -> TileLayout:
        if 0 in self._shape:
            return TileLayout(0, 1, 0, 0, 0, 0, 0)
        ratio = self.devicePixelRatioF()
        wide, high = self.width() - 2 * MARGIN, self.height() - 2 * MARGIN - self.foot_height()
        room = max(int(wide * ratio), 0), max(int(high * ratio), 0)
        gap = 2 if self._shape[1:] == (1, 1) else 3
        return fit_tiles(self._shape[0], self._shape[1:], room, round(gap * ratio), round(28 * ratio))

    def _image(self, layout: TileLayout, c: Colors) -> QImage:
        key = (layout, c.dark, self.devicePixelRatioF())
        if self._picture is None or self._picture[0] != key:
            image = _compose(self.tile_colors(c), self.hatched_cells(), layout, hatch_color(c), key[2])
            self._picture = (key, image)
        return self._picture[1]


@lru_cache(maxsize=64)
def rgb(color: str) -> NDArray[np.float64]:
    """A colour ``#rrggbb`` as (3,) numbers 0 ... 255."""
    numbers = np.array(cast(tuple[int, ...], QColor(color).getRgb())[:3], np.float64)
    numbers.flags.writeable = False  # it is kept
    return numbers


def pack(colors: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Colours (..., 3) of 0 ... 255 as (...) numbers 0xffrrggbb, as QImage has them."""
    red, green, blue = np.moveaxis(colors.round().astype(np.uint32), -1, 0)
    packed: NDArray[np.uint32] = np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue
    return packed


def hatch_color(c: Colors) -> int:
    """The colour of hatching on ``empty``: seen, but quiet."""
    return int(pack(0.35 * rgb(c.muted) + 0.65 * rgb(c.empty)))


def _compose(
    tiles: NDArray[np.uint32], hatched: NDArray[np.bool_] | None, layout: TileLayout, hatch: int, ratio: float
) -> QImage:
    """All tiles in one picture, which is transparent between them."""
    down = np.arange(layout.height) * tiles.shape[1] // layout.height  # cell of each screen pixel
    right = np.arange(layout.width) * tiles.shape[2] // layout.width
    drawn = np.zeros((layout.columns * layout.rows, layout.height, layout.width), np.uint32)
    drawn[: layout.count] = tiles[:, down][:, :, right]
    if hatched is not None:
        steps = np.arange(layout.height)[:, None] + np.arange(layout.width)
        stripes = steps % round(5 * ratio) < ratio
        drawn[: layout.count][hatched[:, down][:, :, right] & stripes] = hatch
    canvas = np.zeros((layout.rows, layout.step_y, layout.columns, layout.step_x), np.uint32)
    grid = drawn.reshape(layout.rows, layout.columns, layout.height, layout.width)
    canvas[:, : layout.height, :, : layout.width] = grid.transpose(0, 2, 1, 3)
    width, height = layout.columns * layout.step_x, layout.rows * layout.step_y
    image = QImage(canvas.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()
    image.setDevicePixelRatio(ratio)
    return image


def _draw_frame(painter: QPainter, area: QRectF, color: str) -> None:
    painter.setPen(QPen(QColor(color), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(-1, -1, 1, 1), 3, 3)
