"""Back and forth through the epochs of a training: a slider, what it is at, and a small line over it."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.evenness_line import EvennessLine
from sparse_explorer.app.widgets.jump_slider import JumpSlider
from sparse_explorer.app.widgets.still_label import StillLabel


class EpochSlider(QWidget):
    """Chooses one of the epochs that are known; hidden where there is nothing to choose.

    Attributes:
        slider: ``epoch_slider``, its values are places in the list of epochs.

    Signals:
        epoch_chosen(object): the user went to the epoch of that number; None for the newest, whatever comes.
    """

    epoch_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epochs: tuple[int, ...] = ()
        self._of = 0
        self._label = StillLabel()
        self._label.setObjectName("epoch_label")
        self.slider = JumpSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("epoch_slider")
        self.slider.setAccessibleName(self.tr("Epoch"))
        self.slider.setToolTip(self.tr("Go back to earlier epochs; at the right end the newest is followed"))
        self.slider.setPageStep(5)
        self.slider.valueChanged.connect(self._changed)
        self._caption = QLabel(self.tr("entropy"))
        self._caption.setProperty("muted", True)
        self._line = EvennessLine()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(0)
        grid.addWidget(self._caption, 0, 0)
        grid.addWidget(self._line, 0, 1)
        grid.addWidget(self._label, 1, 0)
        grid.addWidget(self.slider, 1, 1)
        grid.setColumnStretch(1, 1)
        self._label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_epochs((), 0, 0)

    def set_epochs(self, epochs: Sequence[int], of: int, place: int) -> None:
        """Offer these epochs of a training of so many, and be at the one at ``place``; emits nothing."""
        self._epochs, self._of = tuple(epochs), of
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, max(0, len(epochs) - 1))
            self.slider.setValue(place)
        self._label.keep_room_for(self._text(of))
        self._say()
        self.setVisible(len(epochs) > 1)

    def set_line(self, values: Sequence[float], color_index: int) -> None:
        """Show how evenly units were used after each of the epochs, 0 ... 1, in the colour of that number."""
        self._line.set_course(values, self.slider.value(), color_index)

    def show_line(self, shown: bool) -> None:
        """Show the line over the slider, or leave its room to others."""
        self._caption.setVisible(shown)
        self._line.setVisible(shown)

    def _changed(self, place: int) -> None:
        self._say()
        self.epoch_chosen.emit(None if place == self.slider.maximum() else self._epochs[place])

    def _say(self) -> None:
        self._label.setText(self._text(self._epochs[self.slider.value()]) if self._epochs else "")

    def _text(self, epoch: int) -> str:
        return self.tr("after epoch {epoch} of {epochs}").format(epoch=epoch, epochs=self._of)
