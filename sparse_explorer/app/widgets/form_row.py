"""One row of a form: what a field is called, its control, and what there is to say about it."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sparse_explorer.app.language.glossary import field_tip
from sparse_explorer.app.language.messages import message_text
from sparse_explorer.app.language.texts import field_text
from sparse_explorer.app.model.form_fields import FormField
from sparse_explorer.app.qt.theme import SPACE, scaled_font
from sparse_explorer.app.widgets.field_note import mark
from sparse_explorer.app.widgets.form_controls import CONTROLS, NumberControl

_LINE_HEIGHT = 28
_LONG = 12
"""Letters of a choice from which on its control has a line of its own, under the label: beside it there is no room."""


class FormRow(QWidget):
    """A label, its control at the right edge, and under them the reason why the value is not allowed, if so.

    Attributes:
        field: what the row is for.
        label, control, reason: its parts.
        has_own_line: the control is under the label, as wide as the row.

    Signals:
        edited(str, object): path of the field, and what the user made of it.
        refused(str, str): path of the field, and why what was typed is no value at all.
        restored(str): path of a field in which the user does not want what was typed.
    """

    edited = Signal(str, object)
    refused = Signal(str, str)
    restored = Signal(str)

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.control = CONTROLS[field.kind](field)
        name = "".join(letter if letter.isalnum() else "_" for letter in field.path).replace("__", "_")
        self.control.setObjectName(field.object_name or name)
        self.control.setAccessibleName(field_text(field.spec.label))
        self.control.edited.connect(self._emit_edited)
        if isinstance(self.control, NumberControl):
            self.control.refused.connect(self._emit_refused)
            self.control.restored.connect(self._emit_restored)
        self._idle = ""
        self._meaning = field_tip(field.path)
        self.label = QLabel(field_text(field.spec.label))
        self.label.setWordWrap(True)
        self.label.setBuddy(self.control)
        self.reason = QLabel()
        self.reason.setProperty("muted", True)
        self.reason.setFont(scaled_font(self.font(), 0.92))
        self.reason.setWordWrap(True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.has_own_line = max(map(len, field.spec.choices), default=0) > _LONG
        line = QVBoxLayout() if self.has_own_line else QHBoxLayout()
        line.setSpacing(0 if self.has_own_line else SPACE)
        line.addWidget(self.label, 1)
        line.addWidget(self.control)
        self.label.setMinimumHeight(_LINE_HEIGHT)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(line)
        whole.addWidget(self.reason)
        self.set_problem("")

    @property
    def has_problem(self) -> bool:
        """Whether the row is marked."""
        return bool(self.control.property("problem"))

    @property
    def keeps_text(self) -> bool:
        """Whether something stands in the field that is not allowed, and that the user may want to correct."""
        return self.has_problem or (isinstance(self.control, NumberControl) and self.control.is_refused())

    def set_problem(self, reason: str) -> None:
        """Mark the control and say why; an empty reason takes the mark away."""
        mark(self.control, bool(reason))
        self._say(message_text(reason))

    def set_idle(self, reason: str, said: bool = True) -> None:
        """Say why the field has no effect, and let nobody change it; an empty reason makes it one like any other.

        Args:
            reason: a sentence.
            said: it is shown under the field; or else in the tool tip alone, as where the row above says the same.
        """
        self._idle = reason = field_text(reason)
        for part in (self.label, self.control):
            part.setEnabled(not reason)
        self._say(self.reason.text() if self.has_problem else reason if said else "")

    def forget_typed(self) -> None:
        """Let go what is being typed, or was refused."""
        if isinstance(self.control, NumberControl):
            self.control.restore()

    def _say(self, sentence: str) -> None:
        """Show a sentence under the field; help, limits and why it has no effect are in the tool tip."""
        self.reason.setText(sentence)
        self.reason.setVisible(bool(sentence))
        if self.has_problem != bool(self.reason.property("problem")):
            self.reason.setProperty("problem", self.has_problem)
            self.reason.style().polish(self.reason)
        allowed = "" if self.field.kind in ("bool", "choice") else self._allowed()
        help_text = field_text(self.field.spec.help)
        self.setToolTip("\n".join(text for text in (self._idle, help_text, allowed, self._meaning) if text))
        problem = sentence if self.has_problem else ""
        described = " ".join(text for text in (problem, self._idle, help_text, allowed) if text)
        self.control.setAccessibleDescription(described)

    def _emit_edited(self, value: Any) -> None:
        self.edited.emit(self.field.path, value)

    def _emit_refused(self, reason: str) -> None:
        self.refused.emit(self.field.path, reason)

    def _emit_restored(self) -> None:
        self.restored.emit(self.field.path)

    def _allowed(self) -> str:
        return self.tr("Allowed: {values}.").format(values=message_text(self.field.shown_spec.allowed()))
