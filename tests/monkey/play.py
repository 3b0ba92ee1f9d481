"""Plays with a real window as a monkey would, from one seed; ends with exit status 1 if anything went wrong.

    python -m tests.monkey.play --seed 3 --events 2000 --log FILE

What is done goes to the log as it is done, so that the last lines say what a crash came from. Everything that the
program writes goes to a temporary folder, and nothing is fetched from anywhere.
"""

import argparse
import faulthandler
import logging
import os
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any, TextIO

from PySide6.QtCore import (
    QDeadlineTimer,
    QEvent,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QAction, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QWidget,
)
from shiboken6 import isValid

HARMLESS = ("This plugin does not support", "propagateSizeHints", "QStandardPaths: ")
KEYS = [
    *(Qt.Key(code) for code in range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)),
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace,
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space, Qt.Key.Key_F2, Qt.Key.Key_A, Qt.Key.Key_E, Qt.Key.Key_Minus,
    Qt.Key.Key_Plus, Qt.Key.Key_Period, Qt.Key.Key_Comma,
]  # fmt: skip
MODIFIERS = [Qt.KeyboardModifier.NoModifier] * 6 + [
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
]
TEXTS = [
    "0",
    "1",
    "-3",
    "1e-3",
    "50",
    "999999999999",
    "0.5",
    "Ünder | $x$ <b>",
    "数字",
    "=1+1",
    "",
    " ",
    "\u202eabc",
]
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class Monkey:
    """Sends random events to a window until there were enough of them.

    Attributes:
        failures: what went wrong, one text each.
        windows: how many windows were opened.
        slowest_end: the longest time that closing a window took, in seconds.
    """

    def __init__(self, seed: int, events: int, log: TextIO, folder: Path) -> None:
        self.failures: list[str] = []
        self.windows = 0
        self.slowest_end = 0.0
        self._random = random.Random(seed)
        self._left = events
        self._log = log
        self._folder = folder
        self._window: Any = None
        self._ending = False
        self._acts = [
            (self._click, 30), (self._double_click, 4), (self._right_click, 4), (self._press_key, 16),
            (self._type, 5), (self._wheel, 10), (self._drag, 8), (self._drag_noise, 8), (self._resize, 4),
            (self._trigger, 6), (self._press_known, 12), (self._choose, 5), (self._close, 1), (self._pause, 6),
        ]  # fmt: skip

    def start(self) -> None:
        """Open the first window and begin."""
        self._open()
        QTimer.singleShot(0, self._step)

    def note(self, what: str) -> None:
        """Keep a failure."""
        self.failures.append(what)
        self._say(f"FAILURE {what}")

    # --- one event after another --------------------------------------------------------------------------------------

    def _step(self) -> None:
        # First, so that it goes on while the act waits in a dialog of its own.
        QTimer.singleShot(self._random.choice((0, 0, 0, 1, 5)), self._step)
        if self._window.isHidden():
            if self._ending:
                QApplication.exit(0)
                return
            self._open()
        if self._left <= 0:
            self._ending = True
        self._left -= 1
        try:
            self._act()
        except Exception:  # of this file
            self.note(traceback.format_exc())

    def _act(self) -> None:
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            self._answer_popup(popup)
        elif isinstance(modal, QFileDialog):
            self._answer_file_dialog(modal)
        elif isinstance(modal, QDialog):
            self._answer_dialog(modal)
        elif self._ending:
            self._close()
        else:
            acts, weights = zip(*self._acts, strict=True)
            self._random.choices(acts, weights)[0]()

    def _say(self, what: str) -> None:
        self._log.write(f"{self._left} {what}\n")
        self._log.flush()

    # --- windows ------------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        from sparse_explorer.app.window.main_window import MainWindow

        self.windows += 1
        self._say("open")
        if self._window is not None:
            self._window.deleteLater()
        self._window = MainWindow()
        self._window.errors.install()
        hook = sys.excepthook

        def note(kind: Any, error: Any, trace: Any) -> None:
            self.note("".join(traceback.format_exception(kind, error, trace)))
            hook(kind, error, trace)

        sys.excepthook = note
        self._window.show()

    def _close(self) -> None:
        self._say("close")
        started = time.monotonic()
        self._window.close()
        self._ended(started)

    def _ended(self, started: float) -> None:
        if self._window.isHidden():
            self.slowest_end = max(self.slowest_end, time.monotonic() - started)

    # --- dialogs ------------------------------------------------------------------------------------------------------

    def _answer_popup(self, popup: QWidget) -> None:
        self._say(f"popup {_name(popup)}")
        key = self._random.choice([Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return])
        if self._random.random() < 0.3:
            QTest.mouseClick(popup, LEFT, pos=self._place_in(popup))
        else:
            QTest.keyClick(popup, key)

    def _answer_file_dialog(self, dialog: QFileDialog) -> None:
        accept = self._random.random() < 0.4
        self._say(f"file dialog {'accept' if accept else 'reject'}")
        if accept and dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave:
            dialog.selectFile(str(self._folder / f"export-{self._random.randrange(5)}"))
            QTest.keyClick(dialog, Qt.Key.Key_Return)
        else:
            dialog.reject()

    def _answer_dialog(self, dialog: QDialog) -> None:
        buttons = [button for button in dialog.findChildren(QAbstractButton) if button.isVisible()]
        started = time.monotonic()
        if buttons and self._random.random() < 0.7:
            button = self._random.choice(buttons)
            self._say(f"dialog {_name(dialog)}: {button.text()}")
            QTest.mouseClick(button, LEFT)
        else:
            self._say(f"dialog {_name(dialog)}: escape")
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        self._ended(started)

    # --- events -------------------------------------------------------------------------------------------------------

    def _widgets(self) -> list[QWidget]:
        return [widget for widget in self._window.findChildren(QWidget) if self._reachable(widget)]

    def _reachable(self, widget: QWidget) -> bool:
        return (
            widget.isVisible()
            and widget.isEnabled()
            and widget.width() > 2
            and widget.window() is self._window
        )

    def _any_widget(self) -> QWidget:
        return self._random.choice(self._widgets() or [self._window])

    def _place_in(self, widget: QWidget) -> QPoint:
        return QPoint(
            self._random.randrange(max(1, widget.width())), self._random.randrange(max(1, widget.height()))
        )

    def _click(self) -> None:
        widget = self._any_widget()
        place = self._place_in(widget)
        self._say(f"click {_name(widget)} {place.x()} {place.y()}")
        QTest.mouseClick(widget, LEFT, self._random.choice(MODIFIERS), place)

    def _double_click(self) -> None:
        widget = self._any_widget()
        self._say(f"double click {_name(widget)}")
        QTest.mouseDClick(widget, LEFT, pos=self._place_in(widget))

    def _right_click(self) -> None:
        widget = self._any_widget()
        self._say(f"right click {_name(widget)}")
        QTest.mouseClick(widget, RIGHT, pos=self._place_in(widget))

    def _press_key(self) -> None:
        widget = QApplication.focusWidget() or self._any_widget()
        key, modifier = self._random.choice(KEYS), self._random.choice(MODIFIERS)
        self._say(f"key {key.name} {modifier.name} {_name(widget)}")
        QTest.keyClick(widget, key, modifier)

    def _type(self) -> None:
        widget, text = QApplication.focusWidget() or self._any_widget(), self._random.choice(TEXTS)
        self._say(f"type {text!r} {_name(widget)}")
        for character in text:
            # QTest knows no other characters than ASCII.
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
                QApplication.sendEvent(QApplication.focusWidget() or widget, event)
        if self._random.random() < 0.6:
            QTest.keyClick(
                widget, self._random.choice([Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape])
            )

    def _wheel(self) -> None:
        widget = self._any_widget()
        place, notches = self._place_in(widget), self._random.choice([-3, -1, 1, 3])
        self._say(f"wheel {notches} {_name(widget)}")
        event = QWheelEvent(
            QPointF(place), QPointF(widget.mapToGlobal(place)), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, self._random.choice(MODIFIERS), Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    def _drag(self) -> None:
        self._drag_in(self._any_widget())

    def _drag_noise(self) -> None:
        slider = self._window.findChild(QWidget, "noise_slider")
        if slider is not None and self._reachable(slider):
            self._drag_in(slider)

    def _drag_in(self, widget: QWidget) -> None:
        self._say(f"drag {_name(widget)}")
        QTest.mousePress(widget, LEFT, pos=self._place_in(widget))
        for _ in range(self._random.randrange(1, 12)):
            if isValid(widget):  # it may be gone by now
                QTest.mouseMove(widget, self._place_in(widget))
        if isValid(widget):
            QTest.mouseRelease(widget, LEFT, pos=self._place_in(widget))

    def _resize(self) -> None:
        way = self._random.choice(["size", "size", "size", "maximise", "minimise", "normal"])
        self._say(way)
        if way == "size":
            self._window.resize(self._random.randrange(300, 2400), self._random.randrange(200, 1400))
        else:
            states = {"maximise": "showMaximized", "minimise": "showMinimized", "normal": "showNormal"}
            getattr(self._window, states[way])()

    def _trigger(self) -> None:
        actions = [
            action for action in self._window.findChildren(QAction)
            if action.isEnabled() and action.objectName().endswith("_action")  # the others are pyqtgraph's
        ]  # fmt: skip
        if actions:
            action = self._random.choice(actions)
            self._say(f"action {action.text()}")
            started = time.monotonic()
            action.trigger()
            self._ended(started)

    def _press_known(self) -> None:
        """What matters most, more often than by chance."""
        name = self._random.choice(
            ["train_button", "train_button", "stop_button", "pause_button", "evaluate_button", "add_variant_button",
             "remove_variant_button", "duplicate_variant_button", "random_digit_button", "k_winners_switch",
             "activations_tab", "weights_tab", "boosting_tab", "theory_tab"]
        )  # fmt: skip
        button = self._window.findChild(QWidget, name)
        if button is not None and self._reachable(button):
            self._say(f"press {name}")
            QTest.mouseClick(button, LEFT)

    def _choose(self) -> None:
        boxes = [box for box in self._window.findChildren(QComboBox) if self._reachable(box)]
        if boxes:
            box = self._random.choice(boxes)
            self._say(f"choose {_name(box)}")
            box.setFocus()
            for _ in range(self._random.randrange(1, 4)):
                QTest.keyClick(box, self._random.choice([Qt.Key.Key_Down, Qt.Key.Key_Up]))

    def _pause(self) -> None:
        self._say("pause")
        QTest.qWait(self._random.choice([1, 10, 40]))


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__}/{widget.objectName()}"


