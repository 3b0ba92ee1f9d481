"""Interventions in the networks that an experiment has trained, seed by seed: what is done already, what is missing."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from safetensors.torch import load as tensors_of

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.devices import choose_device
from sparse_explorer.experiment.engine.interventions import Pair, mechanism
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.plan.verdict_plan import Contrast, VerdictPlan
from sparse_explorer.experiment.results.mechanism import Mechanism
from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.runs.runner import fitted, restore_network
from sparse_explorer.experiment.runs.runs import RunTask, load_once, threads_set
from sparse_explorer.experiment.runs.store import TrainedVariant, load_variant
from sparse_explorer.experiment.runs.stored import WEIGHTS
from sparse_explorer.experiment.runs.stored_curves import Curves, CurvesKey, read_curves, write_curves
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError
from sparse_explorer.reading.aside import put_aside
from sparse_explorer.reading.files import hex_digest


@dataclass(frozen=True)
class NetworkPlace:
    """Where a trained network is.

    Attributes:
        variant, seed: which one it is.
        weights: the folder of its run, or the weights themselves as safetensors.
    """

    variant: Variant
    seed: int
    weights: Path | bytes

    def digest(self) -> str:
        """The sum (SHA-256) of its weights.

        Raises:
            OSError: they cannot be read.
        """
        if isinstance(self.weights, bytes):
            return hashlib.sha256(self.weights).hexdigest()
        with (self.weights / WEIGHTS).open("rb") as file:
            return hex_digest(file, hashlib.sha256())

    def network(self, data: ImageData) -> ExplorerNetwork:
        """The network, on the CPU, in evaluation mode; ``data`` is what it was trained on.

        Raises:
            StoreError: it cannot be read, or is of another variant.
        """
        if isinstance(self.weights, bytes):
            trained = TrainedVariant(fitted(self.variant, data), "", self.seed, tensors_of(self.weights))
        else:
            trained = load_variant(self.weights)
        return restore_network(trained).eval()


@dataclass(frozen=True)
class ExaminationTask:
    """All interventions in the networks of one seed, in full.

    Attributes:
        number: its place among all that is done, after the runs; progress is reported under it.
        contrast: which variants, under which noise.
        seed: of the networks.
        networks: the dense one, the sparse one, and perhaps the wide one.
        key: what tells its curves from others.
        dataset, data_dir: whose test images are shown, and where it lies.
        device: name of the device to compute on.
        threads: CPU threads to compute with.
    """

    number: int
    contrast: Contrast
    seed: int
    networks: tuple[NetworkPlace, ...]
    key: CurvesKey
    dataset: str
    data_dir: Path | None
    device: str
    threads: int

    @property
    def name(self) -> str:
        """What it is, in words."""
        return f"interventions in {self.contrast.sparse}, seed {self.seed}"


def examine(
    task: ExaminationTask,
    report: Callable[[RunProgress], None] | None = None,
    data: ImageData | None = None,
) -> Curves:
    """Do all interventions of a seed, wherever this is called.

    Args:
        task: what to do.
        report: told how far it is; an exception that it raises ends it.
        data: the task's data set; loaded, and kept for the next task, if it is not given.

    Raises:
        StoreError: a network is gone meanwhile.
        ConfigError, DataError: there is no such device or data set here.
    """
    with threads_set(task.threads):
        if data is None:
            data = load_once(task.dataset, task.data_dir)
        device = choose_device(task.device)
        networks = [place.network(data).to(device) for place in task.networks]
        curves: Curves = ()
        for each in mechanism([Pair(task.seed, *networks)], data, task.contrast.noise, device=device):
            curves = each.curves
            if report is not None:
                text = f"{task.contrast.noise.convention}, {len(curves)} curves"
                report(RunProgress(task.number, each.progress, text))
        return curves


class Examination:
    """What is to be done, and what was found, for one verdict.

    Args:
        plan: which variants, and which seeds claim.
        runs: all of the plan's runs that are finished and did not diverge.
        place: where a run's network is; None where it is not to be had.
        path: the file that the curves are kept in; None for none.
        device: to compute on.
        complain: told in a line what cannot be read or saved.

    Attributes:
        tasks: all that can be done.
        failed: those of them that failed in this process.
        unsaved: whether there are curves that the file lacks.
    """

    def __init__(
        self,
        plan: VerdictPlan,
        runs: Sequence[RunTask],
        place: Callable[[RunTask], Path | bytes | None],
        path: Path | None,
        *,
        device: str,
        first: int,
        complain: Callable[[str], object],
    ) -> None:
        self.failed: list[ExaminationTask] = []
        self.unsaved = False
        self._plan = plan
        self._path = path
        self._complain = complain
        self._absent: dict[tuple[Contrast, int], str] = {}
        self._curves: dict[CurvesKey, Curves] = {}
        self.tasks = self._planned(runs, place, device, first)
        self._curves = self._kept()

    @property
    def missing(self) -> list[ExaminationTask]:
        """What has no curves yet."""
        return [task for task in self.tasks if task.key not in self._curves]

    @property
    def complete(self) -> bool:
        """Whether all that can be done is done, and saved where it was to be."""
        return not (self.missing or self.unsaved)

    def add(self, task: ExaminationTask, curves: Curves) -> None:
        """Keep what was found, in the file too; where that fails it is said, and tried again the next time."""
        self._curves[task.key] = curves
        if self._path is None:
            return
        try:
            write_curves(self._path, self._curves)
        except OSError as error:
            self.unsaved = True
            self._complain(f"cannot write {shown(self._path)}: {error.strerror or error}; the work goes on")
        else:
            self.unsaved = False

    def found(self) -> tuple[Mechanism, ...]:
        """What there is to be said so far, for each of the plan's contrasts."""
        tasks = {(task.contrast, task.seed): task for task in self.tasks}
        found = []
        for contrast in self._plan.contrasts:
            curves: list[Curves] = []
            left_out = []
            for seed in self._plan.claiming:
                task = tasks.get((contrast, seed))
                if task is None:
                    left_out.append(self._absent[contrast, seed])
                elif task.key in self._curves:
                    curves.append(self._curves[task.key])
                else:
                    why = "they failed" if task in self.failed else "they are not made yet"
                    left_out.append(f"{task.name}: {why}")
            found.append(
                Mechanism(
                    contrast.dense,
                    contrast.sparse,
                    contrast.wide,
                    contrast.noise.convention,
                    tuple(curve for of_seed in curves for curve in of_seed),
                    tuple(left_out),
                )
            )
        return tuple(found)

    def _planned(
        self,
        runs: Sequence[RunTask],
        place: Callable[[RunTask], Path | bytes | None],
        device: str,
        first: int,
    ) -> list[ExaminationTask]:
        known = {(run.variant.name, run.seed): run for run in runs}
        places: dict[tuple[str, int], tuple[NetworkPlace, str] | None] = {}
        tasks: list[ExaminationTask] = []
        for seed in self._plan.claiming:
            for contrast in self._plan.contrasts:
                for name in contrast.variants:
                    if (name, seed) not in places:
                        places[name, seed] = _found(known.get((name, seed)), place)
                there = [places[name, seed] for name in contrast.variants]
                absent = [name for name in (contrast.dense, contrast.sparse) if places[name, seed] is None]
                if absent:
                    self._absent[contrast, seed] = (
                        f"interventions in {contrast.sparse}, seed {seed}: there is no trained network of {absent[0]}"
                    )
                    continue
                networks = [each for each in there if each is not None]
                run = known[contrast.sparse, seed]
                noise = contrast.noise
                tasks.append(
                    ExaminationTask(
                        first + len(tasks),
                        contrast,
                        seed,
                        tuple(network for network, _ in networks),
                        CurvesKey(
                            seed, noise.convention, noise.levels, tuple(digest for _, digest in networks)
                        ),
                        run.dataset,
                        run.data_dir,
                        device,
                        run.threads,
                    )
                )
        return tasks

    def _kept(self) -> dict[CurvesKey, Curves]:
        """What the file holds of these networks; one that cannot be read is put aside."""
        if self._path is None:
            return {}
        try:
            stored: Mapping[CurvesKey, Curves] = read_curves(self._path)
        except (OSError, ReadError) as error:
            why = (error.strerror or error) if isinstance(error, OSError) else error
            line = f"cannot read {shown(self._path)}: {why}; its interventions are made again"
            with suppress(OSError):
                line += f", and it is kept as {put_aside(self._path).name}"
            self._complain(line)
            return {}
        wanted = {task.key for task in self.tasks}
        return {key: curves for key, curves in stored.items() if key in wanted}


def _found(
    run: RunTask | None, place: Callable[[RunTask], Path | bytes | None]
) -> tuple[NetworkPlace, str] | None:
    """A run's network with its sum, if it can be had."""
    weights = place(run) if run is not None else None
    if run is None or weights is None:
        return None
    found = NetworkPlace(run.variant, run.seed, weights)
    try:
        return found, found.digest()
    except OSError:
        return None
