"""Confusion matrices beside each other: what is true against what was said, a number and a colour in each cell.

Which of the matrices are drawn is a matter of room: the first always is.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, Colors, colors, scaled_font
from sparse_explorer.app.widgets.digit_gallery import Speaker
from sparse_explorer.app.widgets.elision import elided, isolated
from sparse_explorer.app.widgets.heat_colors import MOST, heat_color, readable_on
from sparse_explorer.app.widgets.plain_tip import plain_tip
from sparse_explorer.app.widgets.pointed_cells import PointedCells
from sparse_explorer.app.widgets.variant_style import draw_swatch
from sparse_explorer.data.catalogue import DIGITS
from sparse_explorer.experiment.results.answers import Confusion

_BETWEEN = 3 * SPACE
_LEAST_CELL = QSize(23, 13)
_MOST_CELL = QSize(64, 34)
_BESIDE = 2.6  # columns: the labels, and the recall


@dataclass(frozen=True, eq=False)
class Matrix:
    """One variant's matrix."""

    speaker: Speaker
    confusion: Confusion


@dataclass(frozen=True)
class Cell:
    """A cell: of which matrix, what is true, and what was said."""

    matrix: int
    true: int
    said: int


@guarded
class ConfusionView(PointedCells[Cell]):
    """Matrices that mouse and keys point into; a click or Enter chooses a cell.

    Signals:
        chosen(str, int, int): the key of the variant, what is true, and what it said.
        copy_requested(str), csv_requested(str): the user wants the matrix of the variant with that key.
    """

    chosen = Signal(str, int, int)
    copy_requested = Signal(str)
    csv_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrices: tuple[Matrix, ...] = ()
        self._names: tuple[str, ...] = DIGITS
        self._marked: tuple[str, int, int] | None = None
        self.setAccessibleName(self.tr("Confusion matrices: rows are what is true, columns what was said"))

    # --- what is shown --------------------------------------------------------------------------------------------

    def show_matrices(self, matrices: Sequence[Matrix]) -> None:
        """Show these, as many as there is room for."""
        before, self._matrices = (len(self._matrices), self._names), tuple(matrices)
        if matrices and matrices[0].confusion.class_names != self._names:
            self._names = matrices[0].confusion.class_names
            self._here = None
        if self._here is not None and self._here.matrix >= len(self.shown()):
            self._here = None
        self.describe()
        if before != (len(self._matrices), self._names):  # the whole stage is laid out again
            self.updateGeometry()
        self.update()

    def shown(self) -> tuple[Matrix, ...]:
        """Those that there is room for."""
        room = max(1, int((self.width() + _BETWEEN) // (self._least_width() + _BETWEEN)))
        return self._matrices[:room]

    def mark(self, cell: tuple[str, int, int] | None) -> None:
        """Draw a frame around a cell, of the variant with that key, whose digits are listed."""
        if cell != self._marked:
            self._marked = cell
            self.update()

    def cell_rect(self, cell: Cell) -> QRectF:
        """Where a cell is drawn, in the widget's coordinates."""
        side = self._cell()
        left, top = self._corner(cell.matrix)
        return QRectF(left + (cell.said + 1) * side[0], top + cell.true * side[1], side[0] - 1, side[1] - 1)

    def words(self, cell: Cell) -> str:
        """What stands in a cell, in a sentence."""
        matrix = self._matrices[cell.matrix]
        count = int(matrix.confusion.counts[cell.true, cell.said])
        text = (
            self.tr("{name} knows {count:,} of {total:,} digits that show {true} ({percent:.1f} %)")
            if cell.true == cell.said
            else self.tr("{name} takes {true} for {said}: {count:,} of {total:,} digits ({percent:.1f} %)")
        )
        return text.format(
            name=isolated(matrix.speaker.name),
            true=isolated(self._names[cell.true]),
            said=isolated(self._names[cell.said]),
            count=count,
            total=matrix.confusion.of_class(cell.true),
            percent=100 * matrix.confusion.share(cell.true, cell.said),
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(
            math.ceil(self._least_width()),
            math.ceil(self._title_height() + (self._classes + 1) * _LEAST_CELL.height()),
        )

    def sizeHint(self) -> QSize:
        count = max(1, len(self._matrices))
        width = count * (self._columns() * 30 + _BETWEEN)
        return QSize(int(width), int(self._title_height() + (self._classes + 2) * 20))

    # --- where it is ----------------------------------------------------------------------------------------------

    @property
    def _classes(self) -> int:
        return len(self._names)

    def _columns(self) -> float:
        """How many cells wide a matrix is."""
        return self._classes + _BESIDE

    def _least_width(self) -> float:
        return self._columns() * _LEAST_CELL.width()

    def _title_height(self) -> float:
        return self.fontMetrics().height() + 2.0

    def _rows(self) -> int:
        """Rows below the title: classes and their heads, and the sums where there is room for them."""
        room = self.height() - self._title_height()
        return self._classes + (2 if room >= (self._classes + 2) * (_LEAST_CELL.height() + 2) else 1)

    def _cell(self) -> tuple[float, float]:
        """Width and height."""
        count = max(1, len(self.shown()))
        width = (self.width() - (count - 1) * _BETWEEN) / count / self._columns()
        height = (self.height() - self._title_height()) / self._rows()
        return (
            min(max(width, _LEAST_CELL.width()), _MOST_CELL.width()),
            min(max(height, _LEAST_CELL.height()), _MOST_CELL.height()),
        )

    def _corner(self, matrix: int) -> tuple[float, float]:
        """Left of the labels, and top of the first class."""
        wide, high = self._cell()
        return matrix * (self._columns() * wide + _BETWEEN), self._title_height() + high

    def cell_at(self, place: QPointF) -> Cell | None:
        wide, high = self._cell()
        for matrix in range(len(self.shown())):
            left, top = self._corner(matrix)
            said, true = math.floor((place.x() - left) / wide) - 1, math.floor((place.y() - top) / high)
            if 0 <= said < self._classes and 0 <= true < self._classes:
                return Cell(matrix, true, said)
        return None

    # --- drawing --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        c = colors()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for place, matrix in enumerate(self.shown()):
                self._draw_title(painter, place, matrix, c)
                self._draw_matrix(painter, place, matrix, c)
            if self._here is not None and self._here.matrix < len(self.shown()):
                self._frame(painter, self._here, c.accent if self.hasFocus() else c.text)

    def _draw_title(self, painter: QPainter, place: int, matrix: Matrix, c: Colors) -> None:
        wide, _ = self._cell()
        left, _ = self._corner(place)
        line = QRectF(left, 0, self._columns() * wide, self._title_height())
        draw_swatch(painter, QRectF(line.left(), line.center().y() - 4, 10, 8), matrix.speaker.color_index)
        found = matrix.confusion
        share = 100 * found.correct / found.total if found.total else 0.0
        right = self.tr("{percent:.1f} % right").format(percent=share)
        painter.setFont(self.font())
        painter.setPen(QColor(c.muted))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, right)
        bold = scaled_font(self.font(), 1.0, bold=True)
        room = line.width() - 16 - self.fontMetrics().horizontalAdvance(right) - SPACE
        painter.setFont(bold)
        painter.setPen(QColor(c.text))
        name = elided(matrix.speaker.name, QFontMetricsF(bold), room)
        painter.drawText(line.adjusted(16, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | middle, name)

    def _draw_matrix(self, painter: QPainter, place: int, matrix: Matrix, c: Colors) -> None:
        wide, high = self._cell()
        left, top = self._corner(place)
        found, classes = matrix.confusion, self._classes
        recalls = left + (classes + 1) * wide
        sums = top + classes * high
        centre = Qt.AlignmentFlag.AlignCenter
        painter.setFont(self._number_font())
        painter.setPen(QColor(c.muted))
        # Which way is which, in the corner that is free.
        painter.drawText(QRectF(left, top - high, wide, high), centre, "↓ →")
        painter.drawText(QRectF(recalls, top - high, 1.6 * wide, high), centre, self.tr("recall"))
        for label in range(classes):
            name = elided(self._names[label], QFontMetricsF(painter.font()), wide - 2)
            painter.drawText(QRectF(left, top + label * high, wide, high), centre, name)
            painter.drawText(QRectF(left + (label + 1) * wide, top - high, wide, high), centre, name)
            recall = found.recall(label)
            text = "–" if recall is None else f"{100 * recall:.0f} %"
            painter.drawText(QRectF(recalls, top + label * high, 1.6 * wide, high), centre, text)
            if self._rows() > classes + 1:
                total = QRectF(left + (label + 1) * wide, sums, wide, high)
                painter.drawText(total, centre, _short(found.said(label)))
        if self._rows() > classes + 1:
            painter.drawText(QRectF(left, sums, wide, high), centre, "Σ")
            painter.drawText(QRectF(recalls, sums, 1.6 * wide, high), centre, _short(found.total))
        for true in range(classes):
            for said in range(classes):
                self._draw_cell(painter, Cell(place, true, said), found, c)
        if self._marked is not None and self._marked[0] == matrix.speaker.key:
            self._frame(painter, Cell(place, *self._marked[1:]), c.accent)

    def _draw_cell(self, painter: QPainter, cell: Cell, found: Confusion, c: Colors) -> None:
        area, share = self.cell_rect(cell), found.share(cell.true, cell.said)
        # By the root: one in a hundred must be told from none.
        points = MOST * math.sqrt(share) * (1 if cell.true == cell.said else -1)
        ground = heat_color(points, c) if share else QColor(c.control)
        painter.fillRect(area, ground)
        count = int(found.counts[cell.true, cell.said])
        if count:
            painter.setPen(readable_on(ground, c))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, _short(count))

    def _frame(self, painter: QPainter, cell: Cell, color: str) -> None:
        painter.setPen(QPen(QColor(color), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.cell_rect(cell))

    def _number_font(self) -> QFont:
        """As large as the longest number allows."""
        wide, high = self._cell()
        metrics = QFontMetricsF(self.font())
        longest = max(
            (_short(int(matrix.confusion.counts.max())) for matrix in self.shown()), key=len, default="0"
        )
        across = (wide - 3) / max(1.0, metrics.horizontalAdvance(longest))
        return scaled_font(self.font(), max(0.6, min(1.0, across, (high - 1) / metrics.height())))

    # --- what the user does ---------------------------------------------------------------------------------------

    def first_cell(self) -> Cell | None:
        return Cell(0, 0, 0) if self._matrices else None

    def stepped(self, cell: Cell, down: int, across: int) -> Cell:
        last = self._classes * len(self.shown()) - 1  # from one matrix to the next
        column = min(max(cell.matrix * self._classes + cell.said + across, 0), last)
        true = min(max(cell.true + down, 0), self._classes - 1)
        return Cell(column // self._classes, true, column % self._classes)

    def tip(self, cell: Cell) -> str:
        return plain_tip(self.words(cell))

    def choose(self, cell: Cell) -> None:
        self.chosen.emit(self._matrices[cell.matrix].speaker.key, cell.true, cell.said)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        shown = self.shown()
        if not shown:
            return
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        wide, _ = self._cell()
        under = int(event.pos().x() // (self._columns() * wide + _BETWEEN))
        place = self._here.matrix if by_key and self._here else min(under, len(shown) - 1)
        self.make_menu(shown[place].speaker).popup(event.globalPos())

    def make_menu(self, speaker: Speaker) -> QMenu:
        """What can be done with a variant's matrix; the menu deletes itself when it closes."""
        menu = QMenu(self)
        menu.setObjectName("confusion_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = isolated(speaker.name).replace("&", "&&")
        copy = menu.addAction(self.tr("Copy the matrix of {name}").format(name=name))
        save = menu.addAction(self.tr("Save the matrix of {name} as CSV …").format(name=name))
        copy.triggered.connect(lambda: self.copy_requested.emit(speaker.key))
        save.triggered.connect(lambda: self.csv_requested.emit(speaker.key))
        return menu

    def describe(self) -> None:
        """Say what is pointed at, or else the gist, to those who do not see it."""
        if self._here is not None and self._here.matrix < len(self._matrices):
            self.setAccessibleDescription(self.words(self._here))
            return
        said = [
            self.tr("{name}: {correct:,} of {total:,} right").format(
                name=isolated(matrix.speaker.name),
                correct=matrix.confusion.correct,
                total=matrix.confusion.total,
            )
            for matrix in self._matrices
        ]
        self.setAccessibleDescription("; ".join(said))


def _short(count: int) -> str:
    """A count in a narrow cell: whole up to 9,999."""
    return str(count) if count < 10_000 else f"{count / 1000:.0f}k"
