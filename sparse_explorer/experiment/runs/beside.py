"""Networks from elsewhere beside the finished runs of an experiment, under the same noise. Nothing is trained.

    found = Beside(Path("out"), [OtherModel("Mine", "mine.py:network")])
    for each in found.steps():
        ...  # how far it is, and what came of each sweep
    print(found.results().text())

A network from elsewhere is swept once with each seed of the experiment, that is under the noise that the variants of
that seed were shown, so that differences are paired by seed as everywhere.
"""

import dataclasses
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import torch
from torch import nn

from sparse_explorer.data.datasets import ImageData, load
from sparse_explorer.data.download import DownloadProgress
from sparse_explorer.experiment.engine.devices import choose_device
from sparse_explorer.experiment.engine.evaluation import evaluation
from sparse_explorer.experiment.engine.other_network import OtherModel, OtherNetwork
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.collected import Results
from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect
from sparse_explorer.experiment.results.model_layers import ModelLayer, layer_table
from sparse_explorer.experiment.results.report import ExperimentReport
from sparse_explorer.experiment.results.reports import NoiseResult, RunProgress
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.text_table import markdown_text
from sparse_explorer.experiment.runs.runner import restore_network
from sparse_explorer.experiment.runs.runs import RunTask
from sparse_explorer.experiment.runs.stored_runs import tasks_of
from sparse_explorer.experiment.runs.trained_runs import Place, place_text, trained_in
from sparse_explorer.reading import short

LAYERS = "models.md"

_OF_TRAINING = ("epochs.csv", "layers.csv", "duty-cycles.csv", "duty-cycles.png")


@dataclasses.dataclass(frozen=True)
class Sweep:
    """One network under one noise.

    Attributes:
        name, seed: of the network; the noise has the same seed.
        noise: kind and levels.
        task: the run that trained it; None for one from elsewhere.
    """

    name: str
    seed: int
    noise: NoiseConfig
    task: RunTask | None

    @property
    def label(self) -> str:
        """For a progress bar."""
        return f"{self.name}, seed {self.seed}, {self.noise.convention}"


