"""What looks at the window from the inside while window_probe.py runs it: milestones, lateness, and one step after the
other. A module of its own, for the window's process imports Qt when the program does, not before."""

import os
import sys
import time
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal

from sparse_explorer.app.window.main_window import MainWindow

BEAT_MS = 5
STEP_MS = 50
LIMIT_S = 240


def since_start() -> float:
    """Seconds since the process was started."""
    return time.monotonic() - float(os.environ["SPARSE_EXPLORER_BENCH_START"])


class FirstPaint(QObject):
    """Notes when the window was painted for the first time, and whether torch was being imported by then."""

    _painted = Signal()

    def __init__(self, window: MainWindow, result: dict[str, Any]) -> None:
        super().__init__(window)
        self._window, self._result = window, result
        # All that is in the window is painted in one go, and what was posted meanwhile comes next, before any timer.
        self._painted.connect(self._note, Qt.ConnectionType.QueuedConnection)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            self._painted.emit()
        return False

    def _note(self) -> None:
        self._result["first_paint"] = since_start()
        self._result["torch_before_paint"] = "torch" in sys.modules


class Heartbeat(QObject):
    """A timer in the window's thread that notes how late it comes, by what goes on (Activity.kind).

    ``result["late"][kind]`` is a list of (seconds since the first beat, milliseconds late).
    """

    def __init__(self, window: MainWindow, result: dict[str, Any]) -> None:
        super().__init__(window)
        self._late: dict[str, list[tuple[float, float]]] = result.setdefault("late", {})
        self._training = window.training
        self._first = self._last = time.perf_counter()
        self._kind = ""
        timer = QTimer(self, interval=BEAT_MS)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._beat)
        timer.start()

    def _beat(self) -> None:
        now, kind = time.perf_counter(), self._training.activity.kind
        late = max(0.0, 1000 * (now - self._last) - BEAT_MS)
        # What delays the beat at which work begins or ends belongs to that work.
        self._late.setdefault(self._kind or kind, []).append((now - self._first, late))
        self._last, self._kind = now, kind


def watch_start(window: MainWindow, result: dict[str, Any]) -> None:
    """Note the milestones of the start, each once."""
    FirstPaint(window, result)
    window.loading.engine_ready.connect(lambda _: result.setdefault("engine_ready", since_start()))
    window.loading.data_ready.connect(lambda _: result.setdefault("data_ready", since_start()))


def drive(window: MainWindow, steps: Iterator[None], result: dict[str, Any]) -> None:
    """Go through the steps beside the window's own work, then close it."""
    started = time.monotonic()
    for worker in (window.loading, window.training):
        worker.failed.connect(lambda what, details: result.setdefault("failed", f"{what} {details}"))

    def advance() -> None:
        try:
            next(steps)
            if time.monotonic() - started > LIMIT_S:
                result["failed"] = f"not done after {LIMIT_S} s"
            if "failed" not in result:
                return
        except StopIteration:
            pass
        except Exception as error:
            result["failed"] = f"{type(error).__name__}: {error}"
        timer.stop()
        window.training.stop()
        window._really_close = True
        window.close()

    timer = QTimer(window, interval=STEP_MS)
    timer.timeout.connect(advance)
    timer.start()
