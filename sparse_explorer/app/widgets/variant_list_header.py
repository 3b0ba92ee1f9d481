"""Heads for the list of variants' two columns of numbers."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QSizePolicy, QWidget

from sparse_explorer.app.language.glossary import tip
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, theme
from sparse_explorer.app.widgets.variant_delegate import RowLayout, column_heads, column_widths, small_face


@guarded
class VariantListHeader(QWidget):
    """Says "clean" and "at 60 %" above the list's numbers, also from within a card's title line.

    Emits nothing.
    """

    def __init__(self, view: QListView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme().changed.connect(self.update)
        self._noise = 0
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        what = self.tr("Correct answers in percent: without noise, and at the current noise.")
        self.setToolTip("\n".join((what, tip("accuracy", "noise"))))
        self.set_noise(0)
        view.viewport().installEventFilter(self)

    def set_noise(self, percent: int) -> None:
        """Say at which noise the second column was measured."""
        self._noise = int(percent)
        said = self.tr("Percent correct without noise, and at {noise} % noise")
        self.setAccessibleName(said.format(noise=self._noise))
        self.update()

    def sizeHint(self) -> QSize:
        font = self._view.font()
        bar = (
            self._view.verticalScrollBar().sizeHint().width()
        )  # it moves the columns to the left when it comes
        return QSize(sum(column_widths(font)) + 2 * SPACE + bar, self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:  # a scroll bar came or went
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        viewport = self._view.viewport()
        right = self.mapFromGlobal(viewport.mapToGlobal(QPoint(viewport.width(), 0))).x()
        place = RowLayout.of(QRect(right - viewport.width(), 0, viewport.width(), 40), self._view.font())
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(colors().card))
            painter.setFont(small_face(self._view.font()).font)
            painter.setPen(QColor(colors().muted))
            for column, head in zip((place.clean, place.at_noise), column_heads(self._noise), strict=True):
                where = QRect(column.left(), 0, column.width(), self.height())
                painter.drawText(where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, head)
