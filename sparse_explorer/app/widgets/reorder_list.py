"""A list whose rows can be dragged to another place; it asks for the move and does not make it."""

from typing import Protocol, cast

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QListView, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import colors


class _Rows(Protocol):
    def row_of(self, row_id: str) -> int: ...


@guarded
class ReorderList(QListView):
    """Its model says by ``mimeTypes()[0]`` and ``row_of(id)`` what a dragged row carries and which it is.

    Signals:
        move_requested(str, int): id of a row, and the place that it is to have among all.
    """

    move_requested = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = -1  # where the dragged row would land; -1 while none is dragged
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.viewport().setAttribute(
            Qt.WidgetAttribute.WA_OpaquePaintEvent
        )  # or else all behind it is painted, too

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        own = self._dragged(event)[1] >= 0
        self._show_gap(self._gap_at(event.position().toPoint()) if own else -1)
        event.setAccepted(own)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_gap(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        (dragged, source), gap = self._dragged(event), self._gap_at(event.position().toPoint())
        self._show_gap(-1)
        event.setAccepted(source >= 0)
        target = gap - 1 if gap > source else gap  # among the others, when it is taken out
        if source >= 0 and target != source:
            self.move_requested.emit(dragged, target)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), QColor(colors().card))
        super().paintEvent(event)
        last = self.model().rowCount() - 1
        if self._gap >= 0 and last >= 0:
            rect = self.visualRect(self.model().index(min(self._gap, last), 0))
            y = rect.bottom() if self._gap > last else max(rect.top(), 1)
            with QPainter(self.viewport()) as painter:
                painter.setPen(QPen(QColor(colors().accent), 2))
                painter.drawLine(rect.left(), y, rect.right(), y)

    def _dragged(self, event: QDropEvent) -> tuple[str, int]:
        """Id and place of the row that is being dragged; the place is -1 if it is something else."""
        data = event.mimeData().data(self.model().mimeTypes()[0])
        row_id = bytes(data.data()).decode(errors="replace")
        return row_id, cast(_Rows, self.model()).row_of(row_id)

    def _gap_at(self, where: QPoint) -> int:
        """Between which rows a drop would be: 0 above the first, their number below the last."""
        places = range(self.model().rowCount())
        centres = [self.visualRect(self.model().index(place, 0)).center().y() for place in places]
        return sum(where.y() > centre for centre in centres)

    def _show_gap(self, gap: int) -> None:
        if gap != self._gap:
            self._gap = gap
            self.viewport().update()
