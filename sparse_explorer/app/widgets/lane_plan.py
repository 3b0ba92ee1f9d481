"""What is written in lanes, and where: apart what seldom changes under the noise slider, and what always does."""

import itertools
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets import lane_texts
from sparse_explorer.app.widgets.face import Face, face
from sparse_explorer.app.widgets.lane_geometry import GAP, LanesGeometry, Section, Tile
from sparse_explorer.experiment.results.inspection_reports import KEPT, LOST, NEW

DOT = 11
MARK = 8
_BETWEEN = 1.5 * SPACE  # two entries of the legend
_REASON_FROM = 110
"""Pixels of room beside the filters in use from which on it says why the others are not shown."""


class Faces:
    """The fonts of lanes."""

    def __init__(self, font: QFont) -> None:
        self.usual, self.small = face(font), face(font, 0.85)
        self.bold, self.large = face(font, 1, bold=True), face(font, 1.35, bold=True)


class Head(NamedTuple):
    """The first line of a lane, but for its number.

    Attributes:
        line: where it is.
        color_index, name, name_area: of the variant.
        words, words_area: what the number is, or why there is none.
        intervention: whether something is done to the network.
    """

    line: QRectF
    color_index: int
    name: str
    name_area: QRectF
    words: str
    words_area: QRectF
    intervention: bool


class Number(NamedTuple):
    """The number in the first line of a lane."""

    text: str
    area: QRectF


class Foot(NamedTuple):
    """The line under a layer.

    Attributes:
        area: where it is.
        words: what stands there alone; empty where the legend does.
        legend: kind of unit, where its mark is, text, and where that is, of each entry.
        folded: which filters are not shown, at the right end of the line.
    """

    area: QRectF
    words: str = ""
    legend: tuple[tuple[int, QRectF, str, QRectF], ...] = ()
    folded: str = ""


class Captions(NamedTuple):
    """What stands under and beside the maps of a layer.

    Attributes:
        texts: of each map, from left to right and from the top; empty where there is no room for them.
        areas: where they are.
        reason, reason_area: why other filters are not shown, and the room for it.
    """

    texts: tuple[str, ...]
    areas: tuple[QRectF, ...]
    reason: str
    reason_area: QRectF


