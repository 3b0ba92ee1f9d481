"""The switch of the curves from accuracies to differences, with the plot that it brings."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QToolButton

from sparse_explorer.app.language.texts import noise_axis
from sparse_explorer.app.model.comparing import level_differences, whole_runs
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.results_watch import watch_results
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.card import Card
from sparse_explorer.app.widgets.difference_plot import DifferencePlot
from sparse_explorer.app.widgets.noise_curve import NoiseCurve
from sparse_explorer.app.widgets.noise_plot import NoisePlot
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.noises import most_percent
from sparse_explorer.experiment.results.comparisons import Difference


@guarded
class DifferenceSwitch(QObject):
    """A button "minus REFERENCE" in a card's header; while it is pressed, differences stand where ``plot`` stood.

    Attributes:
        button: the switch.
        plot: of the differences; None until the button is first pressed.

    Example::

        self.differences = DifferenceSwitch(session, card, self.plot)
    """

    def __init__(self, session: Session, card: Card, absolute: NoisePlot) -> None:
        super().__init__(card)
        self._session, self._card, self._absolute = session, card, absolute
        self.plot: DifferencePlot | None = None
        self.button = QToolButton()
        self.button.setObjectName("difference_button")
        self.button.setCheckable(True)
        self.button.setToolTip(
            self.tr("Show how much better or worse than the reference each variant is, in points")
        )
        self.button.toggled.connect(self._switch)
        card.header.insertWidget(0, self.button)
        self._stale = False
        card.installEventFilter(self)
        watch_results(session, self.refresh, self)
        session.noise_changed.connect(self._show_noise)
        self.refresh()

    def shown_plot(self) -> NoisePlot:
        """The plot that is seen, or would be: of accuracies or of differences."""
        if self._stale:
            self._show_differences()
        return self.plot if self.plot is not None and self.button.isChecked() else self._absolute

    def refresh(self) -> None:
        """Name the reference on the button, and show the differences to it if that is asked for: now, or as soon as
        the card is shown."""
        reference = self._session.reference
        name = reference.variant.name if reference else self.tr("reference")
        shown = name if len(name) <= 16 else name[:15] + "…"
        text = self.tr("minus {name}")
        self.button.setText(text.format(name=shown.replace("&", "&&")))
        self.button.setAccessibleName(text.format(name=name))
        self._stale = self.button.isChecked()
        if self._card.isVisible():
            self._show_differences()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._stale:
            self._show_differences()
        return False

    def _show_differences(self) -> None:
        session, reference = self._session, self._session.reference
        self._stale = False
        if self.plot is None or not self.button.isChecked():
            return
        name = reference.variant.name if reference else self.tr("reference")
        kind = session.noise_config.convention
        found = level_differences(whole_runs(session, kind), name)
        curves = [
            _curve(item, found[item.variant.name]) for item in session.shown if item.variant.name in found
        ]
        self.plot.set_reference(name)
        self.plot.set_empty_text(
            self.tr("Once {name} and another variant are swept with this noise, their difference appears here.")
            .format(name=name)
        )  # fmt: skip
        self.plot.set_level_axis(noise_axis(KINDS[kind]), most_percent(kind))
        self.plot.set_curves(curves)

    def _switch(self, differences: bool) -> None:
        if differences and self.plot is None:
            self.plot = DifferencePlot()
            self.plot.setObjectName("difference_plot")
            self.plot.setMinimumHeight(self._absolute.minimumHeight())
            self.plot.noise_moved.connect(self._session.set_noise)
            self._card.body.insertWidget(self._card.body.indexOf(self._absolute) + 1, self.plot, 1)
            self._show_noise(self._session.noise)
        self.refresh()
        self._absolute.setVisible(not differences)
        if self.plot is not None:
            self.plot.setVisible(differences)

    def _show_noise(self, percent: int) -> None:
        if self.plot is not None:
            self.plot.set_noise(percent)


def _curve(item: VariantItem, differences: list[tuple[float, Difference]]) -> NoiseCurve:
    """A variant's differences; half of each interval is its spread, and 0 where all seeds say the same."""
    halves = tuple(
        (each.interval.high - each.interval.low) / 2 if each.interval else 0.0 for _, each in differences
    )
    several = min(each.seeds for _, each in differences) > 1
    return NoiseCurve(
        key=item.id,
        name=item.variant.name,
        color_index=item.color,
        levels=tuple(level for level, _ in differences),
        accuracy=tuple(each.mean for _, each in differences),
        spread=halves if several else None,
    )
