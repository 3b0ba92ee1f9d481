"""A slider that goes to where one clicks."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.wheel import WheelNeedsFocus


@guarded
class JumpSlider(WheelNeedsFocus, QSlider):
    """A horizontal slider; a click beside the handle brings it there, from where it can be dragged on."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.take_focus_by_keys_and_clicks()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            where = event.position().toPoint()
            handle = self._part(QStyle.SubControl.SC_SliderHandle)
            if not handle.contains(where):
                self.setValue(self._value_at(where.x()))
        super().mousePressEvent(event)

    def x_of(self, value: int) -> int:
        """Where the handle's centre is at a value, in the slider's coordinates."""
        start, span = self._travel()
        return start + QStyle.sliderPositionFromValue(
            self.minimum(), self.maximum(), value, span, self.invertedAppearance()
        )

    def _value_at(self, x: int) -> int:
        """The value whose handle has its centre there."""
        start, span = self._travel()
        return QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), x - start, span, self.invertedAppearance()
        )

    def _travel(self) -> tuple[int, int]:
        """Where the handle's centre is at the least value, and how far it can go from there."""
        groove = self._part(QStyle.SubControl.SC_SliderGroove)
        handle = self._part(QStyle.SubControl.SC_SliderHandle)
        return groove.x() + handle.width() // 2, groove.width() - handle.width()

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)
