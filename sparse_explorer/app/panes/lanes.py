"""The digit, and beside it how each network sees it, from its winners to its answer."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from sparse_explorer.app.language.intervention_texts import intervention_text
from sparse_explorer.app.language.source_texts import answers_alone, why_silent
from sparse_explorer.app.language.texts import standing_text
from sparse_explorer.app.model.live_curves import LiveCurve
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.interventions import InterventionButtons
from sparse_explorer.app.panes.unit_panel import UnitPanel
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.digit_view import DigitView
from sparse_explorer.app.widgets.lane import Lane
from sparse_explorer.app.widgets.lanes_view import LanesView
from sparse_explorer.app.widgets.prediction_view import PredictionRow, PredictionView
from sparse_explorer.app.widgets.scroll_area import ScrollArea
from sparse_explorer.data.catalogue import IMAGE_SIZE
from sparse_explorer.experiment.results.inspection_reports import (
    Inspection,
    LayerActivity,
    UnitPlace,
    UnitReport,
    VariantInspection,
)

BARS = (36, 100, 320)
"""Least, usual and largest height in pixels of the bars of an answer, and thus of the maps beside them."""

COMPACT_BELOW = 400
"""Pixels of height with which the unit takes less room, so that two lanes need not be scrolled."""

LEAST_WIDTH = 460
"""Pixels, in which a lane still has two maps beside the digit and the answer."""


@guarded
class LanesBoard(QWidget):
    """Shows what the inspector found about the session's digit.

    Attributes:
        lanes: what each network sees; it says at which unit the mouse points.
        panel: that unit, and the curves of what is done to networks.

    Signals:
        unit_wanted(object): the UnitPlace of the unit that is pointed at; None for none.
        curve_wanted(str): show the curve of what is done to the variant with that id, or hide it.
    """

    unit_wanted = Signal(object)
    curve_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._inspection: Inspection | None = None
        self._own = False
        self._buttons = InterventionButtons(session, self)
        self._make()
        self._connect()
        self.refresh()

    def set_inspection(self, inspection: Inspection | None) -> None:
        """Show a digit with what the variants make of it; None: nothing is known of any."""
        self._inspection = inspection
        self._clean.set_image(inspection.clean if inspection else None)
        self._noisy.set_image(inspection.noisy if inspection else None)
        self.refresh()

    def set_class_names(self, names: Sequence[str]) -> None:
        """Say what the classes are called, by label."""
        self._predictions.set_class_names(names)

    def set_own(self, own: bool) -> None:
        """Say whether the clean digit is the user's own."""
        self._own = own
        self._clean.set_caption(self.tr("yours") if own else self.tr("clean"))
        self._share_room()

    def inspection(self) -> Inspection | None:
        """What is shown."""
        return self._inspection

    def refresh(self) -> None:
        """Show names, colours and order of the session's variants as they are; lanes are sorted once they are seen."""
        seen = self._inspection
        looked = {found.variant_id: found for found in (*seen.variants, *seen.intervened)} if seen else {}
        rows, lanes = [], []
        for item in self._session.shown:
            found = looked.get(item.id)
            name, color = item.variant.name, item.color
            note = self._why_no_answer(item.id)
            rows.append(PredictionRow(name, color, found.noisy if found else None, note))
            done = self._session.interventions.of(item.id)
            words = intervention_text(done) if done is not None else ""
            why_empty = why_silent(self._session, item) or answers_alone() if item.source is not None else ""
            lanes.append(
                Lane(
                    item.id,
                    name,
                    color,
                    _layers_of(found) if found else (),
                    words,
                    why_empty,
                    item.source is not None,
                )
            )
        self._predictions.set_rows(rows, self._inspection.label if self._inspection else None)
        self.lanes.set_lanes(lanes)
        self.panel.unit.set_why_none(self._why_no_lane(lanes))

    def _why_no_lane(self, lanes: Sequence[Lane]) -> str:
        """What to do where no network looks at the digit yet; empty where one does."""
        if any(lane.layers for lane in lanes):
            return ""
        if not lanes:
            return self.tr("No variant is in sight: add one at the left, and train it.")
        return self.tr(
            "Once a variant is trained, its lane shows from the left: what its filters answer to this digit, the "
            "hidden layer, and what it says; and at this place more of any unit that you point at."
        )

    def set_unit(self, report: UnitReport | None) -> None:
        """Show what was found of the unit that is pointed at; of another one nothing."""
        if report is not None and report.place != self.lanes.pointed():
            return
        self.panel.show_unit(report, self.lanes.pinned() is not None)
        for view in (self._clean, self._noisy):
            view.set_frame(report.field if report is not None else None)

    def set_curves(self, curves: Sequence[LiveCurve]) -> None:
        """Show accuracy against noise with what is done to networks."""
        self._buttons.set_curves([curve.variant_id for curve in curves])
        self.panel.set_curves(curves)
        self._offer()

    def _offer(self) -> None:
        """Offer interventions on each lane, as the session is now."""
        self.lanes.set_corners(self._buttons.buttons(self._session.shown))
        self.panel.refresh()

    def _point(self, variant_id: str, layer: str, number: int) -> None:
        self.unit_wanted.emit(UnitPlace(variant_id, layer, number))

    def _leave(self) -> None:
        self.set_unit(None)
        self.unit_wanted.emit(None)

    def _connect(self) -> None:
        session = self._session
        self.lanes.unit_pointed.connect(self._point)
        self.lanes.unit_left.connect(self._leave)
        self._buttons.curve_wanted.connect(self.curve_wanted)
        self.panel.curve_unwanted.connect(self.curve_wanted)
        for signal in (session.interventions.changed, session.variants_changed, session.noise_config_changed):
            signal.connect(self._offer)
        self._offer()

    def _why_no_answer(self, variant_id: str) -> str:
        record = self._session.record(variant_id)
        if self._cannot_answer(variant_id):
            return self.tr("no answer")
        diverged = record.history.diverged if record is not None else None
        return standing_text(self._session.standing(variant_id), diverged.step if diverged else 0)

    def _cannot_answer(self, variant_id: str) -> bool:
        """Whether a network from elsewhere is silent, for a reason that its lane says."""
        item = self._session.item(variant_id)
        return item.source is not None and bool(why_silent(self._session, item))

    def minimumSizeHint(self) -> QSize:
        """Room for two lanes of small maps with the unit under them; the rest can be scrolled to."""
        lanes = 2 * (BARS[0] + 5 * self.fontMetrics().height() // 2)
        return QSize(LEAST_WIDTH, lanes + SPACE + self.panel.least_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panel.set_compact(event.size().height() < COMPACT_BELOW)
        self._share_room()

    def _share_room(self) -> None:
        """The noisy digit as large as a quarter of the width and the height allow, the clean one under it."""
        caption = self._clean.minimumSizeHint().height() - 2 * IMAGE_SIZE
        share = 0.18 if self._own else 0.23  # the pad shows the user's own as well
        room = self.height() - 2 * (caption + 2) - SPACE
        noisy = max(2, int(min(self.width() * share, room * 0.72, room - 2 * IMAGE_SIZE)) // IMAGE_SIZE)
        clean = max(2, min(noisy // 2, (room - noisy * IMAGE_SIZE) // IMAGE_SIZE))
        for view, scale in ((self._noisy, noisy), (self._clean, clean)):
            view.setFixedSize(scale * IMAGE_SIZE + 4, scale * IMAGE_SIZE + caption + 2)
        self._predictions.setFixedWidth(min(360, max(140, int(self.width() * 0.18))))
        if (layout := self.layout()) is not None:
            layout.activate()  # now, or else the lanes stand over a digit that has grown

    def _make(self) -> None:
        self._clean = DigitView(self.tr("clean"))
        self._noisy = DigitView(self.tr("noisy"))
        self._noisy.setObjectName("digit_view")
        self._clean.setObjectName("clean_digit_view")
        for view in (self._clean, self._noisy):
            view.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # their size is set here
        digits = QVBoxLayout()
        digits.setSpacing(SPACE)
        digits.addWidget(self._noisy)
        digits.addWidget(self._clean)
        digits.addStretch(1)
        self._predictions = PredictionView(named=False, bars=BARS)
        self._predictions.setObjectName("prediction_view")
        self.lanes = LanesView(self._predictions.row_rect)
        self.lanes.setObjectName("lanes_view")
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.lanes, 1)
        row.addWidget(self._predictions)
        scroll = ScrollArea()
        scroll.setObjectName("lanes_area")
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumHeight(60)
        scroll.setWidget(inside)
        self.panel = UnitPanel(self._session)
        seen = QVBoxLayout()
        seen.setSpacing(SPACE)
        seen.addWidget(scroll, 1)
        seen.addWidget(self.panel)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2 * SPACE)
        whole.addLayout(digits)
        whole.addLayout(seen, 1)


def _layers_of(found: VariantInspection) -> tuple[LayerActivity, ...]:
    """All layers, from input to output."""
    return found.layers if found.hidden is None else (*found.layers, found.hidden)
