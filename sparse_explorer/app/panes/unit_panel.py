"""Under the lanes: the unit that is pointed at, and the curves of what is done to networks."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from sparse_explorer.app.language.intervention_texts import intervention_text
from sparse_explorer.app.model.live_curves import LiveCurve
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.unit_view import UnitView
from sparse_explorer.app.widgets.what_if_plot import WhatIfCurve, WhatIfPlot
from sparse_explorer.experiment.results.inspection_reports import UnitReport


class UnitPanel(QWidget):
    """Shows what it is given, with names, colours and noise of the session.

    Attributes:
        unit, plot: what it is made of.

    Signals:
        curve_unwanted(str): the curve of the variant with that id is to go.
    """

    curve_unwanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._curves: tuple[LiveCurve, ...] = ()
        self.unit = UnitView()
        self.plot = WhatIfPlot()
        self._close = QToolButton(self.plot)
        self._close.setText("✕")
        self._close.setObjectName("what_if_close_button")
        self._close.setProperty("flat", True)
        self._close.setAccessibleName(self.tr("Stop and hide the curves"))
        self._close.setToolTip(self._close.accessibleName())
        self._close.clicked.connect(self._send_away)
        corner = QVBoxLayout(self.plot)
        corner.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self._close)
        corner.addLayout(line)
        corner.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self.unit, 1)
        row.addWidget(self.plot)
        self.plot.hide()
        session.noise_changed.connect(self.unit.set_noise)
        session.noise_changed.connect(self.plot.set_noise)
        self.unit.set_noise(session.noise)
        self.plot.set_noise(session.noise)

    def least_height(self) -> int:
        """Pixels that it needs with little room."""
        return self.unit.least_height()

    def set_compact(self, compact: bool) -> None:
        """Say less, where there is little room."""
        self.unit.set_compact(compact)

    def show_unit(self, report: UnitReport | None, pinned: bool = False) -> None:
        """Show a unit; None for none."""
        known = report is not None and self._session.has(report.place.variant_id)
        name = self._session.item(report.place.variant_id).variant.name if report and known else ""
        self.unit.show_unit(report if known else None, name, pinned)

    def set_curves(self, curves: Sequence[LiveCurve]) -> None:
        """Show these; none are no plot."""
        self._curves = tuple(curves)
        self.refresh()

    def refresh(self) -> None:
        """Take names and colours from the session again."""
        session = self._session
        shown = [
            WhatIfCurve(
                session.item(curve.variant_id).variant.name,
                session.item(curve.variant_id).color,
                intervention_text(curve.intervention),
                curve.levels,
                curve.before,
                curve.after,
                curve.images,
                curve.progress,
            )
            for curve in self._curves
            if session.has(curve.variant_id)
        ]
        self.plot.set_curves(shown, max(session.noise_config.levels, default=1.0))
        self.plot.setVisible(bool(shown))

    def _send_away(self) -> None:
        for curve in self._curves:
            self.curve_unwanted.emit(curve.variant_id)
