"""The row of tabs: what is set is shown, what the user does is told, and everything has room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from sparse_explorer.app.widgets.tab_row import TabRow


@pytest.fixture
def row(qtbot: QtBot) -> TabRow:
    row = TabRow()
    qtbot.addWidget(row)
    for title in ("Activations", "Weights", "Boosting", "Theory"):
        row.add_tab(title, f"{title.lower()}_tab", f"About {title}")
    row.set_current(0)
    row.told = []
    row.chosen.connect(row.told.append)
    row.resize(350, 60)
    row.show()
    qtbot.waitExposed(row)
    return row


def tab(row: TabRow, name: str) -> QToolButton:
    return row.findChild(QToolButton, f"{name}_tab")


def test_a_click_turns_the_page_and_setting_tells_nobody(row: TabRow, qtbot: QtBot) -> None:
    row.set_current(2)
    assert tab(row, "boosting").isChecked() and not tab(row, "activations").isChecked()
    assert row.told == []
    qtbot.mouseClick(tab(row, "weights"), Qt.MouseButton.LeftButton)
    assert row.told == [1]
    qtbot.keyClick(tab(row, "theory"), Qt.Key.Key_Space)
    assert row.told == [1, 3]


def test_four_tabs_and_a_word_fit_into_a_narrow_pane(row: TabRow, qtbot: QtBot) -> None:
    word = QLabel("99 % kept")
    row.set_controls(word)
    assert row.minimumSizeHint().width() <= 350
    qtbot.waitUntil(lambda: word.geometry().left() > tab(row, "theory").geometry().right())
    assert word.y() < tab(row, "theory").geometry().bottom()


def test_controls_without_room_beside_the_tabs_go_below(row: TabRow, qtbot: QtBot) -> None:
    wide = QLabel("x" * 30)
    row.set_controls(wide)
    qtbot.waitUntil(lambda: wide.y() >= tab(row, "weights").geometry().bottom())
    assert row.minimumSizeHint().width() <= 350
    row.resize(900, 60)
    qtbot.waitUntil(lambda: wide.x() > tab(row, "theory").geometry().right())
    row.set_controls(None)
    assert not wide.isVisible()
