"""Signals that come faster than eyes follow."""

from PySide6.QtCore import QObject, QTimer, Signal


class Throttle(QObject):
    """Passes on the first of many calls at once, and one more after every interval in which there were others; or,
    with ``until_rest``, after the first interval in which there were none.

    Example::

        growth = Throttle(67, self)
        growth.triggered.connect(self.refresh)
        session.record_changed.connect(growth.trigger)

    Args:
        interval_ms: least milliseconds between two signals.
        until_rest: wait for the end of the calls, where each signal takes too long to come between two of them.

    Signals:
        triggered: what was asked for is due.
    """

    triggered = Signal()

    def __init__(self, interval_ms: int, parent: QObject | None = None, until_rest: bool = False) -> None:
        super().__init__(parent)
        self._until_rest = until_rest
        self._asked = False
        self._pause = QTimer(self, interval=interval_ms, singleShot=True)
        self._pause.timeout.connect(self._after_pause)

    def trigger(self) -> None:
        """Ask for the signal: it comes at once, or when the pause is over."""
        if self._pause.isActive():
            self._asked = True
            if self._until_rest:
                self._pause.start()
            return
        self._pause.start()
        self.triggered.emit()

    def _after_pause(self) -> None:
        if self._asked:
            self._asked = False
            self.trigger()
