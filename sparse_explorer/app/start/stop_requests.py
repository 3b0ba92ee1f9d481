"""Ctrl-C, SIGTERM and SIGHUP in the window: it saves and closes as if it had been asked to, without a question."""

import signal
import socket
import threading
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from sparse_explorer.signals import NAMES

_BYTES = 4096


class StopRequests(QObject):
    """Turns signals of the system, which may come at any moment, into one of Qt's, which comes between two events.

    A second Ctrl-C ends the process at once. Signals that the process was started to ignore, as by ``nohup``, stay
    ignored. Outside of the main thread there is nothing to listen to.

    Signals:
        asked(int): the number of the system's signal.
    """

    asked = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._previous: dict[int, Any] = {}
        if threading.current_thread() is not threading.main_thread():
            return
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._previous_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for name in NAMES:
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._previous[number] = signal.signal(number, _wake)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._take)

    def close(self) -> None:
        """Give the signals back."""
        if not self._previous:
            return
        self._notifier.setEnabled(False)
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._previous_fd)
        self._previous = {}
        for end in (self._reader, self._writer):
            end.close()

    def _take(self) -> None:
        try:
            numbers = self._reader.recv(_BYTES)
        except BlockingIOError:
            return
        for number in numbers:
            if number == signal.SIGINT:
                signal.signal(signal.SIGINT, signal.SIG_DFL)
            self.asked.emit(number)


def _wake(number: int, frame: FrameType | None) -> None:
    """What matters is that the wake-up file was written to, which Python does before it calls this."""
