"""A thread that drains an engine generator, and can be paused and stopped between two reports.

The worker keeps its reports until somebody takes them, so a fast engine cannot flood the window with signals: whoever
started it looks a few times a second.
"""

import contextlib
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QThread, Signal

from sparse_explorer.app.qt.guard import guarded


class KeptThread(QThread):
    """A thread whose object lives at least as long as the thread runs; destroying it earlier would end the program.

    It has no Qt parent for the same reason: it may outlive the window that started it by a moment.
    """

    def __init__(self) -> None:
        super().__init__()
        self.finished.connect(self._let_go)

    def begin(self) -> None:
        """Start; the object stays alive until the thread has ended."""
        _running.add(self)
        self.start()

    def stop(self) -> None:
        """Ask the thread to end soon."""
        raise NotImplementedError

    def _let_go(self) -> None:
        self.wait()  # "finished" is said a moment before the thread is really gone
        _running.discard(self)


_running: set[KeptThread] = set()


def stop_all(deadline: QDeadlineTimer | None = None) -> bool:
    """Ask every thread to stop and wait for all of them together, five seconds if nothing else is said; True if all
    have ended."""
    threads = list(_running)
    for thread in threads:
        thread.stop()
    deadline = QDeadlineTimer(5000) if deadline is None else deadline
    return all([thread.wait(deadline) for thread in threads])


def any_running() -> bool:
    """Whether a thread is still at work."""
    return any(thread.isRunning() for thread in _running)


@guarded
class Worker(KeptThread):
    """Drains one generator, and takes in what that leaves in its attribute ``late``, if it has one, when it is closed.

    Signals:
        ended: the generator is exhausted, was stopped, or failed; emitted once, always, in the thread of whoever
            made the worker. All reports can be taken by then.

    Attributes:
        stopped: True if it ended because :meth:`stop` asked for it.
        error: the exception that ended it, None if none did; ``error_text`` is its traceback.
    """

    ended = Signal()

    def __init__(self, job: Callable[[], Iterator[Any]]) -> None:
        super().__init__()
        self.stopped = False
        self.error: BaseException | None = None
        self.error_text = ""
        self._job = job
        self._reports: list[Any] = []
        self._lock = threading.Condition()
        self._stop = False
        self._paused = False
        self._rests_until = 0.0
        self.finished.connect(self.ended)

    def take(self) -> list[Any]:
        """The reports since the last call."""
        with self._lock:
            taken, self._reports = self._reports, []
        return taken

    def pause(self) -> None:
        """Wait after the next report."""
        with self._lock:
            self._paused = True

    def resume(self) -> None:
        """Go on after :meth:`pause`."""
        with self._lock:
            self._paused = False
            self._lock.notify_all()

    def give_way(self, seconds: float) -> None:
        """Wait after the next report until so much time has gone by since now."""
        with self._lock:
            self._rests_until = time.monotonic() + seconds

    def stop(self) -> None:
        """End after the next report; the generator is closed, so its clean-up runs."""
        with self._lock:
            self._stop = True
            self._lock.notify_all()

    def run(self) -> None:
        """Drain the generator; runs in the thread itself."""
        _yield_to_the_window()
        try:
            generator = self._job()
            try:
                for report in generator:
                    if not self._keep_on(report):
                        self.stopped = True
                        break
            finally:
                if hasattr(generator, "close"):
                    generator.close()
                with self._lock:
                    self._reports += getattr(generator, "late", ())
        except BaseException as error:  # a thread's exception would vanish or end the program
            self.error, self.error_text = error.with_traceback(None), traceback.format_exc()
        finally:
            self._job = _nothing  # it holds a whole data set, and whoever listens may keep the worker

    def _keep_on(self, report: Any) -> bool:
        with self._lock:
            if report is not None:  # which is no more than a moment to stop at
                self._reports.append(report)
            while not self._stop and (self._paused or self._rest() > 0):
                self._lock.wait(None if self._paused else self._rest())
            return not self._stop

    def _rest(self) -> float:
        """Seconds to rest."""
        return self._rests_until - time.monotonic()


def _nothing() -> Iterator[Any]:
    return iter(())


def _yield_to_the_window() -> None:
    """Let the window and the inspector go first where two threads want one core.

    Qt's thread priorities do nothing under Linux's usual scheduler; a thread's own nice value does, and the threads
    that torch starts from this one inherit it.
    """
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
