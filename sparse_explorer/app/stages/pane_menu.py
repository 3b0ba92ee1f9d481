"""What can be done with a pane: the menu at the right end of its title."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QToolButton

from sparse_explorer.app.widgets.card import Card

if TYPE_CHECKING:
    from sparse_explorer.app.stages.stage import Stage


class PaneMenu(QToolButton):
    """A button whose menu enlarges a pane, folds it away, or lets it change places with another."""

    def __init__(self, stage: "Stage", name: str, pane: Card) -> None:
        super().__init__(pane)
        self._stage, self._name = stage, name
        self.setText("⋯")
        self.setObjectName(f"{name}_pane_menu_button")
        self.setProperty("flat", True)
        self.setAccessibleName(self.tr("Arrange this pane"))
        self.setToolTip(self.tr("Arrange this pane; a double click on its title gives it the whole stage"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    def _fill(self) -> None:
        stage, name, menu = self._stage, self._name, self.menu()
        menu.clear()
        alone = stage.is_alone(name)
        whole = menu.addAction(self.tr("Share the stage again") if alone else self.tr("Whole stage"))
        whole.setObjectName("pane_whole_action")
        whole.triggered.connect(lambda: stage.set_alone(None if alone else name))
        others = [other for other in stage.panes if other != name]
        away = menu.addAction(self.tr("Fold away"))
        away.setObjectName("pane_fold_action")
        away.setEnabled(any(not stage.is_folded(other) for other in others))
        away.triggered.connect(lambda: stage.fold(name))
        places = menu.addMenu(self.tr("Change places with"))
        places.setEnabled(bool(others))
        for other in others:
            swap = places.addAction(stage.title_of(other))
            swap.setObjectName(f"pane_swap_{other}_action")
            swap.triggered.connect(lambda _=False, other=other: stage.swap(name, other))
