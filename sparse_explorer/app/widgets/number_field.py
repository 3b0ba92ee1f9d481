"""A field for a number in which anything can be typed: what cannot be taken stays as it is, and is said to be wrong."""

import dataclasses
from typing import Any

from PySide6.QtCore import QLocale, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QStyle, QStyleOptionSpinBox, QWidget

from sparse_explorer.app.language.messages import message_text
from sparse_explorer.app.language.number_text import NotANumberError, number_text
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.field_note import FieldNote
from sparse_explorer.app.widgets.number_format import NumberFormat
from sparse_explorer.app.widgets.wheel import WheelNeedsFocus
from sparse_explorer.experiment.plan.fields import FieldSpec

_BESIDE_TEXT = 34
"""Pixels that borders, padding and arrows take beside a number."""


@guarded
class NumberField(WheelNeedsFocus, QAbstractSpinBox):
    """A number between its prefix and its suffix; Qt's spin boxes would swallow what they do not understand.

    A number counts when Enter is pressed, when the focus leaves or when an arrow is used. Escape brings back the one
    that counted before. One that is no number, or out of range, is marked and not taken.

    Args:
        whole: only whole numbers are understood.
        shift: it is shown times ten to this power; 2 for percent.
        optional: there may be none, which is shown as :meth:`setSpecialValueText` says.

    Attributes:
        spec: limits and step, as shown.

    Signals:
        valueChanged(object): the user, or a script, made it this number, or None.
        refused(str): why what was typed was not taken.
        restored: Escape was pressed, and what was typed or refused is gone.
    """

    valueChanged = Signal(object)
    refused = Signal(str)
    restored = Signal()

    def __init__(
        self, parent: QWidget | None = None, whole: bool = True, shift: int = 0, optional: bool = False
    ) -> None:
        super().__init__(parent)
        self.spec = FieldSpec("", "", minimum=0, maximum=99)
        self._format = NumberFormat(whole, shift, optional)
        self._value: Any = None if optional else 0
        self._counted = ""  # the text that was taken in last, be it understood or not
        self._why_refused = ""
        self._note = FieldNote(self)
        self.setLocale(QLocale.c())  # a point, as in plots, tables and files
        self.take_focus_by_keys_and_clicks()
        self.editingFinished.connect(self.interpretText)
        self._typed_to = -1  # where typing brought the cursor, which may be behind a unit that was typed
        self.lineEdit().textEdited.connect(self._remember_place)
        self.lineEdit().cursorPositionChanged.connect(self._stay_between)
        self._show()

    # --- as Qt's spin boxes have it ---------------------------------------------------------------------------------

    def value(self) -> Any:
        """The number that counts, or None."""
        return self._value

    def setValue(self, value: Any) -> None:
        """Make it this number, within what the arrows reach; :meth:`minimum` of an optional one is None."""
        if self._format.optional and (value is None or value == self.minimum()):
            self._take(None)
        else:
            low, high = self.spec.minimum, self.spec.maximum
            shown = self._format.as_shown(value)
            shown = shown if low is None else max(shown, low)
            self._take(self._format.from_shown(shown if high is None else min(shown, high)))

    def show_value(self, value: Any) -> None:
        """Show a number and emit nothing; the same one leaves what is being typed alone."""
        if value is None and not self._format.optional:
            return
        if value != self._value or self._why_refused:
            with QSignalBlocker(self):
                self._take(value)

    def minimum(self) -> float:
        """Where the arrows end below: for an optional number one step below the least, which stands for none."""
        return self._format.least(self.spec) or 0

    def maximum(self) -> float | None:
        """The greatest number that is allowed."""
        return self.spec.maximum

    def setRange(self, minimum: float, maximum: float) -> None:
        """Allow these numbers, both included; the present one is brought between them."""
        self.spec = dataclasses.replace(self.spec, minimum=minimum, maximum=maximum)
        if self._value is not None and not minimum <= self._format.as_shown(self._value) <= maximum:
            self.setValue(self._value)
        self.updateGeometry()

    def setSingleStep(self, step: float) -> None:
        """What one press of an arrow changes."""
        self.spec = dataclasses.replace(self.spec, step=step)

    def setPrefix(self, text: str) -> None:
        """Show this before the number."""
        self._format.prefix = text
        self._show()

    def setSuffix(self, text: str) -> None:
        """Show this behind the number."""
        self._format.suffix = text
        self._show()

    def set_unit(self, unit: str) -> None:
        """Show a unit behind the number, and say it wherever the field says what is allowed."""
        self.spec = dataclasses.replace(self.spec, unit=unit)
        self.setSuffix(f" {unit}" if unit else "")

    def setGroupSeparatorShown(self, shown: bool) -> None:
        """Show thousands as in 1,000, and read them so."""
        super().setGroupSeparatorShown(shown)
        self._format.grouped = shown
        self._show()

    def setSpecialValueText(self, text: str) -> None:
        """Show none as this."""
        waits = self._waits()
        self._format.none_text = text
        if not waits and not self._why_refused:
            self._show()

    def restore(self) -> None:
        """Show the number that counts instead of what is being typed, or was refused."""
        self._show()

    def interpretText(self) -> None:
        """Take in what is typed."""
        if not self._waits():
            return
        typed = self.lineEdit().text()
        try:
            value = self._format.read(typed)
            reason = self.why_not(value)
        except NotANumberError as error:
            value, reason = None, self.refusal(str(error))
        if reason:
            self._counted, self._why_refused = typed, reason
            self.mark(reason)
            self.refused.emit(reason)
            return
        self._take(value)
        if self.property("problem"):  # a form has marked it; then it stays as it is typed
            self._counted = typed
            self.lineEdit().setText(typed)

    # --- what a form does differently -------------------------------------------------------------------------------

    def why_not(self, value: Any) -> str:
        """Why a number is not taken; empty if it is."""
        return message_text(self.spec.problem(None if value is None else self._format.as_shown(value)) or "")

    def refusal(self, reason: str) -> str:
        """A sentence about a text that is no number."""
        return self.tr("{reason}; allowed is {values}").format(
            reason=reason, values=message_text(self.spec.allowed())
        )

    def mark(self, reason: str) -> None:
        """Show that what is typed is not taken, and why; an empty reason takes the mark away."""
        self._note.say(reason)

    def is_refused(self) -> bool:
        """Whether something stands in the field that is not taken."""
        return bool(self._why_refused)

    # --- arrows -----------------------------------------------------------------------------------------------------

    def stepBy(self, steps: int) -> None:
        self.interpretText()
        if not self._why_refused:
            self._take(self._stepped(steps))

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flag = QAbstractSpinBox.StepEnabledFlag
        if self._why_refused:
            return flag.StepNone
        up = flag.StepUpEnabled if self._stepped(1) != self._value else flag.StepNone
        down = flag.StepDownEnabled if self._stepped(-1) != self._value else flag.StepNone
        return up | down

    def _stepped(self, steps: int) -> Any:
        return self._format.stepped(self._value, steps, self.spec)

    # --- keys and focus ---------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and (self._waits() or self.property("problem")):
            self.restore()
            self.selectAll()
            self.restored.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._value is None and not self._why_refused:
            # A number typed into the middle of "auto (30)" would be none; it is to replace the text. The press of
            # the mouse that brought the focus still has to place the cursor, so this comes after it.
            QTimer.singleShot(0, self, self.selectAll)

    def _remember_place(self, text: str) -> None:
        self._typed_to = self.lineEdit().cursorPosition()

    def _stay_between(self, old: int, new: int) -> None:
        """Keep the cursor out of prefix and suffix, so that what is typed there does not spoil the number."""
        edit = self.lineEdit()
        text = edit.text()
        if new == self._typed_to or edit.hasSelectedText() or self._value is None:
            return
        if not text.endswith(self._format.suffix):
            return
        first = len(self._format.prefix) if text.startswith(self._format.prefix) else 0
        inside = max(first, min(new, len(text) - len(self._format.suffix)))
        if inside != new:
            edit.setCursorPosition(inside)

    # --- size -------------------------------------------------------------------------------------------------------

    def wanted_width(self) -> int:
        """Pixels that show the text whole."""
        return self.fontMetrics().horizontalAdvance(self.text()) + _BESIDE_TEXT

    def sizeHint(self) -> QSize:
        widest = [self._format.framed(number_text(end)) for end in (self.minimum(), self.spec.maximum or 0)]
        metrics = self.fontMetrics()
        width = max(metrics.horizontalAdvance(text) for text in (*widest, self._format.none_text)) + 4
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        content = QSize(width, self.lineEdit().sizeHint().height())
        return self.style().sizeFromContents(QStyle.ContentsType.CT_SpinBox, option, content, self)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # --- inside -----------------------------------------------------------------------------------------------------

    def _take(self, value: Any) -> None:
        """Let a number count, show it, and tell if it is another one or stands for what was refused."""
        news = value != self._value or bool(self._why_refused)
        self._value, self._why_refused = value, ""
        self._show()
        if news:
            self.valueChanged.emit(value)

    def _show(self) -> None:
        """Show the number that counts."""
        self._format.decimals = self.spec.decimals
        text = self._format.text(self._value)
        self._why_refused, self._counted = "", text
        if self.lineEdit().text() != text:
            self.lineEdit().setText(text)
            if not self.hasFocus():
                self.lineEdit().setCursorPosition(0)  # of a long number, the beginning says most
        self.mark("")

    def _waits(self) -> bool:
        """Whether something is typed that is not taken in yet."""
        return self.lineEdit().text() != self._counted
