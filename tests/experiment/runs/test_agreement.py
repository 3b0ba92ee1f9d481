"""Whether two runs of the same configuration and seed came to the same, and in which words."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sparse_explorer.experiment.results.reports import Divergence, EpochResult
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.runs import agreement
from sparse_explorer.experiment.runs.agreement import compare
from sparse_explorer.experiment.runs.bundle import experiment_of
from sparse_explorer.experiment.runs.runs import RunTask
from sparse_explorer.experiment.runs.store import TrainedVariant, load_variant, save_variant
from sparse_explorer.experiment.runs.stored_runs import StoredRuns, tasks_of
from tests.conftest import Trained

Change = Callable[[RunResult], RunResult]


@pytest.fixture
def task(trained: Trained) -> RunTask:
    """The sparse network with the second seed."""
    return tasks_of(experiment_of(trained.folder))[3]


@pytest.fixture
def again(trained: Trained, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained.folder, tmp_path / "again"))


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch, again: Path) -> Callable[[Change], None]:
    """Lets the run that was done again have other results."""

    def change(how: Change) -> None:
        finished = StoredRuns.finished

        def other(stored: StoredRuns, task: RunTask) -> RunResult | None:
            result = finished(stored, task)
            here = any(again in folder.parents for folder in stored.folders(task))
            return tuple(map(how, result)) if here and result is not None else result

        monkeypatch.setattr(StoredRuns, "finished", other)

    return change


def test_tasks_are_seed_by_seed(trained: Trained) -> None:
    tasks = tasks_of(experiment_of(trained.folder))
    assert [(task.number, task.variant.name, task.seed, task.threads) for task in tasks] == [
        (1, "Dense", 0, 1), (2, "Sparse", 0, 1), (3, "Dense", 1, 1), (4, "Sparse", 1, 1),
    ]  # fmt: skip


def test_a_copy_is_bit_identical(trained: Trained, again: Path, task: RunTask) -> None:
    found = compare(task, trained.folder, again)
    assert (found.agrees, found.identical, found.text) == (True, True, "bit-identical: the same weights")
    assert found.task is task


def weights(folder: Path, change: Callable[[dict[str, torch.Tensor]], object]) -> None:
    run = folder / "variants" / "sparse-seed1"
    trained = load_variant(run)
    change(trained.weights)
    save_variant(run, trained)


def parameter(weights: dict[str, torch.Tensor]) -> torch.Tensor:
    return weights["output.weight"].view(-1)


def test_weights_that_differ_in_one_bit_are_not_identical(
    trained: Trained, again: Path, task: RunTask
) -> None:
    def one_bit(weights: dict[str, torch.Tensor]) -> None:
        bits = parameter(weights).view(torch.int32)
        bits[1] = bits[1] ^ 1

    weights(again, one_bit)
    found = compare(task, trained.folder, again)
    assert (found.agrees, found.identical) == (True, False)
    assert found.text.startswith("the same figures; the weights differ by up to ")
    assert float(found.text.rpartition(" ")[2]) < 1e-6


def test_the_sign_of_zero_is_a_difference_too(again: Path, task: RunTask, tmp_path: Path) -> None:
    before = Path(shutil.copytree(again, tmp_path / "before"))
    weights(before, lambda weights: parameter(weights)[0:1].fill_(0.0))
    weights(again, lambda weights: parameter(weights)[0:1].fill_(-0.0))
    found = compare(task, before, again)
    assert (found.agrees, found.identical) == (True, False)
    assert found.text.endswith("differ by up to 4.9e-324")


def test_the_largest_difference_is_told(trained: Trained, again: Path, task: RunTask) -> None:
    def change(weights: dict[str, torch.Tensor]) -> None:
        parameter(weights)[0] += 0.5
        parameter(weights)[1] -= 2

    weights(again, change)
    assert compare(task, trained.folder, again).text.endswith("differ by up to 2")


@pytest.fixture
def loaded(
    monkeypatch: pytest.MonkeyPatch, again: Path
) -> Callable[[Callable[[dict[str, torch.Tensor]], object]], None]:
    """Lets the run that was done again have weights that are not stored like that."""

    def change(how: Callable[[dict[str, torch.Tensor]], object]) -> None:
        real = agreement.load_variant

        def other(folder: Path) -> TrainedVariant:
            found = real(folder)
            if again in folder.parents:
                how(found.weights)
            return found

        monkeypatch.setattr(agreement, "load_variant", other)

    return change


def test_weights_that_became_nan_differ_without_end(
    trained: Trained, again: Path, task: RunTask, loaded
) -> None:
    loaded(lambda weights: parameter(weights)[0:1].fill_(float("nan")))
    assert compare(task, trained.folder, again).text.endswith("differ by up to inf")


def test_weights_of_another_network_are_said_to_be(
    trained: Trained, again: Path, task: RunTask, loaded
) -> None:
    loaded(lambda weights: weights.update(more=torch.zeros(1)))
    assert (
        compare(task, trained.folder, again).text == "the same figures; the weights belong to another network"
    )


def test_a_run_that_is_missing_on_either_side(trained: Trained, again: Path, task: RunTask) -> None:
    shutil.rmtree(again / "variants" / "sparse-seed1")
    found = compare(task, trained.folder, again)
    assert (found.agrees, found.text) == (False, "was not finished")
    found = compare(task, again, trained.folder)
    assert (found.agrees, found.identical) == (True, False)
    assert found.text == "is not finished in the bundle, so that there is nothing to compare"


def test_the_level_that_differs_most_is_named(
    trained: Trained, again: Path, task: RunTask, results: Callable[[Change], None]
) -> None:
    def change(result: RunResult) -> RunResult:
        first, second = result.levels
        return replace(
            result,
            levels=(replace(first, correct=first.correct - 18), replace(second, correct=second.correct + 9)),
        )

    before = StoredRuns(trained.folder / "variants").finished(task)
    results(change)
    found = compare(task, trained.folder, again)
    accuracy = before[0].levels[0].accuracy
    assert not found.agrees
    assert found.text == (
        f"differs by up to 5.00 points, at noise 0.00: {accuracy:.2f} % in the bundle, {accuracy - 5:.2f} % here"
    )


def test_losses_may_differ_alone(
    trained: Trained, again: Path, task: RunTask, results: Callable[[Change], None]
) -> None:
    def change(result: RunResult) -> RunResult:
        first, second = result.levels
        return replace(result, levels=(first, replace(second, loss=second.loss + 0.25)))

    results(change)
    found = compare(task, trained.folder, again)
    assert not found.agrees
    assert found.text.startswith("the same accuracies; the losses differ by up to 0.25")


def test_an_epoch_before_the_last_counts(
    trained: Trained, again: Path, task: RunTask, results: Callable[[Change], None]
) -> None:
    results(
        lambda result: replace(result, epochs=(EpochResult(1, result.levels), EpochResult(2, result.levels)))
    )
    assert not compare(task, trained.folder, again).agrees


def test_divergence_is_told_from_both_sides(
    trained: Trained, again: Path, task: RunTask, results: Callable[[Change], None]
) -> None:
    gone = Divergence("NaN", 1, 3, 10, 0.5, 0.0)
    results(lambda result: replace(result, diverged=gone, levels=()))
    found = compare(task, trained.folder, again)
    assert not found.agrees
    assert found.text == (
        "diverged otherwise: in the bundle it did not, here the loss became NaN at step 3 of 10; "
        "try a smaller learning rate than 0.5"
    )
