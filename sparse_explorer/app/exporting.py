"""Saving results and curves where the user wants them, and copying the table."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from sparse_explorer.app import export
from sparse_explorer.app.session import Session
from sparse_explorer.app.widgets.plot_base import ThemedPlot
from sparse_explorer.experiment.files import write_atomically
from sparse_explorer.experiment.results import results_csv, summarize


class Exporter(QObject):
    """Asks where to, writes, and says what came of it.

    Signals:
        said(str): a word for the status bar.
        failed(str, str): what could not be written, and why.
    """

    said = Signal(str)
    failed = Signal(str, str)

    def __init__(self, session: Session, plot: ThemedPlot, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._plot = plot
        self._window = window
        self._folder = Path.home()

    def write_csv(self, path: Path) -> None:
        """Write the results of all complete sweeps as the command line would; OSError if that fails."""
        write_atomically(path, results_csv(self._session.complete_results()))

    def save_csv(self) -> None:
        """Ask where to save the results, and do it."""
        self._save(self.tr("Save results"), "results.csv", self.write_csv)

    def save_png(self) -> None:
        """Ask where to save the curves as a picture, and do it."""
        self._save(self.tr("Save curves"), "curve.png", lambda path: export.save_plot_png(self._plot, path))

    def save_svg(self) -> None:
        """Ask where to save the curves as a drawing, and do it."""
        self._save(self.tr("Save curves"), "curve.svg", lambda path: export.save_plot_svg(self._plot, path))

    def copy_table(self) -> None:
        """Put the table on the clipboard, as Markdown."""
        summary = summarize(self._session.complete_results())
        if not summary:
            self.said.emit(self._nothing())
        else:
            levels = self._session.noise_config.levels
            QApplication.clipboard().setText(export.markdown_table(summary, levels))
            self.said.emit(self.tr("The table is on the clipboard, as Markdown."))

    def _save(self, title: str, name: str, write: Callable[[Path], object]) -> None:
        if not self._session.complete_results():
            self.said.emit(self._nothing())
            return
        suffix = Path(name).suffix
        kind = f"{suffix[1:].upper()} (*{suffix})"
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, str(self._folder / name), kind)
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() != suffix:
            path = path.with_name(path.name + suffix)
            # The dialog asked about the name without the ending.
            if path.exists() and not self._may_replace(path):
                return
        try:
            write(path)
        except OSError as error:
            self.failed.emit(
                self.tr("{} could not be written.").format(path), f"{error.strerror or error}: {path}"
            )
        else:
            self._folder = path.parent
            self.said.emit(self.tr("Saved {}").format(path))

    def _nothing(self) -> str:
        return self.tr("There are no results yet: no noise sweep has come to its end.")

    def _may_replace(self, path: Path) -> bool:
        question = self.tr("{} is there already. Replace it?").format(path)
        return (
            QMessageBox.question(self._window, "Sparse Explorer", question) == QMessageBox.StandardButton.Yes
        )
