"""One run from configuration to results: build, train, sweep. A stream of reports that ends in the finished run."""

from collections.abc import Iterator
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
from sparse_explorer.experiment.training import Training


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
) -> Iterator[TrainingReport | EvaluationReport | FinishedRun]:
    """Train a variant with one seed and sweep the noise over it.

    Args:
        variant: with its number of epochs settled.
        data: training and test images.
        noise: convention and levels of the sweep.
        seed: of weights, masks, shuffling and noise, each from a stream of its own.
        device: where to compute.

    Yields:
        Reports of training, then of the sweep, and last the finished run.
    """
    network = new_network(variant, seed)
    history = History()
    for report in Training(network, data, variant.training, seed=seed, device=device):
        history.add(report)
        yield report
    sweep = EvaluationReport(0, 0, ())
    for sweep in evaluation(network, data, noise, seed=seed, device=device):
        yield sweep
    yield FinishedRun(
        RunResult(variant.name, data.name, noise.convention, seed, sweep.results),
        TrainedVariant(variant, data.name, seed, network.state_dict(), history=history),
    )
