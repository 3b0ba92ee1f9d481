"""Making the QApplication, so that what Qt cannot do ends in one line instead of an abort and a core dump."""

import os
import sys
from collections.abc import Sequence

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from sparse_explorer import paths
from sparse_explorer.app.start.errors import WindowError

_CANNOT_GO_ON = 2
_SAYS_NOTHING = "This application failed to start"
"""How Qt's last word begins where no platform could be started; the reason is in what it said before."""


def make_application(platforms: Sequence[str]) -> QApplication:
    """Return the application, named and with its icon; the one that there is already if there is one.

    Where Qt gives up, which no exception could express, the process ends here: one line, exit status 2.

    Args:
        platforms: as ``-platform`` takes them; empty leaves the choice to Qt.
    """
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        application = existing
    else:
        application = _make([*sys.argv[:1], *(["-platform", ";".join(platforms)] if platforms else [])])
    application.setApplicationName("sparse-explorer")
    application.setApplicationDisplayName("Sparse Explorer")
    application.setDesktopFileName("org.sparse_explorer.SparseExplorer")
    application.setWindowIcon(QIcon(str(paths.resource("icons", "sparse-explorer.svg"))))
    return application


def _make(arguments: list[str]) -> QApplication:
    said: list[str] = []

    def listen(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        said.append(message)
        if kind == QtMsgType.QtFatalMsg:
            _leave(said)  # Qt aborts as soon as this returns

    previous = qInstallMessageHandler(listen)
    try:
        application = QApplication(arguments)
        if application.primaryScreen() is None:
            _leave(said)  # Qt aborts as soon as there is a window
    finally:
        qInstallMessageHandler(previous)
    for message in said:
        _print(message)
    return application


def _leave(said: Sequence[str]) -> None:
    reasons = [message for message in said if not message.startswith(_SAYS_NOTHING)]
    why = " ".join(reasons[-1].split()) if reasons else "none of its platforms can be started"
    _print(f"sparse-explorer: {WindowError(f'Qt says: {why}')}")
    os._exit(_CANNOT_GO_ON)


def _print(line: str) -> None:
    if sys.stderr is not None:  # as where there is no console
        print(line, file=sys.stderr, flush=True)
