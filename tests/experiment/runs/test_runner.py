"""One run from configuration to results: what a seed decides, and which results count."""

import dataclasses
from collections.abc import Sequence

import pytest
import torch

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.evaluation import evaluation
from sparse_explorer.experiment.engine.training import Training
from sparse_explorer.experiment.plan.experiment import Sweep
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import (
    Divergence,
    EpochResult,
    EvaluationReport,
    NoiseResult,
    TrainingReport,
)
from sparse_explorer.experiment.runs.runner import FinishedRun, new_network, restore_network, results_of, run
from sparse_explorer.experiment.runs.store import StoreError

NETWORK = NetworkConfig(
    convs=(ConvConfig(channels=4, k=40),), hidden=HiddenConfig(units=20, activation="k-winners", k=5)
)
VARIANT = Variant("small", NETWORK, TrainingConfig(epochs=2, learning_rate=0.1))
NOISE = NoiseConfig("paper", (0.0, 0.5))


def do(data: ImageData, seed: int, sweep: str = "last") -> list[object]:
    return list(run(VARIANT, data, (Sweep(NOISE, sweep == "every"),), seed=seed))


def swept(network: torch.nn.Module, data: ImageData, seed: int) -> tuple[NoiseResult, ...]:
    *_, last = evaluation(network, data, NOISE, seed=seed)
    return last.results


def losses(reports: Sequence[object]) -> list[float]:
    return [loss for report in reports if isinstance(report, TrainingReport) for loss in report.losses]


def test_every_seed_has_weights_and_masks_of_its_own() -> None:
    one, same, other = (new_network(VARIANT, seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(one[name], same[name]) for name in one)
    drawn = {name for name in one if name.endswith(("weight", "bias", "zero_mask"))}
    assert len(drawn) == 8
    assert {name for name in one if not torch.equal(one[name], other[name])} == drawn


def test_the_seed_decides_training_and_noise(few_digits: ImageData) -> None:
    reports = do(few_digits, seed=3)
    finished = reports[-1]
    assert isinstance(finished, FinishedRun)
    expected = list(Training(new_network(VARIANT, 3), few_digits, VARIANT.training, seed=3))
    assert losses(reports) == losses(expected)
    network = restore_network(finished.trained)
    assert finished.results[0].levels == swept(network, few_digits, seed=3)
    assert finished.results[0].levels[1].loss != swept(network, few_digits, seed=0)[1].loss  # other noise
    assert (finished.results[0].seed, finished.trained.seed) == (3, 3)
    assert (finished.results[0].variant, finished.trained.variant) == ("small", VARIANT)
    assert (finished.results[0].dataset, finished.results[0].noise_convention) == ("digits", "paper")


@pytest.mark.parametrize(("sweep", "epochs"), [("last", {2}), ("every", {1, 2})])
def test_the_noise_is_swept_after_the_epochs_that_are_asked_for(
    few_digits: ImageData, sweep: str, epochs: set[int]
) -> None:
    reports = do(few_digits, seed=0, sweep=sweep)
    result = reports[-1].results[0]
    assert {epoch.epoch for epoch in result.epochs if epoch.levels} == epochs
    assert result.levels == result.epochs[-1].levels
    assert len({epoch.levels for epoch in result.epochs}) == 2  # none, or those of another epoch
    sweeps = [report for report in reports if isinstance(report, EvaluationReport) and report.progress == 1]
    assert [report.results for report in sweeps] == [epoch.levels for epoch in result.epochs if epoch.levels]


def test_a_restored_network_answers_as_the_trained_one(few_digits: ImageData) -> None:
    finished = do(few_digits, seed=1)[-1]
    network = restore_network(finished.trained).eval()
    assert all(
        torch.equal(value, finished.trained.weights[name]) for name, value in network.state_dict().items()
    )
    assert swept(network, few_digits, seed=1) == finished.results[0].levels


def test_weights_of_another_network_are_refused(few_digits: ImageData) -> None:
    trained = do(few_digits, seed=1)[-1].trained
    del trained.weights["output.bias"]
    with pytest.raises(StoreError, match="the weights of 'small' belong to a different network"):
        restore_network(trained)


def test_a_run_that_diverges_has_no_results_whatever_was_swept_before(few_digits: ImageData) -> None:
    history = History(step=6, steps=9, accuracies=[(6, 9.0)], epochs=[EpochResult(1)])
    swept = (NoiseResult(0.0, 9, 10, 0.1),)
    history.add_sweep("paper", swept)
    assert results_of("v", "digits", (Sweep(NOISE),), 0, history)[0].levels == swept
    history.diverged = Divergence("NaN", epoch=2, step=6, steps=9, learning_rate=9.0, momentum=0.5)
    result = results_of("v", "digits", (Sweep(NOISE),), 0, history)[0]
    assert (result.levels, result.diverged) == ((), history.diverged)
    wild = dataclasses.replace(VARIANT, training=TrainingConfig(epochs=3, learning_rate=10.0, momentum=0.999))
    *_, finished = run(wild, few_digits, (Sweep(NOISE, every=True),), seed=0)
    assert isinstance(finished, FinishedRun)
    assert finished.results[0].diverged is not None
    assert finished.results[0].levels == ()
