"""What the status bar says: one owner, with priority and time, so that no text wipes out another that matters more.

Three kinds of text, each more important than the one before:

- a **status** lasts until it is withdrawn, such as "Loading mnist …";
- a **note** answers what the user did, and is gone after some seconds;
- an **explanation** says why something happened that the user did not ask for. Nothing replaces it before people had
  the time to read it; what is said meanwhile comes after it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QStatusBar

NOTE_S = 8.0
"""How long a note or an explanation stays when nothing else is said."""

READ_S = 4.0
"""How long an explanation stays although something else is said."""


@dataclass(frozen=True)
class _Shown:
    text: str
    explains: bool
    since: float


class MessageBoard:
    """Decides which text is to be seen. Knows no Qt and no clock: each call says what time it is, in seconds."""

    def __init__(self) -> None:
        self._status = ""
        self._shown: _Shown | None = None
        self._waiting: list[tuple[str, bool]] = []

    def set_status(self, text: str) -> None:
        """Say what goes on; empty when nothing does."""
        self._status = text

    def say(self, text: str, now: float, explains: bool = False) -> None:
        """Show a note or an explanation, as soon as the explanation that is shown has been read."""
        self.text(now)  # what has come to its end makes room
        if self._shown is not None and self._shown.explains and now < self._shown.since + READ_S:
            if not explains:  # of several notes the last is enough
                self._waiting = [waiting for waiting in self._waiting if waiting[1]]
            self._waiting.append((text, explains))
        else:
            self._shown = _Shown(text, explains, now)

    def text(self, now: float) -> str:
        """What is to be seen now."""
        while self._shown is not None and now >= self._end(self._shown):
            end = self._end(self._shown)
            self._shown = None
            if self._waiting:
                text, explains = self._waiting.pop(0)
                self._shown = _Shown(text, explains, end)
        return self._shown.text if self._shown is not None else self._status

    def next_change(self, now: float) -> float | None:
        """In how many seconds something else is to be seen if nothing more is said; None if never."""
        self.text(now)
        return None if self._shown is None else self._end(self._shown) - now

    def _end(self, shown: _Shown) -> float:
        return shown.since + (READ_S if self._waiting else NOTE_S)


class Messages(QObject):
    """Shows a message board in a status bar, and lets nothing else write there."""

    def __init__(self, bar: QStatusBar, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(bar)
        self._bar = bar
        self._clock = clock
        self._board = MessageBoard()
        self._spare = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._show)
        # A menu clears the status bar of its window when the pointer passes.
        bar.messageChanged.connect(self._insist)

    def set_status(self, text: str) -> None:
        """Say what goes on, until something else does; empty when nothing goes on."""
        self._board.set_status(text)
        self._show()

    def note(self, text: str) -> None:
        """Answer what the user did."""
        self._board.say(text, self._clock())
        self._show()

    def explain(self, text: str) -> None:
        """Say why something happened that the user did not ask for."""
        self._board.say(text, self._clock(), explains=True)
        self._show()

    def spare_room(self, spare: bool) -> None:
        """Whether the bar is to be seen only while it says something."""
        self._spare = spare
        self._show()

    def _show(self) -> None:
        now = self._clock()
        text = self._board.text(now)
        self._bar.showMessage(text)
        self._bar.setVisible(bool(text) or not self._spare)
        change = self._board.next_change(now)
        if change is None:
            self._timer.stop()
        else:
            self._timer.start(round(1000 * change) + 1)

    def _insist(self, text: str) -> None:
        wanted = self._board.text(self._clock())
        if text != wanted:
            self._bar.showMessage(wanted)
