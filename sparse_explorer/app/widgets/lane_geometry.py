"""Where the parts of lanes lie: the same for drawing them and for finding what the mouse is on."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.lane import Lane

GAP = 8
MAP_LEAST = 40
"""Pixels of a map's side below which fewer are shown."""

FEWEST_MAPS, USUAL_MAPS = 4, 6
"""In a row, of a layer: fewer of them where they are larger for it; more where they are small for want of height."""

CAPTION_FROM = 48
"""Pixels of a map's side from which on it has a line under it that names its filter."""

MOST_UNITS = 4096
"""Of a hidden layer that are drawn as a matrix of squares."""

LARGEST_CELL = 24.0

UnitIndex = tuple[int, int, int]
"""Lane, layer, unit."""


@dataclass(frozen=True)
class Sizes:
    """What the font and the screen decide, in pixels.

    Attributes:
        head, foot, caption: heights of the first line of a lane, of its last one, and of the line under a map.
        ratio: screen pixels in a pixel.
        corner: width that is left free at the right end of the first line.
    """

    head: int
    foot: int
    caption: int
    ratio: float
    corner: int = 0


@dataclass(frozen=True, eq=False)
class Section:
    """Where a layer is: room for its pictures, and for the line of text under them."""

    layer: int
    area: QRectF
    foot: QRectF


@dataclass(frozen=True, eq=False)
class Tile:
    """A picture of cells.

    Attributes:
        area: where it is.
        lane, layer: whose cells they are.
        shape: rows and columns.
        filter: whose map it is; None of a matrix of units.
        listed: the numbers of these units.
    """

    area: QRectF
    lane: int
    layer: int
    shape: tuple[int, int]
    filter: int | None = None
    listed: NDArray[np.intp] | None = None

    @cached_property
    def units(self) -> NDArray[np.intp]:
        """The numbers of its units in the layer, row by row; the last row may have fewer."""
        if self.listed is not None:
            return self.listed
        cells = self.shape[0] * self.shape[1]
        return (self.filter or 0) * cells + np.arange(cells)

    def cell(self, place: int) -> QRectF:
        """Where the cell of that place is."""
        rows, columns = self.shape
        wide, high = self.area.width() / columns, self.area.height() / rows
        row, column = divmod(place, columns)
        return QRectF(self.area.left() + column * wide, self.area.top() + row * high, wide, high)

    def place_at(self, point: QPointF) -> int | None:
        """The place of the cell at a point in the area; None if there is none."""
        rows, columns = self.shape
        offset = point - self.area.topLeft()
        row = min(rows - 1, max(0, int(offset.y() * rows / self.area.height())))
        column = min(columns - 1, max(0, int(offset.x() * columns / self.area.width())))
        place = row * columns + column
        return place if place < len(self.units) else None


