"""A form generated from the descriptions of configuration fields; problems are marked where they are."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sparse_explorer.app.model.form_fields import FormField, form_fields
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, scaled_font
from sparse_explorer.app.widgets.form_controls import BoolControl, ChoiceControl, NumberControl
from sparse_explorer.app.widgets.form_row import FormRow

__all__ = ["ConfigForm", "ControlColumn", "FormField", "FormRow", "form_fields"]

_LEAST_WIDTH, _MOST_WIDTH = 112, 168


class SectionTitle(QWidget):
    """A muted word and a hairline, above the rows that belong together."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        label = QLabel(title)
        label.setProperty("muted", True)
        label.setFont(scaled_font(self.font(), 0.92, bold=True))
        rule = QFrame()
        rule.setProperty("rule", True)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, SPACE, 0, 0)
        line.setSpacing(SPACE)
        line.addWidget(label)
        line.addWidget(rule, 1)


class ControlColumn(QObject):
    """The width that controls in one column have in common; it grows with what they show and never shrinks.

    Attributes:
        width: in pixels.

    Signals:
        widened(int): they are this wide now.
    """

    widened = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.width = _LEAST_WIDTH

    def want(self, width: int) -> None:
        """See that there are so many pixels, within reason."""
        width = min(width, _MOST_WIDTH)
        if width > self.width:
            self.width = width
            self.widened.emit(width)


@guarded
class ConfigForm(QWidget):
    """One row a field; a text among the fields is the title of those that follow.

    Forms that are given the same ``column`` have equally wide controls.

    Signals:
        edited(str, object): the user gave the field with that path this value, be it allowed or not.
        refused(str, str): what was typed into the field with that path is no value at all, and why.
        restored(str): the user does not want what was typed into the field with that path.
    """

    edited = Signal(str, object)
    refused = Signal(str, str)
    restored = Signal(str)

    def __init__(
        self,
        fields: Sequence[FormField | str],
        parent: QWidget | None = None,
        column: ControlColumn | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows: dict[str, FormRow] = {}
        self._column = column if column is not None else ControlColumn(self)
        self._column.widened.connect(self._set_width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for item in fields:
            layout.addWidget(SectionTitle(item) if isinstance(item, str) else self._row(item))
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # another font or look makes texts wider
            self._fit()
        return super().event(event)

    def _row(self, field: FormField) -> FormRow:
        row = self._rows[field.path] = FormRow(field)
        row.edited.connect(self._emit_edited)
        row.refused.connect(self.refused)
        row.restored.connect(self.restored)
        return row

    def has(self, path: str) -> bool:
        """Whether the form has that field."""
        return path in self._rows

    def row(self, path: str) -> FormRow:
        """The row of a field; KeyError if the form has none."""
        return self._rows[path]

    def control(self, path: str) -> QWidget:
        """The control of a field; KeyError if the form has none."""
        return self._rows[path].control

    def set_values(self, values: Mapping[str, object]) -> None:
        """Show values by path, and emit nothing; paths that the form does not have are left out.

        A field that is marked as a problem keeps what the user typed until ``clear_problems``, and one in which stands
        no value at all until ``forget_typed``.
        """
        for path, value in values.items():
            row = self._rows.get(path)
            if row is not None and not row.keeps_text:
                row.control.show_value(value)
        self._fit()

    def set_problem(self, path: str, reason: str) -> bool:
        """Mark a field and say why; False if the form does not have it."""
        row = self._rows.get(path)
        if row is not None:
            row.set_problem(reason)
        return row is not None

    def clear_problems(self) -> None:
        """Take all marks away; what the controls show stays."""
        for row in self._rows.values():
            row.set_problem("")

    def forget_typed(self) -> None:
        """Let go what is being typed, and what is no value; ``set_values`` then shows something in all fields."""
        for row in self._rows.values():
            row.forget_typed()

    def set_idle(self, reasons: Mapping[str, str]) -> None:
        """Say why fields have no effect, by path, and let nobody change them; all others can be changed.

        A field that is marked as a problem can always be changed. Of rows one below the other with the same reason, the
        first says it.
        """
        above = ""
        for path, row in self._rows.items():
            reason = "" if row.has_problem else reasons.get(path, "")
            row.set_idle(reason, said=reason != above)
            above = reason

    def set_none_label(self, path: str, text: str) -> None:
        """Say how a field shows None, such as "automatic (30)"."""
        cast(NumberControl, self._rows[path].control).set_none_label(text)
        self._fit()

    def _emit_edited(self, path: str, value: Any) -> None:
        self._fit()
        self.edited.emit(path, value)

    def _fit(self) -> None:
        """Make the controls equally wide, and wide enough for what they show."""
        self._column.want(max((box.wanted_width() for box in self._boxes()), default=0))
        self._set_width(self._column.width)

    def _set_width(self, width: int) -> None:
        for box in self._boxes():
            box.setFixedWidth(width)

    def _boxes(self) -> list[NumberControl | ChoiceControl]:
        controls = [row.control for row in self._rows.values() if not row.has_own_line]
        return [control for control in controls if not isinstance(control, BoolControl)]
