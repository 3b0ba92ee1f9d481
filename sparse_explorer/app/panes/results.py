"""The table of results: percent correct, a row a variant, a column a level of the noise."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QToolButton, QWidget

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.results_watch import SweepsWatch
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.card import MOST_HEIGHT, Card, EmptyHint
from sparse_explorer.app.widgets.elision import ElidedLabel
from sparse_explorer.app.widgets.results_table import ResultsTable
from sparse_explorer.app.widgets.shortcuts import describe_button
from sparse_explorer.experiment.results.results import summarize


@guarded
class ResultsPane(Card):
    """Shows the session's sweeps on the data set and with the noise in use, as numbers.

    Attributes:
        table: the numbers, ``results_table``.

    Signals:
        copy_requested, csv_requested, png_requested, svg_requested: export.
    """

    copy_requested = Signal()
    csv_requested = Signal()
    png_requested = Signal()
    svg_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Results"))
        self._session = session
        self._exports: list[QToolButton] = []
        self._make_exports()
        self._make_table()
        session.noise_changed.connect(self._show_noise)
        self.table.set_noise(session.noise)
        self._watch = SweepsWatch(session, self._refresh, self)

    def most_height(self) -> int:
        return self.beside_body() + self.table.whole_height() if self.table.isVisibleTo(self) else MOST_HEIGHT

    def _refresh(self) -> None:
        """Show the session's results as they are."""
        session = self._session
        styles = {item.variant.name: item.color for item in session.items}
        any_swept = any(session.sweeps(item.id) for item in session.items)
        if session.any_finished():
            self._hint.setText(self.tr("Nothing swept with this noise yet. Press Sweep noise."))
        else:
            self._hint.setText(self.tr("No results yet. Train all fills this table, one row a variant."))
        hidden = frozenset(item.variant.name for item in session.items if not session.is_shown(item.id))
        self.table.set_summary(summarize(session.results()), styles, hidden)
        self.table.setVisible(any_swept)
        self._hint.setVisible(not any_swept)
        for button in self._exports:
            button.setEnabled(any_swept)
        self._show_end()
        self.updateGeometry()  # there is use for as much height as there are rows

    def _show_noise(self, percent: int) -> None:
        """Mark its column; where nobody sees that, once it is shown."""
        if self.isVisible():
            self.table.set_noise(percent)
            self._show_end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_noise(self._session.noise)

    def _show_end(self) -> None:
        """Why no column is marked: the noise is beyond what sweeps look at."""
        last = self._session.noise_config.levels[-1]
        self._end.setText(self.tr("the sweep ends at {percent:g} %").format(percent=100 * last))
        self._end.setVisible(self._session.noise > 100 * last + 1e-6 and bool(self.table.results.rowCount()))

    def _make_exports(self) -> None:
        exports = (
            ("copy_table", self.tr("Copy"), self.tr("Copy the table as Markdown"), self.copy_requested),
            ("export_csv", self.tr("CSV"), self.tr("Save the results as CSV"), self.csv_requested),
            ("export_plot", self.tr("PNG"), self.tr("Save the curves as a picture"), self.png_requested),
            (
                "export_svg",
                self.tr("SVG"),
                self.tr("Save the curves as a drawing for a paper"),
                self.svg_requested,
            ),
        )
        for name, text, tip, signal in exports:
            button = QToolButton()
            button.setText(text)
            button.setObjectName(f"{name}_button")
            describe_button(button, tip, f"{name}_action")
            button.clicked.connect(signal)
            self.header.addWidget(button)
            self._exports.append(button)

    def _make_table(self) -> None:
        self.table = ResultsTable()
        self.table.setObjectName("results_table")
        self.table.setAccessibleName(self.tr("Results, percent correct"))
        self.table.level_chosen.connect(self._session.set_noise)
        self._end = ElidedLabel()
        self._end.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._end.setObjectName("sweep_end_label")
        self._end.setProperty("muted", True)
        self._hint = EmptyHint()
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._end)
        self.body.addWidget(self._hint, 1)
