"""One digit, clean and noisy, and what every trained variant makes of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.drawing import DrawingPanel
from sparse_explorer.app.panes.lanes import LEAST_WIDTH, LanesBoard
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.card import Card
from sparse_explorer.app.widgets.digit_finder import DigitFinder
from sparse_explorer.app.widgets.thumbnail_strip import ThumbnailStrip
from sparse_explorer.experiment.results.inspection_reports import Inspection

STRIP_FROM = 160
"""With so many pixels left in the first line there is room for thumbnails in it."""

PAD_TOOLS = 250
"""Pixels of the pane's height that are not the pad's: with what is left it is as wide as it is high."""


@guarded
class InspectorPane(Card):
    """Shows what the inspector found about the session's digit.

    Attributes:
        board: the digit, and the lanes of the networks.
        drawing: the pad for an image of the user's own, in sight while the networks are shown it.
        finder, strip: ways to another image.

    Signals:
        disagreement_wanted: go to the next digit on which the variants disagree.
        digit_wanted(bool): the pane is in sight now, or not any more.
    """

    disagreement_wanted = Signal()
    digit_wanted = Signal(bool)

    def __init__(self, session: Session, digits: Digits, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(*self._titles(False))
        self._session, self._digits = session, digits
        self._make()
        self._connect()
        self._show_images()
        self.finder.set_searching(session.searching)
        if session.own.shown:
            self._show_own(True)

    # --- what is shown --------------------------------------------------------------------------------------------

    def set_inspection(self, inspection: Inspection) -> None:
        """Show a digit with what the variants make of it."""
        self.board.set_inspection(inspection)
        self.drawing.set_seen(inspection.noisy)

    def shows(self, digit: int, noise: int) -> bool:
        """Whether this digit at this noise, in percent, is on the screen by now."""
        shown = self.board.inspection()
        return shown is not None and (shown.index, shown.noise) == (digit, noise)

    def _forget_inspection(self) -> None:
        """Another data set is being loaded; what is known of the one before says nothing of it."""
        self.board.set_inspection(None)
        self.drawing.set_seen(None)

    def _show_own(self, shown: bool) -> None:
        self.finder.set_drawing(shown)
        self.drawing.setVisible(shown)
        self.board.set_own(shown)
        self._share_room()
        self.set_title(*self._titles(shown))
        if shown:
            self.drawing.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def _titles(self, own: bool) -> tuple[str, ...]:
        """The title, and shorter ones."""
        title = (
            self.tr("What each network sees in your drawing") if own else self.tr("What each network sees")
        )
        return title, self.tr("Inspector"), ""

    def _share_room(self) -> None:
        """The pad is as wide as it is high, and leaves the lanes what they need of a narrow pane."""
        wide = self.width() - 6 * SPACE - LEAST_WIDTH
        square = self.height() - PAD_TOOLS
        self.drawing.setFixedWidth(max(self.drawing.minimumSizeHint().width(), min(wide, square)))

    def _show_images(self) -> None:
        digits = self._digits
        self.strip.set_images(digits.images, digits.labels, digits.class_names)
        for part in (self.finder, self.strip):
            part.setEnabled(len(digits.labels) > 0)
        self.strip.set_index(self._session.digit)
        self.finder.set_class_names(digits.class_names)
        self.finder.set_class(digits.chosen_class)
        self.board.set_class_names(digits.class_names)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()
        # Arrows, number and class lead to every digit too.
        taken = self.title_label.whole_width() + self.finder.sizeHint().width() + 10 * SPACE
        self.strip.setVisible(self.width() - taken >= STRIP_FROM)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.digit_wanted.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.digit_wanted.emit(False)

    # --- how it is made -------------------------------------------------------------------------------------------

    def _make(self) -> None:
        self.finder = DigitFinder()
        self.strip = ThumbnailStrip()
        self.board = LanesBoard(self._session)
        self.drawing = DrawingPanel(self._session)
        self.drawing.hide()
        beside = QHBoxLayout()
        beside.setSpacing(2 * SPACE)
        beside.addWidget(self.drawing)
        beside.addWidget(self.board, 1)
        self.header.addWidget(self.finder)
        self.set_wide_header(self.strip)
        self.body.addLayout(beside, 1)

    def _connect(self) -> None:
        session, digits = self._session, self._digits
        session.digit_changed.connect(self.strip.set_index)
        session.dataset_changed.connect(self._forget_inspection)
        session.variants_changed.connect(self.board.refresh)
        session.selected_changed.connect(self.board.refresh)
        session.loading_changed.connect(self.board.refresh)
        session.searching_changed.connect(self.finder.set_searching)
        digits.images_changed.connect(self._show_images)
        digits.class_changed.connect(self.finder.set_class)
        self.strip.chosen.connect(digits.go_to)
        session.own.shown_changed.connect(self._show_own)
        self.finder.drawing_requested.connect(session.own.set_shown)
        self.finder.class_chosen.connect(digits.choose_class)
        self.finder.random_requested.connect(digits.choose_random)
        self.finder.disagreement_requested.connect(self.disagreement_wanted)
