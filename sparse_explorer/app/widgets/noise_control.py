"""The noise level as a slider, a field and a large number; and another random pattern of the same noise."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, scaled_font
from sparse_explorer.app.widgets.flip_scale import Flip, FlipScale
from sparse_explorer.app.widgets.jump_slider import JumpSlider
from sparse_explorer.app.widgets.number_field import NumberField
from sparse_explorer.app.widgets.shortcuts import describe_button
from sparse_explorer.app.widgets.still_label import StillLabel


@guarded
class NoiseControl(QWidget):
    """The level of the noise, in percent: ``noise_slider`` with ``flip_scale`` under it, ``noise_spin``, and a readout.

    Where there is too little room the readout goes; the field says the same, and the menu draws other noise.

    Attributes:
        readout: ``big_number`` and ``new_noise_button``.

    Signals:
        noise_changed(int): the user set this level, 0 ... 100.
        new_noise_requested: the user wants another pattern.
    """

    noise_changed = Signal(int)
    new_noise_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low = False
        self._make_readout()
        self._sliders = self._make_sliders()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2 * SPACE)
        self._row.addWidget(self._sliders, 1)
        self._row.addWidget(self.readout)
        self.noise_slider.valueChanged.connect(self._changed)
        self.noise_spin.valueChanged.connect(self._changed)
        self.new_noise_button.clicked.connect(self._request_new_noise)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_noise(0)

    def set_noise(self, percent: int) -> None:
        """Show a level, 0 ... 100, everywhere, and emit nothing."""
        percent = max(0, min(100, int(percent)))
        for control in (self.noise_slider, self.noise_spin):
            if control.value() != percent:
                with QSignalBlocker(control):
                    control.setValue(percent)
        self.big_number.setText(self.tr("{percent} %").format(percent=percent))
        self.big_number.setAccessibleName(self.tr("Noise {percent} %").format(percent=percent))

    def set_kind(self, meaning: str, most: int) -> None:
        """Say what a level means, and the highest there is, in percent; emits nothing."""
        for control in (self.noise_slider, self.noise_spin):
            with QSignalBlocker(control):
                control.setRange(0, most)
            control.setAccessibleDescription(meaning)
            control.setToolTip(meaning)
        self.flip_scale.set_most(most)

    def set_flips(self, flips: Sequence[Flip]) -> None:
        """Show on the slider's scale at which noise each variant's answer first becomes wrong."""
        self.flip_scale.set_flips(flips)

    def set_low(self, low: bool) -> None:
        """Whether there is so little height that slider and ticks alone are to be seen."""
        self._low = low
        self.flip_scale.set_bare(low)
        self._share_width()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._sliders.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        readout = self.readout.minimumSizeHint().width() + self._row.spacing()
        roomy = self._sliders.minimumSizeHint().width() + readout <= self.width()
        self.readout.setVisible(roomy and not self._low)

    def _make_readout(self) -> None:
        self.big_number = StillLabel()
        self.big_number.setFont(scaled_font(self.font(), 2.0, bold=True))
        self.big_number.keep_room_for("100 %")
        self.new_noise_button = QPushButton(self.tr("New noise"))
        self.new_noise_button.setObjectName("new_noise_button")
        help_text = self.tr("Draw the same noise again, with another random pattern")
        describe_button(self.new_noise_button, help_text, "new_noise_action")
        self.readout = QWidget()
        row = QHBoxLayout(self.readout)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        row.addWidget(self.big_number)
        row.addWidget(self.new_noise_button)

    def _make_sliders(self) -> QWidget:
        self.noise_slider = JumpSlider(Qt.Orientation.Horizontal)
        self.noise_slider.setObjectName("noise_slider")
        self.noise_slider.setPageStep(5)
        self.noise_spin = NumberField()
        self.noise_spin.setObjectName("noise_spin")
        self.noise_spin.set_unit(self.tr("%"))
        self.noise_spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.noise_spin.setProperty("quiet", True)
        self.noise_spin.setFixedWidth(self.noise_spin.fontMetrics().horizontalAdvance("100 %") + 38)
        for control in (self.noise_slider, self.noise_spin):
            control.setRange(0, 100)
            control.setSingleStep(1)
            control.setAccessibleName(self.tr("Noise, percent"))
        self.flip_scale = FlipScale(self.noise_slider.x_of)
        self.flip_scale.setObjectName("flip_scale")
        sliders = QWidget()
        sliders.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        grid = QGridLayout(sliders)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.noise_slider, 0, 0)
        grid.addWidget(self.noise_spin, 0, 1)
        grid.addWidget(self.flip_scale, 1, 0)
        return sliders

    def _changed(self, percent: int) -> None:
        self.set_noise(percent)
        self.noise_changed.emit(percent)

    def _request_new_noise(self) -> None:
        self.new_noise_requested.emit()