class LanesGeometry:
    """Where lanes, their layers and their units are, in a widget of some width.

    Layers of the same kind lie below each other in all lanes.

    Args:
        lanes: from the top.
        place: where the lane of that number is.
        width: of the widget.
        sizes: what the font and the screen decide.
    """

    def __init__(
        self, lanes: Sequence[Lane], place: Callable[[int], QRectF], width: float, sizes: Sizes
    ) -> None:
        self.lanes = tuple(lanes)
        self.sizes = sizes
        self._place = place
        self.width = width
        self._width = max(0.0, width - 2 * SPACE)
        self._some_hidden = any(lane.hidden is not None for lane in lanes)
        self._tiles: tuple[Tile, ...] | None = None
        self._sections: dict[int, tuple[Section, ...]] = {}

    def head(self, lane: int) -> QRectF:
        """The first line of a lane, all of it."""
        return QRectF(0, self._place(lane).top(), self._width, self.sizes.head)

    def sections(self, lane: int) -> tuple[Section, ...]:
        """Where each layer of a lane is, from left to right."""
        if lane not in self._sections:
            self._sections[lane] = self._sections_of(lane)
        return self._sections[lane]

    def _sections_of(self, lane: int) -> tuple[Section, ...]:
        area, shown = self._place(lane), self.lanes[lane]
        top, foot = area.top() + self.sizes.head, area.bottom() - self.sizes.foot
        high = max(0.0, foot - 2 - top)

        def section(layer: int, left: float, wide: float) -> Section:
            return Section(layer, QRectF(left, top, wide, high), QRectF(left, foot, wide, self.sizes.foot))

        hidden, found = shown.hidden, []
        if not shown.maps:
            return () if hidden is None else (section(hidden, 0, self._width),)
        for_units = min(0.36 * self._width, max(136.0, 1.3 * high)) if self._some_hidden else 0.0
        for_maps = self._width - for_units - (2 * SPACE if self._some_hidden else 0)
        each = (for_maps - 2 * SPACE * (len(shown.maps) - 1)) / len(shown.maps)
        for place, layer in enumerate(shown.maps):
            found.append(section(layer, place * (each + 2 * SPACE), max(0.0, each)))
        if hidden is not None:
            found.append(section(hidden, self._width - for_units, for_units))
        return tuple(found)

    def tiles(self) -> tuple[Tile, ...]:
        """All pictures, lane by lane, layer by layer."""
        if self._tiles is None:
            self._tiles = tuple(tile for lane in range(len(self.lanes)) for tile in self.tiles_of(lane))
        return self._tiles

    def tiles_of(self, lane: int) -> Iterator[Tile]:
        """The pictures of one lane."""
        for section in self.sections(lane):
            if self.lanes[lane].pictures[section.layer].of_maps:
                yield from self._maps(lane, section)
            else:
                yield from self._matrix(lane, section)

    def tile_of(self, unit: UnitIndex) -> tuple[Tile, int] | None:
        """The picture that a unit is in, and its place there; None if it is not drawn."""
        lane, layer, number = unit
        for tile in self.tiles():
            if (tile.lane, tile.layer) == (lane, layer):
                found = np.flatnonzero(tile.units == number)
                if len(found):
                    return tile, int(found[0])
        return None

    def unit_rect(self, unit: UnitIndex) -> QRectF:
        """Where a unit is drawn; empty if it is not."""
        found = self.tile_of(unit)
        return QRectF() if found is None else found[0].cell(found[1])

    def unit_at(self, point: QPointF) -> UnitIndex | None:
        """The unit at a point."""
        for tile in self.tiles():
            if tile.area.contains(point):
                place = tile.place_at(point)
                return None if place is None else (tile.lane, tile.layer, int(tile.units[place]))
        return None

    def beside(self, unit: UnitIndex, right: int, down: int) -> UnitIndex:
        """The unit that the arrow keys go to from another one: its neighbour, or the nearest one of the next picture in
        that direction; itself at the edge of all.

        Args:
            right, down: one of them is -1 or 1.
        """
        found = self.tile_of(unit)
        if found is None:
            return unit
        tile, place = found
        cell = tile.cell(place)
        goal = cell.center() + QPointF(right * cell.width(), down * cell.height())
        if tile.area.contains(goal):
            next_place = tile.place_at(goal)
            return unit if next_place is None else (tile.lane, tile.layer, int(tile.units[next_place]))
        beyond = [other for other in self.tiles() if _is_beyond(tile.area, other.area, right, down)]
        if not beyond:
            return unit
        nearest = min(beyond, key=lambda other: (_nearest_in(other.area, goal) - goal).manhattanLength())
        entry = nearest.place_at(_nearest_in(nearest.area, goal))
        return (nearest.lane, nearest.layer, int(nearest.units[0 if entry is None else entry]))

    def captioned(self, section: Section) -> bool:
        """Whether there is room to name filters under their maps."""
        return section.area.height() - self.sizes.caption >= CAPTION_FROM

    def _maps(self, lane: int, section: Section) -> tuple[Tile, ...]:
        """As many of the filters in use as fit, in rows and columns; those of lanes of the same height are aligned."""
        picture, area = self.lanes[lane].pictures[section.layer], section.area
        filters, high, wide = picture.kinds.shape
        caption = self.sizes.caption if self.captioned(section) else 0
        room = area.width(), area.height() - caption
        grid = _grid_of_maps(filters, (high, wide), room, caption, self.sizes.ratio)
        if grid is None:
            return ()
        shown = picture.order[: min(grid.columns * grid.rows, picture.used)]
        corner = area.left(), area.top()
        return _tiles_of_maps(lane, section.layer, corner, grid, (high, wide), tuple(shown.tolist()))

    def _matrix(self, lane: int, section: Section) -> Iterator[Tile]:
        picture, area = self.lanes[lane].pictures[section.layer], section.area
        count = min(len(picture.order), MOST_UNITS)
        if area.width() <= 8 or area.height() <= 8 or not count:
            return
        columns = max(1, min(count, round(math.sqrt(count * area.width() / area.height()))))
        rows = math.ceil(count / columns)
        cell = _whole(min(area.width() / columns, area.height() / rows, LARGEST_CELL), self.sizes.ratio)
        size = QRectF(area.left(), area.top(), columns * cell, rows * cell)
        yield Tile(size, lane, section.layer, (rows, columns), listed=picture.order[:count])


