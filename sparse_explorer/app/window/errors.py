"""What happens when something fails: the log gets all of it, the user one copyable dialog, the window stays alive."""

import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from sparse_explorer.app.language.messages import message_text
from sparse_explorer.logs import log


class ErrorReporter(QObject):
    """Shows failures one at a time; those that come while one is shown go to the log alone.

    Signals:
        reported(str, str): a failure from any thread: what happened, and the details.
        said(str): a word for the status bar.
    """

    reported = Signal(str, str)
    said = Signal(str)

    def __init__(self, window: QWidget, log_file: Path) -> None:
        super().__init__(window)
        self._window = window
        self._log_file = log_file
        self.dialog: QMessageBox | None = None
        self.reported.connect(self.show)

    def install(self) -> None:
        """Take every exception that nobody caught, from any thread."""
        sys.excepthook = self._take
        threading.excepthook = lambda args: self._take(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def show(self, what: str, details: str) -> None:
        """Tell the user; the dialog does not block."""
        log.error("%s\n%s", what, details)
        if self.dialog is not None:
            return
        if "\n" not in details.strip():  # a traceback is for those who read the sources
            details = message_text(details.strip())
        box = QMessageBox(QMessageBox.Icon.Warning, "Sparse Explorer", what, parent=self._window)
        short = details.strip().splitlines()[-1] if details.strip() else ""
        where = (
            self.tr("The log is in {folder}").format(folder=self._log_file) if self._log_file.exists() else ""
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText("\n\n".join(part for part in (short, where) if part))
        if "\n" in details.strip():
            box.setDetailedText(details)
        box.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        copy = box.addButton(self.tr("Copy"), QMessageBox.ButtonRole.ActionRole)
        copy.clicked.disconnect()  # copying leaves the dialog open
        copy.clicked.connect(lambda: QApplication.clipboard().setText(f"{what}\n{details}"))
        copy.setAutoDefault(False)  # or Enter would copy again instead of closing the dialog
        close = box.addButton(QMessageBox.StandardButton.Close)
        box.setDefaultButton(close)
        box.setEscapeButton(close)
        box.setObjectName("error_dialog")
        box.finished.connect(self._closed)
        self.dialog = box
        box.open()

    def open_log_folder(self) -> None:
        """Show the folder of the log in the system's file manager, or say where it is."""
        folder = self._log_file.parent
        if not folder.is_dir():
            self.said.emit(self.tr("There is no log yet; it will be in {folder}").format(folder=folder))
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.said.emit(self.tr("The log is in {folder}").format(folder=folder))

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    def _take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        self.reported.emit(self.tr("Something went wrong. Your work is still here."), details)
