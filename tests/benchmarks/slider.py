"""The noise slider's path from its event to pixels, in the real window: ``python -m tests.benchmarks.slider``.

A step begins when the slider is given another value, as a drag does. In the stage that explains it ends when the noisy
digit, every variant's answer and the selected variant's maps of that level have been painted; in the others, when what
follows the slider there has been. Whatever else is in sight is painted by then too.
"""

import argparse
import dataclasses
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from sparse_explorer.app.background.worker import stop_all
from sparse_explorer.app.qt import theme
from sparse_explorer.app.stages.stages import STAGES
from sparse_explorer.app.start.garbage import GarbageCollector
from sparse_explorer.app.window import main_window
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.threads import let_threads_sleep

LIMIT_S = 20
BETWEEN_MS = 15
"""Rest between two steps: less than a mouse leaves between two moves at 60 a second."""
WATCHED = {
    "explain": ("digit_view", "prediction_view", "activation_view"),
    "compare": ("noise_slider", "noise_plot"),
    "train": ("noise_slider", "variant_list"),
}
"""What the slider moves in each stage."""
ENDLESS = 1000
"""Epochs of the variant that trains meanwhile; it is stopped long before."""


class SliderError(RuntimeError):
    """Something did not come, and what."""


class PaintWatch(QObject):
    """Knows when the widgets that the slider moves have been painted as they are at the level that was asked for.

    Signals:
        shown: all of them are on the screen.
    """

    shown = Signal()
    _painted = Signal()

    def __init__(self, window: "main_window.MainWindow", stage: str = "explain") -> None:
        super().__init__(window)
        self._window = window
        self._wanted: int | None = None
        self._open: set[QObject] = set()
        self._explains = stage == "explain"
        for each in STAGES:
            window.layout_.stage_named(each)
        self._widgets = [_painted(window.findChild(QWidget, name)) for name in WATCHED[stage]]
        # What is dirty is painted in one go, and what was posted meanwhile comes right after it.
        self._painted.connect(self._note, Qt.ConnectionType.QueuedConnection)
        for widget in self._widgets:
            widget.installEventFilter(self)

    def want(self, percent: int) -> None:
        """Wait for this level from now on."""
        self._wanted, self._open = percent, set(self._widgets)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        painted = event.type() == QEvent.Type.Paint and self._wanted is not None and watched in self._open
        if painted and self._is_shown(self._wanted):
            self._open.discard(watched)
            if not self._open:
                self._wanted = None
                self._painted.emit()
        return False

    def _is_shown(self, percent: int | None) -> bool:
        window = self._window
        if not self._explains:
            return window.session.noise == percent
        return percent is not None and window.inspector_pane.shows(window.session.digit, percent)

    def _note(self) -> None:
        self.shown.emit()


def _painted(widget: QWidget) -> QWidget:
    """What of a widget is painted on."""
    return widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget


def latencies(
    variants: int = 2,
    training: bool = False,
    *,
    epochs: int = 2,
    rounds: int = 3,
    size: tuple[int, int] = (1440, 900),
    stage: str = "explain",
    atlas: bool = False,
) -> list[float]:
    """Milliseconds of each step of the slider, through 1 ... 100 and back, ``rounds`` times.

    Args:
        variants: so many trained variants, dense and sparse in turns, on the bundled digits.
        training: while one more, a dense one, trains.
        epochs: of each variant's training; what they have learned does not matter here.
        rounds: how often the slider goes up and down.
        size: of the window in pixels.
        stage: which one is in sight.
        atlas: with every kind of noise swept over the variants, so that curves, tables and heat map are full.

    Raises:
        SliderError: a level was not painted within LIMIT_S, or nothing could be trained.
    """
    with opened_window(size) as window:
        train(window, variants, epochs)
        if atlas:
            window.commands.evaluate_every_noise()
            _wait_until(lambda: not window.training.busy, "the noises were not swept")
        if training:
            _start_endless(window)
        watch, taken = PaintWatch(window, stage), []
        levels = [*range(1, 101), *range(99, -1, -1)] * rounds
        window.session.set_noise(0)
        window.layout_.show_stage(stage)
        _rest(500)
        for percent in levels:
            taken.append(_step(window, watch, percent))
            _rest(BETWEEN_MS)
        if training and not window.training.busy:
            raise SliderError("the training ended before the slider did")
        return taken


