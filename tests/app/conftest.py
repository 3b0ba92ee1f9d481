"""Qt tests are strict: a Qt warning fails the test, and so does an exception in a method that Qt calls."""

import logging
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from sparse_explorer.app import theme

# The offscreen platform says these of itself; they say nothing of the program.
_HARMLESS = ("This plugin does not support", "propagateSizeHints", "QStandardPaths: ")


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


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


@pytest.fixture(autouse=True)
def strict_qt(qapp: QApplication, guard_failures: list[str]) -> Iterator[None]:
    """Look as the program looks, and fail for what Qt complains about or the test leaves open."""
    complaints: list[str] = []
    # pytest-qt leaves deferred deletes to an event loop that never runs; each theme would restyle all old widgets.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def note(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not any(part in message for part in _HARMLESS):
            complaints.append(message)

    theme.install(qapp)
    theme.theme().set_choice("light")
    previous = qInstallMessageHandler(note)
    try:
        yield
    finally:
        qInstallMessageHandler(previous)
    assert complaints == []
    assert guard_failures == []