class Beside:
    """The runs of an experiment that are finished, and networks from elsewhere beside them.

    Args:
        place: what ``sparse-explorer run --output`` has filled, perhaps not yet to its end, or the pre-trained pair.
        models: the networks from elsewhere.
        noises: what is swept; None takes the experiment's own, whose results for the variants are there already.
        reference: the variant or model that all others are compared with; None is the experiment's first variant.
        device: auto, cpu, cuda or mps; ONNX files compute on the CPU in any case.
        data_dir: where data sets are.
        on_download: told how far a download is.

    Attributes:
        experiment: the folder's, with these noises.
        sweeps: what is to be done.
        left_out: how many runs of the experiment are not finished.
        layers: of each network from elsewhere, by its name.

    Raises:
        ConfigError, DataError: the folder has no finished run, or a model is of no use.
    """

    def __init__(
        self,
        place: Place,
        models: Sequence[OtherModel],
        *,
        noises: Sequence[NoiseConfig] | None = None,
        reference: str | None = None,
        device: str = "auto",
        data_dir: Path | None = None,
        on_download: Callable[[DownloadProgress], None] | None = None,
    ) -> None:
        self._device = choose_device(device)
        self._place = place
        trained, self._stored, usual = trained_in(place)
        self.experiment = dataclasses.replace(trained, noises=tuple(noises or usual))
        self._models = {model.name: model for model in models}
        self._reference = reference
        self._check_names([variant.name for variant in trained.variants], [model.name for model in models])
        tasks = tasks_of(trained)
        finished = {
            task.number: found for task in tasks if (found := self._stored.finished(task)) is not None
        }
        self.left_out = len(tasks) - len(finished)
        if not finished:
            raise ConfigError("", f"{place_text(place)} holds no finished run of its experiment")
        self._runs: list[RunResult] = []
        self.sweeps: list[Sweep] = []
        there = [task for task in tasks if task.number in finished]
        self._data: ImageData = load(trained.dataset, data_dir, on_download)
        for seed in dict.fromkeys(task.seed for task in there):
            for noise in self.experiment.noises:  # inside: what is drawn of a noise serves all networks
                for task in (task for task in there if task.seed == seed):
                    if noise in trained.noises:
                        self._runs += [
                            run for run in finished[task.number] if run.noise_convention == noise.convention
                        ]
                    else:
                        self.sweeps.append(Sweep(task.variant.name, seed, noise, task))
                self.sweeps += [Sweep(name, seed, noise, None) for name in self._models]
        self.layers: dict[str, tuple[ModelLayer, ...]] = {}
        for name, model in self._models.items():  # before a sweep that may take hours
            network = model.network(self._data, there[0].seed)
            self.layers[name] = network.layers
            for noise in self.experiment.noises:
                network.check_noise(noise.convention)

    def steps(self) -> Generator[RunProgress | RunResult, None, None]:
        """Do the sweeps, one after the other.

        Yields:
            How far a sweep is, under its place in ``sweeps`` counted from 1; and what came of it.

        Raises:
            ConfigError: a run was there before and is not any more, or a model's answers are of no use.
        """
        assert self.experiment.threads is not None
        before = torch.get_num_threads()
        torch.set_num_threads(self.experiment.threads)
        try:
            for number, sweep in enumerate(self.sweeps, start=1):
                network = self._network(sweep)
                if isinstance(network, RunResult):
                    self._runs.append(network)
                    yield network
                    continue
                levels: tuple[NoiseResult, ...] = ()
                for report in evaluation(
                    network.to(self._device), self._data, sweep.noise, seed=sweep.seed, device=self._device
                ):
                    levels = report.results
                    yield RunProgress(number, report.progress, f"{100 * report.progress:.0f} %")
                found = RunResult(
                    sweep.name, self.experiment.dataset, sweep.noise.convention, sweep.seed, levels
                )
                self._runs.append(found)
                yield found
        finally:
            torch.set_num_threads(before)

    def results(self) -> Results:
        """What is known so far, variants first; its tables have a column for each network from elsewhere."""
        names = [*(variant.name for variant in self.experiment.variants), *self._models]
        runs = sorted(self._runs, key=lambda run: (run.seed, names.index(run.variant)))
        return Results(
            self.experiment,
            tuple(runs),
            folder=self._place if isinstance(self._place, Path) else None,
            others=tuple(self._models),
            reference=self._reference,
        )

    def files(
        self, dialect: CsvDialect = PLAIN, complain: Callable[[str], object] = print
    ) -> dict[str, str | bytes]:
        """Tables, curves and comparisons as ``run`` writes them, and the layers of the networks from elsewhere."""
        found = self.results()
        report = ExperimentReport(
            self.experiment, found.runs, dialect, complain, others=found.others, reference=found.reference
        )
        files = {name: content for name, content in report.files().items() if name not in _OF_TRAINING}
        files[LAYERS] = "\n".join(
            f"{markdown_text(name)}\n\n{layer_table(layers, markdown=True)}\n"
            for name, layers in self.layers.items()
        )
        return files

    def _network(self, sweep: Sweep) -> nn.Module | RunResult:
        """The network to be swept, or what is to be said where that diverged."""
        if sweep.task is None:
            return self._models[sweep.name].network(self._data, sweep.seed)
        trained = self._stored.trained(sweep.task)
        if trained is None:
            raise ConfigError(
                "", f"{place_text(self._place)} has lost its run of {sweep.name!r}, seed {sweep.seed}"
            )
        diverged = trained.history.diverged
        if diverged is not None:
            return RunResult(
                sweep.name,
                self.experiment.dataset,
                sweep.noise.convention,
                sweep.seed,
                (),
                diverged=diverged,
            )
        return restore_network(trained)

    def _check_names(self, variants: list[str], models: list[str]) -> None:
        twice = next((name for name in models if [*variants, *models].count(name) > 1), None)
        if twice is not None:
            raise ConfigError("model", f"two are named {short(twice)}; names tell results apart")
        if not models:
            raise ConfigError("model", "there is none; name one or more")
        if self._reference is not None and self._reference not in (*variants, *models):
            raise ConfigError(
                "reference",
                f"{short(self._reference)} is unknown; allowed are {', '.join((*variants, *models))}",
            )


def sweep_other(
    model: OtherModel,
    data: ImageData,
    noises: Sequence[NoiseConfig],
    seeds: Sequence[int],
    device: str,
) -> Generator[tuple[int, float] | RunResult, None, None]:
    """Sweep noises over a network from elsewhere alone.

    Yields:
        The seed at work and how far it is, 0 ... 1; and what came of each seed and noise.
    """
    place = choose_device(device)
    for seed in seeds:
        network: OtherNetwork = model.network(data, seed)
        for noise in noises:
            network.check_noise(noise.convention)
        for index, noise in enumerate(noises):
            levels: tuple[NoiseResult, ...] = ()
            for report in evaluation(network.to(place), data, noise, seed=seed, device=place):
                levels = report.results
                yield seed, (index + report.progress) / len(noises)
            yield RunResult(model.name, data.name, noise.convention, seed, levels)
