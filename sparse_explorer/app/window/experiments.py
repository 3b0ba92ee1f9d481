"""Saving the session's experiment in one file, and opening those of others and of the command line."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from sparse_explorer.app.background import experiment_jobs as jobs
from sparse_explorer.app.background.loading import LoadingController
from sparse_explorer.app.background.training import TrainingController
from sparse_explorer.app.background.worker import Worker
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.data.catalogue import describe
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.threads import default_threads


class ExperimentFiles(QObject):
    """Asks for files and works on them, one at a time, in a worker.

    Signals:
        said(str): a word for the status bar.
        failed(str, str): what could not be done, and why.
    """

    said = Signal(str)
    failed = Signal(str, str)

    def __init__(
        self,
        session: Session,
        training: TrainingController,
        loading: LoadingController,
        runs: Path,
        choose_dataset: Callable[[str], object],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._training = training
        self._loading = loading
        self._runs = runs
        self._choose_dataset = choose_dataset
        self._window = window
        self._folder = Path.home()
        self._worker: Worker | None = None
        self._what = ""

    def save(self) -> None:
        """Ask where to save the experiment, and do it."""
        own = {item.variant.name for item in self._own()}
        if not any(run.variant in own for run in self._session.complete_results()):
            self.said.emit(self.tr("Nothing is trained and swept yet, so there is nothing to save."))
            return
        start = str(self._folder / "experiment.zip")
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save experiment"), start, self.tr("Experiment (*.zip)")
        )
        if chosen:
            path = Path(chosen)
            self.save_as(path if path.suffix.lower() == ".zip" else path.with_name(path.name + ".zip"))

    def save_as(self, path: Path) -> None:
        """Save the experiment: the variants with all their seeds on the data set and with the noise in use."""
        self._folder = path.parent
        experiment = self.experiment()
        places = {
            (item.variant.name, seed): Place(item.id, self._session.dataset, seed)
            for item in self._own()
            for seed in self._session.all_seeds()
            if self._session.record(item.id, seed) is not None
        }
        folders = {key: self._training.folder_of(place) for key, place in places.items()}
        unsaved = {
            key: trained
            for key, place in places.items()
            if (trained := self._training.unsaved(place)) is not None
        }
        self._begin(
            self.tr("The experiment could not be saved."),
            lambda: jobs.save_experiment(experiment, folders, path, unsaved),
        )

    def open(self) -> None:
        """Ask for a file, and open the experiment in it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open experiment"), str(self._folder), self.tr("Experiment (*.zip)")
        )
        if chosen:
            self.open_from(Path(chosen))

    def open_folder(self) -> None:
        """Ask for a folder that the command line has filled, and open the experiment in it."""
        chosen = QFileDialog.getExistingDirectory(
            self._window, self.tr("Open output folder"), str(self._folder)
        )
        if chosen:
            self.open_from(Path(chosen))

    def open_from(self, source: Path) -> None:
        """Open an experiment: its variants come to those that are there, with copies of its runs."""
        self._folder = source.parent
        runs = self._runs
        self._begin(
            self.tr("The experiment could not be opened."), lambda: jobs.open_experiment(source, runs)
        )

    def experiment(self) -> Experiment:
        """The session as an experiment, with nothing left open; networks from elsewhere are no part of it."""
        session = self._session
        experiment = Experiment(
            variants=tuple(item.variant for item in self._own()),
            dataset=session.dataset,
            seed=session.seed,
            seeds=session.seeds,
            noises=(session.noise_config,),
            sweep="last",
        )
        return experiment.settled(describe(session.dataset).epochs, default_threads())

    def _own(self) -> list[VariantItem]:
        return [item for item in self._session.items if item.source is None]

    def _begin(self, what: str, job: Callable[[], Iterator[Any]]) -> None:
        if self._worker is not None:
            self.said.emit(self.tr("Another experiment is being saved or opened."))
            return
        self._what = what
        self._worker = worker = Worker(job)
        worker.ended.connect(self._ended)
        worker.begin()

    def _take_in(self, opened: jobs.ExperimentOpened) -> None:
        session, experiment = self._session, opened.experiment
        with session.together():
            session.set_seed(experiment.seed)
            session.set_seeds(max(session.seeds, experiment.seeds))
            session.set_noise_config(experiment.noises[0])
            session.adopt(opened.items)
        for item in session.items:
            self._loading.restore(self._training.stored_of(item))
        if experiment.dataset != session.dataset:
            self._choose_dataset(experiment.dataset)
        self.said.emit(self.tr("Opened {count} variants").format(count=len(opened.items)))

    def _ended(self) -> None:
        worker, self._worker = self._worker, None  # who hears that it is done may ask for the next at once
        if worker is None:
            return
        for report in worker.take():
            if isinstance(report, jobs.ExperimentSaved):
                self.said.emit(
                    self.tr("Saved {runs} runs in {path}").format(runs=report.runs, path=report.path)
                )
            else:
                self._take_in(report)
        if worker.error is not None:
            words = isinstance(worker.error, ValueError | OSError)
            self.failed.emit(self._what, str(worker.error) if words else worker.error_text)
