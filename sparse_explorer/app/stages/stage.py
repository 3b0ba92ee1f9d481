"""A stage: panes that share the window, and that a user may enlarge, fold away and let change places."""

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.stages.arrangement import MOST_PIXELS, Arrangement
from sparse_explorer.app.stages.folded_titles import FoldedTitles
from sparse_explorer.app.stages.pane_menu import PaneMenu
from sparse_explorer.app.stages.slot import Slot
from sparse_explorer.app.stages.split import GAP, Split, least_size, most_height, shared_out
from sparse_explorer.app.widgets.card import Card
from sparse_explorer.app.widgets.tab_row import TabRow


def make_splitter(orientation: Qt.Orientation) -> QSplitter:
    """A splitter none of whose parts can be dragged away."""
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(GAP)
    splitter.setChildrenCollapsible(False)
    return splitter


@guarded
class Stage(QWidget):
    """Panes in rows and columns. Where they do not all fit, tabs choose between groups of them, or single ones.

    Attributes:
        name: what the program calls it.
        panes: by name, in the order of their first places.
        tabs: in sight only where not all panes fit, or one is put away, whose title stands beside them.

    Signals:
        arranged: the user changed the arrangement.
    """

    arranged = Signal()

    def __init__(self, name: str, panes: Mapping[str, Card], split: Split) -> None:
        super().__init__()
        self.name = name
        self.panes = {each: panes[each] for each in split.names()}
        self._split = split
        self._arrangement = Arrangement(list(self.panes))
        self._lent = False
        self._front = ""  # the pane that was brought to the front last
        self._pages: list[list[int]] = []  # the slots of each tab's page
        self._slots = [Slot() for _ in self.panes]
        self._splitters: list[tuple[QSplitter, Split]] = []
        self.tabs = TabRow()
        self.tabs.chosen.connect(self._turn)
        self._titles = FoldedTitles()
        self._titles.wanted.connect(self._unfold)
        self.tabs.set_controls(self._titles)
        self._root = self._build(split, iter(self._slots))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(SPACE)
        # What has no room goes behind tabs.
        self._box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._box.addWidget(self.tabs)
        self._box.addWidget(self._root, 1)
        for each, pane in self.panes.items():
            pane.setProperty("pane", each)
            pane.title_double_clicked.connect(lambda each=each: self._toggle_alone(each))
            pane.set_corner(PaneMenu(self, each, pane))
        self._place()
        self._arrange()

    # --- what the user does -------------------------------------------------------------------------------------------

    def title_of(self, name: str) -> str:
        """What a pane is called, in a word."""
        return self.panes[name].short_title or name

    def set_alone(self, name: str | None) -> None:
        """Give one pane the whole stage, or share it again."""
        self._arrangement.stand_alone(name)
        self._arrange()
        self.arranged.emit()

    def is_alone(self, name: str) -> bool:
        """Whether a pane has the whole stage."""
        return self._arrangement.alone == name

    def fold(self, name: str, folded: bool = True) -> None:
        """Put a pane away; its title stays above the others, and brings it back. The last one stays."""
        if self._arrangement.fold(name, folded):
            self._arrange()
            self.arranged.emit()

    def _unfold(self, name: str) -> None:
        self.fold(name, False)

    def is_folded(self, name: str) -> bool:
        """Whether a pane is put away."""
        return name in self._arrangement.folded

    def swap(self, name: str, other: str) -> None:
        """Let two panes change places."""
        self._arrangement.swap(name, other)
        self._place()
        self._arrange()
        self.arranged.emit()

    def bring_to_front(self, name: str) -> None:
        """Bring a pane into sight, whatever hides it."""
        self._arrangement.uncover(name)
        self._arrange()
        self._front = name
        self._arrangement.page = self._page_of(name)
        self._show_panes()

    def in_sight(self) -> list[str]:
        """The names of the panes that are shown, in the order of their places."""
        return [
            self._arrangement.order[index] for index, slot in enumerate(self._slots) if not slot.isHidden()
        ]

    @property
    def has_pages(self) -> bool:
        """Whether tabs choose among the panes."""
        return len(self._pages) > 1

    def lend_tabs(self) -> TabRow:
        """Hand the tabs over, for somebody else to place; see :meth:`take_tabs_back`."""
        self._lent = True
        self._box.removeWidget(self.tabs)
        self._fit()
        return self.tabs

    def take_tabs_back(self) -> None:
        """Have the tabs in the first line of the stage again."""
        self._lent = False
        self._box.insertWidget(0, self.tabs)
        self._fit()

    def _toggle_alone(self, name: str) -> None:
        self.set_alone(None if self._arrangement.alone == name else name)

    def _turn(self, page: int) -> None:
        self._arrangement.page = page
        self._front = ""
        self._arrangement.alone = None
        self._show_panes()

    # --- remembering --------------------------------------------------------------------------------------------------

    def reset(self) -> None:
        """Forget what the user arranged."""
        self._arrangement.reset()
        self._place()
        self._arrange()
        self._apply_sizes()

    def state(self) -> dict[str, Any]:
        """What the user arranged, as plain data."""
        return self._arrangement.data()

    def restore(self, state: object) -> None:
        """Take over what :meth:`state` gave; what is not understood is left out."""
        self.reset()
        if not isinstance(state, Mapping):
            return
        self._arrangement.read(state, tuple(self._split.counts()))
        self._place()
        self._arrange()
        if self._arrangement.sizes:
            self._apply_sizes()

    # --- arranging ----------------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """Room for any one pane, whose title may be cut by nothing but the window's least size."""
        return QSize(max(pane.minimumSizeHint().width() for pane in self.panes.values()), 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # what a pane needs is known once it has its fonts; later the stage would be painted twice

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a pane wants another size
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        self._arrange()
        if not self._arrangement.sizes:
            self._apply_sizes()

    def _build(self, split: Split, slots: Iterator[Slot]) -> QSplitter:
        splitter = make_splitter(split.orientation)
        splitter.setObjectName(f"{self.name}_splitter_{len(self._splitters)}")
        self._splitters.append((splitter, split))
        for index, (part, share) in enumerate(zip(split.parts, split.shares, strict=True)):
            splitter.addWidget(self._build(part, slots) if isinstance(part, Split) else next(slots))
            splitter.setStretchFactor(index, share)
        splitter.splitterMoved.connect(self._remember_sizes)
        return splitter

    def _remember_sizes(self) -> None:
        self._arrangement.sizes = [splitter.sizes() for splitter, _ in self._splitters]
        self.arranged.emit()

    def _apply_sizes(self) -> None:
        """Those that the user dragged, or else each part's share."""
        for index, (splitter, split) in enumerate(self._splitters):
            splitter.setSizes(
                self._arrangement.sizes[index]
                if self._arrangement.sizes
                else self._usual_sizes(splitter, split)
            )

    def _usual_sizes(self, splitter: QSplitter, split: Split) -> list[int]:
        """Each part's share of the room, but no more height than it has a use for."""
        if split.orientation == Qt.Orientation.Horizontal:
            return shared_out(splitter.width(), split.shares, [MOST_PIXELS] * len(split.parts))
        placed = {
            place: self.panes[name] for place, name in zip(self.panes, self._arrangement.order, strict=True)
        }
        room = splitter.height() - splitter.handleWidth() * (len(split.parts) - 1)
        return shared_out(room, split.shares, [most_height(part, placed) for part in split.parts])

    def _place(self) -> None:
        """Each pane into its slot."""
        for slot, name in zip(self._slots, self._arrangement.order, strict=True):
            if slot.widget() is not self.panes[name]:
                slot.takeWidget()  # two that change places: each leaves before the other comes
        for slot, name in zip(self._slots, self._arrangement.order, strict=True):
            slot.put(self.panes[name])

    def _arrange(self) -> None:
        """Share the panes out among pages: one of all, or as many to a page, in their order, as fit."""
        pages = self._fitting_pages()
        if pages != self._pages:
            seen = self.in_sight() if self._pages else []
            self._pages = pages
            self._make_tabs()
            if seen:
                self._arrangement.page = self._page_of(self._front if self._front in seen else seen[0])
        self._arrangement.page = min(self._arrangement.page, len(self._pages) - 1)
        room = self.size() - QSize(0, self._row_height() if len(pages) > 1 or self._arrangement.folded else 0)
        for slot in self._slots:
            slot.set_most(room)
        self._show_panes()
        self._show_folded()

    def _fitting_pages(self) -> list[list[int]]:
        places = list(self.panes)  # a place is called as the pane that had it first
        wanted = {
            place: self.panes[name]
            for place, name in zip(places, self._arrangement.order, strict=True)
            if name not in self._arrangement.folded
        }
        tab_row = self._row_height()
        if self._fits(self._split, wanted, tab_row if self._arrangement.folded else 0):
            return [[places.index(place) for place in wanted]]
        groups: list[list[str]] = []
        for place in wanted:
            page = [*groups[-1], place] if groups else [place]
            if groups and self._fits(self._split, {each: wanted[each] for each in page}, tab_row):
                groups[-1] = page
            else:
                groups.append([place])
        return [[places.index(place) for place in page] for page in groups]

    def _page_of(self, name: str) -> int:
        slot = self._arrangement.order.index(name)
        return next((page for page, slots in enumerate(self._pages) if slot in slots), 0)

    def _fits(self, part: str | Split, panes: dict[str, Card], taken: int) -> bool:
        least = least_size(part, panes)
        return least.width() <= self.width() and least.height() + taken <= self.height()

    def _row_height(self) -> int:
        if self._lent:
            return 0
        return self.tabs.sizeHint().height() + SPACE

    def _make_tabs(self) -> None:
        titles = [
            " · ".join(self.title_of(self._arrangement.order[slot]) for slot in slots)
            for slots in self._pages
        ]
        names = [f"{self._arrangement.order[slots[0]]}_tab" for slots in self._pages]
        self.tabs.set_tabs(list(zip(titles, names, strict=True)) if len(titles) > 1 else [])

    def _show_panes(self) -> None:
        if self._arrangement.alone is not None:
            seen = [self._arrangement.order.index(self._arrangement.alone)]
        else:
            seen = self._pages[self._arrangement.page] if self._pages else []
        for index, slot in enumerate(self._slots):
            slot.setVisible(index in seen)
        for splitter, _ in reversed(self._splitters):  # those within before those that hold them
            inside = [splitter.widget(index) for index in range(splitter.count())]
            splitter.setVisible(any(not part.isHidden() for part in inside if part is not None))
        several = len(self._pages) > 1
        self.tabs.setVisible(several or bool(self._arrangement.folded))
        if several:
            self.tabs.set_current(self._arrangement.page)

    def _show_folded(self) -> None:
        self._titles.show_titles(
            {name: self.title_of(name) for name in self.panes if name in self._arrangement.folded}
        )
