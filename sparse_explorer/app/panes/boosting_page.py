"""How evenly the selected variant's k-winners use their units, epoch by epoch: what boosting is for."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel

from sparse_explorer.app.language.glossary import meaning, tip
from sparse_explorer.app.language.texts import winners_title
from sparse_explorer.app.model.history_view import HistoryView
from sparse_explorer.app.model.records import RunRecord, VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.winners_course import WinnersCourse, winners_courses
from sparse_explorer.app.panes.inside_page import InsidePage
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.duty_cycle_plot import DutyCycleBars, DutyCyclePlot
from sparse_explorer.app.widgets.epoch_slider import EpochSlider
from sparse_explorer.app.widgets.still_label import StillLabel
from sparse_explorer.app.widgets.wheel import ComboBox
from sparse_explorer.data.catalogue import describe
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.variant import settle_epochs
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import LayerDutyCycles

LINE_FROM, CAPTION_FROM = 250, 330
"""Least heights of the page, in pixels, for the entropy's line over the slider, and for the explanation below it."""


@guarded
class BoostingPage(InsidePage):
    """Shows the duty cycles of a k-winners layer as a histogram, and its entropy, after an epoch to choose.

    The newest epoch is followed until the user goes back; another variant is shown after the same epoch, if it
    came as far.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session, self.tr("Boosting"), "boosting_tab")
        self.tip = meaning("duty cycle", "boosting")
        self._epoch: int | None = None
        self._looks_back = False
        self._layer = ""
        self._course_of: tuple[History | None, int] = (None, 0)
        self._courses: tuple[WinnersCourse, ...] = ()
        self._make()
        session.record_changed.connect(self._follow)

    def show_history(self, view: HistoryView) -> None:
        """Show the duty cycles after the last epoch before the moment that is looked at."""
        epoch = None if view.moment is None else max(1, int(view.moment))
        if epoch != self._epoch and (view.moment is not None or self._looks_back):
            self._epoch = epoch
            self.refresh()
        self._looks_back = view.moment is not None

    def show_now(self) -> None:
        item = self._session.selected
        record = self._session.record(item.id) if item else None
        courses = self._courses_of(record.history) if record else ()
        if item is None or not courses:
            self._show_courses(())
            self._plot.set_bars(None, self._why_nothing(item, record))
            self._words.setText("")
            self._epochs.set_epochs((), 0, 0)
            return
        self._show_courses(courses)
        course = courses[max(self._layers.currentIndex(), 0)]
        if self._epoch is not None and self._epoch >= course.epochs[-1]:
            self._epoch = None  # this variant did not come beyond it: follow
        place = course.place(self._epoch)
        state = course.states[place]
        self._plot.set_bars(
            DutyCycleBars(
                counted=course.histograms[place],
                target=state.target,
                end=course.end,
                top=course.top,
                filters=state.is_convolution,
                color_index=item.color,
            )
        )
        self._say(state)
        self._epochs.set_epochs(course.epochs, self._epochs_planned(item), place)
        self._epochs.set_line([state.evenness for state in course.states], item.color)

    def _why_nothing(self, item: VariantItem | None, record: RunRecord | None) -> str:
        name = item.variant.name if item else ""
        if item is not None and item.source is not None:
            return self.why_no_network("")
        if item is not None and not _has_winners(item.variant.network):
            return self.tr(
                "{name} has no k-winners: its units do not compete, so none needs a boost."
            ).format(name=name)
        if record is None or not record.history.steps:
            return self.why_no_network(
                self.tr("Train the selected variant to see how evenly its units share the work.")
            )
        if record.history.diverged is not None or not record.history.losses:
            return self.why_no_network("")
        if not record.history.accuracies:
            return self.tr("The first epoch is under way; after it you see how evenly units share the work.")
        return self.tr(
            "{name} was trained by an earlier version, which kept no duty cycles. Duplicate and train it to see them."
        ).format(name=name)

    def _courses_of(self, history: History) -> tuple[WinnersCourse, ...]:
        known, epochs = self._course_of
        if history is not known or len(history.epochs) != epochs:
            self._course_of = history, len(history.epochs)
            self._courses = winners_courses(history)
        return self._courses

    def _epochs_planned(self, item: VariantItem) -> int:
        settled = settle_epochs(item.variant, describe(self._session.dataset).epochs)
        return settled.training.epochs or 0

    def _say(self, state: LayerDutyCycles) -> None:
        values = {
            "entropy": f"{state.entropy:,.0f}",
            "most": f"{state.max_entropy:,.0f}",
            "percent": f"{100 * state.evenness:.0f}",
        }
        self._words.setText(
            self.tr("entropy {entropy} of at most {most} bits, {percent} %").format(**values),
            self.tr("entropy {entropy} of {most} bits, {percent} %").format(**values),
            self.tr("{entropy} of {most} bits, {percent} %").format(**values),
        )

    def _show_courses(self, courses: tuple[WinnersCourse, ...]) -> None:
        """Offer the layers, where there is more than one to choose from."""
        names = [course.layer for course in courses]
        if names != [self._layers.itemData(index) for index in range(self._layers.count())]:
            self._layers.clear()
            convolutions = sum(course.states[0].is_convolution for course in courses)
            for name in names:
                self._layers.addItem(winners_title(name, convolutions), name)
            self._layers.setCurrentIndex(max(0, self._layers.findData(self._layer)))
        self._layers.setVisible(len(courses) > 1)

    def _follow(self, variant_id: str) -> None:
        if variant_id == self._session.selected_id:
            self.refresh()

    def _make(self) -> None:
        self._words = StillLabel()
        self._words.setObjectName("entropy_label")
        self._words.setToolTip(tip("entropy"))
        self._layers = ComboBox()
        self._layers.setObjectName("boosting_layer_combo")
        self._layers.setAccessibleName(self.tr("Layer"))
        self._layers.activated.connect(self._choose_layer)
        first_line = QHBoxLayout()
        first_line.addWidget(self._words, 1)
        first_line.addWidget(self._layers)
        self._plot = DutyCyclePlot()
        self._plot.setObjectName("duty_cycle_view")
        self._plot.setAccessibleDescription(self.tip)
        self._epochs = EpochSlider()
        self._epochs.epoch_chosen.connect(self._choose_epoch)
        self._caption = QLabel(self.tip)
        self._caption.setProperty("muted", True)
        self._caption.setWordWrap(True)
        self.body.addLayout(first_line)
        self.body.addWidget(self._plot, 1)
        self.body.addWidget(self._epochs)
        self.body.addWidget(self._caption)

    def _choose_layer(self, index: int) -> None:
        self._layer = self._layers.itemData(index)
        self.refresh()

    def _choose_epoch(self, epoch: int | None) -> None:
        self._epoch = epoch
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._epochs.show_line(event.size().height() >= LINE_FROM)
        self._caption.setVisible(event.size().height() >= CAPTION_FROM)


def _has_winners(network: NetworkConfig) -> bool:
    """Whether units of any layer compete in training."""
    plan = blueprint(network)
    return plan.winners.in_training and "k-winners" in plan.activations
