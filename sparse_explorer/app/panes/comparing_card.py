"""A card about variants beside a reference."""

from PySide6.QtWidgets import QWidget

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.results_watch import watch_results
from sparse_explorer.app.panes.seen_card import SeenCard


class ComparingCard(SeenCard):
    """Listens to all that differences depend on."""

    def __init__(self, session: Session, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._session = session
        watch_results(session, self.note_change, self)
