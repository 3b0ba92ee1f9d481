"""A scroll area: contents that need another height where a bar takes some of their width."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.widgets.scroll_area import ScrollArea

LEAST, HIGHER = 200, 230
WIDTH = 300


class Content(QWidget):
    """Needs less height where it is narrower than :data:`WIDTH`, as a pane does that is asked in the middle of laying
    out its rows: a bar is needed, makes it narrower, and is not needed any more.
    """

    asked = 0

    def minimumSizeHint(self) -> QSize:
        self.asked += 1
        return QSize(100, HIGHER if self.width() >= WIDTH else LEAST)


@pytest.fixture
def area(qtbot: QtBot) -> ScrollArea:
    made = ScrollArea()
    made.setWidget(Content())
    qtbot.addWidget(made)
    made.resize(WIDTH, 2 * HIGHER)
    made.show()
    return made


def settle() -> None:
    for _ in range(10):
        QApplication.processEvents()


def test_a_bar_that_is_needed_only_without_itself_does_not_come_and_go_for_ever(area: ScrollArea) -> None:
    """Qt's own area fills the stack, and the process is gone."""
    content = area.widget()
    assert isinstance(content, Content)
    before = content.asked
    area.resize(WIDTH, LEAST)
    settle()
    assert content.asked - before < 100  # turns without end take seconds, until the stack is full
    assert area.verticalScrollBar().isVisible()
    assert area.widget().width() == area.viewport().width() < WIDTH


@pytest.mark.parametrize("size", [QSize(WIDTH, 2 * HIGHER), QSize(WIDTH - 1, LEAST)])
def test_another_size_lets_the_bar_go_again(area: ScrollArea, size: QSize) -> None:
    area.resize(WIDTH, LEAST)
    settle()
    area.resize(size)
    settle()
    assert not area.verticalScrollBar().isVisible()
    assert area.widget().size() == size
