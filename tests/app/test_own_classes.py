"""The window's views with images of another size and classes that have names."""

import fabricated
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.disagreement import DisagreementPane
from sparse_explorer.app.panes.inspector import InspectorPane
from sparse_explorer.app.panes.model import ModelPane
from sparse_explorer.app.widgets.confusion_view import Cell
from sparse_explorer.app.widgets.digit_view import DigitView
from sparse_explorer.app.widgets.prediction_view import PredictionRow, PredictionView
from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.results.answers import Answers, AnswersPart
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


def test_tips_of_thumbnails_name_the_class(pane: InspectorPane) -> None:
    model = pane.strip.model()
    assert model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole) == "image 1 of 6, a letter G"


def test_a_large_image_in_little_room_is_drawn_smaller(qtbot: QtBot) -> None:
    view = DigitView("")
    qtbot.addWidget(view)
    view.set_image(np.full((64, 64), 0.5, np.float32))
    view.resize(view.minimumSizeHint())
    assert 50 < view.picture_rect().width() < 64


def answers(session: Session, names: tuple[str, ...]) -> Answers:
    """Of twice as many images as there are classes; the first variant takes the first for the last."""
    labels = np.arange(2 * len(names)) % len(names)
    first, second = (item.id for item in session.items[:2])
    wrong = labels.copy()
    wrong[0] = len(names) - 1
    said = {first: wrong.astype(np.uint8), second: labels.astype(np.uint8)}
    pictures = np.zeros((len(labels), 40, 40), np.uint8)
    found = Answers(np.arange(len(labels)), labels, len(labels), "article", session.noise, class_names=names)
    found.add(
        AnswersPart(np.arange(len(labels)), said, dict.fromkeys(said, pictures), len(labels), len(labels))
    )
    return found


@pytest.mark.parametrize("count", [3, 12, 62])
def test_disagreements_and_confusions_are_of_as_many_classes_as_there_are(qtbot: QtBot, count: int) -> None:
    session = fabricated.session("Dense", "Sparse", starts=(94.0, 96.0), digits=80)
    names = tuple(f"kind {label}" for label in range(count))
    made = DisagreementPane(session)
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    made.set_answers(answers(session, names))
    model, last = made.gallery.digits, f"kind {count - 1}"
    assert model.data(model.index(0), Qt.ItemDataRole.ToolTipRole).splitlines() == [
        f"image 1 of {2 * count}, a kind 0",
        f"Dense says {last}: wrong",
        "Sparse says kind 0: right",
    ]
    found = made.confusions
    assert found.words(Cell(0, 0, count - 1)) == f"Dense takes kind 0 for {last}: 1 of 2 digits (50.0 %)"
    made.show_cell(session.items[0].id, 0, count - 1)
    assert made.findChild(QLabel, "disagreement_counts").text().startswith(f"Dense takes kind 0 for {last}")
    assert not made.grab().isNull()
    made.set_answers(answers(session, names[:2]))  # another data set: that cell is gone
    assert not made.grab().isNull()


def test_a_matrix_is_copied_and_saved_with_its_names() -> None:
    session = fabricated.session("Dense", "Sparse", starts=(94.0, 96.0), digits=80)
    confusion = answers(session, ("A", "B", "C")).confusion(session.items[0].id)
    assert confusion.csv().splitlines() == [
        "true,said A,said B,said C,total",
        "A,1,0,1,2",
        "B,0,2,0,2",
        "C,0,0,2,2",
        "total,1,2,3,6",
    ]


def test_the_model_form_counts_for_the_data_sets_size_and_classes(qtbot: QtBot) -> None:
    session = fabricated.session("Dense", starts=(94.0,), digits=6)
    digits = Digits(session, session)
    made = ModelPane(session, digits=digits)
    qtbot.addWidget(made)
    session.select(session.items[0].id)
    foot = made.findChild(QLabel, "cost_label")
    before = foot.text()
    digits.set_images(np.full((6, 40, 40), 9, np.uint8), np.arange(6), NAMES)
    fitted = cost(session.items[0].variant.network.fitted(40, 12))
    assert foot.text().startswith(f"{fitted.parameters:,} parameters, ")
    assert foot.text() != before
    digits.set_images(np.full((6, 4, 4), 9, np.uint8), np.arange(6), NAMES)
    assert foot.text().startswith("It does not fit the images of this data set: ")
    assert "is not allowed" in foot.text()