class LanesPlan:
    """What is written in lanes.

    Attributes:
        tiles: pictures of cells, by lane and layer.
        heads, feet, captions: all there are.
        numbers: of the lanes whose networks have been looked into.
    """

    def __init__(self, geometry: LanesGeometry, faces: Faces) -> None:
        self._geometry, self._faces = geometry, faces
        self.tiles: dict[tuple[int, int], list[Tile]] = {
            place: list(group)
            for place, group in itertools.groupby(geometry.tiles(), key=lambda tile: (tile.lane, tile.layer))
        }
        widest = max((faces.bold.wide(lane.name) for lane in geometry.lanes), default=0)
        self.heads: list[Head] = []
        self.numbers: list[Number] = []
        self.feet: list[Foot] = []
        self.captions: list[Captions] = []
        for lane in range(len(geometry.lanes)):
            self._plan_head(lane, widest)
            for section in geometry.sections(lane):
                self._plan_foot(lane, section)
                if (lane, section.layer) in self.tiles:
                    self._plan_captions(lane, section)

    def still(self) -> object:
        """All that seldom changes."""
        return self.heads, [foot.folded for foot in self.feet], self.captions

    def _plan_head(self, lane: int, widest: int) -> None:
        faces, shown, line = self._faces, self._geometry.lanes[lane], self._geometry.head(lane)
        left, right = DOT + SPACE, line.right() - self._geometry.sizes.corner
        number = lane_texts.common_number(shown)
        wide = faces.large.wide(number) if number else 0
        room = min(widest + 2, max(0, int(right - left - (wide + 2 * SPACE if number else 0))))
        name_area = QRectF(left, line.top(), room, line.height())
        left += room + 2 * SPACE
        if number:
            self.numbers.append(
                Number(number, QRectF(left, line.top(), max(0.0, right - left), line.height()))
            )
            left += wide + SPACE
            words = _fitting(lane_texts.common_words(shown), faces.usual, right - left)
            words = words or shown.intervention  # this is said at any rate
        else:
            words, right = shown.why_empty, line.right()
        words_area = QRectF(left, line.top(), max(0.0, right - left), line.height())
        done = bool(shown.intervention)
        self.heads.append(Head(line, shown.color_index, shown.name, name_area, words, words_area, done))

    def _plan_foot(self, lane: int, section: Section) -> None:
        shown, area, usual = self._geometry.lanes[lane], section.foot, self._faces.usual
        layer = shown.layers[section.layer]
        if section.layer != shown.telling:
            self.feet.append(Foot(area, _fitting(lane_texts.layer_texts(layer), usual, area.width())))
            return
        if not layer.gated:
            return
        left, legend = area.left(), []
        for kind, (text, wide) in zip(
            (KEPT, LOST, NEW), self._legend(layer.counts, area.width()), strict=True
        ):
            if left + MARK + 5 + wide > area.right() + SPACE:
                break
            mark = QRectF(left + 0.5, area.center().y() - MARK / 2, MARK, MARK)
            left += MARK + 5
            legend.append((kind, mark, text, QRectF(left, area.top(), wide + 2, area.height())))
            left += wide + _BETWEEN
        folded = ""
        if shown.pictures[section.layer].of_maps:
            tiles = self.tiles.get((lane, section.layer), ())
            folded = lane_texts.folded_text(shown, section.layer, len(tiles))
        fits = left + usual.wide(folded) <= area.right()
        self.feet.append(Foot(area, "", tuple(legend), folded if fits else ""))

    def _legend(self, counts: tuple[int, int, int], width: float) -> list[tuple[str, int]]:
        """How many units were kept, lost and are new, with the widths of the texts; where there is no room for the
        words, the numbers alone."""
        words = [lane_texts.state_text(kind) for kind in (KEPT, LOST, NEW)]
        usual = self._faces.usual
        whole = [f"{word} {count:,}" for word, count in zip(words, counts, strict=True)]
        wide = [usual.wide(text) for text in whole]
        if sum(wide) + 3 * (MARK + 5) + 2 * _BETWEEN <= width:
            return list(zip(whole, wide, strict=True))
        numbers = [f"{count:,}" for count in counts]
        return [(text, usual.wide(text)) for text in numbers]

    def _plan_captions(self, lane: int, section: Section) -> None:
        tiles, shown = self.tiles[lane, section.layer], self._geometry.lanes[lane]
        if not shown.pictures[section.layer].of_maps:
            return
        texts: tuple[str, ...] = ()
        areas: tuple[QRectF, ...] = ()
        if self._geometry.captioned(section):
            small, first = self._faces.small, tiles[0].area
            texts = tuple(lane_texts.filter_text(tile.filter or 0) for tile in tiles)
            if max(map(small.wide, texts)) > first.width():
                texts = tuple(str(tile.filter) for tile in tiles)
            high = small.height
            areas = tuple(
                QRectF(each.area.left(), each.area.bottom() + 1, each.area.width() + GAP, high)
                for each in tiles
            )
        self.captions.append(Captions(texts, areas, *self._reason(lane, tiles, section)))

    def _reason(self, lane: int, tiles: list[Tile], section: Section) -> tuple[str, QRectF]:
        """What stands beside the last filter in use, where the others would."""
        shown, last = self._geometry.lanes[lane], tiles[-1].area
        left = last.right() + 2 * GAP
        room = QRectF(left, last.top(), section.area.right() - left, last.height())
        if room.width() < _REASON_FROM or len(tiles) < shown.pictures[section.layer].used:
            return "", room
        return lane_texts.short_reason(shown, section.layer), room


def _fitting(texts: tuple[str, ...], usual: Face, width: float) -> str:
    """The first that fits; empty if none does."""
    return next((text for text in texts if usual.wide(text) <= width), "")
