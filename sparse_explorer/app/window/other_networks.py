"""Opening networks from elsewhere: from the menu, or dropped on the window. Code is run once somebody has agreed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox

from sparse_explorer.app.background.other_networks import OtherNetworksController
from sparse_explorer.app.language.messages import message_text
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.source import Source
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.other_dialog import OtherDialog
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.variant import Variant

ENDING = ".onnx"
LONGEST_STEM = 50
"""Of a file's name that becomes a network's; names have a limit."""


@guarded
class NetworkOpener(QObject):
    """Asks which network, and whether its code may be run.

    Signals:
        said(str): a word for the status bar.
        failed(str, str): what could not be opened, and why.

    Attributes:
        dialog: the question that is open; None if none is.
    """

    said = Signal(str)
    failed = Signal(str, str)

    def __init__(self, session: Session, others: OtherNetworksController, window: QMainWindow) -> None:
        super().__init__(window)
        self.dialog: OtherDialog | QMessageBox | None = None
        self._session, self._others, self._window = session, others, window
        self._folder = Path.home()
        self._allowed: set[tuple[str, str]] = set()  # functions and folders, until the program ends
        others.refused.connect(self._tell)
        others.added.connect(self._welcome)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def ask(self) -> None:
        """Let the user choose a network."""
        dialog = OtherDialog(self._folder, self._name_problem, self._window)
        dialog.chosen.connect(self.open)
        self._show(dialog)

    def open(self, where: str, folder: str, name: str) -> None:
        """Open a file, or with a folder a function ``module:function`` in it, once the user has agreed to run it."""
        self._folder = Path(folder) if folder else Path(where).parent
        source = Source(where, folder)
        self._once_allowed(source, lambda: self._others.open(source, name))

    def open_file(self, path: Path) -> None:
        """Open an ONNX file under its own name."""
        name = "".join(letter for letter in path.stem if letter.isprintable()).strip()[:LONGEST_STEM]
        self.open(str(path.absolute()), "", name or "ONNX")

    def open_again(self, variant_id: str) -> None:
        """Try again with a network of the list that is not in memory."""
        if self._session.has(variant_id):
            source = self._session.item(variant_id).source
            if source is not None:
                self._once_allowed(source, lambda: self._others.open_again(variant_id))

    def take(self, content: QMimeData) -> bool:
        """Open the ONNX files in what was dropped; False if there is none in it."""
        files = _files_in(content)
        for path in files:
            self.open_file(path)
        return bool(files)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = QEvent.Type
        if isinstance(event, QDropEvent) and event.type() in (kind.DragEnter, kind.DragMove, kind.Drop):
            drops = event.type() == kind.Drop
            if self.take(event.mimeData()) if drops else _files_in(event.mimeData()):
                event.acceptProposedAction()
                return True
        return super().eventFilter(watched, event)

    # --- may code be run? ---------------------------------------------------------------------------------------------

    def _once_allowed(self, source: Source, go_on: Callable[[], object]) -> None:
        key = source.where, source.folder
        if not source.is_code or key in self._allowed:
            go_on()
            return
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            "Sparse Explorer",
            self.tr("Run the code of {function} in {folder}?").format(
                function=source.where, folder=source.folder
            ),
            QMessageBox.StandardButton.Cancel,
            self._window,
        )
        box.setTextFormat(Qt.TextFormat.PlainText)  # a path may look like HTML
        box.setInformativeText(
            self.tr(
                "It runs in a process of its own, and with all your rights: it can read and write your files. Run "
                "nothing that you do not trust."
            )
        )
        run = box.addButton(self.tr("Run it"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.setObjectName("run_code_dialog")

        def answered() -> None:
            if box.clickedButton() is run:
                self._allowed.add(key)
                go_on()

        box.finished.connect(answered)
        self._show(box)

    def _show(self, dialog: OtherDialog | QMessageBox) -> None:
        self.dialog = dialog

        def closed() -> None:
            if self.dialog is dialog:
                self.dialog = None
            dialog.deleteLater()

        dialog.finished.connect(closed)
        dialog.open()

    # --- what comes of it ---------------------------------------------------------------------------------------------

    def _name_problem(self, name: str) -> str:
        if any(item.variant.name == name for item in self._session.items):
            return ""  # it gets a number
        try:
            Variant(name)
        except ConfigError as error:
            return message_text(error.reason)
        return ""

    def _tell(self, name: str, reason: str) -> None:
        self.failed.emit(self.tr("{name} could not be opened.").format(name=name), message_text(reason))

    def _welcome(self, variant_id: str) -> None:
        if self._session.has(variant_id):
            name = self._session.item(variant_id).variant.name
            self.said.emit(self.tr("{name} is compared beside the variants now.").format(name=name))


def _files_in(content: QMimeData) -> list[Path]:
    """The ONNX files in what is dropped."""
    local = [Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()]
    return [path for path in local if path.suffix.lower() == ENDING]
