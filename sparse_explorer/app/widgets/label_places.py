"""Finds room for labels over a plot: none lies on another, on a mark, or beyond the edge."""

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF

AIR = 4.0
"""Pixels of a label's box that lie around its letters; they may overlap, and hang over the edge."""

_STEP = 12.0  # pixels between two places that are tried


class LabelPlaces:
    """Gives one label after the other a place that is free.

    Args:
        area: where labels may lie, in pixels of the view.
        taken: what they may not lie on, such as marks.
    """

    def __init__(self, area: QRectF, taken: Sequence[QRectF] = ()) -> None:
        self._area = area.adjusted(-AIR, -AIR, AIR, AIR)
        self._taken = list(taken)

    def put(self, label: pg.TextItem, corners: Iterable[QPointF]) -> bool:
        """Move a label's upper left corner to the first of these places where it is free, or hide the label."""
        box = QRectF(label.boundingRect())
        for corner in corners:
            box.moveTopLeft(corner)
            if self._is_free(box):
                label.setPos(corner)
                label.setVisible(True)
                self._taken.append(letters(box))
                return True
        label.setVisible(False)
        return False

    def near(self, label: pg.TextItem, at: QPointF) -> Iterator[QPointF]:
        """Corners all over the area at which the label lies within it; those that bring it nearest to a point first."""
        size, area = label.boundingRect(), self._area
        corners = [
            QPointF(x, y)
            for x in _steps(area.left(), area.right() - size.width())
            for y in _steps(area.top(), area.bottom() - size.height())
        ]
        half = QPointF(size.width() / 2, size.height() / 2)

        def distance(corner: QPointF) -> float:
            away = corner + half - at
            return math.hypot(away.x(), away.y())

        yield from sorted(corners, key=distance)

    def _is_free(self, box: QRectF) -> bool:
        inner = letters(box)
        return self._area.contains(box) and not any(inner.intersects(other) for other in self._taken)


def crosses(box: QRectF, line: Sequence[QPointF]) -> bool:
    """Whether a line of straight parts runs through a label's letters."""
    inner = letters(box)
    corners = (inner.topLeft(), inner.topRight(), inner.bottomRight(), inner.bottomLeft())
    for start, end in itertools.pairwise(line):
        along = end - start
        sides = [along.x() * (at - start).y() - along.y() * (at - start).x() for at in corners]
        apart = all(side > 0 for side in sides) or all(side < 0 for side in sides)
        if not apart and inner.intersects(QRectF(start, end).normalized().adjusted(-1, -1, 1, 1)):
            return True
    return False


def letters(box: QRectF) -> QRectF:
    """What of a label's box its letters take."""
    return box.adjusted(AIR, AIR, -AIR, -AIR)


def _steps(low: float, high: float) -> list[float]:
    """Places from low to high, both included; none where high is below low."""
    if high < low:
        return []
    count = max(1, math.ceil((high - low) / _STEP))
    return [low + (high - low) * step / count for step in range(count + 1)]
