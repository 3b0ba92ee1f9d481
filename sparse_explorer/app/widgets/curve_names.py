"""The names of curves where they end: none on another, none on a curve that goes on."""

import itertools
from collections.abc import Sequence

from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.noise_curve import NoiseTrace
from sparse_explorer.app.widgets.plot_base import ThemedPlot
from sparse_explorer.app.widgets.plot_items import spread_apart


def place_names(plot: ThemedPlot, traces: Sequence[NoiseTrace]) -> None:
    """Put each name beside the end of its curve, and hide those that have no room.

    Args:
        plot: the one that they are in.
        traces: those that have a point.
    """
    ends: dict[float, list[NoiseTrace]] = {}
    for trace in traces:
        ends.setdefault(trace.end().x(), []).append(trace)
    for together in ends.values():
        height = together[0].name.boundingRect().height() - SPACE / 2
        pixels = [plot.to_pixel(trace.end().x(), trace.end().y()) for trace in together]
        room = plot.view.height()
        heights = spread_apart([pixel.y() for pixel in pixels], height, height, room - height)
        for trace, pixel, y in zip(together, pixels, heights, strict=True):
            trace.name.setPos(pixel.x() + SPACE / 2, y)
            # Where more names than fit, the rest goes without; so does one that would hide a curve which goes on.
            trace.name.setVisible(y < room and not _hides_a_curve(plot, trace, traces, y))


def _hides_a_curve(plot: ThemedPlot, trace: NoiseTrace, traces: Sequence[NoiseTrace], y: float) -> bool:
    """Whether a curve's name at this height would stand on another curve, which goes on where this one ends."""
    box = trace.name.boundingRect()
    left = plot.to_pixel(trace.end().x(), trace.end().y()).x()
    for other in traces:
        if other.end().x() <= trace.end().x():
            continue  # the usual case, in which nothing is looked at
        points = [
            plot.to_pixel(100 * level, accuracy)
            for level, accuracy in zip(other.curve.levels, other.curve.accuracy, strict=True)
        ]
        for one, following in itertools.pairwise(points):
            top, bottom = sorted((one.y(), following.y()))
            beside = following.x() <= left or one.x() >= left + box.width()
            if not beside and top - box.height() / 2 < y < bottom + box.height() / 2:
                return True
    return False
