"""Trains the article's network in a process of its own, as in a terminal or in the window, and prints its speed.

    python -m tests.benchmarks.training_probe terminal|window PRESET DATASET DATA_DIR

What counts are the milliseconds a batch within the first epoch, between two reports: neither the start nor the look at
the test images at the end of the epoch.
"""

import dataclasses
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.threads import default_threads, let_threads_spin

FIRST, LAST = 60, 900
"""Batches between which the time is taken."""


class Watch:
    """Notes when a training had come how far."""

    def __init__(self) -> None:
        self._seen: list[tuple[int, float]] = []

    def note(self, step: int, steps: int) -> bool:
        """Take in a report; returns whether there is enough."""
        if step >= FIRST and (not self._seen or step > self._seen[-1][0]):
            self._seen.append((step, time.perf_counter()))
        return len(self._seen) > 1 and step >= min(LAST, steps)

    def milliseconds(self) -> float:
        """Of a batch."""
        (first, began), (last, ended) = self._seen[0], self._seen[-1]
        return 1000 * (ended - began) / (last - first)


def variant_of(name: str) -> Variant:
    """A preset, for two epochs, so that the first has an end that is not the training's."""
    variant = presets()[name].variant
    return dataclasses.replace(variant, training=dataclasses.replace(variant.training, epochs=2))


def in_terminal(name: str, dataset: str, data_dir: str) -> float:
    """As ``sparse-explorer run`` trains: in the process's main thread."""
    let_threads_spin()
    import torch

    from sparse_explorer.data.datasets import load
    from sparse_explorer.experiment.runs.runner import run

    torch.set_num_threads(default_threads())
    watch = Watch()
    with tempfile.TemporaryDirectory() as folder:
        steps = run(
            variant_of(name),
            load(dataset, Path(data_dir) if data_dir else None),
            (),
            seed=0,
            folder=Path(folder) / "run",
        )
        for report in steps:
            if watch.note(report.step, report.steps):  # type: ignore[union-attr]
                break
        steps.close()
    return watch.milliseconds()


def in_window(name: str, dataset: str, data_dir: str) -> float:
    """As the window trains, with nobody at the mouse."""
    from sparse_explorer.app.start import main as app_main
    from sparse_explorer.app.window.main_window import MainWindow
    from tests.benchmarks.window_watch import drive

    result: dict[str, Any] = {}
    watch = Watch()

    def steps(window: MainWindow) -> Iterator[None]:
        while window.loading.data is None:
            yield
        session = window.session
        if session.dataset != dataset:
            session.set_dataset(dataset)
        while window.loading.data is None or window.loading.data.name != dataset:
            yield
        for item in list(session.items):
            session.remove(item.id)
        item = session.add(variant_of(name))
        done = False

        def note(variant_id: str) -> None:
            nonlocal done
            record = session.record(item.id)
            done = done or (record is not None and watch.note(record.history.step, record.history.steps))

        session.record_changed.connect(note)
        window.train_all()
        while not done:
            yield
        result["ms"] = watch.milliseconds()
        window.training.stop()
        while (
            window.training.activity.kind
        ):  # a thread that is left behind ends the process before it has printed
            yield

    app_main.run_app(data_dir=data_dir or None, watch=lambda window: drive(window, steps(window), result))
    if "failed" in result:
        raise RuntimeError(result["failed"])
    return float(result["ms"])


def main(arguments: list[str]) -> int:
    """Measure once."""
    where, *rest = arguments
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("SPARSE_EXPLORER_HOME", home)
        ms = {"terminal": in_terminal, "window": in_window}[where](*rest)
    print(json.dumps({"ms": ms}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
