"""The headline: in one sentence what the stage in sight is about, and once there are results, what they say."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from sparse_explorer.app.model.activity import Activity
from sparse_explorer.app.model.comparing import both_means, level_differences, nearest, whole_runs
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.results_watch import watch_results
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.elision import ElidedLabel
from sparse_explorer.app.widgets.plain_tip import plain_tip
from sparse_explorer.app.widgets.shortcuts import describe_button
from sparse_explorer.experiment.plan.pretrained_ids import is_pretrained
from sparse_explorer.experiment.results.spread import signed


@guarded
class Headline(QFrame):
    """One line, until it was read and closed.

    Signals:
        tour_requested: the button that offers the tour.
        closed: the user has read it.
    """

    tour_requested = Signal()
    closed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stage = ""
        self._busy = False
        self.setObjectName("headline")
        self.setAccessibleName(self.tr("The idea"))
        self.setProperty("headline", True)
        self._text = ElidedLabel(least=120)
        self._text.setObjectName("headline_text")
        tour = QPushButton(self.tr("Tour"))
        tour.setObjectName("headline_tour_button")
        describe_button(tour, self.tr("Six steps, two minutes: predict, try, explain"), "tour_action")
        tour.clicked.connect(self.tour_requested)
        close = QToolButton()
        close.setText("✕")
        close.setProperty("flat", True)
        close.setObjectName("headline_close_button")
        close.setAccessibleName(self.tr("Close the headline"))
        describe_button(close, self.tr("Close; Help, Headline brings it back"), "headline_action")
        close.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, 2, 4, 2)
        row.setSpacing(SPACE)
        row.addWidget(self._text, 1)
        row.addWidget(tour)
        row.addWidget(close)
        watch_results(session, self.refresh, self)
        session.noise_changed.connect(self.refresh)

    def show_stage(self, stage: str) -> None:
        """Speak of this stage."""
        if stage != self._stage:
            self._stage = stage
            self.refresh()

    def show_activity(self, activity: Activity) -> None:
        """Say what goes on while something is trained."""
        if activity.busy != self._busy:
            self._busy = activity.busy
            self.refresh()

    def text(self) -> str:
        """What it says, whole."""
        return self._said()

    def refresh(self) -> None:
        """Say what is true now."""
        said = self._said()
        short = said.partition(". ")[0].partition(": ")[0]
        self._text.setText(said, *([short] if short != said else []))
        self._text.setToolTip(plain_tip(said))
        self.setAccessibleDescription(said)

    def _said(self) -> str:
        if self._busy and self._stage == "train":
            return self.tr(
                "They learn from the same images in the same order; in the sparse one only the strongest units answer."
            )
        if self._stage == "explain":
            if self._answers():
                return self.tr(
                    "What noise does: it adds active units all over the dense network; "
                    "of the sparse one's few winners most stay."
                )
            return self.tr(
                "Nothing is trained yet: train two networks, then see here what each makes of one digit."
            )
        found = self._verdict()
        if found:
            return found
        if self._stage == "compare":
            return self.tr(
                "How many digits does each network still get right as the noise grows? Train two to see."
            )
        if self._pretrained():
            return self.tr("These two came trained on MNIST. Train all makes and trains a pair of your own.")
        return self.tr(
            "Dense or sparse: train both on the same digits, then see which one noise leaves standing."
        )

    def _answers(self) -> bool:
        return any(self._session.record(item.id) is not None for item in self._session.items)

    def _pretrained(self) -> bool:
        return bool(self._session.items) and all(is_pretrained(item.id) for item in self._session.items)

    def _verdict(self) -> str:
        """What the noise does to the reference and to the variant that differs most from it; empty without both."""
        session = self._session
        reference, kind = session.reference, session.noise_config.convention
        runs = whole_runs(session, kind)
        differences = level_differences(runs, reference.variant.name) if reference else {}
        if reference is None or not differences:
            return ""
        levels = sorted({level for found in differences.values() for level, _ in found})
        level = nearest(levels, session.noise / 100)
        at_level = {name: dict(found)[level] for name, found in differences.items() if level in dict(found)}
        name = max(at_level, key=lambda each: abs(at_level[each].mean))
        before, after = both_means(runs, (reference.variant.name, name), kind, level)
        values = {
            "level": round(100 * level, 2),
            "reference": reference.variant.name,
            "before": before,
            "variant": name,
            "after": after,
            "difference": signed(at_level[name].mean),
            "same": at_level[name].same_sign,
            "seeds": at_level[name].seeds,
        }
        if at_level[name].seeds > 1:
            return self.tr(
                "At {level:g} % noise {reference} {before:.0f} %, {variant} {after:.0f} %: {difference} points, "
                "{same} of {seeds} seeds."
            ).format(**values)
        return self.tr(
            "At {level:g} % noise {reference} {before:.0f} %, {variant} {after:.0f} %: {difference} points, one seed."
        ).format(**values)
