"""The line in which a variant is renamed: a name that is not allowed is marked and stays, until it is or Escape."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from sparse_explorer.app.widgets.field_note import FieldNote


class NameEditor(QLineEdit):
    """A line for one name.

    Args:
        why_not: says why a name is not allowed; an empty text if it is.
    """

    def __init__(self, why_not: Callable[[str], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._why_not = why_not
        self._note = FieldNote(self)
        self.setAccessibleName(self.tr("Name of the variant"))
        self.textEdited.connect(self._judge_again)

    def refuses(self) -> bool:
        """Whether what is typed is not allowed; it is marked then."""
        reason = self._why_not(self.text())
        self._note.say(reason)
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)
        return bool(reason)

    def _judge_again(self) -> None:
        """While a name is marked, it is judged with every letter; before that, not until it is typed to its end."""
        if self._note.text:
            self.refuses()
