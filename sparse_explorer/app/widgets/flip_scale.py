"""The noise slider's scale: 0 to 100 %, and a tick where each variant's answer first becomes wrong."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, scaled_font, theme, variant_color
from sparse_explorer.app.widgets.elision import elided, isolated

_TICKS_HEIGHT = 16
_WIDTH, _SELECTED_WIDTH = 3, 5
_NEAR = 7  # ticks whose centres are nearer than so many pixels are stacked
_MOST_STACKED = 5  # of more, each five stand beside the five before


@dataclass(frozen=True)
class Flip:
    """The lowest noise at which a variant's answer is wrong.

    Attributes:
        name, color_index: what the variant is called, and the number of its colour.
        percent: the level, 0 ... 100.
        selected: whether it is the selected variant, whose tick is broader.
    """

    name: str
    color_index: int
    percent: int
    selected: bool = False


@guarded
class FlipScale(QWidget):
    """Ticks under a slider, each under the place that the handle's centre has at its level.

    Ticks that would cover each other are stacked, the first variant's at the top. A tick's tool tip says which variant
    it is and at which level; the accessible description says all of them.

    Emits nothing.
    """

    def __init__(self, x_of: Callable[[int], int], parent: QWidget | None = None) -> None:
        """``x_of`` gives the x of a level, in this widget's coordinates."""
        super().__init__(parent)
        self._x_of = x_of
        self._flips: tuple[Flip, ...] = ()
        self._most = 100
        self._bare = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # or else all that is behind is painted too
        self.setAccessibleName(self.tr("First wrong answers"))
        theme().changed.connect(self.update)

    def set_flips(self, flips: Sequence[Flip]) -> None:
        """Show these ticks instead of those before."""
        if tuple(flips) != self._flips:
            self._flips = tuple(flips)
            self.setAccessibleDescription("; ".join(self.words(flip) for flip in flips))
            self.update()

    def set_most(self, percent: int) -> None:
        """Say what the level at the end of the scale is."""
        if percent != self._most:
            self._most = percent
            self.update()

    def set_bare(self, bare: bool) -> None:
        """Leave the words under the ticks out, where there is little height."""
        if bare != self._bare:
            self._bare = bare
            self.updateGeometry()
            self.update()

    def flips(self) -> tuple[Flip, ...]:
        """What is shown."""
        return self._flips

    def words(self, flip: Flip) -> str:
        """A tick in words."""
        text = (
            self.tr("{name}: first wrong at {percent} % noise")
            if flip.percent
            else self.tr("{name}: wrong even without noise")
        )
        return text.format(name=isolated(flip.name), percent=flip.percent)

    def tick_rects(self) -> list[QRect]:
        """Where each tick is, in the order of the flips."""
        rects = [QRect()] * len(self._flips)
        for group in self._groups():
            stacked = min(len(group), _MOST_STACKED)
            height = (_TICKS_HEIGHT + 1) // stacked - 1
            last_column = (len(group) - 1) // stacked
            for place, number in enumerate(group):
                flip = self._flips[number]
                width = _SELECTED_WIDTH if flip.selected else _WIDTH
                column, row = divmod(place, stacked)
                aside = (2 * column - last_column) * (_SELECTED_WIDTH + 1) // 2
                x = self._x_of(flip.percent) + aside - width // 2
                rects[number] = QRect(x, row * (height + 1), width, height)
        return rects

    def _groups(self) -> list[list[int]]:
        """The numbers of the flips that have to share the height, each group in the order of the variants."""
        by_place = sorted(range(len(self._flips)), key=lambda number: self._x_of(self._flips[number].percent))
        groups: list[list[int]] = []
        before = 0
        for number in by_place:
            x = self._x_of(self._flips[number].percent)
            if groups and x - before < _NEAR:
                groups[-1].append(number)
            else:
                groups.append([number])
            before = x
        return [sorted(group) for group in groups]

    def sizeHint(self) -> QSize:
        words = 0 if self._bare else QFontMetrics(self._small()).height() + 2
        return QSize(200, self._ticks_height() + words)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def _ticks_height(self) -> int:
        return _TICKS_HEIGHT + SPACE // 4

    def _small(self) -> QFont:
        return scaled_font(self.font(), 0.92)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = colors()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(c.card))
            for flip, rect in zip(self._flips, self.tick_rects(), strict=True):
                painter.fillRect(rect, variant_color(flip.color_index))
            if not self._bare:
                self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        low, high = self.tr("0"), self.tr("{percent} %").format(percent=self._most)
        painter.setFont(self._small())
        painter.setPen(QColor(colors().muted))
        metrics, flag = painter.fontMetrics(), Qt.AlignmentFlag
        line = self.rect().adjusted(0, self._ticks_height(), 0, 0)
        painter.drawText(line, flag.AlignLeft | flag.AlignVCenter, low)
        painter.drawText(line, flag.AlignRight | flag.AlignVCenter, high)
        if self._flips:
            aside = metrics.horizontalAdvance(high) + SPACE
            room = line.adjusted(aside, 0, -aside, 0)
            said = elided(self.tr("ticks: first wrong answers"), metrics, room.width())
            painter.drawText(room, flag.AlignCenter, said)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().event(event)

    def tip_at(self, position: QPoint) -> str:
        """What the tool tip says there: the ticks under the pointer, or all where there is none."""
        near = [
            flip
            for flip, rect in zip(self._flips, self.tick_rects(), strict=True)
            if rect.adjusted(-3, 0, 3, 1).contains(position)
        ]
        return "<br>".join(html.escape(self.words(flip)) for flip in near or self._flips)
