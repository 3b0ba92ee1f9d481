"""One digit, clean and noisy, and what every trained variant makes of it."""

import random
from typing import Any

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.language.texts import noise_level
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.lanes import LanesBoard
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.card import Card
from sparse_explorer.app.widgets.digit_picker import ANY_DIGIT, DigitPicker
from sparse_explorer.app.widgets.flip_scale import Flip
from sparse_explorer.app.widgets.noise_control import NoiseControl
from sparse_explorer.data.catalogue import IMAGE_SIZE
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.noises import most_percent
from sparse_explorer.experiment.results.inspection_reports import Inspection

STRIP_FROM = 140
"""With so many pixels more than the card needs there is room for thumbnails above the lanes."""


@guarded
class InspectorPane(Card):
    """Shows what the inspector found about the session's digit.

    Attributes:
        board: the digit, and the lanes of the networks.
        picker, noise: ways to another image, and to another level; their parts may be placed elsewhere.

    Signals:
        disagreement_wanted: go to the next digit on which the variants disagree.
    """

    disagreement_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("What each network sees"), self.tr("Inspector"), "")
        self._session = session
        self._flips: dict[str, int] = {}
        self._labels = np.zeros(0, dtype=np.int64)
        self._class = ANY_DIGIT
        self._make()
        self._connect()
        self._show_kind()
        self._show_noise(session.noise)

    # --- what is shown --------------------------------------------------------------------------------------------

    def set_digits(self, images: Any, labels: Any) -> None:
        """Offer these test digits: uint8 (N, 28, 28), int64 (N,)."""
        self._labels = labels
        self.picker.set_count(len(labels))
        self.picker.strip.set_images(images, labels)
        self._go_to_class()
        self._show_digit_number(self._session.digit)

    def _forget_digits(self) -> None:
        """Another data set is being loaded; what is known of the one before says nothing of it."""
        self.board.set_inspection(None)
        self._forget_flips()
        self.set_digits(np.zeros((0, IMAGE_SIZE, IMAGE_SIZE), np.uint8), np.zeros(0, np.int64))

    def set_inspection(self, inspection: Inspection) -> None:
        """Show a digit with what the variants make of it."""
        self.board.set_inspection(inspection)

    def shows(self, digit: int, noise: int) -> bool:
        """Whether this digit at this noise, in percent, is on the screen by now."""
        shown = self.board.inspection()
        return shown is not None and (shown.index, shown.noise) == (digit, noise)

    def set_flips(self, flips: dict[str, int]) -> None:
        """Say at which noise each variant's answer first becomes wrong: percent by variant id."""
        self._flips = flips
        self._show_flips()

    def _show_flips(self) -> None:
        """A tick for each variant of which it is known, in the order of the list."""
        session = self._session
        self.noise.set_flips(
            [
                Flip(item.variant.name, item.color, self._flips[item.id], item.id == session.selected_id)
                for item in session.items
                if item.id in self._flips
            ]
        )

    def _forget_flips(self) -> None:
        """Those of another image, pattern or kind of noise say nothing of this one."""
        self.set_flips({})

    def refresh(self) -> None:
        """Show names, colours and selection of the session as they are."""
        self._show_flips()
        self.board.refresh()

    def _show_kind(self) -> None:
        name = self._session.noise_config.convention
        self.noise.set_kind(noise_level(KINDS[name]), most_percent(name))

    def _show_noise(self, percent: int) -> None:
        self.noise.set_noise(percent)

    def _show_digit_number(self, index: int) -> None:
        label = int(self._labels[index]) if index < len(self._labels) else None
        self.picker.set_index(index, label)
        if label is not None and self._class not in (ANY_DIGIT, label):
            # The user went elsewhere: by number, by its picture, or to a disagreement.
            self._class = ANY_DIGIT
            self.picker.set_class(ANY_DIGIT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Arrows, number and class lead to every digit too; the lanes have no other place.
        self.picker.strip.setVisible(self.height() - self.minimumSizeHint().height() >= STRIP_FROM)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        strip = self.picker.strip.height() + self.body.spacing() if not self.picker.strip.isHidden() else 0
        return QSize(hint.width(), hint.height() - strip)

    # --- how it is made -------------------------------------------------------------------------------------------

    def _make(self) -> None:
        self.picker = DigitPicker(self)
        self.picker.hide()  # its parts are placed one by one
        self.picker.strip.setHorizontalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )  # wheel and keys do
        self.picker.strip.setFixedHeight(48)
        self.noise = NoiseControl()
        self.board = LanesBoard(self._session)
        self.header.addWidget(self.picker.stepper)
        self.body.addWidget(self.picker.finder)
        self.body.addWidget(self.picker.strip)
        self.body.addWidget(self.board, 1)
        self.body.addWidget(self.noise)

    # --- what the user does ---------------------------------------------------------------------------------------

    def _connect(self) -> None:
        session = self._session
        session.noise_changed.connect(self._show_noise)
        session.digit_changed.connect(self._show_digit_number)
        for signal in (session.digit_changed, session.pattern_changed, session.noise_config_changed):
            signal.connect(self._forget_flips)
        session.noise_config_changed.connect(self._show_kind)
        session.dataset_changed.connect(self._forget_digits)
        session.variants_changed.connect(self.refresh)
        session.selected_changed.connect(self.refresh)
        session.loading_changed.connect(self.refresh)
        session.searching_changed.connect(self.picker.set_searching)
        self.noise.noise_changed.connect(session.set_noise)
        self.noise.new_noise_requested.connect(lambda: session.set_pattern(session.pattern + 1))
        self.picker.index_changed.connect(session.set_digit)
        self.picker.random_requested.connect(self._choose_random)
        self.picker.previous_requested.connect(lambda: self._step(-1))
        self.picker.next_requested.connect(lambda: self._step(1))
        self.picker.class_chosen.connect(self._choose_class)
        self.picker.disagreement_requested.connect(self.disagreement_wanted)

    def _candidates(self) -> Any:
        """The indices of the digits of the chosen class."""
        return (
            np.flatnonzero(self._labels == self._class)
            if self._class != ANY_DIGIT
            else np.arange(len(self._labels))
        )

    def _choose_random(self) -> None:
        candidates = self._candidates()
        if len(candidates):
            self._session.set_digit(int(random.choice(candidates)))

    def _choose_class(self, label: int) -> None:
        self._class = label
        self._go_to_class()
        self._show_digit_number(self._session.digit)

    def _go_to_class(self) -> None:
        """Go to the next image of the chosen class; where there is none, the session's image stays."""
        candidates = self._candidates()
        if len(candidates) and self._session.digit not in candidates:
            self._step(1)

    def _step(self, direction: int) -> None:
        """Go to the next or previous digit of the chosen class, around the end."""
        candidates = self._candidates()
        if not len(candidates):
            return
        if direction > 0:
            place = int(np.searchsorted(candidates, self._session.digit, side="right")) % len(candidates)
        else:
            place = int(np.searchsorted(candidates, self._session.digit, side="left")) - 1
        self._session.set_digit(int(candidates[place]))
