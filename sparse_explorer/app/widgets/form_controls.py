"""The controls of a form: numbers, switches and choices that say what was typed, be it allowed or not.

A control shows a value by ``show_value``, which is silent, and emits ``edited`` for what the user does.
Numbers that are not allowed can be typed, so that the form can say why; the arrows stay within limits.
"""

from typing import Any

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QSpinBox, QWidget

from sparse_explorer.app.guard import guarded
from sparse_explorer.app.texts import field_text
from sparse_explorer.app.widgets.form_fields import FormField
from sparse_explorer.app.widgets.switch import Switch
from sparse_explorer.experiment.fields import FieldSpec

_MOST = 2**31 - 1  # that a QSpinBox can hold
_MORE_DECIMALS = 3  # than the form shows as a rule, so that nothing is rounded behind the user's back
_BESIDE_TEXT = 34  # pixels that borders, padding and arrows take beside a number


class _Number:
    """What whole and decimal numbers have in common; mixed into Qt's classes for them."""

    field: FormField
    spec: FieldSpec

    def prepare(self, field: FormField) -> None:
        """Take limits, unit and step from the field's description."""
        self.field, self.spec = field, field.shown_spec
        self.setLocale(QLocale.c())  # a point, as in plots, tables and files
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("quiet", True)
        self.setSuffix(f" {field_text(self.spec.unit)}" if self.spec.unit else "")
        self.setSingleStep(self.spec.step)
        low, high = self._limits()
        self.setRange(low, high)
        if field.optional:
            self.setSpecialValueText(field_text(self.spec.none_label))
        self.valueChanged.connect(self._emit_edited)

    def show_value(self, value: Any) -> None:
        """Show a value of the configuration; None is the special one below all others."""
        if value is None and not self.field.optional:
            return
        if value != self.model_value():  # or else what is being typed would be lost
            with QSignalBlocker(self):
                self.setValue(self.minimum() if value is None else value * self.field.scale)

    def model_value(self) -> Any:
        """What is shown, as the configuration holds it."""
        if self.field.optional and self.value() == self.minimum():
            return None
        return self.value() if self.field.scale == 1 else round(self.value() / self.field.scale, 9)

    def set_none_label(self, text: str) -> None:
        """Show None as this text."""
        if self.field.optional:
            self.setSpecialValueText(text)

    def wanted_width(self) -> int:
        """Pixels that show the text whole."""
        return self.fontMetrics().horizontalAdvance(self.text()) + _BESIDE_TEXT

    def stepBy(self, steps: int) -> None:
        self.interpretText()
        self.setValue(self._stepped(steps))

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        none = QAbstractSpinBox.StepEnabledFlag.StepNone
        up = QAbstractSpinBox.StepEnabledFlag.StepUpEnabled if self._stepped(1) != self.value() else none
        down = QAbstractSpinBox.StepEnabledFlag.StepDownEnabled if self._stepped(-1) != self.value() else none
        return up | down

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.field.optional and self.value() == self.minimum():
            # A number typed into the middle of "auto (30)" would be refused; it is to replace the text. The press of
            # the mouse that brought the focus still has to place the cursor, so this comes after it.
            QTimer.singleShot(0, self, self.selectAll)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Who scrolls through a form does not want to change what passes under the pointer.
        super().wheelEvent(event) if self.hasFocus() else event.ignore()

    def _emit_edited(self) -> None:
        self.edited.emit(self.model_value())

    def _limits(self) -> tuple[float, float]:
        """What can be typed: ten times what is allowed, and negative numbers unless None stands there."""
        spec = self.spec
        high = min(10 * abs(spec.maximum), _MOST) if spec.maximum else _MOST
        return (spec.minimum or 0) - spec.step if self.field.optional else -high, high

    def _stepped(self, steps: int) -> float:
        """Where so many steps lead: within what is allowed, and to round numbers from an odd smallest one."""
        spec, value = self.spec, self.value()
        low = self.minimum() if self.field.optional else spec.minimum
        if steps > 0 and low is not None and value == low and 0 < low < spec.step:
            value = 0
        target = round(value + steps * spec.step, 9)
        if spec.above is not None and target <= spec.above:
            return value if value > spec.above else round(spec.above + spec.step, 9)
        target = target if low is None else max(target, low)
        return target if spec.maximum is None else min(target, spec.maximum)


@guarded
class WholeNumber(_Number, QSpinBox):
    """A whole number with its unit.

    Signals:
        edited(object): the user made it this number, or None.
    """

    edited = Signal(object)

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        QSpinBox.__init__(self, parent)
        self.prepare(field)


@guarded
class DecimalNumber(_Number, QDoubleSpinBox):
    """A decimal number with its unit; a decimal comma is taken for a point.

    Signals:
        edited(object): the user made it this number, or None.
    """

    edited = Signal(object)

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        QDoubleSpinBox.__init__(self, parent)
        self.spec = field.shown_spec  # Qt asks for texts from now on
        self.setDecimals(self.spec.decimals + _MORE_DECIMALS)
        self.prepare(field)

    def textFromValue(self, value: float) -> str:
        whole, point, decimals = super().textFromValue(value).partition(".")
        decimals = decimals.rstrip("0") or ("0" if self.spec.decimals else "")
        return whole + point + decimals if decimals else whole

    def validate(self, text: str, place: int) -> object:
        return super().validate(text.replace(",", "."), place)


@guarded
class ChoiceControl(QComboBox):
    """One of a few texts.

    Signals:
        edited(object): the user chose this text.
    """

    edited = Signal(object)

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItems(field.spec.choices)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.currentTextChanged.connect(self._emit_edited)

    def show_value(self, value: Any) -> None:
        """Show a choice; none of them for anything else."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findText(str(value)))

    def wanted_width(self) -> int:
        """Pixels that show every choice whole."""
        return self.sizeHint().width()

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()

    def _emit_edited(self, text: str) -> None:
        self.edited.emit(text)


@guarded
class BoolControl(Switch):
    """Yes or no.

    Signals:
        edited(object): the user switched it to this.
    """

    edited = Signal(object)

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.toggled.connect(self._emit_edited)

    def show_value(self, value: Any) -> None:
        """Show yes or no."""
        self.set_on(bool(value))

    def _emit_edited(self, on: bool) -> None:
        self.edited.emit(on)


CONTROLS = {"int": WholeNumber, "float": DecimalNumber, "choice": ChoiceControl, "bool": BoolControl}
"""The control for each kind of field."""
