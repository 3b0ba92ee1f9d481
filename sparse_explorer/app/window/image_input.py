"""Pictures that the user brings: dropped on the window, pasted, or opened."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QObject, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMainWindow

from sparse_explorer.app.background.image_reading import ImageError, PictureRead, grey_of, read_picture
from sparse_explorer.app.background.worker import Worker
from sparse_explorer.app.language.messages import message_text
from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.paths import shown


@guarded
class ImageInput(QObject):
    """Brings pictures to the session; large ones are read in a worker, one at a time.

    Signals:
        said(str): why there is no picture, in one line.
        taken: a picture is shown to the networks by now.
    """

    said = Signal(str)
    taken = Signal()

    def __init__(self, session: Session, digits: Digits, window: QMainWindow) -> None:
        super().__init__(window)
        self._session = session
        self._digits = digits
        self._window = window
        self._folder = Path.home()
        self._worker: Worker | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    # --- ways in ------------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Ask for a file, and take the picture in it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Open picture"),
            str(self._folder),
            self.tr("Pictures (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff *.pgm)"),
        )
        if chosen:
            self._folder = Path(chosen).parent
            self.read(Path(chosen))

    def paste(self) -> None:
        """Take the picture that was copied, or that is in the file that was copied."""
        content = QGuiApplication.clipboard().mimeData()
        if content is None or not self.take(content):
            self.said.emit(self.tr("There is no picture to paste: copy a picture or a file with one first."))

    def draw_on_test_image(self) -> None:
        """Take the test image in sight as it is; nothing where none is loaded."""
        index = self._session.digit
        if index >= len(self._digits.images):
            return
        image = self._digits.images[index]  # (H, W)
        title = self.tr("test image {number}").format(number=self._session.digit + 1)
        self._session.own.take(image.astype(np.float32) / np.float32(255), title, ready=True)
        self.taken.emit()

    def take(self, content: QMimeData) -> bool:
        """Take the picture in what was dropped or copied; False if there is none in it."""
        files = [url for url in content.urls() if url.isLocalFile()]
        if files:
            if len(files) > 1:
                self.said.emit(self.tr("Several files were dropped; the first is read."))
            self.read(Path(files[0].toLocalFile()))
            return True
        if content.hasImage():
            picture = content.imageData()
            self._show(picture if isinstance(picture, QImage) else QImage())
            return True
        return False

    def read(self, path: Path) -> None:
        """Take the picture in a file, once it is read; another one that is being read is forgotten."""
        if self._worker is not None:
            self._worker.ended.disconnect(self._take_in)
            self._worker.stop()
        self._worker = Worker(lambda: read_picture(path))
        self._worker.ended.connect(self._take_in)
        self._worker.begin()

    # --- what comes of it ---------------------------------------------------------------------------------------------

    def _take_in(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None or worker.stopped:
            return
        if isinstance(worker.error, ImageError):
            self.said.emit(str(worker.error))
        elif worker.error is not None:
            self.said.emit(
                self.tr("The picture cannot be read: {reason}").format(reason=message_text(str(worker.error)))
            )
        for report in worker.take():
            if isinstance(report, PictureRead):
                self._session.own.take(report.grey, shown(Path(report.title)))
                self.taken.emit()

    def _show(self, picture: QImage) -> None:
        name = self.tr("the copied picture")
        try:
            grey = grey_of(picture, name)
        except ImageError as error:
            self.said.emit(str(error))
            return
        self._session.own.take(grey, name)
        self.taken.emit()

    # --- dropping -----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            event.acceptProposedAction()
            if not self.take(event.mimeData()):
                self.said.emit(self.tr("What was dropped is no picture."))
            return True
        if isinstance(event, QDragEnterEvent | QDragMoveEvent) and event.type() in (
            QEvent.Type.DragEnter,
            QEvent.Type.DragMove,
        ):
            content = event.mimeData()
            if content.hasImage() or any(map(QUrl.isLocalFile, content.urls())):
                event.acceptProposedAction()
                return True
        return super().eventFilter(watched, event)
