"""The noise and the image that all stages look at: a bar below them, always in sight."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.noise_combo import NoiseCombo
from sparse_explorer.app.widgets.noise_control import NoiseControl


class NoiseBar(QFrame):
    """Places what others make and listen to: kind and level of the noise, another pattern, and the number of the image.

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
