"""The titles of the panes that were put away, beside the tabs."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from sparse_explorer.app.qt.theme import SPACE


class FoldedTitles(QWidget):
    """A button for each; hidden while there is none.

    Signals:
        wanted(str): bring the pane of that name back.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._buttons: dict[str, QToolButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE // 2)
        self._row.addStretch(1)

    def show_titles(self, titles: Mapping[str, str]) -> None:
        """Show these: titles by the names of the panes, in this order."""
        if list(titles) != list(self._buttons):
            for button in self._buttons.values():
                self._row.removeWidget(button)
                button.setParent(None)
                button.deleteLater()
            self._buttons = {name: self._button(name) for name in titles}
            for place, button in enumerate(self._buttons.values()):
                self._row.insertWidget(place + 1, button)  # behind what pushes them to the right
        for name, title in titles.items():
            self._buttons[name].setText(f"▸ {title}")
        self.setVisible(bool(titles))

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"{name}_unfold_button")
        button.setProperty("flat", True)  # no higher than the tabs, so that the panes keep their room
        button.setToolTip(self.tr("Bring this pane back"))
        button.clicked.connect(lambda: self.wanted.emit(name))
        return button
