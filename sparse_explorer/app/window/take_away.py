"""Taking things away: figures, a report, activations, a variant as script or ONNX, the command, a link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QLocale, QObject, Signal
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QWidget

from sparse_explorer.app.background import take_away_jobs as jobs
from sparse_explorer.app.background.loading import LoadingController
from sparse_explorer.app.model.comparing import swept_kinds, whole_runs
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf
from sparse_explorer.app.window.file_saver import FileSaver
from sparse_explorer.experiment.plan.command import shell_text
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import write_experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.share import LONGEST, Shared, read_link, write_link

if TYPE_CHECKING:
    from sparse_explorer.experiment.engine.network import ExplorerNetwork


class TakeAway(QObject):
    """Gathers what is wanted, lets it be saved or puts it on the clipboard, and says what came of it.

    Args:
        experiment: the session's experiment, with nothing left open.
        choose_dataset: goes to another data set, and asks before anything is downloaded.

    Signals:
        said(str): a word for the status bar.
        failed(str, str): what could not be done, and why.
        view_changed: the user chose another look for figures.

    Attributes:
        figure_choices: what the user chose for figures, as plain data.
    """

    said = Signal(str)
    failed = Signal(str, str)
    view_changed = Signal()

    def __init__(
        self,
        session: Session,
        shelf: NetworkShelf,
        loading: LoadingController,
        experiment: Callable[[], Experiment],
        choose_dataset: Callable[[str], object],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._shelf, self._loading = session, shelf, loading
        self._experiment, self._choose_dataset = experiment, choose_dataset
        self._window = window
        self._files = FileSaver(window, self)
        self._files.said.connect(self.said)
        self._files.failed.connect(self.failed)
        self.figure_choices: Mapping[str, Any] = {}

    # --- pictures and texts ----------------------------------------------------------------------------------------

    def figure(self) -> None:
        """Open the dialog of figures."""
        from sparse_explorer.app.window.figure_dialog import FigureDialog  # a start is sooner without

        if not self._session.complete_results():
            self.said.emit(self._nothing())
            return
        dialog = FigureDialog(self._session, self.figure_choices, self._window)
        dialog.save_requested.connect(self._save_figure)
        dialog.chosen.connect(self._keep_choices)
        dialog.open()

    def _keep_choices(self, choices: Mapping[str, Any]) -> None:
        self.figure_choices = choices
        self.view_changed.emit()

    def _save_figure(self, content: Any, style: Any) -> None:
        endings = {
            self.tr("Drawing for a paper (*.pdf)"): ".pdf",
            self.tr("Drawing (*.svg)"): ".svg",
            self.tr("Picture (*.png)"): ".png",
        }
        self._files.save(
            self.tr("Save figure"),
            "figure.pdf",
            endings,
            lambda path: jobs.write_figure(content, style, path),
        )

    def report(self) -> None:
        """Ask where to save the report, and do it."""
        from sparse_explorer.experiment.results.session_report import SessionReport, versions

        session, reference = self._session, self._session.reference
        runs = [run for kind in swept_kinds(session) for run in whole_runs(session, kind)]
        if not runs or reference is None or not self._has_own():
            self.said.emit(self._nothing())
            return
        experiment = self._experiment()
        report = SessionReport(
            experiment,
            runs,
            {item.variant.name: item.color for item in session.shown},
            reference.variant.name,
            shell_text(experiment),
            versions(),
            QLocale(QLocale.Language.English).toString(QDate.currentDate(), "d MMMM yyyy"),
            {item.variant.name: item.source.title for item in session.items if item.source is not None},
        )
        self._files.save(
            self.tr("Save report"),
            "report.html",
            {self.tr("Web page (*.html)"): ".html"},
            lambda path: jobs.write_report(report, path),
        )

    def show_differences(self) -> None:
        """Two variants beside each other: what differs, and what came of it."""
        from sparse_explorer.app.panes.variant_differences import DifferenceTable

        if len(self._session.items) < 2:
            self.said.emit(self.tr("There is only one variant: add another to compare it with."))
            return
        table = DifferenceTable(self._session, self._window)
        table.said.connect(self.said)
        table.open()

    # --- networks --------------------------------------------------------------------------------------------------

    def activations(self) -> None:
        """Ask of which images, and where to save what every layer makes of them."""
        from sparse_explorer.app.window.activations_dialog import ActivationsDialog

        networks = {
            item.variant.name: network
            for item in self._session.shown
            if (network := self._shelf.get(self._session.place(item.id))) is not None
        }
        if not networks or self._loading.data is None:
            self.said.emit(self.tr("No variant in sight has a network to look into yet."))
            return
        dialog = ActivationsDialog(self._session.digit, self._session.digit_count, self._window)
        dialog.chosen.connect(lambda indices: self._save_activations(networks, indices))
        dialog.open()

    def _save_activations(self, networks: Mapping[str, ExplorerNetwork], indices: Any) -> None:
        session, data = self._session, self._loading.data
        if data is None:
            return
        noise, kind, pattern = session.noise, session.noise_config.convention, session.pattern
        self._files.save(
            self.tr("Save activations"),
            "activations.npz",
            {self.tr("NumPy arrays (*.npz)"): ".npz"},
            lambda path: jobs.write_activations(networks, data, indices, noise, kind, pattern, path),
        )

    def script(self) -> None:
        """Ask where to save the selected variant as a script, and do it."""
        found, data = self._selected_network(), self._loading.data
        if found is not None and data is not None:
            item, network = found
            beside = not self._loading.is_sample
            self._files.save(
                self.tr("Save variant as PyTorch script"),
                f"{_file_name(item)}.py",
                {self.tr("Python script (*.py)"): ".py"},
                lambda path: jobs.write_script(item.variant, network, data, beside, path),
            )

    def onnx(self) -> None:
        """Ask where to save the selected variant as ONNX, and do it."""
        found = self._selected_network()
        if found is not None:
            item, network = found
            self._files.save(
                self.tr("Save variant as ONNX"),
                f"{_file_name(item)}.onnx",
                {"ONNX (*.onnx)": ".onnx"},
                lambda path: jobs.write_onnx(network, path),
            )

    def _selected_network(self) -> tuple[VariantItem, ExplorerNetwork] | None:
        item = self._session.selected
        network = self._shelf.get(self._session.place(item.id)) if item is not None else None
        if item is None:
            self.said.emit(self.tr("No variant is selected."))
        elif item.source is not None:
            text = self.tr("{name} comes from elsewhere: it is in {title} already.")
            self.said.emit(text.format(name=item.variant.name, title=item.source.title))
        elif network is None or self._loading.data is None:
            self.said.emit(self.tr("{name} has no network to be saved yet.").format(name=item.variant.name))
        else:
            return item, network
        return None

    # --- doing it again --------------------------------------------------------------------------------------------

    def copy_command(self) -> None:
        """Put the command that does the session's experiment in a terminal on the clipboard."""
        if not self._has_own():
            self.said.emit(self._no_variant())
            return
        text = shell_text(self._experiment())
        QApplication.clipboard().setText(text)
        several = text.count("\n") > 1
        self.said.emit(
            self.tr("The command is on the clipboard, with the file that it reads: paste it into a terminal.")
            if several
            else self.tr("The command is on the clipboard: paste it into a terminal.")
        )

    def save_toml(self) -> None:
        """Ask where to save the experiment as the file that the command line reads, and do it."""
        if not self._has_own():
            self.said.emit(self._no_variant())
            return
        text = write_experiment(self._experiment())
        endings = {self.tr("Experiment (*.toml)"): ".toml"}
        self._files.save_text(self.tr("Save experiment file"), "experiment.toml", endings, text)

    def copy_link(self) -> None:
        """Put a link to the variants in sight, seeds, noise and image on the clipboard."""
        session = self._session
        try:
            link = write_link(
                Shared(
                    tuple(item.variant for item in session.shown if item.source is None),
                    session.dataset,
                    session.seed,
                    session.seeds,
                    session.noise_config,
                    session.noise,
                    session.digit,
                    session.pattern,
                )
            )
        except ConfigError as error:
            self.failed.emit(self.tr("The link could not be made."), str(error))
            return
        QApplication.clipboard().setText(link)
        self.said.emit(self.tr("The link is on the clipboard: {count} characters.").format(count=len(link)))

    def ask_for_link(self) -> None:
        """Let the user paste a link."""
        dialog = QInputDialog(self._window)
        dialog.setObjectName("link_dialog")
        dialog.setWindowTitle(self.tr("Open link"))
        dialog.setLabelText(self.tr("A link that somebody copied in Sparse Explorer:"))
        on_clipboard = QApplication.clipboard().text()
        dialog.setTextValue(on_clipboard if _is_link(on_clipboard) else "")
        dialog.resize(480, dialog.sizeHint().height())
        edit = dialog.findChild(QLineEdit)
        if edit is not None:
            edit.setObjectName("link_edit")
            edit.setAccessibleName(self.tr("Link"))
            edit.setMaxLength(2 * LONGEST)
        dialog.textValueSelected.connect(self.open_link)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_link(self, link: str) -> None:
        """Add the variants of a link to those that are there, and look at its noise and image.

        Variants that are there already are shown, and not added twice.
        """
        session = self._session
        try:
            shared = read_link(link)
        except ConfigError as error:
            self.failed.emit(self.tr("The link could not be opened."), str(error))
            return
        there = {item.variant: item.id for item in session.items if item.source is None}
        with session.together():
            session.set_seed(shared.seed)
            session.set_seeds(shared.seeds)
            session.set_noise_config(shared.noise)
            for variant in shared.variants:
                if variant not in there:
                    there[variant] = session.add(variant).id
            session.select(there[shared.variants[0]])
            session.set_noise(shared.level)
            session.set_pattern(shared.pattern)
            if session.dataset == shared.dataset:
                session.set_digit(shared.image)
        if session.dataset != shared.dataset:
            self._choose_dataset(shared.dataset)
            session.set_digit(shared.image)
        self.said.emit(self.tr("Opened a link with {count} variants").format(count=len(shared.variants)))

    def _has_own(self) -> bool:
        """Whether there is a variant that can be trained again: networks from elsewhere are part of no experiment."""
        return any(item.source is None for item in self._session.items)

    def _nothing(self) -> str:
        return self.tr("There are no results yet: no noise sweep has come to its end.")

    def _no_variant(self) -> str:
        return self.tr("There is no variant. Add one first.")


def _file_name(item: VariantItem) -> str:
    """A variant's name as the name of a file."""
    kept = (letter if letter.isascii() and letter.isalnum() else "-" for letter in item.variant.name.lower())
    return "-".join("".join(kept).split("-")).strip("-") or "variant"


def _is_link(text: str) -> bool:
    if len(text) > 2 * LONGEST:
        return False
    try:
        read_link(text)
    except ConfigError:
        return False
    return True
