"""One digit, clean and noisy, and what every trained variant makes of it; and inside the selected variant."""

import random
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from superqt import QElidingLabel

from sparse_explorer.app.session import Session
from sparse_explorer.app.theme import SPACE
from sparse_explorer.app.widgets.activation_view import ActivationView
from sparse_explorer.app.widgets.card import Card
from sparse_explorer.app.widgets.digit_picker import DigitPicker
from sparse_explorer.app.widgets.digit_view import DigitView
from sparse_explorer.app.widgets.noise_control import NoiseControl
from sparse_explorer.app.widgets.prediction_view import PredictionRow, PredictionView
from sparse_explorer.app.widgets.weight_view import WeightView
from sparse_explorer.experiment.inspection_reports import Inspection, LayerWeights


class InspectorPane(QWidget):
    """Shows what the inspector found about the session's digit.

    Signals:
        disagreement_wanted: go to the next digit on which the variants disagree.
    """

    disagreement_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._inspection: Inspection | None = None
        self._flips: dict[str, int] = {}
        self._labels = np.zeros(0, dtype=np.int64)
        self._class = -1
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE + 4)
        layout.addWidget(self._make_digit_card(), 3)
        layout.addWidget(self._make_inside_card(), 2)
        self._connect()
        self._show_noise(session.noise)
        self._show_predictions()
        self._show_inside()

    # --- what is shown --------------------------------------------------------------------------------------------

    def set_digits(self, images: Any, labels: Any) -> None:
        """Offer these test digits: uint8 (N, 28, 28), int64 (N,)."""
        self._labels = labels
        self.picker.set_count(len(labels))
        self.picker.strip.set_images(images, labels)
        self._show_digit_number(self._session.digit)

    def set_inspection(self, inspection: Inspection) -> None:
        """Show a digit with what the variants make of it."""
        self._inspection = inspection
        self._clean.set_image(inspection.clean)
        self._noisy.set_image(inspection.noisy)
        self._show_predictions()
        self._show_inside()

    def shown_noise(self) -> int | None:
        """The noise, in percent, of the digit that is shown; None while none is."""
        return self._inspection.noise if self._inspection else None

    def set_flips(self, flips: dict[str, int]) -> None:
        """Say from which noise on each variant is wrong about the digit: percent by variant id."""
        self._flips = flips
        self._show_flips()

    def _show_flips(self) -> None:
        """The variant that gives way first; colour and words say which."""
        known = [item for item in self._session.items if item.id in self._flips]
        if not known:
            self.noise.set_note("")
            return
        first = min(known, key=lambda item: self._flips[item.id])
        percent = self._flips[first.id]
        text = (
            self.tr("{name} is wrong even without noise")
            if percent == 0
            else self.tr("{name} flips at {percent} %")
        )
        self.noise.set_note(text.format(name=first.variant.name, percent=percent), first.color)

    def set_weights(self, layers: tuple[LayerWeights, ...]) -> None:
        """Show the selected variant's weights; none: it has no network yet."""
        self._weights.set_weights(layers, self.tr("Train the selected variant to see its weights."))

    def show_activations(self) -> None:
        """Turn to the maps of what is active."""
        self._choose_page(0)

    def show_weights(self) -> None:
        """Turn to the weights."""
        self._choose_page(1)

    def refresh(self) -> None:
        """Show names, colours and selection of the session as they are."""
        self._show_flips()
        self._show_predictions()
        self._show_inside()

    def _show_noise(self, percent: int) -> None:
        self.noise.set_noise(percent)

    def _show_digit_number(self, index: int) -> None:
        label = int(self._labels[index]) if index < len(self._labels) else None
        self.picker.set_index(index, label)

    def _show_predictions(self) -> None:
        looked = {found.variant_id: found for found in self._inspection.variants} if self._inspection else {}
        rows = []
        for item in self._session.items:
            found = looked.get(item.id)
            probabilities = found.noisy if found else None
            rows.append(
                PredictionRow(item.variant.name, item.color, probabilities, self.tr("not trained yet"))
            )
        self._predictions.set_rows(rows, self._inspection.label if self._inspection else None)
        # Two variants are always in sight; the others can be scrolled to.
        wanted = self._predictions.minimumSizeHint().height()
        self._answers.setMinimumHeight(round(wanted * min(1.0, 2 / max(len(rows), 1))) + 2)

    def _show_inside(self) -> None:
        item = self._session.selected
        looked = self._inspection.variants if self._inspection else ()
        found = next((found for found in looked if item and found.variant_id == item.id), None)
        titles = [layer.title for layer in found.layers] if found else []
        self._show_layer_buttons(titles)
        if found is None:
            message = self.tr(
                "Train the selected variant to see which of its units win, and which survive noise."
            )
            self._activation.set_activity(None, message)
            self._say_overlap(item.variant.name if item else "")
            return
        layer = found.layers[min(self._layer, len(found.layers) - 1)]
        self._activation.set_activity(layer)
        short = self.tr("{name}: {share:.0f} % kept").format(
            name=item.variant.name, share=100 * layer.overlap
        )
        self._say_overlap(short, self._activation.overlap_text())

    def _say_overlap(self, text: str, tip: str = "") -> None:
        self._overlap.setText(text)
        self._overlap.setToolTip(tip)

    def _show_layer_buttons(self, titles: list[str]) -> None:
        for index, button in enumerate(self._layer_buttons):
            button.setVisible(len(titles) > 1 and index < len(titles) and self._pages.currentIndex() == 0)
            if index < len(titles):
                button.setText(titles[index])

    # --- how it is made -------------------------------------------------------------------------------------------

    def _make_digit_card(self) -> Card:
        card = Card(self.tr("Inspector"))
        self.picker = DigitPicker()
        self.picker.strip.setHorizontalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )  # wheel and keys do
        self.picker.strip.setFixedHeight(48)
        self.noise = NoiseControl()
        self._clean = DigitView(self.tr("clean"))
        self._noisy = DigitView(self.tr("noisy"))
        self._noisy.setObjectName("digit_view")
        self._clean.setObjectName("clean_digit_view")
        digits = QHBoxLayout()
        digits.setSpacing(2 * SPACE)
        for view in (self._clean, self._noisy):
            view.setMinimumHeight(112)
            view.setMaximumHeight(200)
            digits.addWidget(view, 3)
        digits.addWidget(self.noise.readout, 2)
        self._predictions = PredictionView()
        self._predictions.setObjectName("prediction_view")
        self._answers = QScrollArea()
        self._answers.setWidgetResizable(True)
        self._answers.setFrameShape(QFrame.Shape.NoFrame)
        self._answers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._answers.setWidget(self._predictions)
        card.header.addWidget(self.picker.stepper)
        card.body.addWidget(self.picker.finder)
        card.body.addWidget(self.picker.strip)
        card.body.addLayout(digits, 1)
        card.body.addWidget(self.noise)
        card.body.addWidget(self._answers, 2)
        return card

    def _make_inside_card(self) -> Card:
        card = Card("")
        self._overlap = QElidingLabel()
        self._overlap.setElideMode(Qt.TextElideMode.ElideMiddle)
        self._overlap.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._overlap.setProperty("title", True)
        self._overlap.setObjectName("overlap_label")
        self._pages = QStackedWidget()
        self._activation = ActivationView()
        self._activation.setObjectName("activation_view")
        self._weights = WeightView()
        self._weights.setObjectName("weight_view")
        self._weights.set_weights((), self.tr("Train the selected variant to see its weights."))
        self._tabs: list[QToolButton] = []
        tabs = QHBoxLayout()
        tabs.setSpacing(2)
        for title, page in ((self.tr("Activations"), self._activation), (self.tr("Weights"), self._weights)):
            page.setMinimumHeight(120)  # less than each would like, so that small screens hold everything
            self._pages.addWidget(page)
            self._tabs.append(self._make_tab(title, len(self._tabs)))
            tabs.addWidget(self._tabs[-1])
        self._layer = 0
        self._layer_buttons = [self._make_layer_button(index) for index in range(3)]
        for button in self._layer_buttons:
            tabs.addWidget(button)
        tabs.addWidget(self._overlap, 1)
        card.body.addLayout(tabs)
        card.body.addWidget(self._pages, 1)
        self._choose_page(0)
        return card

    def _make_tab(self, title: str, index: int) -> QToolButton:
        button = QToolButton()
        button.setText(title)
        button.setCheckable(True)
        button.setProperty("flat", True)
        button.setObjectName(("activations_tab", "weights_tab")[index])
        button.clicked.connect(lambda: self._choose_page(index))
        return button

    def _make_layer_button(self, index: int) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setChecked(index == 0)
        button.clicked.connect(lambda: self._choose_layer(index))
        return button

    def _choose_page(self, index: int) -> None:
        self._pages.setCurrentIndex(index)
        for number, tab in enumerate(self._tabs):
            tab.setChecked(number == index)
        if hasattr(self, "_layer_buttons"):
            self._show_inside()

    def _choose_layer(self, index: int) -> None:
        self._layer = index
        for number, button in enumerate(self._layer_buttons):
            button.setChecked(number == index)
        self._show_inside()

    # --- what the user does ---------------------------------------------------------------------------------------

    def _connect(self) -> None:
        session = self._session
        session.noise_changed.connect(self._show_noise)
        session.digit_changed.connect(self._show_digit_number)
        session.variants_changed.connect(self.refresh)
        session.selected_changed.connect(self.refresh)
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
            np.flatnonzero(self._labels == self._class) if self._class >= 0 else np.arange(len(self._labels))
        )

    def _choose_random(self) -> None:
        candidates = self._candidates()
        if len(candidates):
            self._session.set_digit(int(random.choice(candidates)))

    def _choose_class(self, label: int) -> None:
        self._class = label
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
