"""Qt tests are strict: a Qt warning fails the test, and so does an exception in a method that Qt calls."""

import gc
import logging
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.background.worker import stop_all
from sparse_explorer.app.qt import theme
from sparse_explorer.app.window.main_window import MainWindow
from tests.sketches import sketches  # noqa: F401

# The offscreen platform says these of itself; they say nothing of the program.
_HARMLESS = ("This plugin does not support", "propagateSizeHints", "QStandardPaths: ")


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


class OpenWindow(Protocol):
    """Opens a window; with ``engine`` it loads its data, as soon as it is shown, and with ``welcome`` it begins as the
    program does."""

    def __call__(self, engine: bool = False, welcome: bool = False) -> MainWindow: ...


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication) -> Iterator[OpenWindow]:
    """Opens windows, and closes them without a question, whatever happened."""
    windows: list[MainWindow] = []

    def open_one(engine: bool = False, welcome: bool = False) -> MainWindow:
        qapp.setStyleSheet("")  # as at a start: a window takes the looks once it is put together
        windows.append(MainWindow(welcome=welcome))
        windows[-1]._load_started = not engine
        return windows[-1]

    yield open_one
    for window in windows:
        window.leave()
        window.deleteLater()
    assert stop_all()


class _Failures(logging.Handler):
    """Keeps what the guard of Qt's virtual methods logs."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(logging.Formatter().format(record))


@pytest.fixture
def guard_failures() -> Iterator[list[str]]:
    """Exceptions that the guard kept inside; a test that expects some takes them out of the list."""
    handler, log = _Failures(), logging.getLogger("sparse_explorer.guard")
    log.addHandler(handler)
    yield handler.texts
    log.removeHandler(handler)


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QtBot:
    """Gives widgets their looks once they are put together, as the program does: while they are, each that is put into
    another would have Qt work out the style sheet again.
    """
    add = qtbot.addWidget

    def add_with_looks(widget: QWidget, **options: Callable[[QWidget], object]) -> None:
        add(widget, **options)
        theme.theme().refresh()

    monkeypatch.setattr(qtbot, "addWidget", add_with_looks)
    return qtbot


_WHOLE_EVERY = 60
_looked = 0


@pytest.fixture(autouse=True)
def garbage_between_tests() -> Iterator[None]:
    """Look for garbage between tests alone, as the program does between events: what is found may be widgets, and Qt
    may be going through all of them when Python would look by itself.
    """
    global _looked
    if not _looked:
        gc.freeze()  # modules never become garbage
    gc.disable()
    yield
    _looked += 1
    gc.collect(2 if _looked % _WHOLE_EVERY == 0 else 1)


@pytest.fixture(autouse=True)
def strict_qt(qapp: QApplication, guard_failures: list[str], garbage_between_tests: None) -> Iterator[None]:
    """Look as the program looks, and fail for what Qt complains about or the test leaves open."""
    complaints: list[str] = []
    # pytest-qt leaves deferred deletes to an event loop that never runs; each theme would restyle all old widgets.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def note(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not any(part in message for part in _HARMLESS):
            complaints.append(message)

    qapp.setStyleSheet("")
    theme.theme().choice = "light"
    theme.prepare(qapp)
    previous = qInstallMessageHandler(note)
    try:
        yield
    finally:
        qInstallMessageHandler(previous)
    assert complaints == []
    assert guard_failures == []
