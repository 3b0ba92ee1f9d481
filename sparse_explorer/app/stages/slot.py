"""A place for one pane in a stage."""

from PySide6.QtCore import QEvent, QSize

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.stages.arrangement import MOST_PIXELS
from sparse_explorer.app.widgets.card import Card
from sparse_explorer.app.widgets.scroll_area import ScrollArea


@guarded
class Slot(ScrollArea):
    """A place for one pane, which scrolls where even the whole stage has too little room for it."""

    def __init__(self) -> None:
        super().__init__()
        self._most = QSize(MOST_PIXELS, MOST_PIXELS)
        self._told: tuple[QSize, QSize, int] | None = None

    def put(self, pane: Card) -> None:
        """Show this pane here, instead of the one before."""
        if self.widget() is not pane:
            self.takeWidget()
            self.setWidget(pane)

    def set_most(self, room: QSize) -> None:
        """Ask for no more than this, whatever the pane wants."""
        if room != self._most:
            self._most = room
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        pane = self.widget()
        least = QSize(0, 0) if pane is None else pane.minimumSizeHint().expandedTo(pane.minimumSize())
        return least.boundedTo(self._most)

    def sizeHint(self) -> QSize:
        pane = self.widget()
        return QSize(0, 0) if pane is None else pane.sizeHint()

    def event(self, event: QEvent) -> bool:
        # A scroll area keeps to itself that the pane wants another size. It is told on only if it is another one: each
        # time the whole window is laid out again, and a pane asks whenever a text in it changes, as under the slider.
        if event.type() == QEvent.Type.LayoutRequest and (wants := self._wants()) != self._told:
            self._told = wants
            self.updateGeometry()
        return super().event(event)

    def _wants(self) -> tuple[QSize, QSize, int]:
        pane = self.widget()
        most = pane.most_height() if isinstance(pane, Card) else 0
        return self.minimumSizeHint(), self.sizeHint(), most
