"""Asking for a file, and a worker that makes and writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from sparse_explorer.app.background.take_away_jobs import Written
from sparse_explorer.app.background.worker import Worker
from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.reading import one_line

Job = Callable[[Path], Iterator[Any]]
"""Writes a file, and says with Written what came of it."""


class FileSaver(QObject):
    """Saves one file after another; the dialog begins in the folder of the last one.

    Signals:
        said(str): what was saved, or why nothing is now.
        failed(str, str): what could not be written, and why.
    """

    said = Signal(str)
    failed = Signal(str, str)

    def __init__(self, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._folder = Path.home()
        self._worker: Worker | None = None
        self._path = Path()

    def save(self, title: str, name: str, endings: Mapping[str, str], job: Job) -> None:
        """Ask where to, and let a worker do the job.

        Args:
            title: of the dialog.
            name: that is proposed.
            endings: of the file, by what the dialog calls each kind.
        """
        if self._worker is not None:
            self.said.emit(self.tr("Something else is still being saved."))
            return
        path = self._ask(title, name, endings)
        if path is not None:
            self._path = path
            self._worker = worker = Worker(lambda: job(path))
            worker.ended.connect(self._ended)
            worker.begin()

    def save_text(self, title: str, name: str, endings: Mapping[str, str], text: str) -> None:
        """Ask where to, and write a short text at once."""
        path = self._ask(title, name, endings)
        if path is None:
            return
        try:
            write_atomically(path, text)
        except OSError as error:
            self.failed.emit(self._cannot(path), f"{error.strerror or error}: {path}")
        else:
            self.said.emit(self.tr("Saved {path}").format(path=path))

    def _ask(self, title: str, name: str, endings: Mapping[str, str]) -> Path | None:
        """Ask for a file; None if the user asked for none. Its ending is the one that was chosen."""
        start, filters = str(self._folder / name), ";;".join(endings)
        chosen, kind = QFileDialog.getSaveFileName(self._window, title, start, filters)
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() not in endings.values():
            ending = endings.get(kind, next(iter(endings.values())))
            path = path.with_name(path.name + ending)
            if path.exists():  # the dialog asked about the name without the ending
                self.failed.emit(self._cannot(path), self.tr("{path} is there already.").format(path=path))
                return None
        self._folder = path.parent
        return path

    def _ended(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        for report in worker.take():
            if isinstance(report, Written):
                beside = ", ".join(path.name for path in report.paths[1:])
                said = self.tr("Saved {path}").format(path=report.paths[0])
                if beside:
                    said = self.tr("Saved {path}, and beside it {others}").format(
                        path=report.paths[0], others=beside
                    )
                self.said.emit(said)
        if worker.error is not None:
            words = isinstance(worker.error, ValueError | OSError)
            why = one_line(worker.error) if words else worker.error_text
            self.failed.emit(self._cannot(self._path), why)

    def _cannot(self, path: Path) -> str:
        return self.tr("{path} could not be written.").format(path=path)
