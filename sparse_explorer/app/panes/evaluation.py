"""Accuracy against noise: the curves, the line that is the current noise, and the table of results."""

from itertools import zip_longest

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QToolButton, QVBoxLayout, QWidget

from sparse_explorer.app.language.texts import noise_axis
from sparse_explorer.app.model.activity import SWEEP, Activity
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.difference_switch import DifferenceSwitch
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.card import Card, EmptyHint
from sparse_explorer.app.widgets.elision import ElidedLabel
from sparse_explorer.app.widgets.noise_combo import NoiseCombo
from sparse_explorer.app.widgets.noise_curve import NoiseCurve, ReferenceCurve
from sparse_explorer.app.widgets.noise_plot import NoisePlot
from sparse_explorer.app.widgets.results_table import ResultsTable
from sparse_explorer.app.widgets.shortcuts import describe_button
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.config import NoiseConfig
from sparse_explorer.experiment.plan.noises import most_percent
from sparse_explorer.experiment.plan.presets import published_curve
from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.results.results import summarize
from sparse_explorer.experiment.results.spread import spread

LEAST_PLOT_HEIGHT = 160
"""Pixels; in less, curves cannot be told apart."""


class EvaluationPane(QWidget):
    """Shows the session's sweeps on the data set and with the noise in use.

    Its parts may be placed apart; they keep agreeing.

    Attributes:
        curves, results: cards with the curves, and with the table.
        kind: chooses the kind of noise, ``noise_kind_combo``.

    Signals:
        evaluate_requested: sweep the noise over all trained variants anew, or cancel the sweep at work.
        copy_requested, csv_requested, png_requested, svg_requested: export.
    """

    evaluate_requested = Signal()
    copy_requested = Signal()
    csv_requested = Signal()
    png_requested = Signal()
    svg_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: tuple[object, ...] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE + 4)
        self.curves, self.results = self._make_curves(), self._make_results()
        layout.addWidget(self.curves, 5)
        layout.addWidget(self.results, 3)
        session.variants_changed.connect(self.refresh)
        session.record_changed.connect(self.refresh)
        session.dataset_changed.connect(self.refresh)
        session.noise_config_changed.connect(self.refresh)
        session.seeds_changed.connect(self.refresh)
        session.noise_changed.connect(self._show_noise)
        self.refresh()
        self._show_noise(session.noise)

    def show_activity(self, activity: Activity) -> None:
        """The button that starts a sweep also cancels it."""
        sweeping = activity.kind == SWEEP
        self.evaluate_button.setText(self.tr("Cancel sweep") if sweeping else self.tr("Sweep noise"))

    def refresh(self) -> None:
        """Show the session's results as they are, if they are others than those that are shown."""
        session = self._session
        convention, dataset = session.noise_config.convention, session.dataset
        now = (dataset, convention, [self._what_is_shown_of(item) for item in session.items])
        if now == self._shown:
            return  # a training went on
        self._shown = now
        curves, references = [], []
        for item in session.items:
            runs = session.sweeps(item.id)
            if runs:
                curves.append(curve_of(item, [levels for _, levels in runs]))
            published = published_curve(item.variant, dataset, convention)
            if published is not None:
                references.append(
                    ReferenceCurve(item.variant.name, item.color, published.levels, published.accuracy)
                )
        trained = any(
            record.history.finished for item in session.items if (record := session.record(item.id))
        )
        self._say_what_to_do(trained)
        self.plot.set_curves(curves)
        self.plot.set_references(references)
        self.kind.set_kind(convention)
        self.plot.set_level_axis(noise_axis(KINDS[convention]), most_percent(convention))
        self.table.set_summary(
            summarize(session.results()), {item.variant.name: item.color for item in session.items}
        )
        self.table.setVisible(bool(curves))
        self._hint.setVisible(not curves)
        for button in self._exports:
            button.setEnabled(bool(curves))
        self._show_end()

    def _what_is_shown_of(self, item: VariantItem) -> tuple[object, ...]:
        record = self._session.record(item.id)
        finished = record is not None and record.history.finished
        return item.id, item.variant, item.color, finished, self._session.sweeps(item.id)

    def _say_what_to_do(self, trained: bool) -> None:
        """The empty states: training fills them, or, where that is done, a sweep with the noise in use."""
        if trained:
            text = self.tr("Nothing swept with this noise yet. Press Sweep noise.")
            self.plot.set_empty_text(text)
            self._hint.setText(text)
        else:
            self.plot.set_empty_text(
                self.tr("Once a variant is trained, its accuracy at every noise level appears here.")
            )
            self._hint.setText(self.tr("No results yet. Train all fills this table, one row a variant."))

    def _show_noise(self, percent: int) -> None:
        self.plot.set_noise(percent)
        self.table.set_noise(percent)
        self._show_end()

    def _show_end(self) -> None:
        """Why no column is marked: the noise is beyond what sweeps look at."""
        last = self._session.noise_config.levels[-1]
        self._end.setText(self.tr("the sweep ends at {percent:g} %").format(percent=100 * last))
        self._end.setVisible(self._session.noise > 100 * last + 1e-6 and bool(self.table.results.rowCount()))

    def _make_curves(self) -> Card:
        card = Card()
        card.set_title(self.tr("Accuracy against noise"), self.tr("Accuracy"))
        self.kind = NoiseCombo()
        self.kind.setObjectName("noise_kind_combo")
        self.kind.kind_chosen.connect(lambda name: self._session.set_noise_config(NoiseConfig(name)))
        self.evaluate_button = QPushButton()
        self.evaluate_button.setObjectName("evaluate_button")
        self.evaluate_button.setToolTip(
            self.tr("Classify all test images at every noise level, for all trained variants (F6)")
        )
        self.evaluate_button.clicked.connect(self.evaluate_requested)
        self.show_activity(Activity())
        card.header.addWidget(self.kind)
        card.header.addWidget(self.evaluate_button)
        self.plot = NoisePlot()
        self.plot.setObjectName("noise_plot")
        self.plot.setMinimumHeight(LEAST_PLOT_HEIGHT)
        self.plot.setAccessibleName(self.tr("Accuracy against noise"))
        self.plot.noise_moved.connect(self._session.set_noise)
        card.body.addWidget(self.plot, 1)
        self.differences = DifferenceSwitch(self._session, card, self.plot)
        return card

    def _make_results(self) -> Card:
        card = Card(self.tr("Results"))
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
        self._end = ElidedLabel()
        self._end.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._end.setObjectName("sweep_end_label")
        self._end.setProperty("muted", True)
        self._exports = []
        for name, text, tip, signal in exports:
            button = QToolButton()
            button.setText(text)
            button.setObjectName(f"{name}_button")
            describe_button(button, tip, f"{name}_action")
            button.clicked.connect(signal)
            card.header.addWidget(button)
            self._exports.append(button)
        self.table = ResultsTable()
        self.table.setObjectName("results_table")
        self.table.setAccessibleName(self.tr("Results, percent correct"))
        self.table.level_chosen.connect(self._session.set_noise)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self._end)
        self._hint = EmptyHint()
        card.body.addWidget(self._hint, 1)
        return card


def curve_of(item: VariantItem, runs: list[tuple[NoiseResult, ...]]) -> NoiseCurve:
    """A variant's curve: the mean of its runs, with their spread where there are several."""
    noise, found = [], []
    for levels in zip_longest(*runs):
        accuracies = [level.accuracy for level in levels if level is not None]
        noise.append(next(level.noise for level in levels if level is not None))
        found.append(spread(accuracies))
    several = len(runs) > 1
    return NoiseCurve(
        key=item.id,
        name=item.variant.name,
        color_index=item.color,
        levels=tuple(noise),
        accuracy=tuple(each.mean for each in found),
        spread=tuple(each.deviation for each in found) if several else None,
        runs=tuple(tuple(level.accuracy for level in levels) for levels in runs) if several else (),
    )
