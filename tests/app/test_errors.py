"""The error dialog: what it says, what its keys do, and that one failure after another ends in the log."""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.window.errors import ErrorReporter

DETAILS = "Traceback (most recent call last):\n  File x\nValueError: no"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 300)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def errors(window: QWidget, tmp_path: Path) -> Iterator[ErrorReporter]:
    reporter = ErrorReporter(window, tmp_path / "sparse-explorer.log")
    yield reporter
    reporter.uninstall()
    if reporter.dialog is not None:
        reporter.dialog.close()


def shown(errors: ErrorReporter, qtbot: QtBot, details: str = DETAILS) -> QMessageBox:
    errors.show("It failed.", details)
    dialog = errors.dialog
    assert dialog is not None
    dialog.activateWindow()
    qtbot.waitUntil(
        lambda: QApplication.focusWidget() is not None and dialog.isAncestorOf(QApplication.focusWidget())
    )
    return dialog


def button(dialog: QMessageBox, text: str) -> QPushButton:
    return next(b for b in dialog.buttons() if b.text().replace("&", "") == text)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape])
def test_enter_and_escape_close_it(errors: ErrorReporter, qtbot: QtBot, key: Qt.Key) -> None:
    dialog = shown(errors, qtbot)
    qtbot.keyClick(QApplication.focusWidget(), key)
    assert not dialog.isVisible()
    assert errors.dialog is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_copying_leaves_it_open_and_enter_still_closes_it(
    errors: ErrorReporter, qtbot: QtBot, key: Qt.Key
) -> None:
    dialog = shown(errors, qtbot)
    QApplication.clipboard().setText("before")
    copy = button(dialog, "Copy")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == f"It failed.\n{DETAILS}"
    assert dialog.isVisible()
    copy.setFocus()
    qtbot.keyClick(copy, key)
    assert errors.dialog is None


def test_enter_in_the_details_closes_it_too(errors: ErrorReporter, qtbot: QtBot) -> None:
    dialog = shown(errors, qtbot)
    button(dialog, "Show Details...").click()
    text = dialog.findChild(QTextEdit)
    assert text.toPlainText() == DETAILS
    text.setFocus()
    qtbot.keyClick(text, Qt.Key.Key_Return)
    assert errors.dialog is None


def test_it_says_what_happened_and_where_the_log_is(
    errors: ErrorReporter, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "sparse-explorer.log").touch()
    dialog = shown(errors, qtbot)
    assert dialog.text() == "It failed."
    assert dialog.informativeText() == f"ValueError: no\n\nThe log is in {tmp_path / 'sparse-explorer.log'}"
    assert dialog.detailedText() == DETAILS
    assert dialog.textFormat() == Qt.TextFormat.PlainText
    assert [b.text().replace("&", "") for b in dialog.buttons()].count("Close") == 1


def test_a_short_reason_needs_no_details(errors: ErrorReporter, qtbot: QtBot) -> None:
    dialog = shown(errors, qtbot, "the disk is full")
    assert dialog.informativeText() == "the disk is full"
    assert dialog.detailedText() == ""


def test_a_second_failure_goes_to_the_log_alone(
    errors: ErrorReporter, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    dialog = shown(errors, qtbot)
    with caplog.at_level(logging.ERROR, "sparse_explorer"):
        errors.show("And another.", "why")
    assert errors.dialog is dialog
    assert dialog.text() == "It failed."
    assert "And another.\nwhy" in caplog.text
    dialog.close()
    errors.show("A third.", "")
    assert errors.dialog.text() == "A third."


def test_what_nobody_caught_is_told_from_any_thread(errors: ErrorReporter, qtbot: QtBot) -> None:
    errors.install()

    def fail() -> None:
        raise ValueError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: errors.dialog is not None)
    assert errors.dialog.text() == "Something went wrong. Your work is still here."
    assert errors.dialog.informativeText() == "ValueError: in a thread"
    errors.dialog.close()
    try:
        raise KeyError("here")
    except KeyError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert errors.dialog.informativeText() == "KeyError: 'here'"
    assert "Traceback" in errors.dialog.detailedText()
    errors.uninstall()
    assert sys.excepthook is sys.__excepthook__
    assert threading.excepthook is threading.__excepthook__


def test_ctrl_c_quits_and_shows_nothing(errors: ErrorReporter, monkeypatch: pytest.MonkeyPatch) -> None:
    quit_calls: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", staticmethod(lambda: quit_calls.append(True)))
    errors.install()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert quit_calls == [True]
    assert errors.dialog is None


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[QUrl]:
    """What the system was asked to show; it does, but for folders that are called ``refused``."""
    urls: list[QUrl] = []

    def open_url(url: QUrl) -> bool:
        urls.append(url)
        return "refused" not in url.path()

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return urls


@pytest.mark.parametrize("name", ["logs", "a folder 100 % ünï#1"])
def test_the_folder_of_the_log_is_shown_by_the_system(
    window: QWidget, tmp_path: Path, opened: list[QUrl], name: str
) -> None:
    (tmp_path / name).mkdir()
    errors = ErrorReporter(window, tmp_path / name / "sparse-explorer.log")
    words: list[str] = []
    errors.said.connect(words.append)
    errors.open_log_folder()
    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path / name]
    assert words == []


def test_where_the_system_shows_no_folders_its_path_is_said(
    window: QWidget, tmp_path: Path, opened: list[QUrl]
) -> None:
    (tmp_path / "refused").mkdir()
    errors = ErrorReporter(window, tmp_path / "refused" / "sparse-explorer.log")
    words: list[str] = []
    errors.said.connect(words.append)
    errors.open_log_folder()
    assert words == [f"The log is in {tmp_path / 'refused'}"]


def test_a_folder_that_is_not_there_yet_is_not_shown(
    window: QWidget, tmp_path: Path, opened: list[QUrl]
) -> None:
    errors = ErrorReporter(window, tmp_path / "logs" / "sparse-explorer.log")
    words: list[str] = []
    errors.said.connect(words.append)
    errors.open_log_folder()
    assert words == [f"There is no log yet; it will be in {tmp_path / 'logs'}"]
    assert opened == []
