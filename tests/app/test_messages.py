"""The status bar's texts: what matters is seen long enough, whatever else is said."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QStatusTipEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from sparse_explorer.app.window.messages import NOTE_S, READ_S, MessageBoard, Messages

STOPPED, LOADING = "Training was stopped.", "Loading mnist …"


@pytest.fixture
def board() -> MessageBoard:
    return MessageBoard()


def test_a_status_lasts_until_it_is_withdrawn(board: MessageBoard) -> None:
    board.set_status(LOADING)
    assert board.text(0) == board.text(10**6) == LOADING
    assert board.next_change(0) is None
    board.set_status("")
    assert board.text(0) == ""


def test_a_note_hides_the_status_for_some_seconds(board: MessageBoard) -> None:
    board.set_status(LOADING)
    board.say("Saved", 10)
    assert board.text(10) == board.text(10 + NOTE_S - 0.1) == "Saved"
    assert board.next_change(11) == NOTE_S - 1
    assert board.text(10 + NOTE_S) == LOADING


def test_a_note_makes_room_for_the_next_at_once(board: MessageBoard) -> None:
    board.say("one", 0)
    board.say("two", 1)
    assert board.text(1) == "two"
    assert board.text(1 + NOTE_S - 0.1) == "two"
    assert board.text(1 + NOTE_S) == ""


def test_an_explanation_is_not_overwritten_by_a_status_that_follows(board: MessageBoard) -> None:
    board.say(STOPPED, 0, explains=True)
    board.set_status(LOADING)
    assert board.text(NOTE_S - 0.1) == STOPPED
    board.set_status("")
    assert board.text(NOTE_S - 0.1) == STOPPED
    assert board.text(NOTE_S) == ""


def test_a_note_waits_until_an_explanation_was_read(board: MessageBoard) -> None:
    board.say(STOPPED, 0, explains=True)
    board.say("Saved", 1)
    board.say("Copied", 2)
    assert board.text(READ_S - 0.1) == STOPPED
    assert board.next_change(1) == READ_S - 1
    assert board.text(READ_S) == "Copied"  # the last of the notes that waited
    assert board.text(READ_S + NOTE_S - 0.1) == "Copied"
    assert board.text(READ_S + NOTE_S) == ""


def test_a_note_need_not_wait_for_an_explanation_that_was_read(board: MessageBoard) -> None:
    board.say(STOPPED, 0, explains=True)
    board.say("Saved", READ_S)
    assert board.text(READ_S) == "Saved"


def test_explanations_come_one_after_another_before_notes_that_came_later(board: MessageBoard) -> None:
    for text in ("one", "two", "three"):
        board.say(text, 0, explains=True)
    board.say("note", 0)
    seen = [board.text(place * READ_S) for place in range(4)]
    assert seen == ["one", "two", "three", "note"]


def test_an_explanation_hides_a_note_at_once(board: MessageBoard) -> None:
    board.say("note", 0)
    board.say(STOPPED, 1, explains=True)
    assert board.text(1) == STOPPED


class Shown:
    def __init__(self) -> None:
        self.now = 100.0
        self.window = QMainWindow()
        self.messages = Messages(self.window.statusBar(), lambda: self.now)

    def text(self) -> str:
        return self.window.statusBar().currentMessage()


@pytest.fixture
def shown(qtbot) -> Iterator[Shown]:
    made = Shown()
    qtbot.addWidget(made.window)
    return made


def test_the_bar_shows_what_is_said(shown: Shown) -> None:
    shown.messages.set_status(LOADING)
    assert shown.text() == LOADING
    shown.messages.note("Saved")
    assert shown.text() == "Saved"
    shown.messages.explain(STOPPED)
    shown.messages.note("Copied")
    shown.messages.set_status("Loading the engine …")
    assert shown.text() == STOPPED


def test_the_bar_goes_back_by_itself(shown: Shown, qtbot) -> None:
    shown.messages.set_status(LOADING)
    shown.messages.note("Saved")
    shown.now += NOTE_S - 0.001
    shown.messages.set_status(LOADING)  # sets the timer for what is left
    assert shown.text() == "Saved"
    shown.now += 1
    qtbot.waitUntil(lambda: shown.text() == LOADING, timeout=2000)


def test_a_menu_under_the_pointer_wipes_nothing_out(shown: Shown) -> None:
    shown.messages.explain(STOPPED)
    QApplication.sendEvent(shown.window, QStatusTipEvent(""))
    assert shown.text() == STOPPED
    shown.window.statusBar().showMessage("somebody else")
    assert shown.text() == STOPPED
