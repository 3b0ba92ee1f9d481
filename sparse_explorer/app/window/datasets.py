"""Choosing a data set: one that must be fetched is asked about first, and the session changes after the yes."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from sparse_explorer import paths
from sparse_explorer.app.background.loading import LoadingController
from sparse_explorer.app.language.texts import data_title
from sparse_explorer.app.model.session import Session
from sparse_explorer.data.catalogue import describe
from sparse_explorer.data.locations import needs_download


class DatasetChooser(QObject):
    """Changes the session's data set as the user wants it.

    Signals:
        declined: the user does not want the data set after all; the one in use stays.

    Attributes:
        dialog: the question that is open; None if none is.
    """

    declined = Signal()

    def __init__(
        self, session: Session, loading: LoadingController, data_dir: str | None, window: QWidget
    ) -> None:
        super().__init__(window)
        self.dialog: QMessageBox | None = None
        self._session = session
        self._loading = loading
        self._data_dir = data_dir
        self._window = window

    def choose(self, name: str) -> None:
        """Use a data set, at once if it is on this machine."""
        if name == self._session.dataset and not self._loading.is_sample:
            return
        if needs_download(name, paths.data_dir(self._data_dir)):
            self.ask(name)
        elif name == self._session.dataset:
            self._loading.load_dataset()  # it has come to this computer since
        else:
            self._session.set_dataset(name)

    def choose_folder(self) -> None:
        """Ask for a folder of the user's own files, and use it."""
        folder = QFileDialog.getExistingDirectory(
            self._window, self.tr("Folder with PNG files by class, .npy, CSV or IDX files")
        )
        if folder:
            self._session.set_dataset(f"folder:{folder}")

    def ask(self, name: str) -> None:
        """Ask whether to fetch a data set; the dialog does not hold the program up."""
        if self.dialog is not None:
            return
        info = describe(name)
        title = data_title(info)
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Sparse Explorer",
            self.tr("{title} is not on this computer. Download it ({size:.1f} MB)?").format(
                title=title, size=info.download_bytes / 1e6
            ),
            parent=self._window,
        )
        box.setInformativeText(
            self.tr("It is fetched from the internet once, and kept in {folder}.").format(
                folder=paths.data_dir(self._data_dir)
            )
        )
        download = box.addButton(self.tr("Download"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self._no(name), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(download)
        box.setObjectName("download_dialog")
        box.finished.connect(lambda: self._answered(name, box.clickedButton() is download))
        self.dialog = box
        box.open()

    def _no(self, name: str) -> str:
        """What is done without a download, on the button that says no."""
        other = self._loading.last_good if name == self._session.dataset else self._session.dataset
        return self.tr("Stay with {title}").format(title=data_title(describe(other)))

    def _answered(self, name: str, yes: bool) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        if yes:
            self._loading.allow_download(name)
        if name == self._session.dataset:  # it is the last session's, and not there any more
            if yes:
                self._loading.load_dataset()
            else:
                self._session.set_dataset(self._loading.last_good)
        elif yes:
            self._session.set_dataset(name)
        if not yes:
            self.declined.emit()
