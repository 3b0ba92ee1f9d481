"""A stage: panes that share the window, and that a user may enlarge, fold away and let change places."""

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.stages.folded_titles import FoldedTitles
from sparse_explorer.app.stages.pane_menu import PaneMenu
from sparse_explorer.app.stages.slot import MOST_PIXELS, Slot
from sparse_explorer.app.stages.split import GAP, Split, least_size
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
        tabs: in sight only where not all panes fit.

    Signals:
        arranged: the user changed the arrangement.
    """

    arranged = Signal()

    def __init__(self, name: str, panes: Mapping[str, Card], split: Split) -> None:
        super().__init__()
        self.name = name
        self.panes = {each: panes[each] for each in split.names()}
        self._split = split
        self._order = list(self.panes)  # of the panes, slot by slot
        self._folded: set[str] = set()
        self._alone: str | None = None
        self._sizes: list[list[int]] = []  # of the splitters' parts, once the user dragged any
        self._page = 0
        self._front = ""  # the pane that was brought to the front last
        self._pages: list[list[int]] = []  # the slots of each tab's page
        self._slots = [Slot() for _ in self.panes]
        self._splitters: list[tuple[QSplitter, Split]] = []
        self.tabs = TabRow()
        self.tabs.chosen.connect(self._turn)
        self._titles = FoldedTitles()
        self._titles.wanted.connect(self._unfold)
        self._root = self._build(split, iter(self._slots))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SPACE)
        box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # what has no room goes behind tabs
        box.addWidget(self.tabs)
        box.addWidget(self._root, 1)
        box.addWidget(self._titles)
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
        self._alone = name
        if name is not None:
            self._folded.discard(name)
        self._arrange()
        self.arranged.emit()

    def is_alone(self, name: str) -> bool:
        """Whether a pane has the whole stage."""
        return self._alone == name

    def fold(self, name: str, folded: bool = True) -> None:
        """Put a pane away; its title stays below, and brings it back. The last one stays."""
        if folded and len(self.panes) - len(self._folded | {name}) < 1:
            return
        (self._folded.add if folded else self._folded.discard)(name)
        if folded and self._alone == name:
            self._alone = None
        self._arrange()
        self.arranged.emit()

    def _unfold(self, name: str) -> None:
        self.fold(name, False)

    def is_folded(self, name: str) -> bool:
        """Whether a pane is put away."""
        return name in self._folded

    def swap(self, name: str, other: str) -> None:
        """Let two panes change places."""
        first, second = self._order.index(name), self._order.index(other)
        self._order[first], self._order[second] = other, name
        self._place()
        self._arrange()
        self.arranged.emit()

    def bring_to_front(self, name: str) -> None:
        """Bring a pane into sight, whatever hides it."""
        self._folded.discard(name)
        if self._alone not in (None, name):
            self._alone = None
        self._arrange()
        self._front = name
        self._page = self._page_of(name)
        self._show_panes()

    def in_sight(self) -> list[str]:
        """The names of the panes that are shown, in the order of their places."""
        return [self._order[index] for index, slot in enumerate(self._slots) if not slot.isHidden()]

    def _toggle_alone(self, name: str) -> None:
        self.set_alone(None if self._alone == name else name)

    def _turn(self, page: int) -> None:
        self._page = page
        self._front = ""
        self._alone = None
        self._show_panes()

    # --- remembering --------------------------------------------------------------------------------------------------

    def reset(self) -> None:
        """Forget what the user arranged."""
        self._order = list(self.panes)
        self._folded.clear()
        self._alone = None
        self._sizes = []
        self._page = 0
        self._place()
        self._arrange()
        self._apply_sizes()

    def state(self) -> dict[str, Any]:
        """What the user arranged, as plain data."""
        return {
            "order": list(self._order),
            "folded": sorted(self._folded),
            "alone": self._alone or "",
            "page": self._page,
            "sizes": self._sizes,
        }

    def restore(self, state: object) -> None:
        """Take over what :meth:`state` gave; what is not understood is left out."""
        self.reset()
        if not isinstance(state, Mapping):
            return
        order, folded, alone, page = (state.get(key) for key in ("order", "folded", "alone", "page"))
        if isinstance(order, list) and all(isinstance(name, str) for name in order):
            self._order = order if sorted(order) == sorted(self.panes) else self._order
        if isinstance(folded, list):
            known = {name for name in folded if isinstance(name, str) and name in self.panes}
            self._folded = known if len(known) < len(self.panes) else set()
        self._alone = alone if isinstance(alone, str) and alone in self.panes else None
        self._page = page if type(page) is int and 0 <= page < len(self.panes) else 0
        self._place()
        self._arrange()
        self._restore_sizes(state.get("sizes"))

    def _restore_sizes(self, sizes: object) -> None:
        if not isinstance(sizes, list) or len(sizes) != len(self._splitters):
            return
        for (splitter, _), each in zip(self._splitters, sizes, strict=True):
            if (
                isinstance(each, list)
                and len(each) == splitter.count()
                and all(type(size) is int and 0 <= size < MOST_PIXELS for size in each)
                and any(each)
            ):
                continue
            return
        self._sizes = [list(each) for each in sizes]
        self._apply_sizes()

    # --- arranging ----------------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """Room for any one pane, whose title may be cut by nothing but the window's least size."""
        return QSize(max(pane.minimumSizeHint().width() for pane in self.panes.values()), 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if not self._sizes:
            self._apply_sizes()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a pane wants another size
            self._arrange()
        return super().event(event)

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
        self._sizes = [splitter.sizes() for splitter, _ in self._splitters]
        self.arranged.emit()

    def _apply_sizes(self) -> None:
        """Those that the user dragged, or else each part's share."""
        for index, (splitter, split) in enumerate(self._splitters):
            side = splitter.width() if split.orientation == Qt.Orientation.Horizontal else splitter.height()
            shares = [max(1, side * share // sum(split.shares)) for share in split.shares]
            splitter.setSizes(self._sizes[index] if self._sizes else shares)

    def _place(self) -> None:
        """Each pane into its slot."""
        for slot, name in zip(self._slots, self._order, strict=True):
            if slot.widget() is not self.panes[name]:
                slot.takeWidget()  # two that change places: each leaves before the other comes
        for slot, name in zip(self._slots, self._order, strict=True):
            slot.put(self.panes[name])

    def _arrange(self) -> None:
        """Share the panes out among pages: one of all, or as many to a page, in their order, as fit."""
        pages = self._fitting_pages()
        if pages != self._pages:
            seen = self.in_sight() if self._pages else []
            self._pages = pages
            self._make_tabs()
            if seen:
                self._page = self._page_of(self._front if self._front in seen else seen[0])
        self._page = min(self._page, len(self._pages) - 1)
        room = self.size() - QSize(0, self.tabs.sizeHint().height() + SPACE if len(pages) > 1 else 0)
        for slot in self._slots:
            slot.set_most(room)
        self._show_panes()
        self._show_folded()

    def _fitting_pages(self) -> list[list[int]]:
        places = list(self.panes)  # a place is called as the pane that had it first
        wanted = {
            place: self.panes[name]
            for place, name in zip(places, self._order, strict=True)
            if name not in self._folded
        }
        if self._fits(self._split, wanted, 0):
            return [[places.index(place) for place in wanted]]
        tab_row = self.tabs.sizeHint().height() + SPACE
        groups: list[list[str]] = []
        for place in wanted:
            page = [*groups[-1], place] if groups else [place]
            if groups and self._fits(self._split, {each: wanted[each] for each in page}, tab_row):
                groups[-1] = page
            else:
                groups.append([place])
        return [[places.index(place) for place in page] for page in groups]

    def _page_of(self, name: str) -> int:
        slot = self._order.index(name)
        return next((page for page, slots in enumerate(self._pages) if slot in slots), 0)

    def _fits(self, part: str | Split, panes: dict[str, Card], taken: int) -> bool:
        least = least_size(part, panes)
        titles = self._titles.sizeHint().height() + SPACE if self._folded else 0
        return least.width() <= self.width() and least.height() + taken + titles <= self.height()

    def _make_tabs(self) -> None:
        titles = [" · ".join(self.title_of(self._order[slot]) for slot in slots) for slots in self._pages]
        names = [f"{self._order[slots[0]]}_tab" for slots in self._pages]
        self.tabs.set_tabs(list(zip(titles, names, strict=True)))

    def _show_panes(self) -> None:
        if self._alone is not None:
            seen = [self._order.index(self._alone)]
        else:
            seen = self._pages[self._page] if self._pages else []
        for index, slot in enumerate(self._slots):
            slot.setVisible(index in seen)
        for splitter, _ in reversed(self._splitters):  # those within before those that hold them
            inside = [splitter.widget(index) for index in range(splitter.count())]
            splitter.setVisible(any(not part.isHidden() for part in inside if part is not None))
        several = len(self._pages) > 1
        self.tabs.setVisible(several)
        if several:
            self.tabs.set_current(self._page)

    def _show_folded(self) -> None:
        self._titles.show_titles({name: self.title_of(name) for name in self.panes if name in self._folded})
