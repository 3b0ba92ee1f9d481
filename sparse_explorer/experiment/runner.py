"""One run from configuration to results: build, train, sweep. A stream of reports that ends in the finished run."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import torch

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.config import NoiseConfig, Variant
from sparse_explorer.experiment.evaluation import evaluation
from sparse_explorer.experiment.network import ExplorerNetwork, build_network
from sparse_explorer.experiment.reports import EvaluationReport, TrainingReport
from sparse_explorer.experiment.results import RunResult
from sparse_explorer.experiment.seeding import generator
from sparse_explorer.experiment.store import TrainedVariant
from sparse_explorer.experiment.training import Training


@dataclass(frozen=True, eq=False)
class FinishedRun:
    """What a run leaves: its results, and the trained variant."""

    result: RunResult
    trained: TrainedVariant = field(repr=False)


def new_network(variant: Variant, seed: int) -> ExplorerNetwork:
    """The untrained network of a variant and a seed; variants that differ in a switch share what is left."""
    return build_network(variant.network, generator(seed, "network"))


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
    test_accuracy = []
    for report in Training(network, data, variant.training, seed=seed, device=device):
        if report.test_accuracy is not None:
            test_accuracy.append(report.test_accuracy)
        yield report
    sweep = EvaluationReport(0, 0, ())
    for sweep in evaluation(network, data, noise, seed=seed, device=device):
        yield sweep
    yield FinishedRun(
        RunResult(variant.name, data.name, noise.convention, seed, sweep.results),
        TrainedVariant(variant, data.name, seed, network.state_dict(), history={"test_accuracy": test_accuracy}),
    )
