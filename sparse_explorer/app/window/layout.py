"""How the window's panes share its room: three columns where they fit, and where not, tabs that bring one to the front.

Sizes that the user dragged are kept for each arrangement; a column that is too low for its panes puts them side by
side if it is broad enough, and scrolls if not.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from sparse_explorer.app.qt import theme
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.tab_row import TabRow

_GAP = theme.SPACE + 4
_LOW = 1.2
"""A column is low when it has less than so many times the least height of its panes."""


def make_splitter(orientation: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    """A splitter of parts with their stretch factors, none of which can be dragged away."""
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(_GAP)
    splitter.setChildrenCollapsible(False)
    for index, (part, stretch) in enumerate(parts):
        splitter.addWidget(part)
        splitter.setStretchFactor(index, stretch)
    return splitter


@guarded
class Column(QScrollArea):
    """Panes below each other; beside each other where it is low and broad, scrolled where it is low and narrow.

    Attributes:
        title, name: what its tab says, and the tab's object name.
        usual: heights of the two panes below each other, or their proportion, as long as the user drags none.
        comfort: the width in pixels from which on the column is of use beside others.
    """

    def __init__(
        self, title: str, name: str, usual: tuple[int, int], *panes: tuple[QWidget, int], comfort: int = 0
    ) -> None:
        super().__init__()
        self.title, self.name, self.usual, self.comfort = title, name, usual, comfort
        self.splitter = make_splitter(Qt.Orientation.Vertical, *panes)
        self._sizes: dict[str, list[int]] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setWidget(self.splitter)
        self.splitter.splitterMoved.connect(self._remember)

    def is_flat(self) -> bool:
        """Whether the panes are beside each other."""
        return self.splitter.orientation() == Qt.Orientation.Horizontal

    def reset(self) -> None:
        """Forget what the user dragged."""
        self._sizes.clear()
        self._apply()

    def sizes(self) -> dict[str, list[int]]:
        """What the user dragged, by arrangement of the panes."""
        return dict(self._sizes)

    def set_sizes(self, sizes: Mapping[str, list[int]]) -> None:
        """Take over what the user dragged in another window."""
        self._sizes = dict(sizes)
        self._apply()

    def least_width(self) -> int:
        """The width that holds the panes below each other, with room for a scroll bar."""
        return max(self._panes_least("width")) + self.verticalScrollBar().sizeHint().width()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.least_width(), 120)

    def sizeHint(self) -> QSize:
        return QSize(self.least_width(), self.splitter.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
        if self._key() not in self._sizes:
            self._apply()

    def arrange(self) -> None:
        """Put the panes below or beside each other, as the room demands."""
        gaps = _GAP * (self.splitter.count() - 1)
        low = self.height() < _LOW * sum(self._panes_least("height")) + gaps
        broad = (
            self.width()
            >= sum(self._panes_least("width")) + gaps + self.verticalScrollBar().sizeHint().width()
        )
        wanted = Qt.Orientation.Horizontal if low and broad else Qt.Orientation.Vertical
        if wanted != self.splitter.orientation():
            self.splitter.setOrientation(wanted)
            self._apply()

    def _panes_least(self, side: str) -> list[int]:
        hints = [self._pane(index).minimumSizeHint() for index in range(self.splitter.count())]
        return [getattr(hint, side)() for hint in hints]

    def _pane(self, index: int) -> QWidget:
        return cast(QWidget, self.splitter.widget(index))

    def _key(self) -> str:
        return "beside" if self.is_flat() else "below"

    def _apply(self) -> None:
        self.splitter.setSizes(self._sizes.get(self._key()) or self._usual())

    def _usual(self) -> list[int]:
        if self.is_flat():
            half = self.splitter.width() // 2
            return [half, half]
        first, second = self.usual
        height = self.splitter.height()
        share = round(height * first / (first + second))
        if not self._pane(0).sizePolicy().verticalStretch():  # it does not grow
            share = min(share, first)
        return [share, height - share]

    def _remember(self) -> None:
        self._sizes[self._key()] = self.splitter.sizes()


@guarded
class WindowLayout(QWidget):
    """The window's content: a bar on top, and under it as many of three columns as fit beside each other.

    Where two fit, the first one stays and tabs choose between the others; where one fits, between all.

    Attributes:
        columns: from left to right.
        tabs: in sight only where there is something to choose.
    """

    def __init__(self, top_bar: QWidget, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        first, second, third = self.columns = tuple(columns)
        self._top_bar = top_bar
        self._fit = 0  # how many columns are beside each other
        self._front = second
        self._sizes: dict[str, list[int]] = {}
        self.tabs = TabRow()
        for column in self.columns:
            self.tabs.add_tab(column.title, column.name)
        self.tabs.chosen.connect(lambda index: self.bring_to_front(self.columns[index]))
        self._inner = make_splitter(Qt.Orientation.Horizontal, (second, 1), (third, 0))
        self._right = QWidget()
        self._right_box = QVBoxLayout(self._right)
        self._right_box.setContentsMargins(0, 0, 0, 0)
        self._right_box.setSpacing(theme.SPACE)
        self._right_box.addWidget(self._inner, 1)
        self._outer = make_splitter(Qt.Orientation.Horizontal, (first, 0), (self._right, 1))
        self._outer.setObjectName("columns_splitter")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(_GAP, _GAP, _GAP, 4)
        self._box.setSpacing(_GAP)
        self._box.addWidget(top_bar)
        self._box.addWidget(self._outer, 1)
        for splitter in (self._outer, self._inner):
            splitter.splitterMoved.connect(self._remember)
        self._arrange()

    def bring_to_front(self, column: Column) -> None:
        """Show this column where not all of them are in sight."""
        self._front = column
        self._show_columns()

    def fitting(self) -> int:
        """How many columns are beside each other, 1 ... 3."""
        return self._fit

    # --- remembering --------------------------------------------------------------------------------------------------

    def reset(self) -> None:
        """Forget what the user dragged and chose."""
        self._sizes.clear()
        self._front = self.columns[1]
        for column in self.columns:
            column.reset()
        self._fit = 0
        self._arrange()

    def state(self) -> dict[str, Any]:
        """What the user dragged and chose, as plain data."""
        return {
            "front": self.columns.index(self._front),
            "sizes": self._sizes,
            "columns": [column.sizes() for column in self.columns],
        }

    def restore(self, state: object) -> None:
        """Take over what :meth:`state` gave; what is not understood is left out."""
        self.reset()
        if not isinstance(state, Mapping):
            return
        self._sizes = _read_sizes(state.get("sizes"))
        read = state.get("columns")
        for column, sizes in zip(self.columns, read if isinstance(read, list) else [], strict=False):
            column.set_sizes(_read_sizes(sizes))
        front = state.get("front")
        if isinstance(front, int) and 0 <= front < len(self.columns):
            self._front = self.columns[front]
        self._fit = 0
        self._arrange()

    # --- arranging ----------------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        widest = max(column.least_width() for column in self.columns)
        return QSize(max(widest, self._top_bar.minimumSizeHint().width()) + 2 * _GAP, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a pane wants another size
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        """Put as many columns beside each other as fit."""
        least = [max(column.comfort, column.least_width()) for column in self.columns]
        room = self.width() - 2 * _GAP
        if sum(least) + 2 * _GAP <= room:
            fit = 3
        else:
            fit = 2 if least[0] + _GAP + max(least[1:]) <= room else 1
        if fit != self._fit:
            self._fit = fit
            self._place_tabs()
            self._show_columns()
            self._apply_sizes()

    def _place_tabs(self) -> None:
        """Above what they choose from."""
        self._right_box.removeWidget(self.tabs)
        self._box.removeWidget(self.tabs)
        if self._fit == 1:
            self._box.insertWidget(1, self.tabs)
        else:
            self._right_box.insertWidget(0, self.tabs)
        self.tabs.set_offered(0, self._fit == 1)
        self.tabs.setVisible(self._fit < 3)

    def _show_columns(self) -> None:
        first, second, third = self.columns
        front = self._front
        if self._fit == 2 and front is first:
            front = second
        seen = {1: {front}, 2: {first, front}, 3: {first, second, third}}[self._fit]
        for column in self.columns:
            column.setVisible(column in seen)
        self._right.setVisible(bool(seen - {first}))
        self.tabs.set_current(self.columns.index(front))

    def _apply_sizes(self) -> None:
        if self._fit == 1:
            return
        width = self.width() - 2 * _GAP
        side = max(300, min(400, width // 5)) if self._fit == 3 else self.columns[0].least_width()
        right = max(380, min(640, round(width * 0.28)))
        usual = {"outer": [side, width - side], "inner": [width - side - right, right]}
        for name, splitter in (("outer", self._outer), ("inner", self._inner)):
            splitter.setSizes(self._sizes.get(f"{name} of {self._fit}", usual[name]))

    def _remember(self) -> None:
        self._sizes[f"outer of {self._fit}"] = self._outer.sizes()
        if self._fit == 3:
            self._sizes["inner of 3"] = self._inner.sizes()


def _read_sizes(data: object) -> dict[str, list[int]]:
    """Sizes of two parts by arrangement, as far as they are that."""
    if not isinstance(data, Mapping):
        return {}

    def sizes(value: object) -> bool:
        return (
            isinstance(value, list)
            and len(value) == 2
            and all(type(n) is int and 0 < n < 10_000 for n in value)
        )

    return {key: list(value) for key, value in data.items() if isinstance(key, str) and sizes(value)}
