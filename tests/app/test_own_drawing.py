"""The image of one's own in the inspector: drawn, treated, shown to networks live, and left again."""

from collections.abc import Iterator

import fabricated
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from test_drawing_pad import drag

from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.inspector import InspectorPane
from sparse_explorer.app.panes.noise_bar import NoiseBar
from sparse_explorer.app.widgets.digit_stepper import DigitStepper
from sparse_explorer.data.own_image import DARK, LIGHT


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse", starts=(94.0, 96.0), digits=20)


@pytest.fixture
def pane(session: Session, qtbot: QtBot) -> Iterator[InspectorPane]:
    digits = Digits(session, session)
    made = InspectorPane(session, digits)
    bar = NoiseBar(session, digits)
    layout = QVBoxLayout(whole := QWidget())
    layout.addWidget(made, 1)
    layout.addWidget(bar)
    qtbot.addWidget(whole)
    whole.resize(900, 620)
    digits.set_images(*fabricated.images(20))
    whole.show()
    yield made
    whole.close()


def press(pane: QWidget, name: str) -> QAbstractButton:
    button = pane.window().findChild(QAbstractButton, name)
    button.click()
    return button


def label(pane: QWidget) -> str:
    """What the bar says the image is."""
    return pane.window().findChild(DigitStepper).label.text()


def own(session: Session) -> np.ndarray:
    assert session.own.picture is not None
    return session.own.picture.image


@pytest.fixture
def drawing(pane: InspectorPane, session: Session, qtbot: QtBot) -> InspectorPane:
    """With the pad open and a line drawn in its upper left."""
    press(pane, "draw_button")
    drag(pane.drawing.pad, (0.1, 0.1), (0.1, 0.3))
    qtbot.waitUntil(lambda: own(session).any(), timeout=5000)
    return pane


def test_the_pad_opens_beside_the_lanes_and_networks_are_shown_it(pane, session) -> None:
    assert session.own.picture is None
    assert not pane.drawing.isVisible()
    press(pane, "draw_button")
    assert pane.drawing.isVisible()
    assert not own(session).any()
    assert "your drawing" in pane.accessibleName()
    assert label(pane) == ""  # what it is nobody knows
    press(pane, "draw_button")
    assert session.own.picture is None
    assert label(pane) != ""


def test_networks_are_shown_a_line_while_it_is_drawn(drawing, session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.own.changed):
        drag(drawing.drawing.pad, (0.3, 0.3), (0.6, 0.3))


@pytest.mark.parametrize("name", ["next_digit_button", "previous_digit_button", "random_digit_button"])
def test_going_to_a_test_image_leaves_the_drawing_which_waits(drawing, session, name: str) -> None:
    before = own(session)
    press(drawing, name)
    assert session.own.picture is None
    assert not drawing.drawing.isVisible()
    press(drawing, "draw_button")
    assert np.array_equal(own(session), before)


def test_centring_and_scale_can_be_switched_off(drawing, session) -> None:
    rows = np.flatnonzero(own(session).any(axis=1))
    assert len(rows) == 20
    assert abs(rows.mean() - 13.5) <= 1
    press(drawing, "scale_button")
    rows = np.flatnonzero(own(session).any(axis=1))
    assert len(rows) < 12
    assert abs(rows.mean() - 13.5) <= 1
    press(drawing, "centre_button")
    assert np.flatnonzero(own(session).any(axis=1)).mean() < 8


def test_strokes_are_taken_back_and_drawn_again_by_buttons_and_keys(drawing, session, qtbot) -> None:
    before = own(session)
    press(drawing, "undo_stroke_button")
    qtbot.waitUntil(lambda: not own(session).any())
    press(drawing, "redo_stroke_button")
    qtbot.waitUntil(lambda: np.array_equal(own(session), before))
    qtbot.keyClick(drawing.drawing.pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not own(session).any())
    press(drawing, "redo_stroke_button")
    press(drawing, "clear_drawing_button")
    qtbot.waitUntil(lambda: not own(session).any())
    assert not drawing.findChild(QAbstractButton, "keep_drawing_button").isEnabled()


def test_noise_is_painted_by_hand_on_the_picture(drawing, session, qtbot) -> None:
    assert session.own.picture.painted is None
    press(drawing, "noise_tool_button")
    drag(drawing.drawing.pad, (0.1, 0.5), (0.9, 0.5))
    qtbot.waitUntil(
        lambda: session.own.picture.painted is not None and session.own.picture.painted[14].sum() > 20
    )
    press(drawing, "undo_stroke_button")
    qtbot.waitUntil(lambda: session.own.picture.painted is None)


def test_a_label_is_what_the_user_says(drawing, session) -> None:
    combo = drawing.findChild(QComboBox, "own_label_combo")
    assert session.own.picture.label is None
    combo.setCurrentIndex(combo.findData(7))
    assert session.own.picture.label == 7
    press(drawing, "clear_drawing_button")
    assert combo.currentIndex() == 0


def test_a_picture_that_was_brought_shows_its_polarity_which_can_be_switched(drawing, session, qtbot) -> None:
    combo = drawing.findChild(QComboBox, "polarity_combo")
    assert not combo.isVisible()
    scan = np.full((40, 40), 0.9, np.float32)
    scan[10:30, 18:22] = 0.1
    session.own.take(scan, "scan.png")
    assert combo.isVisible()
    assert combo.currentText().startswith("dark on light")
    qtbot.waitUntil(lambda: own(session)[14, 14] > 200 and own(session)[0, 0] == 0)
    combo.setCurrentIndex(combo.findData(LIGHT))
    qtbot.waitUntil(lambda: own(session)[6, 6] > 200)  # paper is ink now, and scaled as such
    combo.setCurrentIndex(combo.findData(DARK))
    qtbot.waitUntil(lambda: own(session)[6, 6] == 0)
    press(drawing, "clear_drawing_button")
    assert not combo.isVisible()


def test_a_test_image_is_taken_bit_for_bit(drawing, session, qtbot) -> None:
    images, _ = fabricated.images(20)
    image = images[3].copy()
    image[0] = image[-1] = 0
    image[:, 0] = image[:, -1] = 0
    session.own.take(image.astype(np.float32) / np.float32(255), "test image 4", ready=True)
    qtbot.waitUntil(lambda: np.array_equal(own(session), image))
    assert not drawing.findChild(QAbstractButton, "centre_button").isChecked()
