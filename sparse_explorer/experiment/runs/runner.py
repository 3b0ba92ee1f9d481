"""One run from configuration to results: build, train, sweep, and go on where it was stopped. A stream of reports that
ends in the finished run."""

from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import torch

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.evaluation import evaluation
from sparse_explorer.experiment.engine.network import ExplorerNetwork, build_network
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.engine.training import DivergedError, Training
from sparse_explorer.experiment.plan.config import NoiseConfig, Variant
from sparse_explorer.experiment.plan.effects import same_effect
from sparse_explorer.experiment.plan.memory import check_memory
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import EvaluationReport, TrainingReport
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.runs.keeper import RunKeeper
from sparse_explorer.experiment.runs.store import StoredVariant, StoreError, TrainedVariant


@dataclass(frozen=True, eq=False)
class FinishedRun:
    """What a run leaves: its results, and the trained variant."""

    result: RunResult
    trained: TrainedVariant = field(repr=False)


def new_network(variant: Variant, seed: int) -> ExplorerNetwork:
    """The untrained network of a variant and a seed; variants that differ in a switch share what is left.

    Raises:
        ConfigError: this computer's memory cannot hold it.
    """
    check_memory(variant.network)
    return build_network(variant.network, generator(seed, "network"))


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
    network = restore_network(stored) if stored else new_network(variant, seed)
    training = Training(network, data, variant.training, seed=seed, device=device)
    if stored is None:
        return training, History()
    if stored.resume:
        try:
            training.load_state_dict(stored.resume)
        except (KeyError, ValueError) as error:
            raise StoreError(f"{variant.name!r} cannot go on: {error}") from None
    elif stored.history.finished or stored.history.diverged is not None:
        training.step = training.steps
    else:
        raise StoreError(f"{variant.name!r} is unfinished, and what it needs to go on is missing")
    return training, stored.history


def run(
    variant: Variant,
    data: ImageData,
    noise: NoiseConfig,
    *,
    seed: int,
    device: torch.device | str = "cpu",
    sweep: str = "last",
    stored: TrainedVariant | None = None,
    folder: Path | None = None,
) -> Generator[TrainingReport | EvaluationReport | FinishedRun, None, None]:
    """Train a variant with one seed and sweep the noise over it, or go on with that.

    A sweep changes nothing in the network and draws from a random stream of its own, so that training comes to the
    same bits with sweeps in between and without. So it does, on the same device and number of threads, however often
    the run was stopped and resumed.

    Args:
        variant: with its number of epochs settled.
        data: training and test images.
        noise: convention and levels of the sweep.
        seed: of weights, masks, shuffling and noise, each from a stream of its own.
        device: where to compute.
        sweep: after the ``last`` epoch or after ``every`` one.
        stored: the same run as it was saved; see :func:`goes_on`.
        folder: where it is saved while it is at work, and when the generator is closed before its end. A save that
            fails costs the run nothing.

    Yields:
        Reports of training and, after the epochs that ``sweep`` names, of the sweep; last the finished run. One that
        diverged ends there: it has no sweep, and its history says why.
    """
    training, history = restore_training(stored, variant, data, seed, device)
    keeper = RunKeeper(training, history, variant=variant, dataset=data.name, seed=seed, folder=folder)

    def swept() -> Iterator[EvaluationReport]:
        known = history.levels(noise.convention)
        for report in evaluation(training.network, data, noise, seed=seed, device=device, known=known):
            history.add_sweep(noise.convention, report.results)
            keeper.keep_up()
            yield report

    try:
        if _lacks_sweep(history, noise, sweep):
            yield from swept()
        with suppress(DivergedError):
            for report in training:
                history.add(report)
                keeper.keep_up(epoch_ended=report.test_accuracy is not None)
                yield report
                if _lacks_sweep(history, noise, sweep):
                    yield from swept()
    except GeneratorExit:
        keeper.finish()
        raise
    yield FinishedRun(result_of(variant.name, data.name, noise.convention, seed, history), keeper.trained())


def goes_on(stored: StoredVariant | TrainedVariant, variant: Variant, noise: NoiseConfig, sweep: str) -> bool:
    """Whether what was saved of a run can be completed: all sweeps over networks that are no more have been done."""
    if stored.history.diverged is not None or not same_effect(stored.variant, variant):
        return False
    if sweep == "last":
        return True
    wanted = noise.levels
    return all(
        tuple(level.noise for level in epoch.levels) == wanted
        for epoch, (step, _) in zip(
            stored.history.results(noise.convention), stored.history.accuracies, strict=False
        )
        if step != stored.history.step
    )


def result_of(name: str, dataset: str, convention: str, seed: int, history: History) -> RunResult:
    """The results that a finished run's history holds; of one that diverged, why it has none."""
    levels = history.levels(convention) if history.diverged is None else ()
    return RunResult(name, dataset, convention, seed, levels, history.results(convention), history.diverged)


def _lacks_sweep(history: History, noise: NoiseConfig, sweep: str) -> bool:
    """Whether the network as it is now is one whose noise is to be swept, and that has not been done."""
    if history.diverged is not None or not history.accuracies or history.accuracies[-1][0] != history.step:
        return False
    swept = tuple(level.noise for level in history.levels(noise.convention))
    return (sweep == "every" or history.finished) and swept != noise.levels
