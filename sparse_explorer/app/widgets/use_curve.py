"""How often the units of a layer are active, from the most to the least used, and where one of them stands."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import colors, scaled_font, theme
from sparse_explorer.experiment.results.inspection_reports import UnitUse


@guarded
class UseCurve(QWidget):
    """Bars of falling height, one of them marked; a dashed line is the target.

    Emits nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._use: UnitUse | None = None
        self.setObjectName("unit_use")
        self.setAccessibleName(self.tr("How often the units of this layer are active"))
        self.setToolTip(
            self.tr(
                "Each bar is a unit or a filter of this layer, as high as its duty cycle: the most used is at the "
                "left. The marked bar is the one that is pointed at, the dashed line is the target."
            )
        )
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    def set_use(self, use: UnitUse | None) -> None:
        """Show this; None for nothing."""
        self._use = use
        self.update()

    def bar_rect(self, place: int) -> QRectF:
        """Where the bar of that place is, counted from 0, at the left."""
        if self._use is None:
            return QRectF()
        area, shares = self._area(), self._use.shares
        wide = area.width() / len(shares)
        high = area.height() * float(shares[place]) / self._top()
        return QRectF(area.left() + place * wide, area.bottom() - high, wide, high)

    def sizeHint(self) -> QSize:
        return QSize(120, 60)

    def minimumSizeHint(self) -> QSize:
        return QSize(90, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = colors()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(c.card))
            if self._use is None:
                return
            area, use = self._area(), self._use
            count = len(use.shares)
            columns = np.unique(np.linspace(0, count - 1, min(count, int(area.width()))).round().astype(int))
            for place in columns.tolist():
                bar = self.bar_rect(place)
                bar.setWidth(max(bar.width() - (1 if bar.width() >= 3 else 0), 1))
                painter.fillRect(bar, QColor(c.border))
            marked = self.bar_rect(min(use.rank - 1, count - 1))
            middle = marked.center().x()
            wide = max(marked.width(), 3.0)
            painter.fillRect(
                QRectF(
                    middle - wide / 2, min(marked.top(), area.bottom() - 2), wide, max(marked.height(), 2.0)
                ),
                QColor(c.accent),
            )
            painter.setPen(QPen(QColor(c.muted), 1))
            painter.drawLine(area.bottomLeft(), area.bottomRight())
            if use.target is not None:
                y = area.bottom() - area.height() * use.target / self._top()
                painter.setPen(QPen(QColor(c.text), 1, Qt.PenStyle.DashLine))
                painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            small = scaled_font(self.font(), 0.85)
            painter.setFont(small)
            painter.setPen(QColor(c.muted))
            line = QRectF(0, area.bottom() + 1, self.width(), QFontMetrics(small).height())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft, self.tr("most used"))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight, self.tr("least"))

    def _area(self) -> QRectF:
        line = QFontMetrics(scaled_font(self.font(), 0.85)).height()
        return QRectF(0, 2, self.width(), max(4.0, self.height() - line - 4))

    def _top(self) -> float:
        assert self._use is not None
        return max(float(self._use.shares.max(initial=0)), self._use.target or 0.0, 1e-6)
