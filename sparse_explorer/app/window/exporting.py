"""Saving results and curves where the user wants them, and copying the table."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from sparse_explorer.app.model.costs import Costs
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.widgets.plot_base import ThemedPlot
from sparse_explorer.app.window import export
from sparse_explorer.experiment.results.answers import Confusion
from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect, excel_dialect, to_csv
from sparse_explorer.experiment.results.frontier import COLUMNS, csv_rows
from sparse_explorer.experiment.results.results import results_csv, summarize
from sparse_explorer.experiment.runs.files import write_atomically

Kinds = dict[str, Callable[[Path], object]]
"""What writes a file of each kind, by Qt's name filter."""


class Exporter(QObject):
    """Asks where to, writes, and says what came of it.

    Signals:
        said(str): a word for the status bar.
        failed(str, str): what could not be written, and why.
    """

    said = Signal(str)
    failed = Signal(str, str)

    def __init__(self, session: Session, plot: Callable[[], ThemedPlot], window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._plot = plot
        self._window = window
        self._folder = Path.home()

    def write_csv(self, path: Path, dialect: CsvDialect = PLAIN) -> None:
        """Write the results of all complete sweeps as the command line would; OSError if that fails."""
        write_atomically(path, results_csv(self._session.complete_results(), dialect))

    def save_csv(self) -> None:
        """Ask where to save the results, and for whom, and do it."""
        excel = excel_dialect(QLocale.system().decimalPoint())
        self._save(
            self.tr("Save results"),
            "results.csv",
            {
                "CSV (*.csv)": self.write_csv,
                self.tr("CSV for Excel (*.csv)"): lambda path: self.write_csv(path, excel),
            },
        )

    def save_cost(self, costs: Costs) -> None:
        """Ask where to save what the variants cost, and do it."""
        if not costs.rows:
            self.said.emit(self._nothing())
            return
        lines = csv_rows(costs.rows, costs.kind, costs.level)
        excel = excel_dialect(QLocale.system().decimalPoint())
        kinds: Kinds = {
            "CSV (*.csv)": lambda path: write_atomically(path, to_csv(COLUMNS, lines)),
            self.tr("CSV for Excel (*.csv)"): lambda path: write_atomically(
                path, to_csv(COLUMNS, lines, excel)
            ),
        }
        self._ask_and_save(self.tr("Save cost"), "cost.csv", kinds)

    def save_png(self) -> None:
        """Ask where to save the curves as a picture, and do it."""
        kinds: Kinds = {"PNG (*.png)": lambda path: export.save_plot_png(self._plot(), path)}
        self._save(self.tr("Save curves"), "curve.png", kinds)

    def save_svg(self) -> None:
        """Ask where to save the curves as a drawing, and do it."""
        kinds: Kinds = {"SVG (*.svg)": lambda path: export.save_plot_svg(self._plot(), path)}
        self._save(self.tr("Save curves"), "curve.svg", kinds)

    def copy_table(self) -> None:
        """Put the table on the clipboard, as Markdown."""
        summary = summarize(self._session.complete_results())
        if not summary:
            self.said.emit(self._nothing())
        else:
            levels = self._session.noise_config.levels
            QApplication.clipboard().setText(export.markdown_table(summary, levels))
            self.said.emit(self.tr("The table is on the clipboard, as Markdown."))

    def save_confusion(self, name: str, confusion: Confusion) -> None:
        """Ask where to save a variant's confusion matrix, and do it."""
        excel = excel_dialect(QLocale.system().decimalPoint())
        kinds: Kinds = {
            "CSV (*.csv)": lambda path: write_atomically(path, confusion.csv()),
            self.tr("CSV for Excel (*.csv)"): lambda path: write_atomically(path, confusion.csv(excel)),
        }
        self._ask_and_save(self.tr("Save the matrix of {name}").format(name=name), "confusion.csv", kinds)

    def _save(self, title: str, name: str, kinds: Kinds) -> None:
        """Ask for a file and one of the kinds, which are Qt's name filters, and let that kind write it."""
        if not self._session.complete_results():
            self.said.emit(self._nothing())
        else:
            self._ask_and_save(title, name, kinds)

    def _ask_and_save(self, title: str, name: str, kinds: Kinds) -> None:
        suffix = Path(name).suffix
        start, filters = str(self._folder / name), ";;".join(kinds)
        chosen, kind = QFileDialog.getSaveFileName(self._window, title, start, filters)
        if not chosen:
            return
        write = kinds.get(kind, next(iter(kinds.values())))  # some systems' dialogs do not tell
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
                self.tr("{path} could not be written.").format(path=path),
                f"{error.strerror or error}: {path}",
            )
        else:
            self._folder = path.parent
            self.said.emit(self.tr("Saved {path}").format(path=path))

    def _nothing(self) -> str:
        return self.tr("There are no results yet: no noise sweep has come to its end.")

    def _may_replace(self, path: Path) -> bool:
        question = self.tr("{path} is there already. Replace it?").format(path=path)
        buttons = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No
        icon = QMessageBox.Icon.Question
        box = QMessageBox(icon, "Sparse Explorer", question, buttons, self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)  # a path may look like HTML
        return box.exec() == QMessageBox.StandardButton.Yes