@dataclass(frozen=True)
class _MapGrid:
    """Columns and rows of maps of that width and height, so far from corner to corner, in pixels."""

    columns: int
    rows: int
    width: float
    height: float
    step_x: float
    step_y: float


@lru_cache(maxsize=64)
def _grid_of_maps(
    filters: int, shape: tuple[int, int], room: tuple[float, float], caption: int, ratio: float
) -> _MapGrid | None:
    """How a layer's maps are laid out; None where there is no room.

    Args:
        filters: of the layer.
        shape: rows and columns of a map.
        room: width, and height without a caption, in pixels.
        caption: height of the line under a map.
        ratio: screen pixels in a pixel.
    """
    (high, wide), (room_wide, room_high) = shape, room
    as_high = int((room_wide + GAP) // (max(1.0, room_high) + GAP))
    most = min(filters, min(max(as_high, FEWEST_MAPS), USUAL_MAPS))
    most = max(1, min(most, int((room_wide + GAP) // (MAP_LEAST + GAP))))
    side = min(room_high, (room_wide + GAP) / most - GAP)
    if side < 8:
        return None
    cell = _whole(side / max(high, wide), ratio)
    across, down = wide * cell, high * cell
    columns = max(1, int((room_wide + GAP) // (across + GAP)))
    rows = max(1, int((room_high + caption + 4) // (down + caption + 4)))
    return _MapGrid(columns, rows, across, down, across + GAP, down + caption + 4)


@lru_cache(maxsize=64)
def _tiles_of_maps(
    lane: int,
    layer: int,
    corner: tuple[float, float],
    grid: _MapGrid,
    shape: tuple[int, int],
    filters: tuple[int, ...],
) -> tuple[Tile, ...]:
    """The maps of these filters; the same objects at most steps of the noise slider."""
    places = (divmod(place, grid.columns) for place in range(len(filters)))
    areas = (
        QRectF(corner[0] + column * grid.step_x, corner[1] + row * grid.step_y, grid.width, grid.height)
        for row, column in places
    )
    return tuple(
        Tile(area, lane, layer, shape, filter=number) for area, number in zip(areas, filters, strict=True)
    )


def _whole(cell: float, ratio: float) -> float:
    """The largest side of a cell up to this one that is a whole number of screen pixels."""
    return max(1, int(cell * ratio)) / ratio


def _is_beyond(area: QRectF, other: QRectF, right: int, down: int) -> bool:
    if right:
        return (other.left() - area.right()) * right >= 0 if right > 0 else other.right() <= area.left()
    return other.top() >= area.bottom() if down > 0 else other.bottom() <= area.top()


def _nearest_in(area: QRectF, point: QPointF) -> QPointF:
    """The point of an area that is nearest to another."""
    return QPointF(
        min(max(point.x(), area.left() + 0.5), area.right() - 0.5),
        min(max(point.y(), area.top() + 0.5), area.bottom() - 0.5),
    )
