"""Garbage collection in the window's thread only.

Python collects cycles in whatever thread happens to allocate. In a worker that would destroy widgets that became part
of a cycle, and Qt allows that in the window's thread alone. Nor must a widget go while Qt tells all of them of another
style: it would tell the one that is gone, too, and the program would crash.
"""

import gc

from PySide6.QtCore import QObject, QTimer

CHECK_MS = 1000


class GarbageCollector(QObject):
    """Takes over from Python's automatic collection, and from :meth:`begin` on collects when Python would have."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=CHECK_MS)
        self._timer.timeout.connect(self.collect)

    def begin(self) -> None:
        """Collect from now on, and look no more at what there is already.

        To be called whenever something large was imported, such as the engine, or what reads a data set: looking once
        at all that torch consists of, none of which ever becomes garbage, would keep the window waiting for long.
        """
        gc.freeze()
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that has had enough allocations."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > limits[generation]]
        if due:
            gc.collect(due[-1])

    def stop(self) -> None:
        """Give collection back to Python."""
        self._timer.stop()
        gc.enable()
