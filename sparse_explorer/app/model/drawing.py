"""What is drawn on the pad: strokes on a picture or on nothing, with steps back and forth of its own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

PEN, ERASER, NOISE, CLEAN = "pen", "eraser", "noise", "clean"
TOOLS = (PEN, ERASER, NOISE)
"""What the user chooses from; CLEAN takes painted noise away, and is what the other mouse button does with NOISE."""

MOST_STEPS = 500
"""That can be undone; older ones are forgotten."""

Point = tuple[float, float, float]
"""x and y in units of the pad's side, and the width of the line there in pixels of a picture of 28 x 28."""


@dataclass(frozen=True)
class Stroke:
    """From one press to the release that follows it."""

    tool: str
    points: tuple[Point, ...]


@dataclass(frozen=True, eq=False)
class Sketch:
    """All that is on the pad.

    Attributes:
        base: float32, (h, w), grey 0 ... 1: a picture that was dropped, pasted or opened; None where there is none.
        strokes: from the oldest to the newest.
    """

    base: NDArray[np.float32] | None = None
    strokes: tuple[Stroke, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing is there."""
        return self.base is None and not self.strokes


class Drawing(QObject):
    """The sketch, and those before and after it.

    Signals:
        changed: the sketch is another one.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sketch = Sketch()
        self._before: list[Sketch] = []
        self._after: list[Sketch] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a step back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step forth."""
        return bool(self._after)

    def add(self, stroke: Stroke) -> None:
        """Draw one stroke more."""
        self._go_to(Sketch(self.sketch.base, (*self.sketch.strokes, stroke)))

    def start_from(self, base: NDArray[np.float32]) -> None:
        """Put a picture, float32 (h, w), grey 0 ... 1, in place of all that is there."""
        self._go_to(Sketch(base))

    def clear(self) -> None:
        """Take everything away; nothing if nothing is there."""
        if not self.sketch.blank:
            self._go_to(Sketch())

    def undo(self) -> None:
        """One step back, if there is one."""
        if self._before:
            self._after.append(self.sketch)
            self._show(self._before.pop())

    def redo(self) -> None:
        """One step forth, if there is one."""
        if self._after:
            self._before.append(self.sketch)
            self._show(self._after.pop())

    def _go_to(self, sketch: Sketch) -> None:
        self._before = [*self._before[1 - MOST_STEPS :], self.sketch]
        self._after = []
        self._show(sketch)

    def _show(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.changed.emit()
