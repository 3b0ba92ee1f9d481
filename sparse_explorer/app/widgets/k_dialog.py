"""Asks how many units of each layer are to win."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.number_field import NumberField


@dataclass(frozen=True)
class AskedLayer:
    """A layer whose winners are asked for.

    Attributes:
        title: of the layer, for people.
        most: how many may win; the least is 1.
        k: how many do so far, or are proposed.
        local: whether winners are chosen at each position.
    """

    title: str
    most: int
    k: int
    local: bool = False


class KDialog(QDialog):
    """A number for each layer; what is not allowed is said at its field, and not taken.

    Args:
        name: of the variant.
        layers: those that are asked for.

    Signals:
        chosen(object): the user took these numbers, a tuple with one for each layer.
    """

    chosen = Signal(object)

    def __init__(self, name: str, layers: Sequence[AskedLayer], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("own_k_dialog")
        self.setWindowTitle(self.tr("Winners of {name}").format(name=name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        grid = QGridLayout()
        grid.setSpacing(SPACE)
        self._fields = [self._add(grid, row, layer) for row, layer in enumerate(layers)]
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(grid)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.setMinimumWidth(340)

    def _add(self, grid: QGridLayout, row: int, layer: AskedLayer) -> NumberField:
        field = NumberField()
        field.setObjectName(f"own_k_field_{row + 1}")
        field.setAccessibleName(self.tr("k of {layer}").format(layer=layer.title))
        field.setGroupSeparatorShown(True)
        field.setRange(1, layer.most)
        field.setValue(layer.k)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        label = QLabel(layer.title)
        label.setBuddy(field)
        range_ = self.tr("1 ... {most} at each position") if layer.local else self.tr("1 ... {most} winners")
        allowed = QLabel(range_.format(most=f"{layer.most:,}"))
        allowed.setProperty("muted", True)
        for column, part in enumerate((label, field, allowed)):
            grid.addWidget(part, row, column)
        grid.setColumnStretch(2, 1)
        return field

    def _take(self) -> None:
        for field in self._fields:
            field.interpretText()
        wrong = next((field for field in self._fields if field.is_refused()), None)
        if wrong is not None:
            wrong.setFocus()
            return
        self.chosen.emit(tuple(field.value() for field in self._fields))
        self.accept()
