import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.card import Card, EmptyHint
from sparse_explorer.app.widgets.elided_combo import ElidedCombo


def test_card_has_title_header_and_body(qtbot: QtBot) -> None:
    card = Card("Variants")
    qtbot.addWidget(card)
    button, content = QPushButton("+"), QLabel("content")
    card.header.addWidget(button)
    card.body.addWidget(content)
    card.resize(300, 200)
    card.show()
    assert card.property("card") is True
    assert card.title_label.property("title") is True
    assert card.accessibleName() == "Variants"
    assert button.geometry().right() == content.geometry().right()  # header and body share the right edge
    assert button.geometry().bottom() < content.geometry().top()
    card.set_title("")
    assert not card.title_label.isVisible()
    card.set_title("Model")
    assert card.title_label.isVisible()
    assert card.accessibleName() == "Model"


def test_card_follows_the_edition(qtbot: QtBot) -> None:
    card = Card("Variants")
    qtbot.addWidget(card)
    card.resize(100, 80)
    for edition in ("light", "dark"):
        theme.theme().set_choice(edition)
        assert card.grab().toImage().pixelColor(50, 70).name() == theme.colors().card


def test_hint_wraps_and_shows_plain_text(qtbot: QtBot) -> None:
    hint = EmptyHint("Train a <b>variant</b> to see what it says about this digit.")
    qtbot.addWidget(hint)
    hint.show()
    assert hint.property("muted") is True
    assert hint.wordWrap()
    assert hint.heightForWidth(200) > hint.heightForWidth(900)


def test_a_title_without_room_becomes_a_shorter_one(qtbot: QtBot) -> None:
    card = Card()
    qtbot.addWidget(card)
    card.set_title("Accuracy against noise", "Accuracy")
    card.resize(400, 100)
    card.show()
    assert card.title_label.shown_text() == "Accuracy against noise"
    card.resize(card.fontMetrics().horizontalAdvance("Accuracy against") + 28, 100)
    QApplication.processEvents()
    assert card.title_label.shown_text() == "Accuracy"


@pytest.fixture
def choosing(qtbot: QtBot) -> tuple[Card, ElidedCombo]:
    """A card whose title is long, with a choice at its right and a corner."""
    card, combo = Card(), ElidedCombo(7, 40)
    qtbot.addWidget(card)
    card.set_title("Robustness: mean accuracy over a noise's levels", "Robustness")
    combo.addItem("Dense")
    card.header.addWidget(combo)
    card.set_corner(QToolButton())
    card.body.addWidget(QLabel("content"), 1)
    card.resize(320, 200)
    card.show()
    return card, combo


def test_a_long_title_gives_way_before_a_choice_is_cut(choosing: tuple[Card, ElidedCombo]) -> None:
    card, combo = choosing
    assert not combo.is_cut()
    assert card.title_label.shown_text() == "Robustness"
    card.resize(900, 200)
    QApplication.processEvents()
    assert card.title_label.shown_text() == "Robustness: mean accuracy over a noise's levels"
    assert combo.geometry().right() > 800


def test_a_choice_without_room_beside_the_title_stands_under_it(choosing: tuple[Card, ElidedCombo]) -> None:
    card, combo = choosing
    card.let_header_wrap()
    combo.setItemText(0, "k-winners at inference only")
    QApplication.processEvents()
    assert combo.y() > card.title_label.geometry().bottom()
    assert not combo.is_cut()
    content = card.body.itemAt(0).widget()
    assert card.beside_body() + content.height() == card.height()
    combo.setItemText(0, "Dense")
    QApplication.processEvents()
    assert combo.y() < card.title_label.geometry().bottom()
    assert combo.geometry().right() > 200
    assert card.beside_body() + content.height() == card.height()
