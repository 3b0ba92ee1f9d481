"""The thread that looks into networks: the latest wish of each kind, and a search that gives way to all of them."""

import math
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal

from sparse_explorer.app.guard import guarded
from sparse_explorer.app.worker import KeptThread

DIGIT, FLIPS, WEIGHTS, SEARCH = "digit", "flips", "weights", "search"
SHORT_S = 0.004
"""What takes less time of computing than this may be done in the window's own thread."""

_IN_TURN = (DIGIT, FLIPS, WEIGHTS, SEARCH)


@dataclass(frozen=True, eq=False)
class Wish:
    """What is to be looked at.

    Attributes:
        number: tells a stale answer.
        kind: one digit, from which noise on networks are wrong about it, one network's weights, or the search for
            the next digit on which networks disagree.
        networks: by variant id.
        data: an ImageData.
        index, noise, convention, pattern: which digit, and what is done to it.
    """

    number: int
    kind: str
    networks: Mapping[str, Any]
    data: Any
    index: int
    noise: int
    convention: str
    pattern: int


@guarded
class InspectorThread(KeptThread):
    """Works on the latest wish of each kind; a search goes on while there is no other wish.

    Signals:
        answered(int, str, object): the wish's number and kind, and an Inspection, flips, a tuple of LayerWeights, or
            the index that was found, None where there is none.
        failed(str, str): the kind of wish, and the traceback of what went wrong.
    """

    answered = Signal(int, str, object)
    failed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._condition = threading.Condition()
        self._wishes: dict[str, Wish] = {}
        self._search: tuple[Wish, Iterator[int | None]] | None = None
        self._looking = threading.Lock()  # held by who uses the inspector
        self._inspector: Any = None
        self._seconds = math.inf  # of computing that the last digit took
        self._stop = False

    def wish(self, wish: Wish) -> None:
        """Replace the wish of the same kind that was not worked on yet, or the search at work."""
        with self._condition:
            self._wishes[wish.kind] = wish
            self._condition.notify_all()

    def look_now(self, wish: Wish) -> Any | None:
        """The Inspection of a digit, found in the calling thread; None if that would take long.

        It is short when the thread itself was quick with the last digit, and is not at one now.
        """
        if self._seconds > SHORT_S or not self._looking.acquire(blocking=False):
            return None
        try:
            return self._look(wish) if self._inspector is not None else None
        finally:
            self._looking.release()

    def cancel_search(self) -> None:
        """Search no longer; an answer may still be on its way."""
        with self._condition:
            self._wishes.pop(SEARCH, None)
            self._search = None

    def stop(self) -> None:
        """End after the wish at hand."""
        with self._condition:
            self._stop = True
            self._condition.notify_all()

    def run(self) -> None:
        """Work until stopped; runs in the thread itself."""
        from sparse_explorer.experiment import inspection

        inspection.compute_in_one_thread()
        with self._looking:
            self._inspector = inspection.DigitInspector()
        while True:
            with self._condition:
                while not self._wishes and self._search is None and not self._stop:
                    self._condition.wait()
                if self._stop:
                    return
                kind = next((kind for kind in _IN_TURN if kind in self._wishes), "")
                wish = self._wishes.pop(kind, None)
                search = self._search
            try:
                if wish is not None:
                    self._work(wish)
                elif search is not None:
                    self._search_on(*search)
            except Exception:  # a thread's exception would vanish or end the program
                if kind in ("", SEARCH):
                    self.cancel_search()
                self.failed.emit(kind or SEARCH, traceback.format_exc())

    def _work(self, wish: Wish) -> None:
        from sparse_explorer.experiment import inspection

        answer: Any
        if wish.kind == DIGIT:
            with self._looking:
                answer = self._look(wish)
        elif wish.kind == FLIPS:
            with self._looking:
                answer = self._inspector.flips(
                    wish.networks,
                    wish.data,
                    index=wish.index,
                    convention=wish.convention,
                    pattern=wish.pattern,
                )
        elif wish.kind == WEIGHTS:
            answer = inspection.weight_pictures(next(iter(wish.networks.values())))
        else:
            self._begin_search(wish)
            return
        self.answered.emit(wish.number, wish.kind, answer)

    def _look(self, wish: Wish) -> Any:
        began = time.thread_time()  # not what other threads take
        found = self._inspector.inspect(
            wish.networks,
            wish.data,
            index=wish.index,
            noise=wish.noise,
            convention=wish.convention,
            pattern=wish.pattern,
            request=wish.number,
        )
        self._seconds = time.thread_time() - began
        return found

    def _begin_search(self, wish: Wish) -> None:
        from sparse_explorer.experiment import inspection

        steps = inspection.disagreements(
            wish.networks,
            wish.data,
            start=wish.index + 1,
            noise=wish.noise,
            convention=wish.convention,
            pattern=wish.pattern,
        )
        with self._condition:
            self._search = wish, steps

    def _search_on(self, wish: Wish, steps: Iterator[int | None]) -> None:
        """Look at a few more digits."""
        ended = False
        try:
            found = next(steps)
        except StopIteration:
            found, ended = None, True
        with self._condition:
            if self._search is None or self._search[0] is not wish:
                return  # cancelled meanwhile
            if found is None and not ended:
                return
            self._search = None
        self.answered.emit(wish.number, wish.kind, found)
