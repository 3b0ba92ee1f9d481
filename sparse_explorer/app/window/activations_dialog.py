"""Of which test images activations are saved."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.number_field import NumberField
from sparse_explorer.app.widgets.wheel import ComboBox
from sparse_explorer.app.widgets.wrapped_label import WrappedLabel

MOST = 1000


class ActivationsDialog(QDialog):
    """The image in sight, or the first of the test images.

    Args:
        digit: the place of the image in sight.
        count: how many test images there are.

    Signals:
        chosen(object): the places of the images, a tuple.
    """

    chosen = Signal(object)

    def __init__(self, digit: int, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("activations_dialog")
        self.setWindowTitle(self.tr("Save activations"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._digit = digit
        self._which = ComboBox()
        self._which.setObjectName("images_combo")
        self._which.setAccessibleName(self.tr("Which images"))
        self._which.addItem(self.tr("Test image {number}").format(number=digit + 1))
        self._which.addItem(self.tr("The first test images"))
        self._count = NumberField()
        self._count.setObjectName("images_spin")
        self._count.setAccessibleName(self.tr("Number of test images"))
        self._count.setRange(1, max(1, min(MOST, count)))
        self._count.setValue(100)
        self._count.setEnabled(False)
        self._which.currentIndexChanged.connect(lambda place: self._count.setEnabled(place == 1))
        text = WrappedLabel()
        text.setText(
            self.tr(
                "Inputs, outputs and winners of every layer and the probabilities, clean and with the noise in use, of "
                "all variants in sight that are trained. A text inside explains each array."
            )
        )
        text.setProperty("muted", True)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._which)
        row.addWidget(self._count)
        row.addStretch(1)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(text)
        layout.addLayout(row)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.resize(440, self.sizeHint().height())

    def _take(self) -> None:
        indices = (self._digit,) if self._which.currentIndex() == 0 else tuple(range(self._count.value()))
        self.accept()
        self.chosen.emit(indices)
