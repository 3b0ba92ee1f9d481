"""Runs the real window in a process of its own, times it from the inside, and prints JSON, one object a line.

    python -m tests.benchmarks.window_probe start [DATA_DIR]
    python -m tests.benchmarks.window_probe train DATASET EPOCHS [DATA_DIR]

Started by window.py, which says in $SPARSE_EXPLORER_BENCH_START when (time.monotonic()). ``start`` closes the window
as soon as it is ready. ``train`` trains the two variants of a first start while a timer in the window's thread notes
how late it comes. The last line is ``{"result": ...}``; the lines before, ``{"progress": 0 ... 1}``.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparse_explorer.app.start import main as app_main

if TYPE_CHECKING:
    from sparse_explorer.app.window.main_window import MainWindow

IDLE_S = 1.0
SETTLE_S = 3.0


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


def start(window: "MainWindow", result: dict[str, Any]) -> Iterator[None]:
    """Until it can be worked with."""
    while not {"first_paint", "data_ready"} <= result.keys():
        yield


def train(window: "MainWindow", result: dict[str, Any], dataset: str, epochs: int) -> Iterator[None]:
    """Two variants trained and swept, with the heart beating, then some quiet."""
    import dataclasses

    from tests.benchmarks.window_watch import Heartbeat

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


def main(arguments: list[str]) -> int:
    """Open the window as the program does, and watch it."""
    result: dict[str, Any] = {}
    scenario, *rest_of = arguments
    data_dir = rest_of.pop() if len(rest_of) == {"start": 1, "train": 3}[scenario] else None

    def watch(window: "MainWindow") -> None:
        from tests.benchmarks.window_watch import drive, watch_start

        watch_start(window, result)
        if scenario == "start":
            drive(window, start(window, result), result)
        else:
            drive(window, train(window, result, rest_of[0], int(rest_of[1])), result)

    if scenario == "train":
        from sparse_explorer.app.window.main_window import MainWindow

        MainWindow.welcome = lambda window: None  # type: ignore[method-assign]  # the pair to be trained at once
    status = app_main.run_app(data_dir=data_dir, watch=watch)
    print(json.dumps({"result": result}), flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
