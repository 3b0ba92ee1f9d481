"""Which stage is in sight: a row of joined buttons."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from sparse_explorer.app.widgets.shortcuts import describe_button


class StageSwitch(QWidget):
    """One checkable button a stage, exactly one of them checked.

    Args:
        stages: name, title and description of each; a button is called ``NAME_stage_button``.

    Signals:
        chosen(str): the user wants the stage of that name.
    """

    chosen = Signal(str)

    def __init__(self, stages: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self.setAccessibleName(self.tr("Stages"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for name, title, description in stages:
            button = QToolButton()
            button.setText(title)
            button.setObjectName(f"{name}_stage_button")
            button.setCheckable(True)
            button.setProperty("stage", True)
            describe_button(button, description, f"{name}_stage_action")
            button.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            self._group.addButton(button)
            self._buttons[name] = button
            row.addWidget(button)

    def set_current(self, name: str) -> None:
        """Mark the stage in sight; emits nothing."""
        self._buttons[name].setChecked(True)
