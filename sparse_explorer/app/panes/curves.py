"""Accuracy against noise: the variants' curves, and the line that is the current noise."""

from itertools import zip_longest

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from sparse_explorer.app.language.glossary import tip
from sparse_explorer.app.language.texts import noise_axis
from sparse_explorer.app.model.activity import SWEEP, Activity
from sparse_explorer.app.model.history_view import HistoryView
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.difference_switch import DifferenceSwitch
from sparse_explorer.app.panes.results_watch import SweepsWatch
from sparse_explorer.app.panes.sample_curves import show_samples
from sparse_explorer.app.widgets.card import Card
from sparse_explorer.app.widgets.noise_curve import NoiseCurve, ReferenceCurve
from sparse_explorer.app.widgets.noise_plot import NoisePlot
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.noises import most_percent
from sparse_explorer.experiment.plan.presets import published_curve
from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.results.spread import spread

LEAST_PLOT_HEIGHT = 160
"""Pixels; in less, curves cannot be told apart."""


class CurvesPane(Card):
    """Shows the session's sweeps on the data set and with the noise in use, as accuracies or as differences.

    Attributes:
        plot: of the accuracies, ``noise_plot``.
        differences: the switch to differences, with their plot.

    Signals:
        evaluate_requested: sweep the noise over all trained variants again, or cancel the sweep at work.
    """

    evaluate_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Accuracy against noise"), self.tr("Accuracy"))
        self.title_label.set_tip(tip("accuracy", "noise"))
        self._session = session
        self._make()
        self.show_activity(Activity())
        session.noise_changed.connect(self.plot.set_noise)
        self.plot.set_noise(session.noise)
        self._watch = SweepsWatch(session, self._refresh, self)

    def show_activity(self, activity: Activity) -> None:
        """The button that starts a sweep also cancels it."""
        sweeping = activity.kind == SWEEP
        self.evaluate_button.setText(self.tr("Cancel sweep") if sweeping else self.tr("Sweep noise"))

    def show_history(self, view: HistoryView) -> None:
        """Show the curves of what is being trained, or of the moment that is looked at."""
        show_samples(self.plot, self._session, view)

    def _make(self) -> None:
        self.evaluate_button = QPushButton()
        self.evaluate_button.setObjectName("evaluate_button")
        self.evaluate_button.setToolTip(
            self.tr("Classify all test images at every noise level, for all trained variants (F6)")
        )
        self.evaluate_button.clicked.connect(self.evaluate_requested)
        self.header.addWidget(self.evaluate_button)
        self.plot = NoisePlot()
        self.plot.setObjectName("noise_plot")
        self.plot.setMinimumHeight(LEAST_PLOT_HEIGHT)
        self.plot.setAccessibleName(self.tr("Accuracy against noise"))
        self.plot.noise_moved.connect(self._session.set_noise)
        self.body.addWidget(self.plot, 1)
        self.differences = DifferenceSwitch(self._session, self, self.plot)

    def _refresh(self) -> None:
        """Show the session's results as they are."""
        session = self._session
        convention = session.noise_config.convention
        curves, references = [], []
        for item in session.shown:
            runs = session.sweeps(item.id)
            if runs:
                curves.append(curve_of(item, [levels for _, levels in runs]))
            published = published_curve(item.variant, session.dataset, convention)
            if published is not None:
                references.append(
                    ReferenceCurve(item.variant.name, item.color, published.levels, published.accuracy)
                )
        if session.items and not session.shown:
            self.plot.set_empty_text(
                self.tr("All variants are hidden. The eyes in the list of variants bring them back.")
            )
        elif session.any_finished():
            self.plot.set_empty_text(self.tr("Nothing swept with this noise yet. Press Sweep noise."))
        else:
            self.plot.set_empty_text(
                self.tr("Once a variant is trained, its accuracy at every noise level appears here.")
            )
        self.plot.set_curves(curves)
        self.plot.set_references(references)
        self.plot.set_level_axis(noise_axis(KINDS[convention]), most_percent(convention))


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
