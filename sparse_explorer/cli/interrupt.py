"""Ctrl-C as a question that is answered between two steps, instead of an exception that can strike anywhere.

Python raises KeyboardInterrupt wherever the main thread happens to be. Within a destructor or a generator that is being
closed it is printed and lost, and the run would go on for hours; within the writing of a file it would leave half.
"""

import signal
import threading
from types import FrameType, TracebackType


class Interrupt:
    """While in use as a context, the first Ctrl-C is kept until :meth:`check`; a second one strikes at once.

    Attributes:
        asked: whether Ctrl-C was pressed.
    """

    def __init__(self) -> None:
        self.asked = False
        self._previous: object = None
        # Only the main thread is interrupted, and only it may say what happens then.
        self._at_work = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> "Interrupt":
        if self._at_work:
            self._previous = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._at_work:
            signal.signal(signal.SIGINT, self._previous)  # type: ignore[arg-type]

    def check(self) -> None:
        """Raise the KeyboardInterrupt that was asked for, if one was."""
        if self.asked:
            raise KeyboardInterrupt

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
