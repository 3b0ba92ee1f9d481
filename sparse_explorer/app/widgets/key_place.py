"""Where the key of a plot of curves stands: in a corner that no curve runs through."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF

from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.label_places import crosses
from sparse_explorer.app.widgets.noise_curve import NoiseCurve, ReferenceCurve
from sparse_explorer.app.widgets.plot_base import ThemedPlot


def place_key(
    plot: ThemedPlot,
    key: pg.TextItem,
    curves: Sequence[NoiseCurve | ReferenceCurve],
    names: Sequence[pg.TextItem],
    top: float,
) -> None:
    """Put the key into the first corner where it lies on no curve and no name; the lower left one if there is none.

    Args:
        plot: whose axes have their ranges already.
        key: a label whose position is its lower left corner.
        curves: all that are in sight.
        names: of curves, in their places.
        top: pixels at the upper edge that are something else's.
    """
    box, view = key.boundingRect(), plot.view
    left = plot.to_pixel(0.7, 0).x()
    right, low = view.width() - box.width() - SPACE, view.height() - SPACE / 2
    lines = [
        [plot.to_pixel(100 * level, value) for level, value in zip(curve.levels, curve.accuracy, strict=True)]
        for curve in curves
    ]
    taken = [name.mapRectToParent(name.boundingRect()) for name in names]
    corners = [QPointF(x, y) for y in (low, top + box.height()) for x in (left, right)]
    for corner in corners:
        place = QRectF(corner.x(), corner.y() - box.height(), box.width(), box.height())
        if not any(crosses(place, line) for line in lines) and not any(map(place.intersects, taken)):
            key.setPos(corner)
            return
    key.setPos(corners[0])
