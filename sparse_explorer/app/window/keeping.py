"""Keeping the user's own images in data sets of their own."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sparse_explorer.app.language.messages import message_text
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.wheel import ComboBox
from sparse_explorer.app.widgets.whole_combo import WholeCombo
from sparse_explorer.app.widgets.wrapped_label import WrappedLabel
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.own_sets import keep, own_sets
from sparse_explorer.experiment.results.inspection_reports import OwnPicture


class ImageKeeper(QObject):
    """Asks under which name and as what an image is to be kept, and keeps it.

    Signals:
        said(str): what was kept, in a line for the status bar.
        kept(object): names of all data sets that are kept by now.

    Attributes:
        dialog: the question that is open; None if none is.
    """

    said = Signal(str)
    kept = Signal(object)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self.dialog: KeepDialog | None = None
        self._session = session
        self._window = window
        self._name = ""

    def ask(self) -> None:
        """Ask; the dialog does not hold the program up."""
        picture = self._session.own.picture
        if self.dialog is not None or picture is None:
            return
        names = own_sets()
        self.dialog = KeepDialog(
            names,
            self._name or (names[0] if names else ""),
            self._session.own.class_names,
            picture.label,
            self._window,
        )
        self.dialog.keep_button.clicked.connect(lambda: self._keep(picture))
        self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def _keep(self, picture: OwnPicture) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        name, label = dialog.name(), dialog.label()
        if label is None:
            dialog.say(self.tr("Say what it is: nobody can learn from an image without that."))
            return
        try:
            kept = keep(name, self._session.own.class_names[label], picture.image)
        except DataError as error:
            dialog.say(message_text(str(error)))
            return
        self._name = name
        self._session.own.set_label(label)
        dialog.accept()
        self.said.emit(
            self.tr(
                "Kept as a {label} in {name} (images now: {count}), which is among the data sets."
            ).format(label=self._session.own.class_names[label], name=name, count=kept.count)
        )
        self.kept.emit(own_sets())

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


class KeepDialog(QDialog):
    """Asks for the name of a data set and for what the image is.

    Attributes:
        keep_button: to be connected.
    """

    def __init__(
        self,
        names: list[str],
        name: str,
        class_names: Sequence[str],
        label: int | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("keep_dialog")
        self.setWindowTitle(self.tr("Keep this image"))
        self._names = ComboBox()
        self._names.setEditable(True)
        self._names.addItems(names)
        self._names.setCurrentText(name or self.tr("my digits"))
        self._names.setObjectName("keep_name_combo")
        self._names.setAccessibleName(self.tr("Data set"))
        self._names.setMinimumWidth(240)
        self._labels = WholeCombo()
        self._labels.setObjectName("keep_label_combo")
        self._labels.setAccessibleName(self.tr("What it is"))
        self._labels.addItem(self.tr("choose …"), None)
        for each, class_name in enumerate(class_names):
            self._labels.addItem(class_name, each)
        self._labels.setCurrentIndex(0 if label is None else label + 1)
        self._note = WrappedLabel("")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setProperty("note", True)
        self._note.hide()
        about = QLabel(self.tr("It is kept as the networks are shown it, without noise."))
        about.setProperty("muted", True)
        form = QFormLayout()
        form.addRow(self.tr("Data set"), self._names)
        form.addRow(self.tr("It is a"), self._labels)
        self.keep_button = QPushButton(self.tr("Keep"))
        self.keep_button.setProperty("primary", True)
        self.keep_button.setDefault(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.keep_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        whole.setSpacing(SPACE)
        for part in (about, self._note, buttons):
            whole.addWidget(part)
        whole.insertLayout(0, form)

    def name(self) -> str:
        """The name that is typed or chosen."""
        return self._names.currentText().strip()

    def label(self) -> int | None:
        """What it is; None where that is not chosen."""
        chosen = self._labels.currentData()
        return None if chosen is None else int(chosen)

    def say(self, text: str) -> None:
        """Why it is not kept."""
        self._note.setText(text)
        self._note.show()
        self.adjustSize()
