"""The bubble that says what is wrong with a field: where it stands, and that it comes and goes with the mark."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.widgets.field_note import FieldNote


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 200)
    window.show()
    return window


@pytest.fixture
def field(window: QWidget) -> QLineEdit:
    field = QLineEdit(window)
    field.setGeometry(20, 20, 120, 26)
    field.show()
    return field


def bubble(note: FieldNote) -> QRect:
    assert note.bubble is not None and note.bubble.isVisible()
    return note.bubble.geometry()


def test_it_stands_under_its_field_or_over_it_and_never_outside(window: QWidget, field: QLineEdit) -> None:
    note = FieldNote(field)
    note.say("'Dense' is the name of another variant")
    assert bubble(note).topLeft() == QPoint(20, 48)
    for place in (QPoint(270, 20), QPoint(20, 170), QPoint(270, 150)):
        field.move(place)
        note.say("'Dense' is the name of another variant")
        assert window.rect().contains(bubble(note))
        assert not bubble(note).intersects(field.geometry())
    assert bubble(note).bottom() < field.y()


def test_mark_and_words_come_and_go_together(window: QWidget, field: QLineEdit) -> None:
    note = FieldNote(field)
    note.say("one")
    assert (field.property("problem"), note.bubble.text()) == (True, "one")
    note.say("another")
    assert note.bubble.text() == "another"
    field.hide()
    assert not note.bubble.isVisible()
    field.show()
    assert note.bubble.isVisible()
    note.say("")
    assert (field.property("problem"), note.bubble) == (False, None)
