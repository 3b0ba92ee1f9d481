"""Cells that mouse and keys point at: what grids of numbers share, whatever a cell is to them."""

from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import theme

Cell = TypeVar("Cell")

_STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_CHOOSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@guarded
class PointedCells(QWidget, Generic[Cell]):
    """The mouse or the arrow keys point at a cell; a click, Enter or Space chooses it.

    Who draws the cells says where they are, and what follows from pointing and choosing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._here: Cell | None = None
        self._pressed: Cell | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme().changed.connect(self.update)

    def pointed_cell(self) -> Cell | None:
        """The cell at which the user points."""
        return self._here

    # --- what a grid says -----------------------------------------------------------------------------------------

    def cell_at(self, place: QPointF) -> Cell | None:
        """The cell under a point of the widget."""
        raise NotImplementedError

    def first_cell(self) -> Cell | None:
        """Where the keys begin; None where there are no cells."""
        raise NotImplementedError

    def stepped(self, cell: Cell, down: int, across: int) -> Cell:
        """The cell so many further, or the last one on that way."""
        raise NotImplementedError

    def tip(self, cell: Cell) -> str:
        """What the mouse is told of a cell."""
        raise NotImplementedError

    def choose(self, cell: Cell) -> None:
        """The user wants this cell."""
        raise NotImplementedError

    def describe(self) -> None:
        """Say what is pointed at to those who do not see it."""
        raise NotImplementedError

    # --- what the user does ---------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self.cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if at is None else self.tip(at), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self.cell_at(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if at is None else Qt.CursorShape.PointingHandCursor)
        self._point_at(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self.cell_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at, self._pressed = self._pressed, None
        if at is not None and at == self.cell_at(event.position()):
            self.choose(at)

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._point_at(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._here is None:
            self._point_at(self.first_cell())
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.first_cell() if self._here is None else self._here
        if here is None or event.key() not in (*_STEPS, *_CHOOSING):
            super().keyPressEvent(event)
        elif event.key() in _CHOOSING:
            self.choose(here)
        else:
            self._point_at(self.stepped(here, *_STEPS[event.key()]))

    def _point_at(self, at: Cell | None) -> None:
        if at != self._here:
            self._here = at
            self.describe()
            self.update()
