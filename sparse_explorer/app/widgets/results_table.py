"""The results table: every variant's accuracy at every noise level, to read, to click and to copy."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, scaled_font
from sparse_explorer.app.qt.throttle import Throttle
from sparse_explorer.app.widgets.elision import elided
from sparse_explorer.app.widgets.results_model import Index, ResultsModel
from sparse_explorer.app.widgets.variant_style import SWATCH, draw_swatch
from sparse_explorer.experiment.results.csv_text import safe_text
from sparse_explorer.experiment.results.line_styles import line_style
from sparse_explorer.experiment.results.results import SummaryRow

_ROW_HEIGHT = 26
_WIDEST_NAME = 160
_FOLLOW_MS = 120
"""How long the slider has to rest before columns are scrolled: all that is in sight is painted again then."""

_ROWS_ASKED = 6  # the table asks for room for so many rows at most, and scrolls beyond them


@guarded
class _Header(QHeaderView):
    """A header that paints itself: the style sheet's colour for all headers would hide the variants' own."""

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        model, c = self.model(), colors()
        across = self.orientation() == Qt.Orientation.Horizontal
        current = across and isinstance(model, ResultsModel) and model.current_column() == index
        own = model.headerData(index, self.orientation(), Qt.ItemDataRole.ForegroundRole)
        text = str(model.headerData(index, self.orientation()) or "")  # nothing for a section that is gone
        painter.save()
        try:
            painter.setFont(scaled_font(self.font(), 1, bold=current))
            painter.setPen(c.accent if current else own or c.muted)
            inner = rect.adjusted(2, 0, 2 - SPACE, 0)
            if not across and isinstance(model, ResultsModel) and index < len(model.names()):
                self._paint_style(painter, inner, model.style(index))
                inner.setLeft(inner.left() + swatch_width(model.style(index)))
            text = elided(text, painter.fontMetrics(), inner.width())
            side = Qt.AlignmentFlag.AlignRight if across else Qt.AlignmentFlag.AlignLeft
            painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)
            if across:
                height = 2 if current else 1
                line = QRect(rect.left(), rect.bottom() - height + 1, rect.width(), height)
                painter.fillRect(line, c.accent if current else c.border)
        finally:
            painter.restore()

    def _paint_style(self, painter: QPainter, inner: QRect, number: int) -> None:
        """What tells the variant from others of its colour."""
        if swatch_width(number):
            painter.save()
            middle = inner.center().y() + 0.5
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_swatch(painter, QRectF(inner.left(), middle - 5.5, SWATCH, 11), number)
            painter.restore()


def swatch_width(number: int) -> int:
    """Pixels that a variant's swatch takes before its name; 0 where the name's colour says it all."""
    return 0 if line_style(number).plain else SWATCH + SPACE // 2


@guarded
class ResultsTable(QTableView):
    """The results of all variants.

    The columns share the width; where that is too little for all, as many as stay readable do, whole ones, and the
    others are scrolled to; the names stay.

    Attributes:
        results: the model that holds what is shown.

    Signals:
        level_chosen(int): the user clicked or entered a column or one of its cells; its noise in percent.
    """

    level_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.results = ResultsModel(self)
        self._empty_text = ""
        self._columns_shown = 1
        self._fit: tuple[int, ...] = ()  # what the widths were shared out for
        self._following = Throttle(_FOLLOW_MS, self, until_rest=True)
        self._following.triggered.connect(self._follow_noise)
        self.setModel(self.results)
        self.setAccessibleName(self.tr("Results"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)  # Tab leaves the table
        # The line under the columns' headers goes on over the names.
        self.setStyleSheet("QTableCornerButton::section { border-bottom: 1px solid palette(mid); }")
        self._set_headers()
        self.results.modelReset.connect(self._share_width)
        self.results.dataChanged.connect(self._data_changed)
        self.clicked.connect(self._choose)
        self.horizontalHeader().sectionClicked.connect(self._choose_column)

    def set_summary(
        self, rows: Sequence[SummaryRow], color_of: Mapping[str, int], hidden: frozenset[str] = frozenset()
    ) -> None:
        """Show these results; ``color_of`` gives each variant's colour number, ``hidden`` names the muted ones."""
        self.results.set_summary(rows, color_of, hidden)

    def set_noise(self, percent: int) -> None:
        """Emphasise the column of that noise level and bring it into sight, beyond the last level the last one; while a
        hand drags the slider, when it rests."""
        before = self.results.nearest_column()
        self.results.set_noise(percent)
        if self.results.nearest_column() != before:
            self._following.trigger()

    def _follow_noise(self) -> None:
        """Bring the column nearest to the noise into sight, with as many whole columns as there is room for."""
        bar, column = self.horizontalScrollBar(), self.results.nearest_column()
        first = bar.value()
        if column is not None:
            first = min(max(first, column - self._columns_shown + 1), column)
        first = max(0, min(first, self.results.columnCount() - self._columns_shown))
        bar.setValue(first)
        # The bar says nothing to the header where only widths changed.
        self.horizontalHeader().setOffsetToSectionPosition(first)

    def set_empty_text(self, text: str) -> None:
        """Say this as long as there are no results."""
        self._empty_text = text
        self.viewport().update()

    def selection_as_text(self) -> str:
        """The selected cells as lines of tab-separated values; with their headers where there are several."""
        selected = {(index.row(), index.column()): index for index in self.selectedIndexes()}
        if len(selected) == 1:
            return str(next(iter(selected.values())).data() or "")
        rows = sorted({row for row, _ in selected})
        columns = sorted({column for _, column in selected})
        names = [" ".join(name.split()) for name in self.results.names()]
        lines = [["", *(f"{self.results.percent(column)} %" for column in columns)]]
        for row in rows:
            name = safe_text(names[row])
            cells = (selected.get((row, column)) for column in columns)
            lines.append([name, *(str(cell.data() or "") if cell else "" for cell in cells)])
        return "\n".join("\t".join(line) for line in lines) if selected else ""

    def sizeHint(self) -> QSize:
        rows = min(max(2, self.results.rowCount()), _ROWS_ASKED)
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(600, self.horizontalHeader().sizeHint().height() + rows * _ROW_HEIGHT + bar)

    def whole_height(self) -> int:
        """Pixels with which no row is scrolled to."""
        bar = self.horizontalScrollBar().sizeHint().height()
        return (
            self.horizontalHeader().sizeHint().height() + self.results.rowCount() * _ROW_HEIGHT + bar + SPACE
        )

    def minimumSizeHint(self) -> QSize:
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(200, self.horizontalHeader().sizeHint().height() + 2 * _ROW_HEIGHT + bar)

    def _set_headers(self) -> None:
        levels, names = _Header(Qt.Orientation.Horizontal, self), _Header(Qt.Orientation.Vertical, self)
        self.setHorizontalHeader(levels)
        self.setVerticalHeader(names)
        levels.setSectionsClickable(True)
        levels.setCursor(Qt.CursorShape.PointingHandCursor)
        levels.setFixedHeight(_ROW_HEIGHT + 2)
        levels.setMinimumSectionSize(10)
        names.setDefaultSectionSize(_ROW_HEIGHT)
        for header in (levels, names):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        if roles and Qt.ItemDataRole.DisplayRole not in roles:  # another emphasis; Qt would paint all columns
            area = self.visualRect(first).united(self.visualRect(last))
            self.viewport().update(area)
        else:
            super().dataChanged(first, last, roles)

    def _data_changed(self, first: QModelIndex, last: QModelIndex, roles: Sequence[int]) -> None:
        """Other texts may need other widths; another emphasis, which follows the slider, does not."""
        if not roles or Qt.ItemDataRole.DisplayRole in roles:
            self._share_width()

    def _share_width(self) -> None:
        """Columns of the same width: as wide as there is room, and wide enough for what they say."""
        model, count = self.results, self.results.columnCount()
        metrics = QFontMetrics(scaled_font(self.font(), 1, bold=True))
        names = [
            metrics.horizontalAdvance(name) + swatch_width(model.style(row))
            for row, name in enumerate(model.names())
        ]
        widest = max(names, default=0)
        self.verticalHeader().setFixedWidth(min(_WIDEST_NAME, widest + 2 * SPACE))
        self.updateGeometries()
        texts = {
            str(model.index(row, column).data() or "")
            for row in range(model.rowCount())
            for column in range(count)
        }
        needed = max(metrics.horizontalAdvance(text) for text in texts | {"100 %"}) + 2 * SPACE
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setVisible(count > 0)
        room = self.viewport().width()
        shown = max(1, min(count, room // needed))
        if (count, shown, room) == self._fit:
            return
        self._fit, self._columns_shown = (count, shown, room), shown
        for column in range(count):
            place = column % shown  # any columns that are seen together fill the width to the pixel
            self.setColumnWidth(column, (place + 1) * room // shown - place * room // shown)
        self.updateGeometries()
        self._follow_noise()
        self.updateGeometry()

    def _choose(self, index: QModelIndex) -> None:
        self._choose_column(index.column())

    def _choose_column(self, column: int) -> None:
        self.level_chosen.emit(self.results.percent(column))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.selection_as_text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty_text and not self.results.rowCount():
            with QPainter(self.viewport()) as painter:
                painter.setPen(colors().muted)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(
                    self.viewport().rect().adjusted(SPACE, 0, -SPACE, 0), flags, self._empty_text
                )
