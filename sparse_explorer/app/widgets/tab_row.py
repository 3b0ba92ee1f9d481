"""Tabs of pages, in a row with small controls that belong to the page in sight."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, scaled_font


@guarded
class _Tab(QToolButton):
    """As wide as it is when it is the one in sight, which the style sheet shows bold: no tab moves then."""

    def sizeHint(self) -> QSize:
        usual, bold = super().sizeHint(), QFontMetrics(scaled_font(self.font(), 1.0, bold=True))
        return QSize(max(usual.width(), bold.horizontalAdvance(self.text()) + 4), usual.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


@guarded
class TabRow(QWidget):
    """Tabs at the left, and at the right whatever :meth:`set_controls` hands over; under the tabs if room is short.

    Signals:
        chosen(int): the user turned to the page of that number.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._controls: QWidget | None = None
        self._below = False
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(0)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(SPACE // 2)
        self._grid.addLayout(self._tabs, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._group.idClicked.connect(self.chosen)

    def add_tab(self, title: str, name: str, tip: str = "") -> None:
        """Add a tab with that object name behind the others."""
        tab = _Tab()
        tab.setText(title)
        tab.setObjectName(name)
        tab.setToolTip(tip)
        tab.setCheckable(True)
        tab.setProperty("flat", True)
        tab.setProperty("tab", True)
        self._group.addButton(tab, len(self._group.buttons()))
        self._tabs.addWidget(tab)

    def set_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Offer these tabs instead of those before, each with its title and object name."""
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._tabs.removeWidget(button)
            button.hide()
            button.deleteLater()
        for title, name in tabs:
            self.add_tab(title, name)

    def set_current(self, index: int) -> None:
        """Mark the tab of the page in sight."""
        self._group.button(index).setChecked(True)

    def set_offered(self, index: int, offered: bool) -> None:
        """Say whether there is anything to choose with that tab."""
        self._group.button(index).setVisible(offered)

    def set_controls(self, controls: QWidget | None) -> None:
        """Show these controls instead of those before."""
        if self._controls is not None:
            self._grid.removeWidget(self._controls)
            self._controls.hide()
        self._controls = controls
        self._place(again=True)
        if controls is not None:
            controls.show()  # in its place: before that it would be a window of its own

    def minimumSizeHint(self) -> QSize:
        wanted = [self._tabs.minimumSize().width()]
        if self._controls is not None:
            wanted.append(self._controls.minimumSizeHint().width())
        return QSize(max(wanted), self._grid.minimumSize().height())

    def spared_height(self) -> int:
        """Pixels that the row would be higher if the controls were under the tabs, while they are beside them."""
        if self._controls is None or self._below:
            return 0
        return self._controls.minimumSizeHint().height() + self._grid.verticalSpacing()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a control came, went, or wants another width
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self, again: bool = False) -> None:
        if self._controls is None:
            return
        needed = self._tabs.sizeHint().width() + SPACE + self._controls.minimumSizeHint().width()
        below = needed > self.width()
        if again or below != self._below:
            self._below = below
            self._grid.removeWidget(self._controls)
            self._grid.addWidget(self._controls, *((1, 0, 1, 2) if below else (0, 1)))
            self._grid.activate()  # nobody else does, where the row has its size already
