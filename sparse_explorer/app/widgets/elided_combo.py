"""A choice whose box may be narrower than its texts."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.elision import elided
from sparse_explorer.app.widgets.plain_tip import plain_tip
from sparse_explorer.app.widgets.wheel import ComboBox

_WITHIN = 4  # pixels that the style forgets when it says how wide the widest text makes a box
_BESIDE_TEXT = 34  # pixels that borders, padding and the arrow take beside a text
_SHORTER = Qt.ItemDataRole.UserRole + 1


@guarded
class ElidedCombo(ComboBox):
    """A combo box that says less in its box where room is short, or cuts the text; its list is wide enough for all.

    Attributes:
        tip: stands in the tool tip under a text that is cut, or alone.
    """

    def __init__(self, least: int, most: int, parent: QWidget | None = None) -> None:
        """``least`` and ``most``: the letters that it asks for room for."""
        super().__init__(parent)
        self._least, self._most = least, most
        self.setSizeAdjustPolicy(
            ComboBox.SizeAdjustPolicy.AdjustToContents
        )  # names change while it is in sight
        self.tip = ""
        self.currentTextChanged.connect(self._update_tip)

    def set_tip(self, tip: str) -> None:
        """Explain the choice in the tool tip."""
        self.tip = tip
        self._update_tip()

    def set_shorter(self, index: int, texts: Sequence[str]) -> None:
        """What the box says of an entry where there is no room for its text: the first of these that has, the longest
        first."""
        self.setItemData(index, list(texts), _SHORTER)

    def is_cut(self) -> bool:
        """Whether there is too little room for the whole text."""
        return self.fontMetrics().horizontalAdvance(self.currentText()) > self._room()

    def said(self) -> str:
        """What the box says in the room that it has."""
        metrics, room = self.fontMetrics(), self._room()
        texts = [self.currentText(), *(self.currentData(_SHORTER) or ())]
        fitting = (text for text in texts if metrics.horizontalAdvance(text) <= room)
        return elided(next(fitting, texts[-1]), metrics, room)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(min(hint.width() + _WITHIN, self._width_of(self._most)), hint.height())

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width() + _WITHIN, self._width_of(self._least)), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.said()
        painter = QStylePainter(self)
        with painter:
            painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_tip()

    def showPopup(self) -> None:
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width()
        wanted = view.sizeHintForColumn(0) + bar + 2 * view.frameWidth()
        view.setMinimumWidth(min(wanted, self.screen().availableGeometry().width() // 2))
        super().showPopup()

    def _room(self) -> int:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        return field.width() - 2  # the style draws a pixel within

    def _width_of(self, letters: int) -> int:
        return letters * self.fontMetrics().averageCharWidth() + _BESIDE_TEXT

    def _update_tip(self) -> None:
        whole = self.currentText() if self.is_cut() else ""
        self.setToolTip(plain_tip("\n".join(part for part in (whole, self.tip) if part)))
