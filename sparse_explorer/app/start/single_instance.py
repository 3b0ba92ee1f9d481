"""One window for each home folder: a second start brings the first one's window to the front.

The lock in the folder decides who is first. The first listens at a local socket whose name follows from the folder; the
second asks there, and takes an answer for done.
"""

import contextlib
import hashlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QLockFile, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.start.errors import AlreadyOpenError
from sparse_explorer.experiment.plan.share import LONGEST

if TYPE_CHECKING:
    from PySide6 import QtNetwork

PATIENCE_S = 5.0
"""How long a second start waits for the first to answer, which may be busy with its own start."""

_BETWEEN_TRIES_S = 0.05
_RAISE, _RAISED = b"raise", b"raised\n"
_LONGEST_REQUEST = 10 + LONGEST


def lock_folder(folder: Path) -> QLockFile | None:
    """Keep a second window out of the folder, where each would overwrite the other's session.

    Returns:
        The lock, to be kept while the window is open; None where nothing can be written.

    Raises:
        AlreadyOpenError: another process has it.
    """
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    lock = QLockFile(str(folder / "lock"))
    lock.setStaleLockTime(0)  # a lock is stale when its process is gone, however old it is
    if lock.tryLock(100):
        return lock
    if lock.error() != QLockFile.LockError.LockFailedError:
        return None
    process = lock.getLockInfo()[0]
    raise AlreadyOpenError(
        f"Sparse Explorer is open already (process {process}) and keeps its session in {folder}; "
        "use that window, or set SPARSE_EXPLORER_HOME to another folder"
    )


def raise_the_other(folder: Path, link: str | None = None) -> bool:
    """Ask the process that has locked the folder to bring its window to the front, and to open a link if there is one;
    whether it says that it did."""
    try:
        from PySide6.QtNetwork import QLocalSocket
    except ImportError:
        return False
    until = time.monotonic() + PATIENCE_S
    socket = QLocalSocket()
    socket.connectToServer(_server_name(folder))
    while not socket.waitForConnected(_left_ms(until)):
        if _left_ms(until) == 0:
            return False
        time.sleep(_BETWEEN_TRIES_S)  # it may be starting itself
        socket.connectToServer(_server_name(folder))
    socket.write(_RAISE + (b" " + "".join(link.split()).encode() if link else b"") + b"\n")
    answer = b""
    while _RAISED not in answer:
        if not socket.waitForReadyRead(_left_ms(until)):
            return False
        answer += bytes(socket.readAll().data())
    return True


def _left_ms(until: float) -> int:
    return max(0, round(1000 * (until - time.monotonic())))


class Listener(QObject):
    """Brings the window to the front whenever another start asks for it.

    To be made by the process that has the folder's lock: what is left of a process that was killed is replaced.

    Signals:
        link_received(str): the other start was to open this link; nobody has looked at it yet.
    """

    link_received = Signal(str)

    def __init__(self, window: QWidget, folder: Path) -> None:
        super().__init__(window)
        self._window = window
        self._server: QtNetwork.QLocalServer | None = None
        try:
            from PySide6.QtNetwork import QLocalServer
        except ImportError:  # a system library is missing that nothing else here needs
            return
        self._server = QLocalServer(self)
        # Also makes the socket under another name first, and so replaces what a killed process has left.
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)
        self._server.listen(_server_name(folder))  # where it cannot, a second start is refused instead

    def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    def _accept(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self._read)
            socket.disconnected.connect(socket.deleteLater)

    def _read(self) -> None:
        socket = cast("QtNetwork.QLocalSocket", self.sender())
        if not socket.canReadLine():
            return
        what, _, link = bytes(socket.readLine(_LONGEST_REQUEST).data()).rstrip(b"\n").partition(b" ")
        if what != _RAISE:
            return
        if self._window.isVisible():  # not while it is being closed
            bring_to_front(self._window)
            socket.write(_RAISED)
            socket.flush()
            if link:
                self.link_received.emit(link.decode("utf-8", "replace"))


def bring_to_front(window: QWidget) -> None:
    """Put a window above the others, whether it was covered or minimised, and give it the keyboard."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()


def _server_name(folder: Path) -> str:
    """Of this user and this folder alone, however the folder is written."""
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    key = f"{user}\n{os.path.realpath(folder)}"
    return "sparse-explorer-" + hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:24]
