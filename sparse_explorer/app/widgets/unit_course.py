"""What noise makes of one unit, level by level: a strip under which the noise slider's place is marked."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import Colors, colors, scaled_font, theme
from sparse_explorer.app.widgets.lane_pictures import kind_color
from sparse_explorer.app.widgets.lane_texts import state_text
from sparse_explorer.app.widgets.plain_tip import plain_tip
from sparse_explorer.app.widgets.unit_texts import flip_text
from sparse_explorer.app.widgets.weight_colors import FIXED, weight_colors
from sparse_explorer.experiment.results.inspection_reports import IDLE, KEPT, LOST, NEW, UnitReport

_BAR = 14
_MARK = 5


@guarded
class UnitCourse(QWidget):
    """A cell a level of noise, in the colours of the lanes: kept, lost, new or not active; of a unit without an
    activation, how strong it is and with which sign. A mark shows the noise in sight.

    Emits nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: UnitReport | None = None
        self._noise = 0
        self.setObjectName("unit_course")
        self.setAccessibleName(self.tr("This unit at rising noise"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_report(self, report: UnitReport | None) -> None:
        """Show this unit; None for none."""
        self._report = report
        self.setAccessibleDescription(flip_text(report) if report is not None else "")
        self.update()

    def set_noise(self, percent: int) -> None:
        """Mark this level."""
        if percent != self._noise:
            self._noise = percent
            self.update()

    def states(self) -> list[int]:
        """KEPT, LOST, NEW or IDLE at each level; empty for no unit."""
        report = self._report
        if report is None:
            return []
        was = report.clean != 0
        return [
            (KEPT if value != 0 else LOST) if was else (NEW if value != 0 else IDLE)
            for value in report.values
        ]

    def cell_rect(self, place: int) -> QRectF:
        """Where the level of that place is."""
        count = len(self._report.percents) if self._report is not None else 1
        wide = self.width() / max(count, 1)
        return QRectF(place * wide, 0, wide, _BAR)

    def sizeHint(self) -> QSize:
        return QSize(220, _BAR + _MARK + QFontMetrics(scaled_font(self.font(), 0.85)).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self.tip_at(event.pos().x())), self)
            return True
        return super().event(event)

    def tip_at(self, x: float) -> str:
        """What to tell about a level."""
        report = self._report
        if report is None:
            return ""
        place = min(len(report.percents) - 1, max(0, int(x * len(report.percents) / max(self.width(), 1))))
        if not report.gated:
            text = self.tr("{percent} % noise: {value}")
            return text.format(percent=report.percents[place], value=f"{report.values[place]:.2f}")
        return self.tr("{percent} % noise: {state}").format(
            percent=report.percents[place], state=state_text(self.states()[place])
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        c, report = colors(), self._report
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(c.card))
            if report is None:
                return
            for place, ink in enumerate(self._inks(report, c)):
                cell = self.cell_rect(place).adjusted(0, 0, -1, 0)
                lost = report.gated and self.states()[place] == LOST
                painter.fillRect(cell, QColor(c.empty) if lost else ink)
                if lost:
                    painter.setPen(QPen(ink, 1.5))
                    painter.drawRect(cell.adjusted(1, 1, -1, -1))
            self._draw_scale(painter, report, c)

    def _inks(self, report: UnitReport, c: Colors) -> list[QColor]:
        if report.gated:
            return [kind_color(state, c) for state in self.states()]
        most = max(abs(report.clean), max(map(abs, report.values)), 1e-30)
        numbers = (FIXED - 1) / 2 * (1 + np.nan_to_num(np.array(report.values) / most).clip(-1, 1))
        return [QColor(int(weight_colors(c)[number])) for number in numbers.round().astype(int)]

    def _draw_scale(self, painter: QPainter, report: UnitReport, c: Colors) -> None:
        small = scaled_font(self.font(), 0.85)
        painter.setFont(small)
        painter.setPen(QColor(c.muted))
        line = QRectF(0, _BAR + _MARK - 1, self.width(), QFontMetrics(small).height())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, "0")
        most = self.tr("{percent} % noise").format(percent=report.percents[-1])
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, most)
        step = self.cell_rect(0).width()
        x = step / 2 + (self.width() - step) * self._noise / max(report.percents[-1], 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.accent))
        corners = (
            QPointF(x, _BAR),
            QPointF(x - _MARK, _BAR + _MARK + 1),
            QPointF(x + _MARK, _BAR + _MARK + 1),
        )
        painter.drawPolygon(QPolygonF(list(corners)))
