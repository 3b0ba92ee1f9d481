"""A few lines about a variant, written by hand."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from sparse_explorer.app.qt.theme import SPACE

SIZE = QSize(420, 260)


class NoteDialog(QDialog):
    """Lets the user write a note; Ctrl+Enter takes it.

    Args:
        name: of the variant.
        note: what is written there so far.
        longest: characters that it may have.
        why_not: says why a text cannot be a note; an empty text if it can.

    Signals:
        written(str): the user took this text.
    """

    written = Signal(str)

    def __init__(
        self, name: str, note: str, longest: int, why_not: Callable[[str], str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("note_dialog")
        self.setWindowTitle(self.tr("Note of {name}").format(name=name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._longest, self._why_not = longest, why_not
        self._edit = QPlainTextEdit(note)
        self._edit.setObjectName("note_edit")
        self._edit.setAccessibleName(self.tr("Note of {name}").format(name=name))
        self._edit.setPlaceholderText(
            self.tr("What is special about it, what you expect, what you saw. It goes with the variant.")
        )
        self._edit.setTabChangesFocus(True)
        self._left = QLabel()
        self._left.setObjectName("note_length_label")
        self._left.setProperty("muted", True)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self._save = self._buttons.button(QDialogButtonBox.StandardButton.Save)
        self._save.setObjectName("note_save_button")
        self._save.setShortcut("Ctrl+Return")
        self._buttons.accepted.connect(self._take)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.addWidget(self._edit, 1)
        layout.addWidget(self._left)
        layout.addWidget(self._buttons)
        self.resize(SIZE)
        self._edit.textChanged.connect(self._judge)
        self._judge()

    def _text(self) -> str:
        return self._edit.toPlainText().replace("\t", "    ").strip()

    def _judge(self) -> None:
        text = self._text()
        reason = self._why_not(text)
        count = self.tr("{count} of {longest} characters").format(count=len(text), longest=self._longest)
        self._left.setText(reason or count)
        self._save.setEnabled(not reason)

    def _take(self) -> None:
        self.written.emit(self._text())
        self.accept()
