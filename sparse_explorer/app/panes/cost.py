"""What the variants cost beside what they can do: a plot, a table, and the cheapest that is good enough."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from sparse_explorer.app.language import cost_texts
from sparse_explorer.app.language.glossary import tip
from sparse_explorer.app.model.costs import Costs, Gained, Measuring, Paid, fitted, session_costs
from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.comparing_card import ComparingCard
from sparse_explorer.app.panes.cost_columns import CostColumns
from sparse_explorer.app.panes.cost_words import CostWords
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.qt.throttle import Throttle
from sparse_explorer.app.widgets.card import EmptyHint
from sparse_explorer.app.widgets.cost_plot import CostPlot, CostPoint
from sparse_explorer.app.widgets.cost_table import CostLine, CostTable
from sparse_explorer.app.widgets.elided_combo import ElidedCombo
from sparse_explorer.app.widgets.elision import ElidedLabel
from sparse_explorer.app.widgets.number_field import NumberField
from sparse_explorer.app.widgets.shortcuts import describe_button
from sparse_explorer.experiment.plan.network import NetworkConfig

BESIDE_FROM = 1.6
"""How many times as wide as high the room must be for the table to stand beside the plot, and not below it."""

QWIDGETSIZE_MAX = (1 << 24) - 1
"""As Qt calls it: no limit."""

TABLE_SHARE = 0.42
"""Of the room, that the table takes at most; more only where the plot has :data:`PLOT_WIDTH`."""

PLOT_WIDTH = 700

FOLLOW_MS = 100
"""How long the noise slider rests before plot and table follow it: they take as long as several of its steps."""

LEAST_ASKED = 80
"""Percent that are asked for at first."""


@guarded
class CostPane(ComparingCard):
    """Follows the session's results, noise and selection while it is seen.

    Attributes:
        plot, table: ``cost_plot`` and ``cost_table``.

    Signals:
        measure_requested(object): time and memory of these networks, a list of NetworkConfig, are wanted.
        measuring_unwanted: they are not any more.
        csv_requested(object): the user wants these Costs as a file.
    """

    measure_requested = Signal(object)
    measuring_unwanted = Signal()
    csv_requested = Signal(object)

    def __init__(self, session: Session, digits: Digits, parent: QWidget | None = None) -> None:
        super().__init__(session, "", parent)
        self.set_title(self.tr("Cost"))
        self.title_label.set_tip(tip("front"))
        self._digits = digits
        self._measuring = Measuring()
        self._costs = Costs()
        self._columns = CostColumns(self)
        self._words = CostWords(self)
        self._make_head()
        self._make_question()
        self._make_body()
        digits.images_changed.connect(self.note_change)
        self._settled = Throttle(FOLLOW_MS, self, until_rest=True)
        self._settled.triggered.connect(self._follow_noise)
        session.noise_changed.connect(self._settled.trigger)
        session.selected_changed.connect(self._mark)
        self._show()

    # --- what others tell ---------------------------------------------------------------------------------------------

    def show_measuring(self, view: Measuring) -> None:
        """Show what was measured, and whether measuring goes on."""
        found = self._measuring.found
        self._measuring = view
        self._show_measure_button()
        if view.found != found:
            self.note_change()
        else:
            self._say()

    def ask_for_csv(self) -> None:
        """Ask for the file of what is known now, be the card shown or not."""
        self.csv_requested.emit(self._found())

    def refresh(self) -> None:
        self._costs = self._found()
        self._show()

    # --- making -------------------------------------------------------------------------------------------------------

    def _make_head(self) -> None:
        self._gained = self._make_combo(12, "cost_value_combo", self.tr("What a variant can do"))
        for gained in Gained:
            self._gained.addItem(cost_texts.gained_title(gained), gained)
        self._paid = self._make_combo(18, "cost_measure_combo", self.tr("What a variant costs"))
        for paid in Paid:
            self._paid.addItem(cost_texts.paid_title(paid), paid)
        against = QLabel(self.tr("against"))
        against.setProperty("muted", True)
        self._measure = QToolButton()
        self._measure.setObjectName("measure_button")
        self._measure.clicked.connect(self._measure_or_stop)
        self._csv = QToolButton()
        self._csv.setText(self.tr("CSV"))
        self._csv.setObjectName("export_cost_button")
        describe_button(self._csv, self.tr("Save cost as CSV"), "export_cost_action")
        self._csv.clicked.connect(self.ask_for_csv)
        for part in (self._gained, against, self._paid, self._measure, self._csv):
            self.header.addWidget(part)

    def _make_combo(self, least: int, name: str, words: str) -> ElidedCombo:
        combo = ElidedCombo(least, 20)
        combo.setObjectName(name)
        combo.setAccessibleName(words)
        combo.set_tip(words)
        combo.activated.connect(lambda _: self._show())
        return combo

    def _make_question(self) -> None:
        self._least = NumberField(whole=False)
        self._least.setObjectName("cost_least_spin")
        self._least.setAccessibleName(self.tr("At least so many percent"))
        self._least.setToolTip(self.tr("The cheapest variant with at least so many percent is looked for."))
        self._least.setRange(0, 100)
        self._least.set_unit(self.tr("%"))
        self._least.setValue(LEAST_ASKED)
        self._least.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._least.setFixedWidth(self._least.fontMetrics().horizontalAdvance("99.99 %") + 38)
        self._least.valueChanged.connect(lambda _: self._show())
        self._at_least = QLabel(self.tr("at least"))
        self._at_least.setBuddy(self._least)
        self._text = ElidedLabel()
        self._text.setObjectName("cost_text")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._question = QWidget()
        line = QHBoxLayout(self._question)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE)
        line.addWidget(self._at_least)
        line.addWidget(self._least)
        line.addWidget(self._text, 1)
        self.body.addWidget(self._question)

    def _make_body(self) -> None:
        self.plot = CostPlot()
        self.plot.setObjectName("cost_plot")
        self.plot.chosen.connect(self._session.select)
        self.table = CostTable()
        self.table.setObjectName("cost_table")
        self.table.chosen.connect(self._session.select)
        self._views = QWidget()
        self._share = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._views)
        self._share.setContentsMargins(0, 0, 0, 0)
        self._share.setSpacing(SPACE)
        self._share.addWidget(self.plot, 1)
        self._share.addWidget(self.table)
        self._note = ElidedLabel()
        self._note.setObjectName("cost_note")
        self._note.setProperty("muted", True)
        self._hint = EmptyHint()
        self.body.addWidget(self._views, 1)
        self.body.addWidget(self._note)
        self.body.addWidget(self._hint, 1)

    # --- showing ------------------------------------------------------------------------------------------------------

    def _found(self) -> Costs:
        networks = [self._network(item) for item in self._session.shown]
        return session_costs(self._session, networks, self._measuring.found)

    def _network(self, item: VariantItem) -> NetworkConfig:
        """A variant's network for the images of the data set in use."""
        images = self._digits.images
        return fitted(
            item.variant.network, images.shape[1] if len(images) else 0, len(self._digits.class_names)
        )

    def _chosen(self) -> tuple[Paid, Gained]:
        return self._paid.currentData(), self._gained.currentData()

    def _show(self) -> None:
        costs = self._costs
        filled = bool(costs.rows)
        for part in (self._question, self._views, self._note):
            part.setVisible(filled)
        self._hint.setVisible(not filled)
        self._csv.setEnabled(filled)
        self._show_measure_button()
        if filled:
            self._show_rows()
        self._say()

    def _show_rows(self) -> None:
        costs, (paid, gained) = self._costs, self._chosen()
        styles = {item.variant.name: (item.id, item.color) for item in self._session.items}
        best, least = costs.front(paid, gained), self._least.value()
        words = {
            row.variant: tuple(cost_texts.row_texts(row, costs, row.variant in best)) for row in costs.rows
        }
        points = [
            CostPoint(
                *(styles[row.variant][0], row.variant, styles[row.variant][1]),
                paid.of(row),
                gained.of(row),
                row.variant in best,
                words[row.variant],
            )
            for row in costs.plotted(paid)
        ]
        found = costs.cheapest(least, paid, gained)
        self.plot.set_axis_labels(cost_texts.paid_axis(paid), cost_texts.gained_axis(gained))
        self.plot.set_empty_text(self._words.no_points(self._measuring))
        self.plot.set_points(
            points, least, styles[found.variant][0] if found else "", self._session.selected_id
        )
        self.table.set_heads(self._columns.heads(costs))
        lines = [
            CostLine(
                *styles[row.variant],
                self._columns.cells(row, costs, row.variant in best),
                row.variant in best,
                words[row.variant],
            )
            for row in sorted(costs.rows, key=paid.of)
        ]
        self.table.set_lines(lines, self._session.selected_id)

    def _say(self) -> None:
        """The answer, and the line under the pictures."""
        if not self._costs.rows:
            self._hint.setText(self._words.nothing(self._session))
            return
        paid, gained = self._chosen()
        asked = (self._costs, self._least.value(), paid, gained)
        said, short = cost_texts.answer(*asked), cost_texts.short_answer(*asked)
        self._text.setText(said or self._words.no_points(self._measuring), *([short] if short else []))
        self._note.setText(self._words.note(self._measurable(), self._measuring))

    def _measurable(self) -> Costs:
        """Those whose time can be measured: a network from elsewhere is no configuration that could be made again."""
        others = {item.variant.name for item in self._session.items if item.source is not None}
        rows = tuple(row for row in self._costs.rows if row.variant not in others)
        return replace(self._costs, rows=rows)

    def _show_measure_button(self) -> None:
        view = self._measuring
        measurable = self._measurable()
        missing = [row for row in measurable.rows if row.measured is None]
        self._measure.setText(self.tr("Stop measuring") if view.at_work else self.tr("Measure here"))
        self._measure.setEnabled(view.at_work or (bool(missing) and not view.blocked))
        describe_button(self._measure, self._words.measure(measurable, view))

    # --- what the user does -------------------------------------------------------------------------------------------

    def _measure_or_stop(self) -> None:
        if self._measuring.at_work:
            self.measuring_unwanted.emit()
        else:
            swept = {row.variant for row in self._costs.rows}
            self.measure_requested.emit(
                [
                    self._network(item)
                    for item in self._session.shown
                    if item.variant.name in swept and item.source is None
                ]
            )

    def _follow_noise(self) -> None:
        if not self.isVisible():
            self._stale = True  # showing it asks again
            return
        found = self._found()
        if found != self._costs:  # the slider left the level
            self._costs = found
            self._show()

    def _mark(self) -> None:
        self.plot.set_selected(self._session.selected_id)
        self.table.set_selected(self._session.selected_id)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.measuring_unwanted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """The table beside the plot or below it, as wide or high as its content, and the plot in the rest."""
        room = self.contentsRect()
        beside = room.width() >= BESIDE_FROM * room.height()
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._share.setDirection(direction)
        most = QWIDGETSIZE_MAX, round(TABLE_SHARE * room.height())
        if beside:
            width = max(round(TABLE_SHARE * room.width()), room.width() - PLOT_WIDTH)
            most = width, QWIDGETSIZE_MAX
        least = self.table.minimumSizeHint()
        self.table.setMaximumSize(max(most[0], least.width()), max(most[1], least.height()))
