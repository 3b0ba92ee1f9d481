"""The window's views with images of another size and classes that have names."""

import fabricated
import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.panes.inspector import InspectorPane
from sparse_explorer.app.widgets.prediction_view import PredictionRow, PredictionView
from sparse_explorer.experiment.results.inspection_reports import Inspection, VariantInspection

NAMES = tuple(f"letter {letter}" for letter in "ABCDEFGHIJKL")


@pytest.fixture
def pane(qtbot: QtBot) -> InspectorPane:
    session = fabricated.session("Dense", starts=(90.0,), digits=6)
    digits = Digits(session, session)
    made = InspectorPane(session, digits)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    digits.set_images(np.full((6, 40, 40), 9, np.uint8), np.arange(6) + 6, NAMES)
    return made


def chances(best: int) -> np.ndarray:
    made = np.full(12, 0.01, np.float32)
    made[best] = 0.89
    return made


def test_digit_and_answers_are_of_the_data_sets_size_and_classes(pane: InspectorPane) -> None:
    variant = pane.board._session.items[0].id
    image = np.linspace(0, 1, 1600, dtype=np.float32).reshape(40, 40)
    found = VariantInspection(variant, chances(7), chances(11), ())
    pane.set_inspection(Inspection(1, 0, 7, 30, image, image, (found,)))
    view = pane.findChild(QWidget, "prediction_view")
    assert view.verdict(0) == "says letter L, 89 % ✗"
    assert np.array_equal(pane.findChild(QWidget, "digit_view").image(), image)
    assert not pane.grab().isNull()


def test_classes_are_chosen_by_their_names_and_drawings_take_their_size(
    pane: InspectorPane, qtbot: QtBot
) -> None:
    combo = pane.findChild(QComboBox, "digit_class_combo")
    assert [combo.itemText(place) for place in range(combo.count())] == ["any digit", *NAMES]
    own = pane.board._session.own
    own.set_shown(True)
    assert own.picture.image.shape == (40, 40)
    labels = pane.findChild(QComboBox, "own_label_combo")
    labels.setCurrentIndex(12)
    assert own.picture.label == 11
    assert labels.currentText() == "it is a letter L"


def test_narrow_bars_say_only_the_names_that_matter(qtbot: QtBot) -> None:
    view = PredictionView()
    qtbot.addWidget(view)
    view.resize(180, 120)
    view.set_class_names([f"c{label}" for label in range(100)])
    many = np.full(100, 0.001, np.float32)
    many[99] = 0.9
    view.set_rows([PredictionRow("One", 0, many)], 0)
    assert view.verdict(0) == "says c99, 90 % ✗"
    assert not view.grab().isNull()
    assert view.bar_rect(0, 99).right() <= 181