class _Failures(logging.Handler):
    """Failures that the guard of Qt's virtual methods kept inside."""

    def __init__(self, monkey: Monkey) -> None:
        super().__init__()
        self._monkey = monkey

    def emit(self, record: logging.LogRecord) -> None:
        self._monkey.note(record.getMessage())


def play(seed: int, events: int, log: TextIO, folder: Path) -> Monkey:
    """One window, or several after each other, until that many events were sent."""
    from sparse_explorer.app.background.worker import any_running, stop_all
    from sparse_explorer.app.qt import theme
    from sparse_explorer.app.start.garbage import GarbageCollector

    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    theme.install(application)
    monkey = Monkey(seed, events, log, folder)

    def message(kind: QtMsgType, context: Any, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not any(part in text for part in HARMLESS):
            monkey.note(f"Qt says: {text}")

    qInstallMessageHandler(message)
    logging.getLogger("sparse_explorer.guard").addHandler(_Failures(monkey))
    GarbageCollector(application).begin()
    monkey.start()
    application.exec()
    stop_all(
        QDeadlineTimer(40_000)
    )  # a window may end while torch is imported, which a busy machine takes long for
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if any_running():
        monkey.note("a thread is still running after the last window was closed")
        faulthandler.dump_traceback(log)
    qInstallMessageHandler(None)
    return monkey


def main() -> int:
    """Play once; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.monkey.play", description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--log", type=Path, required=True)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with (
        tempfile.TemporaryDirectory(prefix="monkey-") as name,
        options.log.open("w", encoding="utf-8") as log,
    ):
        faulthandler.enable(log)
        folder = Path(name)
        os.chdir(folder)
        for variable in ("HOME", "SPARSE_EXPLORER_HOME", "XDG_CONFIG_HOME"):
            os.environ[variable] = str(folder / variable.lower())
            Path(os.environ[variable]).mkdir()
        for variable in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            os.environ[variable] = "http://127.0.0.1:9"  # nobody answers
        monkey = play(options.seed, options.events, log, folder)
        for failure in monkey.failures:
            print(failure)
        print(
            f"monkey: seed {options.seed}, {options.events} events, {monkey.windows} windows, "
            f"slowest end {monkey.slowest_end:.2f} s, {len(monkey.failures)} failures"
        )
        sys.stdout.flush()
        os._exit(1 if monkey.failures else 0)


if __name__ == "__main__":
    sys.exit(main())
