"""Telling others of a change once it is complete. Knows no Qt.

A listener that is called in the middle of a change reads what is half old and half new. So an object notes what it has
to announce while it changes, and announces it when the outermost change is over. What a listener changes while it is
being told comes after what is being announced, so that the last thing anybody hears is the newest.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

Announce = Callable[..., None]


class Announcer:
    """Gathers announcements during changes and makes each of them once.

    Args:
        order: the topics there are, in the order in which they are announced.
        say: called with a topic, and with whom it is about (empty for nobody).
    """

    def __init__(self, order: Sequence[str], say: Callable[[str, str], None]) -> None:
        self._order = {topic: place for place, topic in enumerate(order)}
        self._say = say
        self._pending: dict[tuple[str, str], None] = {}
        self._depth = 0
        self._telling = False

    @contextmanager
    def change(self) -> Iterator[Announce]:
        """A change; what it gives is called with a topic, and perhaps with whom that is about."""
        self._depth += 1
        try:
            yield self._note
        finally:
            self._depth -= 1
            if self._depth == 0 and not self._telling:
                self._tell()

    def _note(self, topic: str, about: str = "") -> None:
        if topic not in self._order:
            raise ValueError(f"{topic!r} is no topic, allowed are {', '.join(self._order)}")
        self._pending.setdefault((topic, about))

    def _tell(self) -> None:
        self._telling = True
        try:
            while self._pending:
                # min() takes the first of equals: of one topic, what was noted first.
                first = min(self._pending, key=lambda noted: self._order[noted[0]])
                del self._pending[first]
                self._say(*first)
        finally:
            self._telling = False
