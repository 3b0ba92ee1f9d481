"""A short automatic tour of the window: trains, sweeps, drags, exports, and says in one line what it did."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer

from sparse_explorer import paths

STEP_MS = 50
LIMIT_S = 300


class Smoke(QObject):
    """Drives a window as a user would, step by step, without blocking it.

    Attributes:
        status: the exit status: 0 when the tour came to its end, 1 otherwise.
    """

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self.status = 1
        self._window = window
        self._steps = self._tour()
        self._left = LIMIT_S * 1000 // STEP_MS
        self._timer = QTimer(self, interval=STEP_MS)
        self._timer.timeout.connect(self._advance)

    def start(self) -> None:
        """Begin the tour as soon as the event loop runs."""
        self._timer.start()

    def _advance(self) -> None:
        self._left -= 1
        try:
            next(self._steps)
            if self._left <= 0:
                raise TimeoutError(f"the tour took longer than {LIMIT_S} s")
        except StopIteration:
            self._end()
        except Exception as error:
            print(f"smoke: failed: {type(error).__name__}: {error}")
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._window.training.stop()
        self._window._really_close = True
        self._window.close()

    def _tour(self) -> Iterator[None]:
        window = self._window
        session = window.session
        while not window.top_bar.train.isEnabled():
            yield
        variants = [item.id for item in session.items]
        for variant_id in variants:
            variant = session.item(variant_id).variant
            session.configure(variant_id, variant.network, dataclasses.replace(variant.training, epochs=1))
        window.top_bar.train.click()
        while window.training.busy:
            yield
        window.layout_.show_stage("explain")  # out of sight nothing follows the slider
        slider = window.noise_bar.noise.noise_slider
        for percent in range(0, 101, 5):
            slider.setValue(percent)
            yield
        while not window.inspector_pane.shows(session.digit, 100):
            yield
        path = paths.home_dir() / "smoke.csv"
        window.exporter.write_csv(path)
        rows = len(path.read_text(encoding="utf-8").splitlines()) - 1
        names = " and ".join(item.variant.name for item in session.items)
        print(f"smoke: trained {names} for 1 epoch on {session.dataset}, swept, wrote {rows} rows to {path}")
        self.status = 0
