from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.card import Card, EmptyHint


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
