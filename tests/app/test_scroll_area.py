"""A scroll area: contents that need more height where they are narrower, of which a bar makes them."""

import itertools

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QSizePolicy, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.widgets.scroll_area import ScrollArea

LEAST = 200
LINE = 30
HIGHER = LEAST + LINE
WIDTH = 300


class Row(QWidget):
    """Puts its second half below the first where both have no room beside each other, as rows of tabs do."""

    def __init__(self) -> None:
        super().__init__()
        self.halves = [QWidget(), QWidget()]
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(0)
        for column, half in enumerate(self.halves):
            half.setMinimumSize(WIDTH // 2, LINE)
            self.grid.addWidget(half, 0, column)

    def minimumSizeHint(self) -> QSize:
        return QSize(WIDTH // 2, self.grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.grid.removeWidget(self.halves[1])
        self.grid.addWidget(self.halves[1], *((0, 1) if event.size().width() >= WIDTH else (1, 0)))


class Wrapping(QWidget):
    """Such a row over what needs the rest of the height."""

    def __init__(self) -> None:
        super().__init__()
        self.resizes = 0
        row, rest = Row(), QWidget()
        row.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        rest.setMinimumHeight(LEAST - LINE)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(row)
        box.addWidget(rest, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.resizes += 1


@pytest.fixture
def area(qtbot: QtBot) -> ScrollArea:
    made = ScrollArea()
    made.setWidget(Wrapping())
    qtbot.addWidget(made)
    made.resize(WIDTH, 2 * HIGHER)
    made.show()
    return made


def settle() -> None:
    for _ in range(10):
        QApplication.processEvents()


def test_a_bar_that_is_needed_only_for_its_own_width_does_not_come_and_go_for_ever(area: ScrollArea) -> None:
    """Qt's own would fill the stack."""
    inside = area.widget()
    assert isinstance(inside, Wrapping)
    bar = area.verticalScrollBar().sizeHint().width()
    for narrow, wide in itertools.product(
        (WIDTH - 1, WIDTH + bar - 1), (WIDTH, WIDTH + bar - 1, WIDTH + bar)
    ):
        area.resize(narrow, LEAST)
        settle()
        area.resize(wide, LEAST)
        settle()
        before = inside.resizes
        settle()
        assert inside.resizes == before  # it has come to rest
        assert inside.width() <= area.viewport().width()  # and nothing is cut
        assert inside.height() <= area.viewport().height() or area.verticalScrollBar().isVisible()


def test_another_size_of_the_area_lets_the_bar_go_again(area: ScrollArea) -> None:
    for size in (
        QSize(WIDTH, LEAST),
        QSize(WIDTH, 2 * HIGHER),
        QSize(WIDTH - 1, LEAST),
        QSize(2 * WIDTH, LEAST),
    ):
        area.resize(size)
        settle()
    assert not area.verticalScrollBar().isVisible()
    assert area.widget().size() == size
