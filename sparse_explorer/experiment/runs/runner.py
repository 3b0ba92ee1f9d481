"""One run from configuration to results: build, train, sweep, and go on where it was stopped. A stream of reports that
ends in the finished run."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.evaluation import evaluation
from sparse_explorer.experiment.engine.network import ExplorerNetwork, build_network
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.engine.training import DivergedError, Training
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.effects import same_effect
from sparse_explorer.experiment.plan.experiment import Sweep
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.memory import check_memory
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import EvaluationReport, TrainingReport
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.runs.keeper import RunKeeper
from sparse_explorer.experiment.runs.store import StoredVariant, StoreError, TrainedVariant


@dataclass(frozen=True, eq=False)
class FinishedRun:
    """What a run leaves: its results, one for each noise, and the trained variant."""

    results: tuple[RunResult, ...]
    trained: TrainedVariant = field(repr=False)


def unfitted(variant: Variant) -> Variant:
    """A variant as it is asked for, whatever data set its network was made for; what that is, is said beside it."""
    try:
        return replace(variant, network=replace(variant.network, image_size=None, classes=None))
    except ConfigError:  # it is for larger images alone
        return variant


def fitted(variant: Variant, data: ImageData) -> Variant:
    """A variant whose network is for the images and the classes of a data set.

    Raises:
        ConfigError: it cannot be; names the variant.
    """
    try:
        return replace(variant, network=variant.network.fitted(data.size, data.classes))
    except ConfigError as error:
        raise ConfigError(
            error.field, f"{error.reason}; {variant.name!r} does not fit the images of {data.name}"
        ) from None


def new_network(variant: Variant, seed: int) -> ExplorerNetwork:
    """The untrained network of a variant and a seed; variants that differ in a switch share what is left.

    Raises:
        ConfigError: this computer's memory cannot hold it.
    """
    check_memory(variant.network)
    return build_network(blueprint(variant.network), generator(seed, "network"))


def restore_network(trained: TrainedVariant) -> ExplorerNetwork:
    """The network of a trained variant, on the CPU.

    Raises:
        StoreError: the weights belong to a different network.
    """
    network = new_network(trained.variant, trained.seed)
    try:
        network.load_state_dict(trained.weights)
    except RuntimeError:
        raise StoreError(f"the weights of {trained.variant.name!r} belong to a different network") from None
    return network


def restore_training(
    stored: TrainedVariant | None, variant: Variant, data: ImageData, seed: int, device: torch.device | str
) -> tuple[Training, History]:
    """A training that stands where ``stored`` stopped, or at its beginning, and its history.

    Raises:
        StoreError: the weights, or what is needed to go on, belong to a different network or are missing.
    """
    network = restore_network(stored) if stored else new_network(fitted(variant, data), seed)
    training = Training(network, data, variant.training, seed=seed, device=device)
    if stored is None:
        return training, History()
    if stored.resume:
        try:
            training.load_state_dict(stored.resume)
        except (KeyError, ValueError) as error:
            raise StoreError(f"{variant.name!r} cannot continue: {error}") from None
    elif stored.history.finished or stored.history.diverged is not None:
        training.step = training.steps
    else:
        raise StoreError(f"{variant.name!r} is unfinished, and what it needs to continue is missing")
    return training, stored.history


def run(
    variant: Variant,
    data: ImageData,
    sweeps: Sequence[Sweep],
    *,
    seed: int,
    device: torch.device | str = "cpu",
    stored: TrainedVariant | None = None,
    folder: Path | None = None,
) -> Generator[TrainingReport | EvaluationReport | FinishedRun, None, None]:
    """Train a variant with one seed and sweep every noise over it, or go on with that.

    A sweep changes nothing in the network and draws from a random stream of its own, so that training comes to the
    same bits with sweeps in between and without. So it does, on the same device and number of threads, however often
    the run was stopped and resumed.

    Args:
        variant: with its number of epochs settled.
        data: training and test images.
        sweeps: the noises, and after which epochs each is swept.
        seed: of weights, masks, shuffling and noise, each from a stream of its own.
        device: where to compute.
        stored: the same run as it was saved; see :func:`goes_on`.
        folder: where it is saved while it is at work, and when the generator is closed before its end. A save that
            fails costs the run nothing.

    Yields:
        Reports of training and, after the epochs that ``sweeps`` name, of the sweeps; last the finished run. One that
        diverged ends there: it has no sweep, and its history says why.
    """
    variant = fitted(variant, data)
    training, history = restore_training(stored, variant, data, seed, device)
    keeper = RunKeeper(training, history, variant=variant, dataset=data.name, seed=seed, folder=folder)

    def swept() -> Iterator[EvaluationReport]:
        for sweep in sweeps:
            if not _lacks_sweep(history, sweep):
                continue
            known = history.levels(sweep.noise.convention)
            for report in evaluation(
                training.network, data, sweep.noise, seed=seed, device=device, known=known
            ):
                history.add_sweep(report.noise, report.results)
                keeper.keep_up()
                yield report

    try:
        yield from swept()
        with suppress(DivergedError):
            for report in training:
                history.add(report)
                keeper.keep_up(epoch_ended=report.test_accuracy is not None)
                yield report
                yield from swept()
    except GeneratorExit:
        keeper.finish()
        raise
    yield FinishedRun(results_of(variant.name, data.name, sweeps, seed, history), keeper.trained())


def goes_on(stored: StoredVariant | TrainedVariant, variant: Variant, sweeps: Sequence[Sweep]) -> bool:
    """Whether what was saved of a run can be completed: all sweeps over networks that are no more have been done."""
    if stored.history.diverged is not None or not same_effect(unfitted(stored.variant), unfitted(variant)):
        return False
    return all(
        tuple(level.noise for level in epoch.levels) == sweep.noise.levels
        for sweep in sweeps
        if sweep.every
        for epoch, (step, _) in zip(
            stored.history.results(sweep.noise.convention), stored.history.accuracies, strict=False
        )
        if step != stored.history.step
    )


def results_of(
    name: str, dataset: str, sweeps: Sequence[Sweep], seed: int, history: History
) -> tuple[RunResult, ...]:
    """The results that a finished run's history holds, one for each noise; of one that diverged, why it has none."""
    return tuple(
        RunResult(
            name,
            dataset,
            noise,
            seed,
            history.levels(noise) if history.diverged is None else (),
            history.results(noise),
            history.diverged,
        )
        for noise in (sweep.noise.convention for sweep in sweeps)
    )


def _lacks_sweep(history: History, sweep: Sweep) -> bool:
    """Whether the network as it is now is one that this noise is to be swept over, and that has not been done."""
    if history.diverged is not None or not history.accuracies or history.accuracies[-1][0] != history.step:
        return False
    swept = tuple(level.noise for level in history.levels(sweep.noise.convention))
    return (sweep.every or history.finished) and swept != sweep.noise.levels
