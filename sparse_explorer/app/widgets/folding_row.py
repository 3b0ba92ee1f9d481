"""A row of controls that always fits: where room is short, what matters least goes behind a » button."""

from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE

FIRST, NEVER = 0, 1000
"""The ranks of what leaves the row before anything shrinks, and of what always stays."""


@dataclass(eq=False)
class _Part:
    """One part of the row.

    Attributes:
        widget: what it is.
        rank: parts of low rank are folded first; the lowest before any other part has to shrink.
        in_row, in_panel: its places; None as the latter: folded, it is not seen anywhere.
        wanted: whether it is to be seen at all.
        folded: whether it is out of the row now.
    """

    widget: QWidget
    rank: int
    in_row: QWidget
    in_panel: QWidget | None
    wanted: bool = True
    folded: bool = False

    def least_width(self) -> int:
        """The width in pixels below which it would be cut."""
        hint = self.widget.minimumSizeHint().width()
        return max(self.widget.minimumWidth(), min(hint, self.widget.maximumWidth()))

    def wanted_width(self) -> int:
        """The width in pixels that it would like to have."""
        return max(self.least_width(), min(self.widget.sizeHint().width(), self.widget.maximumWidth()))


@guarded
class FoldingRow(QWidget):
    """Parts from left to right. Those of rank :data:`FIRST` are folded where not every part can have its ``sizeHint``;
    then parts shrink to their ``minimumSizeHint`` at most; beyond that the others are folded.

    Attributes:
        more_button: opens the panel; it is only there while something is folded that can be handled.
        panel: holds what is folded, one below the other.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[_Part] = []
        self._settling = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE)
        self.panel = QFrame(self, Qt.WindowType.Popup)
        self.panel.setProperty("card", True)
        self.panel.setObjectName("more_panel")
        self._column = QVBoxLayout(self.panel)
        self._column.setSpacing(SPACE)
        self.more_button = QToolButton()
        self.more_button.setText("»")
        self.more_button.setObjectName("more_button")
        self.more_button.setAccessibleName(self.tr("More controls"))
        self.more_button.setToolTip(self.tr("Controls for which this window is too narrow"))
        self.more_button.clicked.connect(self._open_panel)
        self.more_button.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def add_part(self, widget: QWidget, rank: int = NEVER, drops: bool = False, stretch: int = 0) -> None:
        """Add a part at the right.

        Args:
            widget: what to add.
            rank: of two parts the one of lower rank is folded first.
            drops: folded, it is not offered in the panel.
            stretch: its share of the room that is left.
        """
        part = _Part(widget, rank, _place(), None if drops else _place())
        _put(widget, part.in_row)
        grows = QSizePolicy.Policy.Preferred if stretch else QSizePolicy.Policy.Maximum
        part.in_row.setSizePolicy(grows, QSizePolicy.Policy.Preferred)
        self._row.addWidget(part.in_row, stretch)
        if part.in_panel is not None:
            self._column.addWidget(part.in_panel)
            part.in_panel.hide()
        self._parts.append(part)

    def add_stretch(self) -> None:
        """Push what is added from now on to the right, where no part takes the room that is left."""
        self._row.addStretch(0)

    def add_more_button(self) -> None:
        """Give the » button its place."""
        self._row.addWidget(self.more_button)

    def show_part(self, widget: QWidget, shown: bool) -> None:
        """Say whether a part is to be seen at all."""
        part = self._part(widget)
        if part.wanted != shown:
            part.wanted = shown
            self._settle()

    def is_folded(self, widget: QWidget) -> bool:
        """Whether a part had to leave the row."""
        return self._part(widget).folded

    def sizeHint(self) -> QSize:
        widths = [part.wanted_width() for part in self._parts if part.wanted]
        return QSize(_total(widths), self._height())

    def minimumSizeHint(self) -> QSize:
        kept = [part.least_width() for part in self._parts if part.wanted and part.rank == NEVER]
        return QSize(_total([*kept, self.more_button.sizeHint().width()]), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a part wants another width
            self._settle()
        return super().event(event)

    def _part(self, widget: QWidget) -> _Part:
        return next(part for part in self._parts if part.widget is widget)

    def _height(self) -> int:
        """All parts count, so that nothing below moves when one comes or goes."""
        return max((part.widget.sizeHint().height() for part in self._parts), default=0)

    def _settle(self) -> None:
        """Fold as little as can be."""
        if self._settling:
            return
        self._settling = True
        try:
            wanted = [part for part in self._parts if part.wanted]
            order = sorted((part for part in wanted if part.rank < NEVER), key=lambda part: part.rank)
            folded: list[_Part] = []
            # What comes and goes counts for the first as if it were there, so that nothing moves under the mouse.
            while (
                order
                and self._needed(self._parts if order[0].rank == FIRST else wanted, folded, order[0].rank)
                > self.width()
            ):
                folded.append(order.pop(0))
            for part in self._parts:
                _move(part, part in folded)
            more = any(part.in_panel is not None for part in folded)
            self.more_button.setVisible(more)
            if not more:
                self.panel.hide()
        finally:
            self._settling = False

    def _needed(self, wanted: list[_Part], folded: list[_Part], rank: int) -> int:
        """The width that what is not folded needs before a part of that rank may stay."""
        stays = [part for part in wanted if part not in folded]
        widths = [part.wanted_width() if rank == FIRST else part.least_width() for part in stays]
        if any(part.in_panel is not None for part in folded):
            widths.append(self.more_button.sizeHint().width())
        return _total(widths)

    def _open_panel(self) -> None:
        """Show what is folded below the » button, as far to the left as the screen demands."""
        self.panel.adjustSize()
        corner = self.more_button.mapToGlobal(QPoint(self.more_button.width(), self.more_button.height() + 2))
        screen, size = self.screen().availableGeometry(), self.panel.size()
        left = min(corner.x() - size.width(), screen.right() + 1 - size.width())
        top = min(corner.y(), screen.bottom() + 1 - size.height())
        self.panel.move(max(screen.left(), left), max(screen.top(), top))
        self.panel.show()
        self.panel.setFocus(Qt.FocusReason.PopupFocusReason)


def _move(part: _Part, folded: bool) -> None:
    """Put a part where it belongs."""
    if folded != part.folded:
        part.folded = folded
        place = part.in_panel if folded else part.in_row
        if part.in_panel is not None and place is not None:
            _put(part.widget, place)
    part.in_row.setVisible(part.wanted and not folded)
    if part.in_panel is not None:
        part.in_panel.setVisible(part.wanted and folded)


def _place() -> QWidget:
    """Where a part is while it is there."""
    place = QWidget()
    layout = QHBoxLayout(place)
    layout.setContentsMargins(0, 0, 0, 0)
    return place


def _put(widget: QWidget, place: QWidget) -> None:
    cast(QLayout, place.layout()).addWidget(widget)


def _total(widths: list[int]) -> int:
    return sum(widths) + SPACE * max(0, len(widths) - 1)
