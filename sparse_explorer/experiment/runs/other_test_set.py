"""Finished runs on another labelled test set: nothing is trained, and nothing that is known of the runs changes.

    found = OtherTestSet(Path("out"), "mnist-c:fog")
    for each in found.steps():
        ...  # how far it is, and what came of each run

Images are normalised as those that the networks were trained on, and seeds mean the same noise as everywhere. Results
name the test set behind the data set, as in ``mnist@mnist-c-fog-1f2e3d4c``, so that none is taken for another.
"""

import dataclasses
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import torch

from sparse_explorer.data.catalogue import IMAGE_SIZE, describe, is_own
from sparse_explorer.data.datasets import load
from sparse_explorer.data.download import DownloadProgress
from sparse_explorer.data.mnist_sample import load_mnist_sample
from sparse_explorer.data.named_test_set import find_test_set
from sparse_explorer.experiment.engine.devices import choose_device
from sparse_explorer.experiment.engine.evaluation import evaluation
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.pretrained_ids import PRETRAINED
from sparse_explorer.experiment.results.collected import Results
from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect
from sparse_explorer.experiment.results.reports import EvaluationReport, NoiseResult, RunProgress
from sparse_explorer.experiment.results.results import RunResult, results_csv
from sparse_explorer.experiment.runs.execution import MOST_JOBS
from sparse_explorer.experiment.runs.runner import restore_network
from sparse_explorer.experiment.runs.runs import RunTask
from sparse_explorer.experiment.runs.side_by_side import side_by_side
from sparse_explorer.experiment.runs.stored_runs import tasks_of
from sparse_explorer.experiment.runs.trained_runs import Place, place_text, trained_in


class OtherTestSet:
    """The finished runs in a folder, and the test set that they are to be evaluated on.

    Args:
        place: what ``sparse-explorer run --output`` has filled, perhaps not yet to its end, or the pre-trained pair.
        test_set: a path, or ``mnist-c:`` and a corruption, as of :func:`.find_test_set`.
        noises: what is swept over it; None takes the experiment's own, of the pair the article's.
        device: auto, cpu, cuda or mps.
        data_dir: where data sets are.
        jobs: sweeps at once, which change no result; None takes as many as there are cores, or 1 on a GPU.
        on_download: told how far a download is.

    Attributes:
        name: of the test set.
        experiment: the folder's, with this test set behind its data set's name, and with these noises.
        tasks: the runs that are finished.
        left_out: how many others there are.
        images: in the test set.
        jobs: sweeps at once.

    Raises:
        ConfigError, DataError: the folder has no finished run, or something else is not there.
    """

    def __init__(
        self,
        place: Place,
        test_set: str,
        *,
        noises: Sequence[NoiseConfig] | None = None,
        device: str = "auto",
        data_dir: Path | None = None,
        jobs: int | None = None,
        on_download: Callable[[DownloadProgress], None] | None = None,
    ) -> None:
        if jobs is not None and not 1 <= jobs <= MOST_JOBS:
            raise ConfigError("jobs", f"{jobs} is not allowed; allowed is 1 ... {MOST_JOBS}")
        self._device = choose_device(device)
        self.jobs = jobs or (min(os.cpu_count() or 1, MOST_JOBS) if self._device.type == "cpu" else 1)
        trained, self._stored, usual = trained_in(place)
        tasks = tasks_of(trained)
        self.tasks = [task for task in tasks if self._stored.trained(task) is not None]
        self.left_out = len(tasks) - len(self.tasks)
        if not self.tasks:
            raise ConfigError("", f"{place_text(place)} holds no finished run of its experiment")
        # Of the data set its numbers alone are needed, and those of MNIST are here without it.
        shipped = place == PRETRAINED
        data = load_mnist_sample() if shipped else None
        if data is None and is_own(trained.dataset):  # what it is like stands in its files alone
            data = load(trained.dataset, data_dir, on_download)
        size = data.size if data else IMAGE_SIZE
        classes = data.classes if data else len(describe(trained.dataset).class_names)
        found = find_test_set(test_set, data_dir, on_download, size=size, classes=classes)
        if data is None:  # after the test set, which may be missing: this may be a download
            data = load(trained.dataset, data_dir, on_download)
        self.name, self.images = found.name, len(found.images)
        self.experiment = dataclasses.replace(
            trained, dataset=f"{trained.dataset}@{found.name}", noises=tuple(noises or usual)
        )
        self._place = place
        self._data = dataclasses.replace(
            data,
            name=self.experiment.dataset,
            test_images=found.images,
            test_labels=found.labels,
        )

    def steps(self) -> Generator[RunProgress | tuple[RunResult, ...], None, None]:
        """Sweep each noise over each network, as many sweeps at once as ``jobs`` says.

        Yields:
            How far a run is, under its place among ``tasks`` counted from 1; and what came of it, an item for each
            noise, run by run in the order of ``tasks``. A run that diverged has nothing to evaluate, and says so.

        Raises:
            ConfigError: a run was there before, and is not any more.
        """
        assert self.experiment.threads is not None
        before = torch.get_num_threads()
        noises = self.experiment.noises
        sweeps = [(task, noise) for task in self.tasks for noise in noises]
        done = [0.0] * len(sweeps)
        found: list[RunResult | None] = [None] * len(sweeps)
        given = 0  # runs
        streams = [partial(self._sweep, task, noise) for task, noise in sweeps]
        torch.set_num_threads(self.experiment.threads)
        try:
            with closing(side_by_side(streams, self.jobs)) as items:
                for place, item in items:
                    run = place // len(noises)
                    if isinstance(item, RunResult):
                        found[place], done[place] = item, 1.0
                    elif item is not None:
                        done[place] = item.progress
                        text = f"{item.noise}, {100 * item.progress:.0f} %"
                        whole = sum(done[run * len(noises) : (run + 1) * len(noises)]) / len(noises)
                        yield RunProgress(run + 1, whole, text)
                    while given < len(self.tasks):
                        results = found[given * len(noises) : (given + 1) * len(noises)]
                        if any(result is None for result in results):
                            break
                        given += 1
                        yield tuple(result for result in results if result is not None)
        finally:
            torch.set_num_threads(before)

    def results(self, runs: Sequence[RunResult]) -> Results:
        """What came of the runs, as one; its tables name the test set."""
        return Results(
            self.experiment, tuple(runs), folder=self._place if isinstance(self._place, Path) else None
        )

    def csv(self, runs: Sequence[RunResult], dialect: CsvDialect = PLAIN) -> str:
        """The columns of ``results.csv``, variant by variant, seed by seed."""
        names = [variant.name for variant in self.experiment.variants]
        return results_csv(sorted(runs, key=lambda run: names.index(run.variant)), dialect)

    def _sweep(
        self, task: RunTask, noise: NoiseConfig
    ) -> Generator[EvaluationReport | RunResult, None, None]:
        """One noise over a network of its own, in whichever thread; the last item is what came of it."""
        assert self.experiment.threads is not None
        torch.set_num_threads(self.experiment.threads)  # each thread has a number of its own
        trained = self._stored.trained(task)
        if trained is None:
            raise ConfigError(
                "", f"{place_text(self._place)} has lost its run of {task.variant.name!r}, seed {task.seed}"
            )
        diverged = trained.history.diverged
        levels: tuple[NoiseResult, ...] = ()
        if diverged is None:
            network = restore_network(trained).to(self._device)
            for report in evaluation(network, self._data, noise, seed=task.seed, device=self._device):
                levels = report.results
                yield report
        yield RunResult(
            task.variant.name, self.experiment.dataset, noise.convention, task.seed, levels, diverged=diverged
        )
