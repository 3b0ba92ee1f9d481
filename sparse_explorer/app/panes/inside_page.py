"""What all pages about the inside of the selected variant have in common."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sparse_explorer.app.language.messages import message_text
from sparse_explorer.app.model.records import Standing
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.experiment.results.inspection_reports import Inspection, VariantInspection

LEAST_HEIGHT = 160
"""Pixels; less than each page would like, so that small screens hold everything."""


class InsidePage(QWidget):
    """A page of the inside pane. It does nothing while another one is in sight.

    Subclasses fill :attr:`body`, and show the session as it is in :meth:`show_now`.

    Attributes:
        title, tab_name, tip: what stands on its tab, the tab's object name, and what the tab says when pointed at.
        controls: small controls beside the tabs; None for none.
        body: layout of the page.
    """

    def __init__(self, session: Session, title: str, tab_name: str, tip: str = "") -> None:
        super().__init__()
        self.title = title
        self.tab_name = tab_name
        self.tip = tip
        self.controls: QWidget | None = None
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(SPACE // 2)
        self.setMinimumHeight(LEAST_HEIGHT)
        self._session = session
        self._in_sight = False
        session.variants_changed.connect(self.refresh)
        session.selected_changed.connect(self.refresh)
        session.loading_changed.connect(self.refresh)

    def set_in_sight(self, in_sight: bool) -> None:
        """Say whether the pane has turned to this page."""
        self._in_sight = in_sight
        self.refresh()

    def refresh(self) -> None:
        """Show the session as it is, if the page is in sight; if not, that happens when it comes into sight."""
        if self._in_sight:
            self.show_now()

    def show_now(self) -> None:
        """Show the session as it is; cheap where nothing changed."""
        raise NotImplementedError

    def why_no_network(self, untrained: str) -> str:
        """Why there is nothing to be seen of the selected variant; ``untrained`` is what is said of one that learned
        nothing yet."""
        item = self._session.selected
        if item is None:
            return self.tr("No variant is selected.")
        if item.source is not None:
            text = self.tr("{name} comes from elsewhere: what stands here of others is not known of it.")
            return text.format(name=item.variant.name)
        standing = self._session.standing(item.id)
        if standing is Standing.LOADING:
            return self.tr("Loading {name} …").format(name=item.variant.name)
        if standing is Standing.PRESENT:
            return self.tr("Looking into {name} …").format(name=item.variant.name)
        record = self._session.record(item.id)
        if standing is Standing.DIVERGED and record is not None and record.history.diverged is not None:
            return self.tr("{name}: {text}.").format(
                name=item.variant.name, text=message_text(record.history.diverged.text)
            )
        return untrained


class DigitPage(InsidePage):
    """A page that shows what the selected variant makes of the digit."""

    def __init__(self, session: Session, title: str, tab_name: str, tip: str = "") -> None:
        super().__init__(session, title, tab_name, tip)
        self._inspection: Inspection | None = None
        session.dataset_changed.connect(self._forget)

    def _forget(self) -> None:
        """What was found of a digit of one data set says nothing of another."""
        self._inspection = None
        self.refresh()

    def set_inspection(self, inspection: Inspection) -> None:
        """Show what was found of a digit."""
        self._inspection = inspection
        self.refresh()

    def _found(self, intervened: bool = False) -> VariantInspection | None:
        """What was found of the selected variant; None if it has no network yet, or none to look into.

        Args:
            intervened: with what is done to it, as its lane shows it; else as it is.
        """
        seen = self._inspection
        looked = (*(seen.intervened if intervened else ()), *seen.variants) if seen else ()
        looked_into = (found for found in looked if found.layers or found.hidden is not None)
        return next((found for found in looked_into if found.variant_id == self._session.selected_id), None)
