"""Cards: the surfaces that everything stands on, and the sentence for one that has nothing to show yet."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, scaled_font
from sparse_explorer.app.widgets.elision import ElidedLabel
from sparse_explorer.app.widgets.wrapped_label import WrappedLabel

MOST_HEIGHT = 10_000
"""Pixels; as much as any window gives."""


_TITLE_FIRST = 1000
"""Stretch of a title beside that of anything else: what the small controls leave is the title's, as far as it helps."""


@guarded
class _Title(ElidedLabel):
    """A title that asks for the room of its shortest text and takes as much as its whole text needs."""

    def __init__(self) -> None:
        super().__init__(least=None)

    def setText(self, text: str, *shorter: str) -> None:
        super().setText(text, *shorter)
        self._limit()

    def whole_width(self) -> int:
        """Pixels that the whole text takes."""
        return self.fontMetrics().horizontalAdvance(self.text()) + 1

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._limit()

    def _limit(self) -> None:
        self.setMaximumWidth(self.whole_width())


@guarded
class _Column(QVBoxLayout):
    """All of a card. How high it is where its texts are wrapped is its own affair: what shows it in a scroll area would
    give it the height that all of it likes best, and let it be scrolled though all of it fits."""

    def hasHeightForWidth(self) -> bool:
        return False


@guarded
class Card(QFrame):
    """A rounded surface with a title.

    Signals:
        title_double_clicked: a double click above the body.

    Attributes:
        title_label: the title, at the left of the first line.
        short_title: the shortest form of the title, for a tab.
        header: layout at the title's right, for small controls; it is filled from the right edge.
        body: layout under the title.
    """

    title_double_clicked = Signal()

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.short_title = ""
        self.title_label = _Title()
        self.title_label.setProperty("title", True)
        self.title_label.setFont(scaled_font(self.font(), 1.08))
        self.header = QHBoxLayout()
        self.header.setSpacing(SPACE)
        first_line = QHBoxLayout()
        first_line.setSpacing(SPACE)
        first_line.addWidget(self.title_label, _TITLE_FIRST)
        first_line.addStretch(1)
        first_line.addLayout(self.header)
        self._first_line = first_line
        self._second_line = QHBoxLayout()
        self._second_line.addStretch(1)
        self._wraps = self._wrapped = False
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE)
        whole = _Column(self)
        whole.setContentsMargins(14, 10, 14, 14)
        whole.setSpacing(SPACE)
        whole.addLayout(first_line)
        whole.addLayout(self._second_line)
        whole.addLayout(self.body, 1)
        self._whole = whole
        self.set_title(title)

    def set_title(self, title: str, *shorter: str) -> None:
        """Show another title, or where there is little room the first of ``shorter`` that fits; "" takes no room."""
        self.title_label.setText(title, *shorter)
        self.short_title = next((text for text in reversed((title, *shorter)) if text), "")
        self.title_label.setVisible(bool(title))
        self.setAccessibleName(title)

    def set_wide_header(self, widget: QWidget) -> None:
        """Put something into the first line that takes all the room which the rest leaves."""
        self.header.addWidget(widget, 1)
        self._first_line.setStretchFactor(self.header, 1)
        self._first_line.setStretch(1, 0)

    def let_header_wrap(self) -> None:
        """Put the small controls under the title where beside it they would be cut."""
        self._wraps = True
        self._place_header()

    def set_corner(self, button: QWidget) -> None:
        """Put a small control at the right end of the first line, after all others."""
        self._first_line.addWidget(button)

    def heightForWidth(self, width: int) -> int:
        """The least height, since a scroll area around a card takes this for it; Qt's own is what it would like."""
        return self._whole.minimumHeightForWidth(width) if self._whole.hasHeightForWidth() else -1

    def most_height(self) -> int:
        """Pixels of height beyond which more would stay empty; by default there is always a use for more."""
        return MOST_HEIGHT

    def beside_body(self) -> int:
        """Pixels of height that title and margins take."""
        around = self.contentsMargins() + self._whole.contentsMargins()
        return (
            around.top() + around.bottom() + self._first_line.sizeHint().height() + SPACE + self.under_title()
        )

    def under_title(self) -> int:
        """Pixels of height that the controls take under the title; 0 while they are beside it."""
        return self._second_line.sizeHint().height() + SPACE if self._wrapped else 0

    def minimumSizeHint(self) -> QSize:
        """As wide as with the controls beside the title, wherever they are: so a stage's arrangement is at rest."""
        least = super().minimumSizeHint()
        if not self._wrapped:
            return least
        around = self.contentsMargins() + self._whole.contentsMargins()
        beside = self._first_line.minimumSize().width() + SPACE + self.header.minimumSize().width()
        return QSize(max(least.width(), beside + around.left() + around.right()), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_header()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a control needs more room, or less
            self._place_header()
        return super().event(event)

    def _place_header(self) -> None:
        if not self._wraps:
            return
        around = self.contentsMargins() + self._whole.contentsMargins()
        needed = self._first_line.sizeHint().width()
        if self._wrapped:
            needed += SPACE + self.header.sizeHint().width()
        wrapped = needed > self.width() - around.left() - around.right()
        if wrapped != self._wrapped:
            self._wrapped = wrapped
            source, target = self._first_line, self._second_line
            if not wrapped:
                source, target = target, source
            source.removeItem(self.header)
            target.insertLayout(0 if wrapped else 2, self.header)
            self._whole.activate()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if event.position().y() <= self._first_line.geometry().bottom():
            self.title_double_clicked.emit()


class EmptyHint(WrappedLabel):
    """A muted sentence in the middle of what is still empty, which says what to do."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("muted", True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMargin(2 * SPACE)
        self.setMinimumWidth(160)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
