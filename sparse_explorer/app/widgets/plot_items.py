"""Small parts of plots: a tag, a mixed colour, and room between labels."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QApplication

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import scaled_font
from sparse_explorer.app.widgets.elision import elided

NAME_WIDTH = 150
"""Pixels that the name of a curve may take; longer ones are cut."""


@guarded
class Tag(pg.TextItem):
    """A short text on a coloured, rounded ground."""

    def __init__(self) -> None:
        super().__init__("", anchor=(0.5, 0))
        self.setFont(scaled_font(QApplication.font(), 0.95, bold=True))
        self._ground = QColor()
        self._frame = QPen(Qt.PenStyle.NoPen)

    def set_colors(self, text: str, ground: str, frame: str | None = None) -> None:
        """Colours of the writing, of the ground, and of the frame around it, if any."""
        self.setColor(text)
        self._ground = QColor(ground)
        self._frame = QPen(QColor(frame), 2) if frame else QPen(Qt.PenStyle.NoPen)
        self.update()

    def paint(self, painter: QPainter, *args: object) -> None:
        super().paint(painter, *args)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._frame)
        painter.setBrush(self._ground)
        painter.drawRoundedRect(self.boundingRect().adjusted(1, 1, -1, -1), 5, 5)


def mixed(color: QColor, ground: str, share: float) -> QColor:
    """``color`` as it looks on ``ground`` when only ``share`` (0 ... 1) of it covers; opaque, thus quick to draw."""
    below = QColor(ground)
    red = share * color.redF() + (1 - share) * below.redF()
    green = share * color.greenF() + (1 - share) * below.greenF()
    blue = share * color.blueF() + (1 - share) * below.blueF()
    return QColor.fromRgbF(red, green, blue)


def set_cut_text(label: pg.TextItem, text: str, width: float) -> None:
    """Give a label its text, cut so that it takes no more than ``width`` pixels."""
    metrics = QFontMetricsF(label.textItem.font())
    label.setText(elided(text, metrics, width))


def spread_apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions ``gap`` apart or more, within ``low`` ... ``high`` where they fit, as near as can be to ``wanted``.

    They keep the order of ``wanted``; neighbours that are too close share the shift evenly.
    """
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    # Without the gaps the question is which non-decreasing numbers are nearest: pool neighbours in wrong order.
    pools: list[tuple[float, int]] = []
    for place, index in enumerate(order):
        total, count = wanted[index] - place * gap, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before, size = pools.pop()
            total, count = total + before, count + size
        pools.append((total, count))
    highest = max(low, high - (len(wanted) - 1) * gap)
    levels = [min(max(total / count, low), highest) for total, count in pools for _ in range(count)]
    placed = [0.0] * len(wanted)
    for place, index in enumerate(order):
        placed[index] = levels[place] + place * gap
    return placed
