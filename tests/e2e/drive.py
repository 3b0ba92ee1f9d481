"""Runs the real app on a real display and drives it with real mouse and key events (xdotool); prints JSON.

    python tests/e2e/drive.py first|again FILE_NAME

FILE_NAME is what is typed into the file dialog, which opens in the home folder

Run by test_real_window.py in a process of its own.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from sparse_explorer.app.start import main as app_main
from sparse_explorer.app.window.main_window import MainWindow

LIMIT_S = 120
"""A busy machine takes its time to train."""


class Hands:
    """Mouse and keyboard of the person at the screen."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    def find(self, name: str) -> Any:
        widget = self.window.findChild(QWidget, name)
        assert widget is not None and widget.isVisible(), name
        return widget

    def tool(self, *words: object) -> None:
        # To its end: keys that are still held would change what is typed next. The events wait in the window's queue.
        subprocess.run(["xdotool", *map(str, words)], check=True, timeout=30)

    def place(self, widget: QWidget, x: float = 0.5, y: float = 0.5) -> tuple[int, int]:
        point = widget.mapToGlobal(QPoint(round(widget.width() * x), round(widget.height() * y)))
        return point.x(), point.y()

    def click(self, name: str, x: float = 0.5, y: float = 0.5) -> None:
        self.tool("mousemove", *self.place(self.find(name), x, y), "click", 1)

    def key(self, *keys: str) -> None:
        self.tool("key", "--delay", 40, *keys)

    def type(self, text: str) -> None:
        self.tool("type", "--delay", 15, text)


def until(condition: Callable[[], Any], what: str) -> Iterator[None]:
    """Yield until the condition holds; fail after LIMIT_S."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > LIMIT_S:
            raise TimeoutError(f"waited in vain until {what}")
        yield


def first_day(hands: Hands, export: str, seen: dict[str, Any]) -> Iterator[None]:
    """A newcomer: toggle, train, drag the slider, see an answer change, export, quit."""
    window, session = hands.window, hands.window.session
    yield from until(lambda: hands.find("train_button").isEnabled(), "the data is loaded")
    for wanted in (False, True):
        hands.click("k_winners_switch")
        yield from until(
            lambda wanted=wanted: session.selected.variant.network.k_winners == wanted,
            "the switch is toggled",
        )
    for row, y in ((1, 66), (0, 22)):
        listing = hands.find("variant_list")
        hands.tool("mousemove", *hands.place(listing, 0.3, y / listing.height()), "click", 1)
        yield from until(lambda row=row: session.selected is session.items[row], "the row is selected")
        hands.click("epochs_spin", 0.5)
        field = hands.find("epochs_spin")
        ready = lambda field=field: field.hasFocus() and field.lineEdit().hasSelectedText()  # noqa: E731
        yield from until(ready, "the field is ready")
        hands.key("1", "Tab")
        yield from until(
            lambda row=row: session.items[row].variant.training.epochs == 1, "the epochs are set"
        )
    hands.click("train_button")
    yield from until(lambda: window.training.busy, "training starts")
    yield from until(lambda: not window.training.busy, "training ends")
    hands.click("explain_stage_button")
    yield from until(lambda: window.layout_.stage.name == "explain", "the stage is in sight")
    answers = hands.find("prediction_view").answers
    yield from until(lambda: len(answers()) == 2, "both answer")
    yield from drag_to(hands, 0)
    before = looks(hands.find("prediction_view"))
    yield from drag_to(hands, 95)
    after = looks(hands.find("prediction_view"))
    seen["prediction_changed"] = [old != new for old, new in zip(before, after, strict=True)] == [True, True]
    hands.click("compare_stage_button")
    yield from until(window.curves_pane.plot.isVisible, "the curves come into sight")
    hands.tool("mousemove", *hands.place(window.curves_pane.plot, 0.5, 0.5), "click", 1)
    yield from until(lambda: 30 < session.noise < 80, "a click into the plot moves the noise")
    seen["slider_follows_plot"] = hands.find("noise_slider").value() == session.noise
    # Out of sight the answers do not follow.
    hands.click("explain_stage_button")
    yield from until(lambda: window.inspector_pane.shows(session.digit, session.noise), "the digit follows")
    hands.click("compare_stage_button")
    yield from until(window.curves_pane.plot.isVisible, "the curves are in sight again")
    hands.key("ctrl+e")
    yield from until(lambda: QApplication.activeModalWidget() is not None, "the file dialog opens")
    dialog = QApplication.activeModalWidget()
    yield from until(lambda: dialog.findChild(QLineEdit).hasFocus(), "the file name has the focus")
    hands.key("ctrl+a")
    field = dialog.findChild(QLineEdit)
    yield from until(lambda: field.selectedText() == field.text() != "", "the suggested name is selected")
    hands.type(export)
    yield from until(lambda: dialog.findChild(QLineEdit).text() == export, "the file name is typed")
    hands.key("Return")
    yield from until(lambda: QApplication.activeModalWidget() is None, "the file dialog closes")


def second_day(hands: Hands, export: str, seen: dict[str, Any]) -> Iterator[None]:
    """After a restart: the stage is the one before, and the networks answer without training."""
    assert hands.find("compare_stage_button").isChecked()
    yield from until(lambda: hands.find("train_button").isEnabled(), "the data is loaded")
    hands.click("explain_stage_button")
    yield from until(lambda: hands.window.layout_.stage.name == "explain", "the stage is in sight")
    yield from until(lambda: len(hands.find("prediction_view").answers()) == 2, "both answer again")
    session, pane = hands.window.session, hands.window.inspector_pane
    yield from until(lambda: pane.shows(session.digit, session.noise), "to the noise that is set")


def looks(widget: QWidget) -> tuple[QImage, str]:
    """What is seen of a widget, and what is told to those who do not see it."""
    return widget.grab().toImage(), widget.accessibleDescription()


def drag_to(hands: Hands, percent: int) -> Iterator[None]:
    """Drag the slider's handle with the mouse held down."""
    session = hands.window.session
    slider = hands.find("noise_slider")
    margin = 10 / slider.width()

    def x(value: float) -> float:
        return margin + (1 - 2 * margin) * value / 100

    start = session.noise
    hands.tool("mousemove", *hands.place(slider, x(start)), "mousedown", 1)
    yield from until(slider.isSliderDown, "the handle is held")
    for step in range(1, 6):
        hands.tool("mousemove", *hands.place(slider, x(start + (percent - start) * step / 5)))
        yield from until(
            lambda step=step: abs(session.noise - (start + (percent - start) * step / 5)) < 6, "it follows"
        )
    hands.tool("mouseup", 1)
    yield from until(lambda: not slider.isSliderDown(), "the handle is let go")
    yield from until(
        lambda: hands.window.inspector_pane.shows(session.digit, session.noise), "the inspector follows"
    )


