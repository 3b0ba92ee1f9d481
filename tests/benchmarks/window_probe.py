"""Runs the real window in a process of its own, times it from the inside, and prints JSON, one object a line.

    python -m tests.benchmarks.window_probe start [DATA_DIR]
    python -m tests.benchmarks.window_probe train DATASET EPOCHS [DATA_DIR]

Started by window.py, which says in $SPARSE_EXPLORER_BENCH_START when (time.monotonic()). ``start`` closes the window
as soon as it is ready. ``train`` trains the two variants of a first start while a timer in the window's thread notes
how late it comes. The last line is ``{"result": ...}``; the lines before, ``{"progress": 0 ... 1}``.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal

from sparse_explorer.app.start import main as app_main
from sparse_explorer.app.window.main_window import MainWindow

BEAT_MS = 5
STEP_MS = 50
IDLE_S = 1.0
SETTLE_S = 3.0
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


def memory() -> dict[str, float]:
    """Resident memory of this process and its peak, in MiB; without the first where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        try:
            import resource
        except ImportError:  # Windows
            return {}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {"peak": peak / 2**20 if sys.platform == "darwin" else peak / 1024}
    fields = dict(line.split(":", 1) for line in lines)
    return {
        name: int(fields[field].split()[0]) / 1024 for name, field in (("now", "VmRSS"), ("peak", "VmHWM"))
    }


def watch_start(window: MainWindow, result: dict[str, Any]) -> None:
    """Note the milestones of the start, each once."""
    FirstPaint(window, result)
    window.loading.engine_ready.connect(lambda _: result.setdefault("engine_ready", since_start()))
    window.loading.data_ready.connect(lambda _: result.setdefault("data_ready", since_start()))


def start(window: MainWindow, result: dict[str, Any]) -> Iterator[None]:
    """Until it can be worked with."""
    while not {"first_paint", "data_ready"} <= result.keys():
        yield


def train(window: MainWindow, result: dict[str, Any], dataset: str, epochs: int) -> Iterator[None]:
    """Two variants trained and swept, with the heart beating, then some quiet."""
    import dataclasses

    yield from start(window, result)
    result["memory"] = {"ready": memory()}
    session = window.session
    if session.dataset != dataset:
        session.set_dataset(dataset)
    while window.loading.data is None or window.loading.data.name != dataset:
        yield
    for item in list(session.items):
        training = dataclasses.replace(item.variant.training, epochs=epochs)
        session.configure(item.id, item.variant.network, training)
    yield from rest(IDLE_S)  # until all that this has changed is painted
    Heartbeat(window, result)
    yield from rest(IDLE_S)
    window.train_all()
    while window.training.busy:
        records = [session.record(item.id) for item in session.items]
        done = [
            record.history.step / record.history.steps
            for record in records
            if record and record.history.steps
        ]
        print(json.dumps({"progress": 0.9 * sum(done) / len(records)}), flush=True)
        yield from rest(0.5)
    result["trained"] = [
        item.variant.name for item in session.items if session.record(item.id).history.finished
    ]
    result["memory"]["trained"] = memory()
    yield from rest(SETTLE_S)
    result["memory"]["settled"] = memory()


def rest(seconds: float) -> Iterator[None]:
    """Let the event loop run for a while."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield


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


def main(arguments: list[str]) -> int:
    """Open the window as the program does, and watch it."""
    result: dict[str, Any] = {}
    scenario, *rest_of = arguments
    data_dir = rest_of.pop() if len(rest_of) == {"start": 1, "train": 3}[scenario] else None

    def steps(window: MainWindow) -> Iterator[None]:
        if scenario == "start":
            return start(window, result)
        return train(window, result, rest_of[0], int(rest_of[1]))

    original: Callable[[MainWindow], None] = MainWindow.show

    def show(window: MainWindow) -> None:
        watch_start(window, result)
        original(window)
        drive(window, steps(window), result)

    MainWindow.show = show  # type: ignore[method-assign]
    if scenario == "train":
        MainWindow.welcome = lambda window: None  # type: ignore[method-assign]  # the pair to be trained at once
    status = app_main.run_app(data_dir=data_dir)
    print(json.dumps({"result": result}), flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
