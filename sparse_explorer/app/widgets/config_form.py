"""A form generated from the descriptions of configuration fields; problems are marked where they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sparse_explorer.app.texts import field_text
from sparse_explorer.app.theme import SPACE, scaled_font
from sparse_explorer.app.widgets.form_controls import CONTROLS, BoolControl
from sparse_explorer.app.widgets.form_fields import FormField, form_fields

__all__ = ["ConfigForm", "ControlColumn", "FormField", "FormRow", "form_fields"]

_LEAST_WIDTH, _MOST_WIDTH = 112, 168
_LINE_HEIGHT = 28


class FormRow(QWidget):
    """A label, its control at the right edge, and under them the reason why the value is not allowed, if so.

    Attributes:
        field: what the row is for.
        label, control, reason: its parts.

    Signals:
        edited(str, object): path of the field, and what the user made of it.
    """

    edited = Signal(str, object)

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.control = CONTROLS[field.kind](field)
        name = "".join(letter if letter.isalnum() else "_" for letter in field.path).replace("__", "_")
        self.control.setObjectName(field.object_name or name)
        self.control.setAccessibleName(field_text(field.spec.label))
        self.control.edited.connect(self._emit_edited)
        self.label = QLabel(field_text(field.spec.label))
        self.label.setWordWrap(True)
        self.label.setBuddy(self.control)
        self.reason = QLabel()
        self.reason.setProperty("problem", True)
        self.reason.setFont(scaled_font(self.font(), 0.92))
        self.reason.setWordWrap(True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
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
        return bool(self.reason.text())

    def set_problem(self, reason: str) -> None:
        """Mark the control and say why; an empty reason takes the mark away."""
        spec = self.field.shown_spec
        if reason and self.field.scale != 1:  # say it in the unit in which it is shown
            value = self.control.value()
            reason = spec.problem(int(value) if value.is_integer() else value) or reason
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        allowed = "" if self.field.kind in ("bool", "choice") else self._allowed()
        help_text = field_text(spec.help)
        self.setToolTip("\n".join(text for text in (help_text, allowed) if text))
        self.control.setAccessibleDescription(" ".join(text for text in (reason, help_text, allowed) if text))
        if bool(reason) != bool(self.control.property("problem")):
            self.control.setProperty("problem", bool(reason))
            self.control.style().unpolish(self.control)  # or else the style sheet does not notice
            self.control.style().polish(self.control)

    def _emit_edited(self, value: Any) -> None:
        self.edited.emit(self.field.path, value)

    def _allowed(self) -> str:
        spec = self.field.shown_spec
        unit = f" {field_text(spec.unit)}" if spec.unit else ""
        return self.tr("Allowed: {values}.").format(values=spec.allowed() + unit)


class SectionTitle(QWidget):
    """A muted word and a hairline, above the rows that belong together.

    Attributes:
        rows: these rows; the title hides when they all do.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[FormRow] = []
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


class ConfigForm(QWidget):
    """One row a field; a text among the fields is the title of those that follow.

    Forms that are given the same ``column`` have equally wide controls.

    Signals:
        edited(str, object): the user gave the field with that path this value, be it allowed or not.
    """

    edited = Signal(str, object)

    def __init__(
        self,
        fields: Sequence[FormField | str],
        parent: QWidget | None = None,
        column: ControlColumn | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows: dict[str, FormRow] = {}
        self._sections: list[SectionTitle] = []
        self._column = column if column is not None else ControlColumn(self)
        self._column.widened.connect(self._set_width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for item in fields:
            layout.addWidget(self._section(item) if isinstance(item, str) else self._row(item))
        self._fit()

    def _section(self, title: str) -> SectionTitle:
        self._sections.append(SectionTitle(title))
        return self._sections[-1]

    def _row(self, field: FormField) -> FormRow:
        row = self._rows[field.path] = FormRow(field)
        row.edited.connect(self._emit_edited)
        if self._sections:
            self._sections[-1].rows.append(row)
        return row

    def row(self, path: str) -> FormRow:
        """The row of a field; KeyError if the form has none."""
        return self._rows[path]

    def control(self, path: str) -> QWidget:
        """The control of a field; KeyError if the form has none."""
        return self._rows[path].control

    def set_values(self, values: Mapping[str, object]) -> None:
        """Show values by path, and emit nothing; paths that the form does not have are left out.

        A field that is marked as a problem keeps what the user typed; ``clear_problems`` first lets it go.
        """
        for path, value in values.items():
            row = self._rows.get(path)
            if row is not None and not row.has_problem:
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

    def set_visible_paths(self, paths: set[str]) -> None:
        """Show the rows of these fields only."""
        for path, row in self._rows.items():
            row.setVisible(path in paths)
        for section in self._sections:
            section.setVisible(not all(row.isHidden() for row in section.rows))

    def set_none_label(self, path: str, text: str) -> None:
        """Say how a field shows None, such as "automatic (30)"."""
        self._rows[path].control.set_none_label(text)
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

    def _boxes(self) -> list[QWidget]:
        controls = [row.control for row in self._rows.values()]
        return [control for control in controls if not isinstance(control, BoolControl)]