def state(window: MainWindow) -> dict[str, Any]:
    """What must be the same after a restart."""
    session = window.session
    return {
        "variants": [item.variant.name for item in session.items],
        "epochs": [item.variant.training.epochs for item in session.items],
        "finished": [bool((r := session.record(item.id)) and r.history.finished) for item in session.items],
        "results": [[level.correct for level in run.levels] for run in session.results()],
        "answers": window.findChild(QWidget, "prediction_view").answers(),
        "noise": session.noise,
        "digit": session.digit,
    }


def main() -> int:
    day, export = sys.argv[1:]
    seen: dict[str, Any] = {}
    opened: list[MainWindow] = []
    original = MainWindow.show

    def show(window: MainWindow) -> None:
        original(window)
        opened.append(window)
        hands = Hands(window)
        steps = (first_day if day == "first" else second_day)(hands, export, seen)

        def advance() -> None:
            try:
                next(steps)
            except StopIteration:
                timer.stop()
                seen["state"] = state(window)
                hands.key("ctrl+q")
            except Exception as error:
                timer.stop()
                seen["failed"] = f"{type(error).__name__}: {error}"
                window.training.stop()
                window._really_close = True
                window.close()

        timer = QTimer(window, interval=40)
        timer.timeout.connect(advance)
        timer.start()

    MainWindow.show = show  # type: ignore[method-assign]
    MainWindow.welcome = lambda window: None  # type: ignore[method-assign]  # straight to training
    status = app_main.run_app()
    print(json.dumps(seen))
    return status


if __name__ == "__main__":
    sys.exit(main())
