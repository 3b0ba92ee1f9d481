"""The table of what variants cost and can do: to read, to select in, and to copy."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import scaled_font, theme, variant_text_color
from sparse_explorer.app.widgets.plain_tip import plain_tip
from sparse_explorer.app.widgets.variant_style import SWATCH, draw_swatch
from sparse_explorer.experiment.results.csv_text import safe_text

_ROW_HEIGHT = 26
_AIR = 12  # pixels between two columns
_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class CostLine:
    """A row.

    Attributes:
        key, style: tell the variants apart.
        texts: a cell each, the name first.
        strong: the name is bold.
        words: for the tip of the whole row.
    """

    key: str
    style: int
    texts: tuple[str, ...]
    strong: bool = False
    words: tuple[str, ...] = ()


@guarded
class CostTable(QTableWidget):
    """A row a variant; the selected row is the selected variant.

    Signals:
        chosen(str): the user selected the variant with that key.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[CostLine] = []
        self._heads: list[tuple[str, str]] = []
        self.setAccessibleName(self.tr("Cost of the variants"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)  # Tab leaves the table
        self.setIconSize(QSize(SWATCH, 11))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        self.currentCellChanged.connect(self._choose)
        theme().changed.connect(self._fill)

    def set_heads(self, heads: Sequence[tuple[str, str]]) -> None:
        """Columns: what stands above each, and what it means, for its tip."""
        if list(heads) != self._heads:
            self._heads = list(heads)
            self._fill()

    def set_lines(self, lines: Sequence[CostLine], selected: str = "") -> None:
        """Show these rows, the one with the key ``selected`` as the selected one."""
        if list(lines) != self._lines:
            self._lines = list(lines)
            self._fill()
        self.set_selected(selected)

    def set_selected(self, key: str) -> None:
        """Select the row with that key, or none."""
        row = next((place for place, line in enumerate(self._lines) if line.key == key), -1)
        if row != self.currentRow():
            with QSignalBlocker(self):
                if row < 0:
                    self.clearSelection()
                    self.setCurrentCell(-1, -1)
                else:
                    self.setCurrentCell(row, max(0, self.currentColumn()))

    def as_text(self) -> str:
        """Heads and rows, as lines of tab-separated values."""
        rows = [[head for head, _ in self._heads], *(line.texts for line in self._lines)]
        return "\n".join("\t".join(safe_text(text) for text in row) for row in rows)

    def sizeHint(self) -> QSize:
        width = self.horizontalHeader().length() + self.verticalScrollBar().sizeHint().width() + 4
        return QSize(width, self._height(len(self._lines)) + self.horizontalScrollBar().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._height(2))

    def sizeHintForColumn(self, column: int) -> int:
        return super().sizeHintForColumn(column) + _AIR

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.as_text())
        else:
            super().keyPressEvent(event)

    def _height(self, rows: int) -> int:
        return self.horizontalHeader().sizeHint().height() + rows * _ROW_HEIGHT + 4

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._lines):
            self.chosen.emit(self._lines[row].key)

    def _fill(self) -> None:
        current = self.currentRow()
        with QSignalBlocker(self):
            self.setColumnCount(len(self._heads))
            self.setRowCount(len(self._lines))
            for column, (head, tip) in enumerate(self._heads):
                item = QTableWidgetItem(head)
                item.setToolTip(plain_tip(tip))
                item.setTextAlignment(_side(column))
                self.setHorizontalHeaderItem(column, item)
            for row, line in enumerate(self._lines):
                for column, text in enumerate(line.texts):
                    self.setItem(row, column, self._cell(line, column, text))
            if 0 <= current < len(self._lines):
                self.setCurrentCell(current, max(0, self.currentColumn()))
        self.updateGeometry()

    def _cell(self, line: CostLine, column: int, text: str) -> QTableWidgetItem:
        cell = QTableWidgetItem(text)
        cell.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        cell.setTextAlignment(_side(column))
        cell.setToolTip(plain_tip("\n".join(line.words)))
        cell.setData(_KEY, line.key)
        if column == 0:
            cell.setForeground(variant_text_color(line.style))
            cell.setIcon(self._swatch(line.style))
            cell.setFont(scaled_font(self.font(), 1, bold=line.strong))
        return cell

    def _swatch(self, style: int) -> QIcon:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.iconSize() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_swatch(painter, QRectF(0, 0, SWATCH, 11), style)
        icon = QIcon(picture)
        icon.addPixmap(picture, QIcon.Mode.Selected)  # Qt would tint it, and the variant has that one colour
        return icon


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
