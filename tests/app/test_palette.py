"""The command palette finds every action by its words, and triggers what can be triggered."""

import pytest
from all_stages import make_all
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QMenu, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.window.entries import entries
from sparse_explorer.app.window.palette import Palette


class World:
    """A palette over a menu of its own."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.window.resize(800, 600)
        qtbot.addWidget(self.window)
        menu = QMenu(self.window)
        self.heard: list[str] = []
        for title, texts in (("Training", ("&Train all", "Stop")), ("Results", ("Save && show all",))):
            inner = menu.addMenu(title)
            for text in texts:
                inner.addAction(text).triggered.connect(lambda _=False, text=text: self.heard.append(text))
            inner.addSeparator()
        self.actions = {entry.text: entry.action for entry in entries(menu)}
        self.actions["Train all"].setShortcut("Ctrl+T")
        self.actions["Stop"].setEnabled(False)
        self.palette = Palette(list(entries(menu)), self.window)
        self.edit = self.palette.findChild(QLineEdit, "palette_edit")
        self.list = self.palette.findChild(QListWidget, "palette_list")
        self.palette.open()

    def shown(self) -> list[str]:
        return [self.list.item(row).text() for row in range(self.list.count())]


@pytest.fixture
def world(qtbot: QtBot) -> World:
    return World(qtbot)


def test_all_actions_are_listed_with_their_menu(world: World) -> None:
    assert world.shown() == ["Training · Train all", "Training · Stop", "Results · Save & show all"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("all", ["Training · Train all", "Results · Save & show all"]),
        ("ALL save", ["Results · Save & show all"]),
        ("  show   res", ["Results · Save & show all"]),
        ("nothing", []),
    ],
)
def test_words_in_any_order_find_it(world: World, words: str, found: list[str]) -> None:
    world.edit.setText(words)
    assert world.shown() == found


def test_enter_triggers_what_is_chosen_and_closes(world: World, qtbot: QtBot) -> None:
    qtbot.keyClicks(world.edit, "all")
    qtbot.keyClick(world.edit, Qt.Key.Key_Down)
    qtbot.keyClick(world.edit, Qt.Key.Key_Return)
    assert world.heard == ["Save && show all"]
    assert not world.palette.isVisible()


def test_what_makes_no_sense_now_is_passed_over_and_not_triggered(world: World, qtbot: QtBot) -> None:
    qtbot.keyClick(world.edit, Qt.Key.Key_Down)
    assert world.list.currentItem().text() == "Results · Save & show all"
    world.edit.setText("stop")
    assert world.shown() == ["Training · Stop"]
    qtbot.keyClick(world.edit, Qt.Key.Key_Return)
    assert world.heard == []
    assert world.palette.isVisible()


def test_enter_takes_the_first_that_can_be_triggered(world: World, qtbot: QtBot) -> None:
    world.edit.setText("s")
    assert world.shown() == ["Training · Stop", "Results · Save & show all"]
    qtbot.keyClick(world.edit, Qt.Key.Key_Return)
    assert world.heard == ["Save && show all"]


def test_escape_closes_and_triggers_nothing(world: World, qtbot: QtBot) -> None:
    qtbot.keyClick(world.edit, Qt.Key.Key_Escape)
    assert not world.palette.isVisible()
    assert world.heard == []


def test_its_key_opens_it_over_every_action_of_the_window(open_window, qtbot: QtBot) -> None:
    window = open_window()
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.keySequence(window, QKeySequence("Ctrl+K"))
    palette = window.findChild(QDialog, "palette_dialog")
    listed = palette.findChild(QListWidget, "palette_list")
    texts = [listed.item(row).text() for row in range(listed.count())]
    make_all(window)
    for action in window.findChildren(QAction):
        if not action.shortcut().isEmpty():
            assert any(text.endswith(f"· {action.text()}") or text == action.text() for text in texts)
    palette.findChild(QLineEdit, "palette_edit").setText("duplicate")
    qtbot.keyClick(palette.findChild(QLineEdit), Qt.Key.Key_Return)
    assert [item.variant.name for item in window.session.items] == ["Dense", "Sparse", "Sparse 2"]
