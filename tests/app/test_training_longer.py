"""Training again and for longer, on the real engine: nothing is lost, and the bits are those of one training."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fabricated
import pytest
import torch

from sparse_explorer.app.background import training_jobs as jobs
from sparse_explorer.app.background.training_again import train_again
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine import training as engine
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.reports import TrainingReport
from sparse_explorer.experiment.runs.snapshots import snapshot_steps
from sparse_explorer.experiment.runs.store import StoreError, load_variant
from sparse_explorer.experiment.runs.stored import MOMENTUM, remove_variant

PLACE = Place("abc", "digits", 0)
STEPS_AN_EPOCH = 3


@pytest.fixture(autouse=True)
def report_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "REPORT_EVERY", 1)


@pytest.fixture
def shelf() -> NetworkShelf:
    return NetworkShelf()


def variant(epochs: int, **changes: Any) -> Variant:
    """A small sparse one, with momentum, boosting, and a learning rate that falls with each epoch."""
    preset = presets()["sparse"].variant
    training = dataclasses.replace(
        preset.training, epochs=epochs, batch_size=64, learning_rate_factor=0.8, momentum=0.5
    )
    return dataclasses.replace(
        preset,
        network=dataclasses.replace(fabricated.small(preset.network), boost_strength=1.5),
        training=dataclasses.replace(training, **changes),
    )


def task_of(folder: Path, variant: Variant, origin: Path | None = None) -> jobs.Task:
    return jobs.Task(PLACE, variant, "cpu", NoiseConfig("article", (0.0,)), folder, origin=origin)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_variant(folder).weights


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def steps(reports: list[Any]) -> list[int]:
    return [report.step for report in reports if isinstance(report, TrainingReport)]


@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_more_epochs_behind_a_finished_run_are_those_of_one_training(
    momentum: float, few_digits: ImageData, shelf: NetworkShelf, tmp_path: Path
) -> None:
    short, long = variant(1, momentum=momentum), variant(3, momentum=momentum)
    list(jobs.train(task_of(tmp_path / "whole", long), few_digits, NetworkShelf()))
    list(jobs.train(task_of(tmp_path / "short", short), few_digits, NetworkShelf()))
    reports = list(jobs.train(task_of(tmp_path / "long", long, tmp_path / "short"), few_digits, shelf))
    assert isinstance(reports[0], jobs.Resumed)
    assert (reports[0].history.step, reports[0].history.steps) == (STEPS_AN_EPOCH, 3 * STEPS_AN_EPOCH)
    assert steps(reports) == list(range(STEPS_AN_EPOCH + 1, 3 * STEPS_AN_EPOCH + 1))
    assert same(weights(tmp_path / "long"), weights(tmp_path / "whole"))
    found, expected = load_variant(tmp_path / "long"), load_variant(tmp_path / "whole")
    assert found.history == expected.history
    assert found.variant.training.epochs == 3
    assert load_variant(tmp_path / "short").history.finished  # and stays what it was


def test_without_its_momentum_a_run_is_trained_from_the_beginning_to_the_same_bits(
    few_digits: ImageData, shelf: NetworkShelf, tmp_path: Path
) -> None:
    list(jobs.train(task_of(tmp_path / "whole", variant(2)), few_digits, NetworkShelf()))
    list(jobs.train(task_of(tmp_path / "short", variant(1)), few_digits, NetworkShelf()))
    (tmp_path / "short" / MOMENTUM).unlink()
    reports = list(jobs.train(task_of(tmp_path / "long", variant(2), tmp_path / "short"), few_digits, shelf))
    assert steps(reports)[0] == 1
    assert same(weights(tmp_path / "long"), weights(tmp_path / "whole"))


def test_a_run_of_another_configuration_is_no_beginning(
    few_digits: ImageData, shelf: NetworkShelf, tmp_path: Path
) -> None:
    list(jobs.train(task_of(tmp_path / "short", variant(1)), few_digits, NetworkShelf()))
    other = task_of(tmp_path / "long", variant(2, learning_rate=0.02), tmp_path / "short")
    assert steps(list(jobs.train(other, few_digits, shelf)))[0] == 1


def test_the_momentum_goes_when_the_run_is_removed(
    few_digits: ImageData, shelf: NetworkShelf, tmp_path: Path
) -> None:
    list(jobs.train(task_of(tmp_path / "run", variant(1)), few_digits, shelf))
    assert (tmp_path / "run" / MOMENTUM).exists()
    remove_variant(tmp_path / "run")
    assert not (tmp_path / "run").exists()


def finished(task: jobs.Task, data: ImageData, shelf: NetworkShelf) -> dict[str, torch.Tensor]:
    list(jobs.train(task, data, shelf))
    return weights(task.folder)


def test_a_training_from_the_beginning_replaces_the_run_at_its_end_alone(
    few_digits: ImageData, shelf: NetworkShelf, tmp_path: Path
) -> None:
    task = task_of(tmp_path / "seed-0", variant(1))
    before = finished(task, few_digits, shelf)
    stamp = (task.folder / "variant.json").stat().st_mtime_ns
    again: Iterator[Any] = train_again(dataclasses.replace(task, step=STEPS_AN_EPOCH), few_digits, shelf)
    first = next(again)
    assert isinstance(first, jobs.Resumed) and first.history.step == 0
    assert steps([next(again), next(again)]) == [1, 2]
    assert (task.folder / "variant.json").stat().st_mtime_ns == stamp
    list(again)
    assert (task.folder / "variant.json").stat().st_mtime_ns != stamp
    assert same(weights(task.folder), before)
    assert [path.name for path in tmp_path.iterdir()] == ["seed-0"]


def test_one_that_is_stopped_leaves_what_was_learned(
    few_digits: ImageData, shelf: NetworkShelf, tmp_path: Path
) -> None:
    task = task_of(tmp_path / "seed-0", variant(2))
    before = finished(task, few_digits, shelf)
    network = shelf.get(PLACE)
    again = train_again(dataclasses.replace(task, step=2 * STEPS_AN_EPOCH), few_digits, shelf)
    for _ in range(2 + STEPS_AN_EPOCH):
        next(again)
    again.close()
    assert shelf.get(PLACE) is network
    assert same(weights(task.folder), before)
    assert load_variant(task.folder).history.finished
    assert [path.name for path in tmp_path.iterdir()] == ["seed-0"]


def test_what_is_in_memory_alone_is_not_trained_over(
    few_digits: ImageData, shelf: NetworkShelf, tmp_path: Path
) -> None:
    task = task_of(tmp_path / "seed-0", variant(1))
    finished(task, few_digits, shelf)
    shelf.set_unsaved(PLACE, load_variant(task.folder))
    with pytest.raises(StoreError, match="in memory alone"):
        list(train_again(task, few_digits, shelf))
    assert shelf.unsaved(PLACE) is not None


def test_a_run_that_is_looked_back_at_keeps_its_moments_and_hands_them_on(
    few_digits: ImageData, shelf: NetworkShelf, tmp_path: Path
) -> None:
    short = dataclasses.replace(task_of(tmp_path / "short", variant(1)), looked_back_at=True)
    list(jobs.train(short, few_digits, shelf))
    assert snapshot_steps(short.folder) == [1, 2]
    longer = task_of(tmp_path / "long", variant(2), short.folder)
    list(jobs.train(dataclasses.replace(longer, looked_back_at=True), few_digits, shelf))
    assert snapshot_steps(longer.folder) == [1, 2, 4, 5]
    list(train_again(dataclasses.replace(short, step=STEPS_AN_EPOCH), few_digits, shelf))
    assert snapshot_steps(short.folder) == [1, 2]
    plain = task_of(tmp_path / "plain", variant(1))
    list(jobs.train(plain, few_digits, shelf))
    assert snapshot_steps(plain.folder) == []
    assert same(weights(plain.folder), weights(short.folder))
