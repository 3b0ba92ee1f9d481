"""The noise and the image that all stages look at: a bar below them, always in sight."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.noise_combo import NoiseCombo
from sparse_explorer.app.widgets.noise_control import NoiseControl


@guarded
class NoiseBar(QFrame):
    """Places what others make and listen to: kind and level of the noise, another pattern, and the number of the image.

    In a narrow window the large number and the button beside it go; the field says the same, and the menu does it.

    Args:
        kind: chooses the kind of noise.
        noise: the level.
        stepper: leads to other images.
    """

    def __init__(
        self, kind: NoiseCombo, noise: NoiseControl, stepper: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setObjectName("noise_bar")
        self.setAccessibleName(self.tr("Noise and image"))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(14, 8, 14, 8)
        whole.setSpacing(2 * SPACE)
        first = QVBoxLayout()
        first.setSpacing(SPACE // 2)
        first.addWidget(kind)
        first.addWidget(stepper)
        whole.addLayout(first)
        whole.addWidget(noise.sliders, 1)
        noise.lie_down()
        whole.addWidget(noise.readout)
        self._readout = noise.readout
        self._whole = whole

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = self._least_width() + self._readout.minimumSizeHint().width() + self._whole.spacing()
        self._readout.setVisible(wanted <= self.width())

    def _least_width(self) -> int:
        parts = [self._whole.itemAt(index) for index in range(self._whole.count() - 1)]
        margins = self._whole.contentsMargins()
        used = sum(part.minimumSize().width() for part in parts if part is not None)
        return used + self._whole.spacing() * (len(parts) - 1) + margins.left() + margins.right()
