"""A card about variants beside a reference: it works out what it shows while it is seen, and not while it is hidden."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.results_watch import watch_results
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.card import Card


@guarded
class ComparingCard(Card):
    """Listens to all that differences depend on, and calls :meth:`refresh` when it is shown and they may be others."""

    def __init__(self, session: Session, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._session = session
        self._stale = True
        watch_results(session, self.note_change, self)

    def refresh(self) -> None:
        """Show what the session's results say; for subclasses."""
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
