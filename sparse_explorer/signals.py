"""Ctrl-C, SIGTERM and SIGHUP as requests to stop, from the first moment of the process to its last. Imports no torch.

Python's own answer is a KeyboardInterrupt wherever the main thread happens to be: within an import it ends in a
traceback of the library, within a destructor it is printed and lost, within the writing of a file it leaves half. So

- while the program starts, the first request ends it at once: there is nothing yet to save;
- afterwards it is raised as :class:`Interrupted`, and within :func:`kept` not before :func:`check` is called, between
  two steps of the work;
- a second Ctrl-C ends the process at once, and the processes that it started. A second SIGTERM or SIGHUP does nothing:
  a terminal that closes sends several.

A signal that the process was started to ignore, as by ``nohup``, stays ignored.
"""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")

STOPPED = 128
"""Exit statuses above this are of processes that were asked to stop, as shells count."""


SAME_REQUEST = 0.3
"""Seconds within which a second Ctrl-C is the first one again: timeout(1), for one, sends it to the process and then to
the process's group. Nobody presses it twice so quickly."""


class Interrupted(KeyboardInterrupt):
    """The process was asked to stop.

    Attributes:
        number: of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def exit_status(error: KeyboardInterrupt) -> int:
    """The exit status of a process that was asked to stop: 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP."""
    return STOPPED + getattr(error, "number", signal.SIGINT)


@contextmanager
def listening() -> Iterator[None]:
    """Answer signals as said above. Within another one, and outside of the main thread, this changes nothing."""
    global _listener
    if _listener is not None or threading.current_thread() is not threading.main_thread():
        yield
        return
    _listener = _Listener()
    try:
        yield
    finally:
        listener, _listener = _listener, None
        if listener is not None:
            listener.close()


@contextmanager
def released() -> Iterator[None]:
    """Let another answer signals, as the window does, which is listened to in a way of its own."""
    global _listener
    listener, _listener = _listener, None
    if listener is not None:
        listener.close()
    try:
        yield
    finally:
        if listener is not None:
            _listener = _Listener()
            _listener.starting = False


def started() -> None:
    """The program has started: from now on a request to stop is raised."""
    if _listener is not None:
        _listener.starting = False
        if _listener.number:  # in this very moment
            raise Interrupted(_listener.number)


@contextmanager
def kept() -> Iterator[None]:
    """Keep a request to stop until :func:`check`.

    Raises:
        Interrupted: on entering, for one that was raised where exceptions are lost.
    """
    check()
    if _listener is None:
        with _first_one_kept():
            yield
        return
    _listener.keeps = True
    try:
        yield
    finally:
        if _listener is not None:
            _listener.keeps = False


def asked() -> bool:
    """Whether the process was asked to stop."""
    return _asked or (_listener is not None and _listener.number != 0)


def check() -> None:
    """Stop here, if that was asked for.

    Raises:
        Interrupted: it was.
    """
    if _listener is not None and _listener.number:
        raise Interrupted(_listener.number)
    if _asked:
        raise Interrupted(signal.SIGINT)


@contextmanager
def _first_one_kept() -> Iterator[None]:
    """Keep Ctrl-C of a script or a notebook that nobody listens for; a second one is raised at once, as ever."""
    global _asked
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    def note(number: int, frame: FrameType | None) -> None:
        global _asked
        if _asked:
            signal.default_int_handler(number, frame)
        _asked = True

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        late, _asked = _asked, False
    if late:
        raise Interrupted(signal.SIGINT)


def ignore_from_now_on() -> None:
    """Nothing is left that could be stopped: the interpreter ends, which takes a moment and is not to be torn apart."""
    if _listener is not None:
        _listener.retire()


class _Listener:
    """Answers signals until it is closed.

    Python calls handlers in the main thread, between two of its steps, which may be long: within torch, or never. The
    number of a signal is also written into a socket at once; a thread reads it there, for what has to be done at once.

    Attributes:
        starting: whether the first request ends the process.
        keeps: whether a request waits for :func:`check`.
        number: of the first signal that came; 0 before.
    """

    def __init__(self) -> None:
        self.starting = True
        self.keeps = False
        self.number = 0
        self._read, self._write = socket.socketpair()
        self._write.setblocking(False)
        self._fd_before = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self._note) for number in _numbers()}
        self._watcher = threading.Thread(target=self._watch, name="signals", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """Let signals do what they did before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._fd_before)
        self._write.close()
        self._watcher.join()
        self._read.close()

    def retire(self) -> None:
        """Ignore signals, also after it is closed."""
        for number in self._before:
            signal.signal(number, signal.SIG_IGN)
        self._before = {}

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.number:
            return
        self.number = number
        if not (self.starting or self.keeps):
            raise Interrupted(number)

    def _watch(self) -> None:
        first = 0.0
        while received := self._read.recv(64):
            for number in received:
                if number not in self._before:
                    continue
                if self.starting:
                    with suppress(OSError):  # the stream's own lock may be held by who was interrupted
                        os.write(2, b"\nsparse-explorer: stopped\n")
                    _end_at_once(number)
                now = time.monotonic()
                if first and number == signal.SIGINT and now - first > SAME_REQUEST:
                    _end_at_once(number)
                first = first or now


def _end_at_once(number: int) -> None:
    multiprocessing = sys.modules.get("multiprocessing")
    with suppress(Exception):  # it is asked in the middle of anything
        for child in multiprocessing.active_children() if multiprocessing else []:
            child.kill()
    os._exit(STOPPED + number)


def _numbers() -> list[int]:
    """The signals that are answered: those that this system has, and that are not to be ignored."""
    there = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    return [number for number in there if signal.getsignal(number) is not signal.SIG_IGN]


_listener: _Listener | None = None
_asked = False
