"""Which network from elsewhere is to be opened: an ONNX file, or what a function of a Python module makes."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.tab_row import TabRow
from sparse_explorer.app.widgets.wrapped_label import WrappedLabel

FILE, CODE = range(2)
"""The tabs."""

WIDTH = 540
"""Pixels, in which a path can be read."""


class OtherDialog(QDialog):
    """Asks for a network.

    Attributes:
        asked: whether for a FILE, or for CODE.

    Args:
        folder: where looking for files begins.
        why_not: says why a network cannot have a name; an empty text if it can.

    Signals:
        chosen(str, str, str): a file's path or ``module:function``, the module's folder, empty of a file, and the name.
    """

    chosen = Signal(str, str, str)

    def __init__(self, folder: Path, why_not: Callable[[str], str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("other_dialog")
        self.setWindowTitle(self.tr("Open a network"))
        self._folder, self._why_not = folder, why_not
        self._named = False  # by the user
        self.asked = FILE
        self._make_fields()
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel
        )
        self._open = self._buttons.button(QDialogButtonBox.StandardButton.Open)
        self._open.setObjectName("other_open_button")
        self._buttons.accepted.connect(self._take)
        self._buttons.rejected.connect(self.reject)
        self._place()
        self.resize(WIDTH, self.sizeHint().height())
        self.ask_for(FILE)

    def _make_fields(self) -> None:
        self._tabs = TabRow()
        self._tabs.add_tab(self.tr("ONNX file"), "other_file_tab")
        self._tabs.add_tab(self.tr("Python function"), "other_code_tab")
        self._tabs.chosen.connect(self.ask_for)
        self.path = self._edit("other_path_edit", self.tr("ONNX file"), "network.onnx")
        self.function = self._edit(
            "other_function_edit", self.tr("Python function"), self.tr("module:function")
        )
        self.folder = self._edit("other_folder_edit", self.tr("Folder of the module"), str(self._folder))
        self.name = self._edit("other_name_edit", self.tr("Name"), "")
        for field in (self.path, self.function, self.folder):
            field.textChanged.connect(self._judge)
        self.name.textEdited.connect(self._keep_name)
        self.name.textChanged.connect(self._judge)

    def _edit(self, name: str, words: str, example: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(name)
        edit.setAccessibleName(words)
        edit.setPlaceholderText(example)
        return edit

    def _place(self) -> None:
        browse_file = QPushButton(self.tr("Choose …"))
        browse_file.setObjectName("other_file_button")
        browse_file.setAccessibleName(self.tr("Choose the ONNX file"))
        browse_file.clicked.connect(self._choose_file)
        browse_folder = QPushButton(self.tr("Choose …"))
        browse_folder.setObjectName("other_folder_button")
        browse_folder.setAccessibleName(self.tr("Choose the folder of the module"))
        browse_folder.clicked.connect(self._choose_folder)
        for button in (browse_file, browse_folder):
            button.setAutoDefault(False)
        self._hint = WrappedLabel()
        self._hint.setProperty("muted", True)
        self._problem = WrappedLabel()
        self._problem.setObjectName("other_dialog_problem")
        self._problem.setProperty("problem", True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE)
        rows = (
            (QLabel(self.tr("File")), self.path, browse_file),
            (QLabel(self.tr("Function")), self.function, None),
            (QLabel(self.tr("Folder")), self.folder, browse_folder),
            (QLabel(self.tr("Name")), self.name, None),
        )
        for row, parts in enumerate(rows):
            for column, part in enumerate(parts):
                if part is not None:
                    grid.addWidget(part, row, column)
        self._parts = {FILE: rows[0], CODE: (*rows[1], *rows[2])}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._tabs)
        layout.addLayout(grid)
        layout.addWidget(self._hint)
        layout.addWidget(self._problem)
        layout.addStretch(1)
        layout.addWidget(self._buttons)

    def ask_for(self, what: int) -> None:
        """Ask for a FILE, or for CODE."""
        self.asked = what
        self._tabs.set_current(what)
        for place, parts in self._parts.items():
            for part in parts:
                if part is not None:
                    part.setVisible(place == what)
        hints = {
            FILE: self.tr(
                "It is shown this data set's images as the variants are, and gives a number for each class."
            ),
            CODE: self.tr(
                "The function gives a torch.nn.Module, which is shown this data set's images as the variants are. Its "
                "code is run, in a process of its own, with all your rights."
            ),
        }
        self._hint.setText(hints[what])
        (self.path if what == FILE else self.function).setFocus()
        self._judge()

    # --- what the user does -------------------------------------------------------------------------------------------

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Choose the ONNX file"), str(self._folder), self.tr("ONNX (*.onnx)")
        )
        if chosen:
            self.path.setText(chosen)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Choose the folder of the module"), str(self._folder)
        )
        if chosen:
            self.folder.setText(chosen)

    def _keep_name(self) -> None:
        self._named = bool(self.name.text().strip())

    def _suggested(self) -> str:
        if self.asked == FILE:
            return Path(self.path.text().strip()).stem
        return self.function.text().strip().rpartition(":")[2]

    def _judge(self) -> None:
        """Suggest a name, and say what is still missing or wrong."""
        if not self._named and self.name.text() != self._suggested():
            self.name.setText(self._suggested())  # which asks here again
            return
        code = self.asked == CODE
        module, colon, function = self.function.text().strip().partition(":")
        whole = bool(colon and module and function and self.folder.text().strip()) if code else True
        given = bool(self.function.text().strip() if code else self.path.text().strip())
        problem = ""
        if code and given and not colon:
            problem = self.tr("A module and a function of it, as in models:network")
        elif given and self.name.text().strip():
            problem = self._why_not(self.name.text().strip())
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._open.setEnabled(given and whole and bool(self.name.text().strip()) and not problem)

    def _take(self) -> None:
        name = self.name.text().strip()
        if self.asked == CODE:
            folder = str(Path(self.folder.text().strip()).expanduser().absolute())
            self.chosen.emit(self.function.text().strip(), folder, name)
        else:
            self.chosen.emit(str(Path(self.path.text().strip()).expanduser().absolute()), "", name)
        self.accept()