@contextmanager
def opened_window(size: tuple[int, int]) -> Iterator["main_window.MainWindow"]:
    """The real window in a home of its own, ready to work; closed and gone afterwards."""
    let_threads_sleep()
    before, interval = os.environ.get("SPARSE_EXPLORER_HOME"), sys.getswitchinterval()
    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as home:
        os.environ["SPARSE_EXPLORER_HOME"] = home
        sys.setswitchinterval(0.001)  # as the program does
        theme.install(application)
        collector = GarbageCollector(application)
        window = main_window.MainWindow()
        window.resize(*size)
        window.show()
        try:
            _wait_until(window.top_bar.train.isEnabled, "the data set was not loaded")
            collector.begin()
            yield window
        finally:
            collector.stop()
            window.training.stop()
            window._really_close = True
            window.close()
            window.deleteLater()
            stop_all()
            sys.setswitchinterval(interval)
            if before is None:
                del os.environ["SPARSE_EXPLORER_HOME"]
            else:
                os.environ["SPARSE_EXPLORER_HOME"] = before


def train(window: "main_window.MainWindow", variants: int, epochs: int) -> None:
    """Make it so many trained variants, dense and sparse in turns, and select the last."""
    session = window.session
    for item in list(session.items):
        session.remove(item.id)
    for number in range(variants):
        preset = presets()[("dense", "sparse")[number % 2]].variant
        training = dataclasses.replace(preset.training, epochs=epochs)
        session.add(dataclasses.replace(preset, training=training))
    window.train_all()
    _wait_until(lambda: not window.training.busy, "training did not end")


def _start_endless(window: "main_window.MainWindow") -> None:
    session, selected = window.session, window.session.selected_id
    preset = presets()["dense"].variant
    added = session.add(
        dataclasses.replace(preset, training=dataclasses.replace(preset.training, epochs=ENDLESS))
    )
    session.select(selected)
    window.training.train([added.id])
    _wait_until(lambda: (record := session.record(added.id)) and record.history.step > 20, "nothing trains")


def _step(window: "main_window.MainWindow", watch: PaintWatch, percent: int) -> float:
    loop = QEventLoop()
    watch.shown.connect(loop.quit)
    QTimer.singleShot(1000 * LIMIT_S, loop, lambda: loop.exit(1))
    watch.want(percent)
    began = time.perf_counter()
    window.noise_bar.noise.noise_slider.setValue(percent)
    if loop.exec():
        raise SliderError(f"{percent} % was not painted within {LIMIT_S} s")
    taken = 1000 * (time.perf_counter() - began)
    watch.shown.disconnect(loop.quit)
    return taken


def _rest(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _wait_until(condition, otherwise: str) -> None:  # type: ignore[no-untyped-def]
    until = time.monotonic() + 6 * LIMIT_S
    while not condition():
        if time.monotonic() > until:
            raise SliderError(otherwise)
        _rest(20)


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def main() -> int:
    """Measure once and print the quantiles, and every step, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variants", type=int, default=2)
    parser.add_argument("--training", action="store_true", help="while one more variant trains")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stage", choices=WATCHED, default="explain")
    parser.add_argument("--atlas", action="store_true", help="with every kind of noise swept")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    taken = latencies(
        options.variants,
        options.training,
        rounds=options.rounds,
        stage=options.stage,
        atlas=options.atlas,
    )
    quantiles = {f"p{round(100 * share)}": round(_quantile(taken, share), 1) for share in (0.05, 0.5, 0.95)}
    print(json.dumps({"steps": len(taken), **quantiles, "worst": round(max(taken), 1), "ms": taken}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
