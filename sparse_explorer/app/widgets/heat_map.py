"""Variants against noises: a number in each cell, on a colour that says how much better or worse it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, Colors, colors, scaled_font, variant_color
from sparse_explorer.app.widgets.elision import elided
from sparse_explorer.app.widgets.heat_colors import heat_color, readable_on
from sparse_explorer.app.widgets.pointed_cells import PointedCells

_GAP = 2
_NAME_LETTERS = 22
_MOST_WIDTH = 130  # pixels of a column; wider ones are hard to read along


@dataclass(frozen=True)
class HeatRow:
    """A variant: its key, its name, and the number of its style."""

    key: str
    name: str
    color_index: int


@dataclass(frozen=True)
class HeatColumn:
    """A kind of noise: its key, its short title, and its full name."""

    key: str
    title: str
    name: str


@dataclass(frozen=True)
class HeatCell:
    """What stands in a cell.

    Attributes:
        text: such as ``+7.9`` or ``(−0.3)``; empty where nothing is known.
        points: the difference, which gives the colour; None for none.
        open: it may as well have the other sign, so it is written with less weight.
        words: the same in a sentence, for the tool tip and for those who do not see it.
    """

    text: str = ""
    points: float | None = None
    open: bool = False
    words: str = ""


@guarded
class HeatMap(PointedCells[tuple[int, int]]):
    """A grid of numbers on colours; the mouse or the arrow keys point at a cell, a click or Enter chooses it.

    Signals:
        chosen(str, str): the keys of the row and of the column of a cell.
    """

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[HeatRow, ...] = ()
        self.columns: tuple[HeatColumn, ...] = ()
        self._cells: tuple[tuple[HeatCell, ...], ...] = ()
        self._marked = ("", "")

    def show_cells(
        self,
        rows: Sequence[HeatRow],
        columns: Sequence[HeatColumn],
        cells: Sequence[Sequence[HeatCell]],
    ) -> None:
        """Show these numbers, one list a row, and no others."""
        self.rows, self.columns = tuple(rows), tuple(columns)
        self._cells = tuple(tuple(row) for row in cells)
        if self._here and not (self._here[0] < len(self.rows) and self._here[1] < len(self.columns)):
            self._here = None
        self.setMinimumSize(self._least())
        self.describe()
        self.update()

    def mark(self, row: str, column: str) -> None:
        """Write the row and the column with these keys, which are in use, with more weight."""
        if (row, column) != self._marked:
            self._marked = (row, column)
            self.update()

    def cell(self, row: int, column: int) -> HeatCell:
        """What stands in a cell."""
        return self._cells[row][column]

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell is drawn, in the widget's coordinates."""
        width, height = self._column_width(), self._row_height()
        left = self._name_width() + column * width
        return QRectF(left, (row + 1) * height, width - _GAP, height - _GAP)

    def sizeHint(self) -> QSize:
        least = self._least()
        return QSize(max(least.width(), 480), least.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        c = colors()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for place, column in enumerate(self.columns):
                area = self.cell_rect(-1, place)
                used = column.key == self._marked[1]
                self._write(painter, area, column.title, QColor(c.accent if used else c.muted), bold=used)
            for place, row in enumerate(self.rows):
                self._draw_row(painter, place, row, c)
            if self._here is not None:
                painter.setPen(QPen(QColor(c.accent if self.hasFocus() else c.text), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self.cell_rect(*self._here).adjusted(1, 1, -1, -1), 3, 3)

    def _draw_row(self, painter: QPainter, place: int, row: HeatRow, c: Colors) -> None:
        height = self._row_height()
        middle = (place + 1.5) * height - _GAP / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(variant_color(row.color_index))
        painter.drawEllipse(QPointF(SPACE, middle), 4, 4)
        area = QRectF(2.5 * SPACE, middle - height / 2, self._name_width() - 3 * SPACE, height)
        used = row.key == self._marked[0]
        self._write(painter, area, row.name, QColor(c.text), bold=used, flag=Qt.AlignmentFlag.AlignLeft)
        for across, cell in enumerate(self._cells[place]):
            ground = QColor(c.control) if cell.points is None else heat_color(cell.points, c)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRect(self.cell_rect(place, across))
            writing = QColor(c.muted) if cell.points is None else readable_on(ground, c)
            bold = cell.points is not None and not cell.open
            self._write(painter, self.cell_rect(place, across), cell.text, writing, bold=bold)

    def _write(
        self,
        painter: QPainter,
        area: QRectF,
        text: str,
        color: QColor,
        *,
        bold: bool,
        flag: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
    ) -> None:
        painter.setFont(scaled_font(self.font(), 0.95, bold))
        painter.setPen(color)
        metrics, lines = painter.fontMetrics(), [text]
        if metrics.horizontalAdvance(text) > area.width() and area.height() >= 2 * metrics.height():
            lines = _halves(text, metrics)  # such as "salt and pepper" over a narrow column
        high = area.height() / len(lines)
        for place, line in enumerate(lines):
            part = QRectF(area.left(), area.top() + place * high, area.width(), high)
            shown = elided(line, metrics, area.width())
            painter.drawText(part, flag | Qt.AlignmentFlag.AlignVCenter, shown)

    def first_cell(self) -> tuple[int, int] | None:
        return (0, 0) if self.rows and self.columns else None

    def stepped(self, cell: tuple[int, int], down: int, across: int) -> tuple[int, int]:
        row = min(max(cell[0] + down, 0), len(self.rows) - 1)
        return row, min(max(cell[1] + across, 0), len(self.columns) - 1)

    def tip(self, cell: tuple[int, int]) -> str:
        return self.cell(*cell).words

    def choose(self, cell: tuple[int, int]) -> None:
        self.chosen.emit(self.rows[cell[0]].key, self.columns[cell[1]].key)

    def describe(self) -> None:
        """Say what is pointed at, or else everything, to those who do not see it."""
        if self._here is not None:
            self.setAccessibleDescription(self.cell(*self._here).words)
        else:
            words = [cell.words for row in self._cells for cell in row if cell.words]
            self.setAccessibleDescription("; ".join(words))

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        row = int(place.y() // self._row_height()) - 1
        column = int((place.x() - self._name_width()) // self._column_width())
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.columns)
        return (row, column) if inside else None

    def whole_height(self) -> int:
        """Pixels with which rows are as high as they are at most."""
        return (len(self.rows) + 1) * (self._least_height() + 2 * SPACE)

    def _least_height(self) -> int:
        return self.fontMetrics().height() + SPACE

    def _row_height(self) -> int:
        room = self.height() // (len(self.rows) + 1)
        return max(self._least_height(), min(room, self._least_height() + 2 * SPACE))

    def _name_width(self) -> float:
        names = [self.fontMetrics().horizontalAdvance(row.name) for row in self.rows]
        most = self.fontMetrics().averageCharWidth() * _NAME_LETTERS
        return float(min(max(names, default=0), most) + 4 * SPACE)

    def _least_width(self) -> int:
        return self.fontMetrics().horizontalAdvance("(+00.0)") + SPACE

    def _column_width(self) -> float:
        room = (self.width() - self._name_width()) / max(1, len(self.columns))
        return max(float(self._least_width()), min(room, _MOST_WIDTH))

    def _least(self) -> QSize:
        width = self._name_width() + len(self.columns) * self._least_width()
        return QSize(round(width), (len(self.rows) + 1) * self._least_height())


def _halves(text: str, metrics: QFontMetrics) -> list[str]:
    """A text on the two lines of which the wider one is the narrowest; one without spaces on one."""
    words = text.split(" ")
    pairs = [[" ".join(words[:place]), " ".join(words[place:])] for place in range(1, len(words))]
    return min(pairs, key=lambda pair: max(map(metrics.horizontalAdvance, pair)), default=[text])
