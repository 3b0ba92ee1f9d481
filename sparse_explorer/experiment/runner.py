"""One run from configuration to results: build, train, sweep. A stream of reports that ends in the finished run."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import torch

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.config import NoiseConfig, Variant
from sparse_explorer.experiment.evaluation import evaluation
from sparse_explorer.experiment.history import History
from sparse_explorer.experiment.network import ExplorerNetwork, build_network
from sparse_explorer.experiment.reports import EvaluationReport, TrainingReport
from sparse_explorer.experiment.results import RunResult
from sparse_explorer.experiment.seeding import generator
from sparse_explorer.experiment.store import StoreError, TrainedVariant
from sparse_explorer.experiment.training import DivergedError, Training


@dataclass(frozen=True, eq=False)
class FinishedRun:
    """What a run leaves: its results, and the trained variant."""

    result: RunResult
    trained: TrainedVariant = field(repr=False)


def new_network(variant: Variant, seed: int) -> ExplorerNetwork:
    """The untrained network of a variant and a seed; variants that differ in a switch share what is left."""
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


def run(
    variant: Variant,
    data: ImageData,
    noise: NoiseConfig,
    *,
    seed: int,
    device: torch.device | str = "cpu",
    sweep: str = "last",
) -> Iterator[TrainingReport | EvaluationReport | FinishedRun]:
    """Train a variant with one seed and sweep the noise over it.

    A sweep changes nothing in the network and draws from a random stream of its own, so that training comes to the
    same bits with sweeps in between and without.

    Args:
        variant: with its number of epochs settled.
        data: training and test images.
        noise: convention and levels of the sweep.
        seed: of weights, masks, shuffling and noise, each from a stream of its own.
        device: where to compute.
        sweep: after the ``last`` epoch or after ``every`` one.

    Yields:
        Reports of training and, after the epochs that ``sweep`` names, of the sweep; last the finished run. One that
        diverged ends there: it has no sweep, and its history says why.
    """
    network = new_network(variant, seed)
    history = History()
    with suppress(DivergedError):
        for report in Training(network, data, variant.training, seed=seed, device=device):
            history.add(report)
            yield report
            if report.finished or (sweep == "every" and report.test_accuracy is not None):
                swept = EvaluationReport(0, 0, ())
                for swept in evaluation(network, data, noise, seed=seed, device=device):
                    yield swept
                history.add_sweep(swept.results)
    yield FinishedRun(
        result_of(variant.name, data.name, noise.convention, seed, history),
        TrainedVariant(variant, data.name, seed, network.state_dict(), history=history),
    )


def result_of(name: str, dataset: str, convention: str, seed: int, history: History) -> RunResult:
    """The results that a finished run's history holds; of one that diverged, why it has none."""
    levels = history.epochs[-1].levels if history.diverged is None else ()
    return RunResult(name, dataset, convention, seed, levels, tuple(history.epochs), history.diverged)
