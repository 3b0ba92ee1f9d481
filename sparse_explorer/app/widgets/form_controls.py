"""The controls of a form: numbers, switches and choices that say what was typed, be it allowed or not.

A control shows a value by ``show_value``, which is silent, and emits ``edited`` for what the user does.
"""

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.language.texts import field_text
from sparse_explorer.app.model.form_fields import FormField
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.number_field import NumberField
from sparse_explorer.app.widgets.switch import Switch
from sparse_explorer.app.widgets.wheel import ComboBox


@guarded
class NumberControl(NumberField):
    """A number with its unit. One that is out of range is told as any other: what is allowed can depend on other
    fields, so the form judges it and says what is wrong; the arrows stay within limits.

    Signals:
        edited(object): the user made it this number, or None.
    """

    edited = Signal(object)

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        super().__init__(parent, field.kind == "int", field.shift, field.optional)
        self.spec = field.shown_spec
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setProperty("quiet", True)
        self.set_unit(field_text(self.spec.unit))
        self.setSpecialValueText(field_text(self.spec.none_label))
        self.valueChanged.connect(self.edited)

    def setValue(self, value: Any) -> None:
        """Make it this number, be it allowed or not; :meth:`minimum` of an optional one is None."""
        self._take(None if self._format.optional and value == self.minimum() else value)

    def why_not(self, value: Any) -> str:
        return ""

    def mark(self, reason: str) -> None:
        """The form does so."""

    def set_none_label(self, text: str) -> None:
        """Show None as this text."""
        self.setSpecialValueText(text)


@guarded
class ChoiceControl(ComboBox):
    """One of a few texts.

    Signals:
        edited(object): the user chose this text.
    """

    edited = Signal(object)

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for choice in field.spec.choices:
            self.addItem(field_text(choice), choice)
        self.currentIndexChanged.connect(self._emit_edited)

    def show_value(self, value: Any) -> None:
        """Show a choice; none of them for anything else."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(str(value)))

    def wanted_width(self) -> int:
        """Pixels that show every choice whole."""
        return self.sizeHint().width()

    def _emit_edited(self, index: int) -> None:
        self.edited.emit(self.itemData(index))


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


Control = NumberControl | ChoiceControl | BoolControl

CONTROLS: dict[str, type[Control]] = {
    "int": NumberControl,
    "float": NumberControl,
    "choice": ChoiceControl,
    "bool": BoolControl,
}
"""The control for each kind of field."""
