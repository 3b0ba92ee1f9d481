"""A card that works out what it shows while it is seen, and not while it is hidden."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.card import Card


@guarded
class SeenCard(Card):
    """Whatever it depends on calls :meth:`note_change`; that calls :meth:`refresh`, now or when the card is shown."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._stale = True

    def refresh(self) -> None:
        """Show the session as it is; for subclasses."""
        raise NotImplementedError

    def note_change(self) -> None:
        """Look again: now, or as soon as the card is shown."""
        self._stale = not self.isVisible()
        if not self._stale:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()
