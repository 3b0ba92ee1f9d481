"""Finished runs by what names them: the folder of an experiment, or a word for the pair that comes with the program."""

from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.pretrained_ids import DATASET, IDS, PRETRAINED, SEED
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.runs.ownership import VARIANTS
from sparse_explorer.experiment.runs.pretrained import load_pretrained
from sparse_explorer.experiment.runs.runner import results_of
from sparse_explorer.experiment.runs.runs import RunTask
from sparse_explorer.experiment.runs.shipped import describe_shipped
from sparse_explorer.experiment.runs.store import TrainedVariant
from sparse_explorer.experiment.runs.stored_runs import StoredRuns, experiment_in
from sparse_explorer.paths import shown
from sparse_explorer.threads import default_threads

Place = Path | Literal["pretrained"]
"""A folder, or PRETRAINED."""


class TrainedRuns(Protocol):
    """Runs that can be looked up by what was asked for."""

    def finished(self, task: RunTask) -> tuple[RunResult, ...] | None:
        """The results of a run that is finished, one for each noise; None if there is none of exactly that."""

    def trained(self, task: RunTask) -> TrainedVariant | None:
        """The network of a run that is finished; None as above."""


class Trained(NamedTuple):
    """An experiment with nothing left open, those of its runs that are finished, and what is swept over them if nothing
    is said: the experiment's noises, or of the pair, which has many, the article's."""

    experiment: Experiment
    runs: TrainedRuns
    usual: tuple[NoiseConfig, ...]


def place_of(named: str | Path) -> Place:
    """What a text or a path names: :data:`PRETRAINED` is the pair; a folder of that name is ``./pretrained``."""
    return PRETRAINED if named == PRETRAINED and isinstance(named, str) else Path(named)


def place_text(place: Place) -> str:
    """A place for a message of one line."""
    return shown(place) if isinstance(place, Path) else "the pre-trained pair"


def trained_in(place: Place) -> Trained:
    """The experiment of a place, and its finished runs.

    Raises:
        ConfigError: the folder holds no experiment that can be read.
        StoreError: a file of the pair is missing or broken.
    """
    if isinstance(place, Path):
        experiment = experiment_in(place)
        return Trained(experiment, StoredRuns(place / VARIANTS), experiment.noises)
    pair = ShippedRuns()
    return Trained(pair.experiment, pair, (NoiseConfig("article"),))


class ShippedRuns:
    """The pair that comes with the program.

    Attributes:
        experiment: what it would be the outcome of.

    Raises:
        StoreError: a file is missing or broken.
    """

    def __init__(self) -> None:
        self._stored = describe_shipped()
        history = self._stored[next(iter(IDS))].history
        noises = [
            NoiseConfig(name, tuple(level.noise for level in history.levels(name))) for name in history.sweeps
        ]
        self.experiment = Experiment(
            tuple(stored.variant for stored in self._stored.values()),
            dataset=DATASET,
            seed=SEED,
            noises=tuple(noises),
            sweep="last",
            threads=default_threads(),
        )

    def finished(self, task: RunTask) -> tuple[RunResult, ...] | None:
        variant_id = self._id_of(task)
        if variant_id is None:
            return None
        history = self._stored[variant_id].history
        return results_of(task.variant.name, task.dataset, task.sweeps, task.seed, history)

    def trained(self, task: RunTask) -> TrainedVariant | None:
        variant_id = self._id_of(task)
        return load_pretrained(variant_id) if variant_id is not None else None

    def _id_of(self, task: RunTask) -> str | None:
        asked = task.variant, task.dataset, task.seed
        known = {each: (stored.variant, stored.dataset, stored.seed) for each, stored in self._stored.items()}
        return next((each for each, run in known.items() if run == asked), None)
