"""Inside the selected variant: a pane of pages, one in sight."""

from typing import TypeVar

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.activations_page import ActivationsPage
from sparse_explorer.app.panes.boosting_page import BoostingPage
from sparse_explorer.app.panes.inside_page import InsidePage
from sparse_explorer.app.panes.theory_page import TheoryPage
from sparse_explorer.app.panes.weights_page import WeightsPage
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.card import Card
from sparse_explorer.app.widgets.tab_row import TabRow

Page = TypeVar("Page", bound=InsidePage)


@guarded
class InsidePane(Card):
    """Turns between pages about the selected variant.

    Signals:
        turned: another page is in sight.

    Attributes:
        activations, weights, boosting, theory: the pages.
    """

    turned = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Inside the variant"), self.tr("Inside"))
        self._pages: list[InsidePage] = []
        self._tabs = TabRow()
        self._stack = QStackedWidget()
        self.body.addWidget(self._tabs)
        self.body.addWidget(self._stack, 1)
        self.activations = self._add(ActivationsPage(session))
        self.weights = self._add(WeightsPage(session))
        self.boosting = self._add(BoostingPage(session))
        self.theory = self._add(TheoryPage(session))
        self._tabs.chosen.connect(lambda index: self.turn_to(self._pages[index]))
        self.turn_to(self.activations)

    def turn_to(self, page: InsidePage) -> None:
        """Bring a page into sight."""
        index = self._pages.index(page)
        self._stack.setCurrentIndex(index)
        self._tabs.set_current(index)
        self._tabs.set_controls(page.controls)
        for other in self._pages:
            other.set_in_sight(other is page)
        self.turned.emit()

    def minimumSizeHint(self) -> QSize:
        """As high as with the controls under the tabs, wherever they are: so a stage's arrangement is at rest."""
        least = super().minimumSizeHint()
        return QSize(least.width(), least.height() + self._tabs.spared_height())

    def page_name(self) -> str:
        """Name of the tab whose page is in sight."""
        return self._pages[self._stack.currentIndex()].tab_name

    def turn_to_name(self, tab_name: str) -> None:
        """Bring the page of a tab into sight, if there is one of that name."""
        page = next((page for page in self._pages if page.tab_name == tab_name), None)
        if page is not None:
            self.turn_to(page)

    def _add(self, page: Page) -> Page:
        self._pages.append(page)
        self._stack.addWidget(page)
        self._tabs.add_tab(page.title, page.tab_name, page.tip)
        return page
