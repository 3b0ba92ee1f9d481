"""What every variant answers, how sure it is of each of the ten digits, and whether it is right."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, Colors, colors, theme, variant_color
from sparse_explorer.app.widgets.elision import isolated
from sparse_explorer.app.widgets.face import face
from sparse_explorer.app.widgets.plain_tip import plain_tip
from sparse_explorer.app.widgets.sign import draw_sign
from sparse_explorer.app.widgets.still_picture import StillPicture
from sparse_explorer.app.widgets.variant_style import draw_swatch
from sparse_explorer.data.catalogue import CLASSES

_DOT = 11
_SIGN = 11
_GAP = 8
_BARS = (20, 52, 120)


@dataclass(frozen=True, eq=False)
class PredictionRow:
    """One variant's answer.

    Attributes:
        name, color_index: what the variant is called, and the number of its colour.
        probabilities: float32 (classes,); None if there is no answer.
        note: why there is no answer, such as "not trained yet".
    """

    name: str
    color_index: int
    probabilities: NDArray[np.float32] | None
    note: str = ""


@guarded
class PredictionView(QWidget):
    """A row a variant: name, verdict, and a bar over each class, such as 0 ... 9; the true one is bold and underlined.

    The bars grow and shrink with the height that is given, down to a minimum; beyond that a scroll area helps.

    Args:
        named: whether the names stand here; False where something beside each row says them.
        bars: least, usual and largest height of the bars in pixels.

    Emits nothing.
    """

    def __init__(
        self, parent: QWidget | None = None, named: bool = True, bars: tuple[int, int, int] = _BARS
    ) -> None:
        super().__init__(parent)
        self._named = named
        self._line_height = 0  # 0: not known, see _forget_heights
        self._bar, self._bar_in = 0.0, -1  # height of a bar, and the widget's height for which it was found
        self._tops: list[float] = []  # of the rows
        self._least, self._usual, self._most = bars
        self._rows: tuple[PredictionRow, ...] = ()
        self._chances: list[list[float] | None] = []  # plain numbers, or None without a usable answer
        self._truth: int | None = None
        self._names = tuple(str(label) for label in range(CLASSES))
        self._pointed: tuple[int, int] | None = None  # row, digit
        self._still = StillPicture()
        self.setMouseTracking(True)
        self.setAttribute(
            Qt.WidgetAttribute.WA_OpaquePaintEvent
        )  # or else all that lies behind is painted too
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme().changed.connect(self.update)
        self._describe()

    def set_rows(self, rows: Sequence[PredictionRow], truth: int | None) -> None:
        """Show the variants' answers, and which digit it is; ``truth`` None means that nobody knows."""
        before = self.sizeHint()
        self._rows = tuple(rows)
        self._chances = [self._plain(row.probabilities) for row in rows]
        self._forget_heights()
        self._truth = truth
        self._pointed = None
        if self.sizeHint() != before:
            self.updateGeometry()
        self._describe()
        self.update()

    def set_class_names(self, names: Sequence[str]) -> None:
        """Say what the classes are called, by label; ten digits if nothing is said."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self._chances = [self._plain(row.probabilities) for row in self._rows]
            self._forget_heights()
            self._describe()
            self.updateGeometry()
            self.update()

    def answers(self) -> dict[str, int]:
        """The digit that each variant says, by name; without those that give no answer."""
        shown = zip(self._rows, self._chances, strict=True)
        return {row.name: _best(chances) for row, chances in shown if chances is not None}

    def verdict(self, row: int) -> str:
        """A row's answer in words, such as "says 7, 93 % ✓"."""
        sign = {True: " ✓", False: " ✗", None: ""}[self._is_right(row)]
        return self._said(row) + sign

    def row_rect(self, row: int) -> QRectF:
        """Where a row is, as wide as the widget, head and bars and digits."""
        bars = self._bar_height() + self._foot_height() if self._chances[row] is not None else 0
        return QRectF(0, self._row_top(row), self.width(), self._head_height() + bars)

    def bar_rect(self, row: int, digit: int) -> QRectF:
        """Where a bar may be, from its baseline to the height of 100 %; empty for a row without an answer."""
        if self._chances[row] is None:
            return QRectF()
        top = self._row_top(row) + self._head_height()
        width = self.width() / len(self._names)
        inset = min(2.0, width / 6)
        return QRectF(digit * width + inset, top, width - 2 * inset, self._bar_height())

    def sizeHint(self) -> QSize:
        return QSize(320, self._height_with(self._usual))

    def minimumSizeHint(self) -> QSize:
        return QSize(180 if self._named else 140, self._height_with(self._least))

    def paintEvent(self, event: QPaintEvent) -> None:
        c, answers = colors(), tuple(None if each is None else _best(each) for each in self._chances)
        with QPainter(self) as painter:
            shown = answers, self._truth, self._pointed, self._names
            self._still.draw(painter, self, shown, self._draw_scales)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for row, chances in enumerate(self._chances):
                self._draw_head(painter, row, c)
                if chances is not None:
                    self._draw_bars(painter, row, chances)

    def _draw_scales(self, painter: QPainter) -> None:
        """What bars stand on: a line and a name for each class, and what is pointed at."""
        c = colors()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, chances in enumerate(self._chances):
            if row and not self._named:  # the line between two lanes goes on here
                painter.fillRect(QRectF(0, self._row_top(row) - 3, self.width(), 1), QColor(c.border))
            if chances is None:
                continue
            answer = _best(chances)
            for digit in range(len(self._names)):
                self._draw_scale(painter, row, digit, digit == answer, c)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self._tip(event.pos())), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._bar_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def _point_at(self, bar: tuple[int, int] | None) -> None:
        if bar != self._pointed:
            self._pointed = bar
            self.update()

    def _bar_at(self, position: QPoint) -> tuple[int, int] | None:
        digit = position.x() * len(self._names) // max(self.width(), 1)
        if not 0 <= digit < len(self._names):
            return None
        for row in range(len(self._rows)):
            if self._column_rect(row, digit).contains(QPointF(position)):
                return row, digit
        return None

    def _tip(self, position: QPoint) -> str:
        bar = self._bar_at(position)
        if bar is None:
            for row, shown in enumerate(self._rows):
                top = self._row_top(row)
                if top <= position.y() < top + self._head_height():
                    return f"{isolated(shown.name)}: {self.verdict(row)}"
            return ""
        row, digit = bar
        chances = self._chances[row] or [0.0] * len(self._names)
        return self.tr("{name}: {percent:.2f} % that it is a {digit}").format(
            name=isolated(self._rows[row].name), percent=100 * chances[digit], digit=self._name(digit)
        )

    def _draw_head(self, painter: QPainter, row: int, c: Colors) -> None:
        shown = self._rows[row]
        line = QRectF(
            0, self._row_top(row), self.width(), self._head_height() - (SPACE / 2 if self._named else 0)
        )
        dot = QRectF(0, line.center().y() - _DOT / 2, _DOT + 2, _DOT)
        if self._named:
            draw_swatch(painter, dot, shown.color_index)
        left, right = _DOT + SPACE if self._named else 0, line.right()
        answered, correct = self._chances[row] is not None, self._is_right(row)
        ink = QColor({True: c.right, False: c.wrong, None: c.text if answered else c.muted}[correct])
        if correct is not None:  # the sign is drawn, since not every font has it
            draw_sign(
                painter, correct, QRectF(right - _SIGN, line.center().y() - _SIGN / 2, _SIGN, _SIGN), ink
            )
            right -= _SIGN + SPACE
        bold = face(self.font(), bold=True)
        said = bold if answered else face(self.font())
        # A verdict is short and stands whole; a note leaves half of the room to the name.
        least = 0 if answered or not self._named else min(bold.wide(shown.name) + SPACE, (right - left) / 2)
        text = said.elided(self._said(row), right - left - least)
        room = right - left - said.wide(text) - SPACE
        middle, area = Qt.AlignmentFlag.AlignVCenter, QRectF(left, line.top(), right - left, line.height())
        painter.setFont(said.font)
        painter.setPen(ink)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | middle, text)
        if not self._named:
            return
        painter.setFont(bold.font)
        painter.setPen(QColor(c.text))
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | middle, bold.elided(shown.name, room))

    def _draw_scale(self, painter: QPainter, row: int, digit: int, answer: bool, c: Colors) -> None:
        place, truth = self.bar_rect(row, digit), digit == self._truth
        painter.setPen(Qt.PenStyle.NoPen)
        if self._pointed == (row, digit):
            painter.setBrush(QColor(c.hover))
            painter.drawRoundedRect(self._column_rect(row, digit), 4, 4)
        painter.setBrush(QColor(c.border))
        painter.drawRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1))
        label = QRectF(place.left(), place.bottom() + 1, place.width(), self._line())
        painter.setFont(face(self.font(), bold=truth).font)
        painter.setPen(QColor(c.text if truth or answer else c.muted))
        self._draw_name(painter, label, digit, truth or answer)
        if truth:
            middle = label.center().x()
            painter.fillRect(QRectF(middle - 6, label.bottom(), 12, 2), QColor(c.text))

    def _draw_bars(self, painter: QPainter, row: int, chances: list[float]) -> None:
        strong, weak = (variant_color(self._rows[row].color_index) for _ in range(2))
        weak.setAlphaF(0.5)
        answer, first = _best(chances), self.bar_rect(row, 0)
        step = self.width() / len(self._names)
        painter.setPen(Qt.PenStyle.NoPen)
        for digit, chance in enumerate(chances):
            height = first.height() * min(max(chance, 0.0), 1.0)
            if height < 0.5:
                continue
            bar = QRectF(first.left() + digit * step, first.bottom() - height, first.width(), height)
            painter.setBrush(strong if digit == answer else weak)
            corner = min(3.0, height / 2)
            painter.drawRoundedRect(bar, corner, corner)

    def _name(self, label: int) -> str:
        return self._names[label] if label < len(self._names) else str(label)

    def _draw_name(self, painter: QPainter, place: QRectF, digit: int, matters: bool) -> None:
        """What a bar is of; where bars are narrower than that, only of those that matter."""
        text = self._name(digit)
        wide = painter.fontMetrics().horizontalAdvance(text)
        if wide > place.width() + 2:
            if not matters:
                return
            middle = min(max(place.center().x(), wide / 2), max(wide / 2, self.width() - wide / 2))
            place = QRectF(middle - wide / 2, place.top(), wide, place.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _plain(self, probabilities: NDArray[np.float32] | None) -> list[float] | None:
        if probabilities is None or probabilities.shape != (len(self._names),):
            return None
        chances = [float(chance) for chance in probabilities]
        return chances if all(math.isfinite(chance) for chance in chances) else None

    def _said(self, row: int) -> str:
        chances = self._chances[row]
        if chances is None:
            return self._rows[row].note or self.tr("no answer")
        answer = _best(chances)
        return self.tr("says {digit}, {percent:.0f} %").format(
            digit=self._name(answer), percent=100 * chances[answer]
        )

    def _is_right(self, row: int) -> bool | None:
        """Whether a row's answer is the true digit; None if there is no answer or nobody knows."""
        chances = self._chances[row]
        return None if chances is None or self._truth is None else _best(chances) == self._truth

    def _column_rect(self, row: int, digit: int) -> QRectF:
        place = self.bar_rect(row, digit)
        return place if place.isEmpty() else place.adjusted(0, 0, 0, self.fontMetrics().height() + 3)

    def _head_height(self) -> int:
        return self._line() + (SPACE // 2 if self._named else SPACE)

    def _foot_height(self) -> int:
        return self._line() + 4

    def _line(self) -> int:
        """Height of a line of text; asked for many times at each painting."""
        if not self._line_height:
            self._line_height = self.fontMetrics().height()
        return self._line_height

    def _row_top(self, row: int) -> float:
        self._lay_out()
        return self._tops[row]

    def _bar_height(self) -> float:
        self._lay_out()
        return self._bar

    def _lay_out(self) -> None:
        """Find where rows are, once for the widget's height and its answers: whatever is beside them asks, too."""
        if self._bar_in == self.height():
            return
        bars = sum(chances is not None for chances in self._chances)
        spare = self.height() - self._height_with(0)
        self._bar = min(max(spare / max(bars, 1), self._least), self._most)
        self._bar_in = self.height()
        self._tops, top = [], 0.0
        for chances in self._chances:
            self._tops.append(top)
            top += self._head_height() + _GAP
            top += self._bar + self._foot_height() if chances is not None else 0

    def _height_with(self, bar: int) -> int:
        bars = sum(chances is not None for chances in self._chances)
        heads = len(self._rows) * (self._head_height() + _GAP) - (_GAP if self._rows else 0)
        return heads + bars * (bar + self._foot_height())

    def _forget_heights(self) -> None:
        self._line_height, self._bar_in = 0, -1

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._forget_heights()

    def _describe(self) -> None:
        self.setAccessibleName(self.tr("Answers"))
        said = [f"{isolated(row.name)}: {self.verdict(index)}" for index, row in enumerate(self._rows)]
        if self._truth is not None:
            said.insert(0, self.tr("a {digit}").format(digit=self._name(self._truth)))
        self.setAccessibleDescription("; ".join(said) or self.tr("No variant to ask"))


def _best(chances: list[float]) -> int:
    return chances.index(max(chances))
