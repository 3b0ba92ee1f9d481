"""Training and sweeping on the real engine with few digits: what is published, saved, resumed and said."""

import dataclasses
import errno
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fabricated
import pytest
import torch

from sparse_explorer.app.background import training_jobs as jobs
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.experiment.engine import devices, evaluation
from sparse_explorer.experiment.engine import training as engine
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.reports import TrainingReport
from sparse_explorer.experiment.runs import runner, store
from sparse_explorer.experiment.runs.keeper import COPY_SECONDS, SAVE_SECONDS
from sparse_explorer.experiment.runs.store import StoreError, load_variant, save_variant

STEPS = 6  # two epochs of three batches
PLACE = Place("abc", "digits", 0)


@pytest.fixture(autouse=True)
def report_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "REPORT_EVERY", 1)


@pytest.fixture
def task(tmp_path: Path) -> jobs.Task:
    variant = presets()["sparse"].variant
    settled = dataclasses.replace(
        variant,
        network=fabricated.small(variant.network),
        training=dataclasses.replace(variant.training, epochs=2, batch_size=64),
    )
    noise = NoiseConfig("article", (0.0, 0.5))
    return jobs.Task(PLACE, settled, "cpu", noise, tmp_path / "abc" / "digits" / "seed-0")


@pytest.fixture
def shelf() -> NetworkShelf:
    return NetworkShelf()


class Clock:
    """Turns on by itself at each look."""

    def __init__(self, seconds: float) -> None:
        self.now = 0.0
        self.seconds = seconds

    def __call__(self) -> float:
        self.now += self.seconds
        return self.now


def diverging(task: jobs.Task) -> jobs.Task:
    training = dataclasses.replace(task.variant.training, learning_rate=10.0)
    return dataclasses.replace(task, variant=dataclasses.replace(task.variant, training=training))


def weights(network: Any) -> torch.Tensor:
    return torch.cat(
        [value.flatten() for value in network.state_dict().values() if value.dtype == torch.float32]
    )


def same(one: Any, other: Any) -> bool:
    return torch.equal(weights(one), weights(other))


def is_of(stored: dict[str, torch.Tensor], network: Any) -> bool:
    """Whether all that is stored is this network's."""
    state = network.state_dict()
    return stored.keys() == state.keys() and all(torch.equal(stored[name], state[name]) for name in stored)


def spoil(monkeypatch: pytest.MonkeyPatch, *, after: int, loss: float, weight: float) -> None:
    """Let a training come to this loss, and its weights to this value, once so many steps are done."""
    original = engine.Training._train_batch

    def train_batch(self: Any, indices: Any) -> Any:
        found, right = original(self, indices)
        if self.step >= after:
            found = found * 0 + loss
            with torch.no_grad():
                for parameter in self.network.parameters():
                    parameter.fill_(weight)
        return found, right

    monkeypatch.setattr(engine.Training, "_train_batch", train_batch)


def steps(reports: list[Any]) -> list[int]:
    return [report.step for report in reports if isinstance(report, TrainingReport)]


def take(generator: Iterator[Any], count: int) -> list[Any]:
    taken = [next(generator) for _ in range(count)]
    generator.close()
    return taken


def test_a_training_is_reported_step_by_step_and_kept(task, few_digits, shelf) -> None:
    reports = list(jobs.train(task, few_digits, shelf))
    assert steps(reports) == list(range(1, STEPS + 1))
    stored = load_variant(task.folder)
    assert (stored.variant, stored.dataset, stored.seed) == (task.variant, "digits", 0)
    assert stored.history.finished
    assert stored.history.losses == pytest.approx([report.losses[0] for report in reports], abs=1e-5)
    assert stored.resume == {}
    assert is_of(stored.weights, shelf.get(Place("abc", "digits", 0)))


def test_a_copy_is_published_while_training_goes_on(task, few_digits, shelf) -> None:
    generator = jobs.train(task, few_digits, shelf, clock=Clock(COPY_SECONDS / 1.5))
    next(generator)
    assert shelf.get(Place("abc", "digits", 0)) is None  # not yet
    next(generator)
    first = shelf.get(Place("abc", "digits", 0))
    assert first is not None and not first.training
    assert not (task.folder / "variant.json").exists()  # far from the time to save
    before = weights(first)
    next(generator)
    next(generator)
    second = shelf.get(Place("abc", "digits", 0))
    assert second is not first
    assert not same(first, second)
    assert torch.equal(weights(first), before)  # a copy, which nobody trains
    assert load_variant(task.folder).history.step == 3  # the end of an epoch
    generator.close()


def test_it_is_saved_now_and_then_with_what_it_needs_to_be_resumed(task, few_digits, shelf) -> None:
    generator = jobs.train(task, few_digits, shelf, clock=Clock(SAVE_SECONDS * 0.7))
    next(generator)
    assert not (task.folder / "variant.json").exists()
    next(generator)
    stored = load_variant(task.folder)
    assert (stored.history.step, stored.history.steps) == (2, STEPS)
    assert int(stored.resume["step"]) == 2
    next(generator)
    assert load_variant(task.folder).history.step == 2  # the time is counted from the save
    next(generator)
    assert load_variant(task.folder).history.step == 4
    generator.close()


def test_a_save_that_fails_is_said_and_training_goes_on(task, few_digits, shelf) -> None:
    task.folder.parent.mkdir(parents=True)
    task.folder.write_text("in the way")
    reports = list(jobs.train(task, few_digits, shelf, clock=Clock(SAVE_SECONDS * 1.1)))
    failed = [report for report in reports if isinstance(report, jobs.SaveFailed)]
    assert len(failed) == STEPS + 1  # at each step, and at the end
    assert str(task.folder) in failed[0].reason
    assert steps(reports)[-1] == STEPS
    assert shelf.get(Place("abc", "digits", 0)) is not None
    assert task.folder.read_text() == "in the way"


def test_a_last_save_that_fails_is_said(task, few_digits, shelf) -> None:
    task.folder.parent.mkdir(parents=True)
    task.folder.write_text("in the way")
    reports = list(jobs.train(task, few_digits, shelf))
    assert isinstance(reports[-1], jobs.SaveFailed)


def test_what_could_not_be_saved_goes_on_from_memory_and_is_saved_when_there_is_room(
    task, few_digits, shelf, tmp_path: Path
) -> None:
    task.folder.parent.mkdir(parents=True)
    task.folder.write_text("in the way")
    generator = jobs.train(task, few_digits, shelf)
    next(generator)
    next(generator)
    with pytest.raises(jobs.NotSavedError):
        generator.close()
    assert shelf.unsaved(task.place).history.step == 2
    reports = list(jobs.train(dataclasses.replace(task, step=2), few_digits, shelf))
    assert isinstance(reports[0], jobs.Resumed) and not reports[0].lost
    assert steps(reports) == list(range(3, STEPS + 1))
    assert isinstance(reports[-1], jobs.SaveFailed)
    (problem,) = (
        report for report in jobs.sweep(task, few_digits, shelf) if isinstance(report, jobs.SaveFailed)
    )
    assert str(task.folder) in problem.reason
    task.folder.unlink()
    list(jobs.sweep(task, few_digits, shelf))
    assert shelf.unsaved(task.place) is None
    whole = dataclasses.replace(task, folder=tmp_path / "whole", place=Place("whole", *task.place[1:]))
    list(jobs.train(whole, few_digits, shelf))
    list(jobs.sweep(dataclasses.replace(whole, step=STEPS), few_digits, shelf))
    ours, theirs = load_variant(task.folder), load_variant(whole.folder)
    assert all(torch.equal(ours.weights[name], weight) for name, weight in theirs.weights.items())
    levels = ours.history.levels(task.noise.convention)
    assert [(level.noise, level.correct) for level in levels] == [
        (level.noise, level.correct) for level in theirs.history.levels(task.noise.convention)
    ]


def test_a_stopped_training_that_cannot_be_saved_says_so(task, few_digits, shelf) -> None:
    task.folder.parent.mkdir(parents=True)
    task.folder.write_text("in the way")
    generator = jobs.train(task, few_digits, shelf)
    next(generator)
    with pytest.raises(jobs.NotSavedError, match=str(task.folder)):
        generator.close()
    assert shelf.get(Place("abc", "digits", 0)) is not None


def test_what_was_stopped_is_kept_and_resumed_to_the_same_bits(task, few_digits, shelf, tmp_path) -> None:
    whole = NetworkShelf()
    list(jobs.train(dataclasses.replace(task, folder=tmp_path / "whole"), few_digits, whole))
    take(jobs.train(task, few_digits, shelf), 2)
    assert load_variant(task.folder).history.step == 2
    reports = list(jobs.train(dataclasses.replace(task, step=2), few_digits, shelf))
    assert reports[0] == jobs.Resumed(load_history_of(reports[0]), lost=False)
    assert reports[0].history.step == 2
    assert steps(reports) == [3, 4, 5, 6]
    assert same(shelf.get(Place("abc", "digits", 0)), whole.get(PLACE))
    assert len(load_variant(task.folder).history.losses) == STEPS


def load_history_of(report: jobs.Resumed) -> Any:
    assert isinstance(report, jobs.Resumed)
    return report.history


def test_nothing_is_kept_of_a_training_that_was_stopped_before_its_first_step(
    task, few_digits, shelf
) -> None:
    jobs.train(task, few_digits, shelf).close()
    assert shelf.places() == []
    assert not task.folder.exists()


@pytest.mark.parametrize("lost", ["gone", "another seed", "another network", "another data set"])
def test_what_belongs_to_another_run_is_not_resumed(task, few_digits, shelf, lost) -> None:
    take(jobs.train(task, few_digits, shelf), 2)
    stored = load_variant(task.folder)
    if lost == "gone":
        for file in task.folder.iterdir():
            file.unlink()
    elif lost == "another seed":
        save_variant(task.folder, dataclasses.replace(stored, seed=1))
    elif lost == "another data set":
        save_variant(task.folder, dataclasses.replace(stored, dataset="mnist"))
    else:
        task = dataclasses.replace(
            task, variant=dataclasses.replace(task.variant, network=presets()["dense"].variant.network)
        )
    reports = list(jobs.train(dataclasses.replace(task, step=2), few_digits, shelf))
    assert reports[0].lost
    assert reports[0].history.step == 0
    assert steps(reports) == list(range(1, STEPS + 1))


def test_a_training_that_diverges_ends_with_a_word(task, few_digits, shelf) -> None:
    task = diverging(task)
    *before, last = list(jobs.train(task, few_digits, shelf))
    assert isinstance(last, jobs.Diverged)
    assert before[-1].diverged == last.divergence
    assert "try a smaller learning rate than 10" in last.divergence.text
    stored = load_variant(task.folder)
    assert stored.history.diverged == last.divergence
    assert stored.history.losses == pytest.approx(
        [report.losses[0] for report in before if report.losses], abs=1e-5
    )
    assert stored.resume == {}
    json.loads((task.folder / "variant.json").read_text(), parse_constant=pytest.fail)


def test_one_that_diverges_at_its_first_step_is_kept_too(task, few_digits, shelf, monkeypatch) -> None:
    spoil(monkeypatch, after=0, loss=float("nan"), weight=float("nan"))
    reports = list(jobs.train(task, few_digits, shelf))
    assert reports[-1].divergence.step == 1
    assert load_variant(task.folder).history.diverged == reports[-1].divergence
    assert shelf.places() == []


def test_the_last_sound_copy_of_one_that_diverged_is_kept(task, few_digits, shelf, monkeypatch) -> None:
    spoil(monkeypatch, after=3, loss=float("inf"), weight=float("nan"))
    reports = list(jobs.train(task, few_digits, shelf, clock=Clock(COPY_SECONDS * 1.1)))
    assert reports[-1].divergence.loss == "infinite"
    kept, stored = shelf.get(Place("abc", "digits", 0)), load_variant(task.folder)
    assert bool(torch.isfinite(weights(kept)).all())
    assert is_of(stored.weights, kept)
    assert stored.history.diverged.step == 4


def test_a_resumed_training_that_diverges_at_once_does_not_spoil_what_was_on_disk(
    task, few_digits, shelf, monkeypatch
) -> None:
    take(jobs.train(task, few_digits, shelf), 2)
    good = load_variant(task.folder)
    spoil(monkeypatch, after=0, loss=float("nan"), weight=float("nan"))
    reports = list(jobs.train(dataclasses.replace(task, step=2), few_digits, shelf))
    assert isinstance(reports[-1], jobs.Diverged)
    stored = load_variant(task.folder)
    assert stored.history.diverged is not None
    assert all(torch.equal(stored.weights[name], value) for name, value in good.weights.items())


def test_a_copy_whose_numbers_are_none_is_not_shown(task, few_digits, shelf, monkeypatch) -> None:
    spoil(monkeypatch, after=1, loss=1.0, weight=float("inf"))
    generator = jobs.train(task, few_digits, shelf, clock=Clock(COPY_SECONDS * 1.1))
    next(generator)
    first = shelf.get(Place("abc", "digits", 0))
    next(generator)
    assert shelf.get(Place("abc", "digits", 0)) is first is not None
    generator.close()


def test_a_sweep_needs_a_network_and_looks_at_all_levels(task, few_digits, shelf) -> None:
    with pytest.raises(StoreError, match="cannot read"):
        list(jobs.sweep(task, few_digits, shelf))
    list(jobs.train(task, few_digits, shelf))
    before = weights(shelf.get(Place("abc", "digits", 0)))
    reports = list(jobs.sweep(task, few_digits, shelf))
    assert [level.noise for level in reports[-1].results] == [0.0, 0.5]
    assert reports[-1].done == reports[-1].total == 2 * len(few_digits.test_images)
    assert torch.equal(weights(shelf.get(Place("abc", "digits", 0))), before)


def swept(task: jobs.Task, data: Any, shelf: NetworkShelf, **changes: Any) -> list[Any]:
    return list(jobs.sweep(dataclasses.replace(task, step=STEPS, **changes), data, shelf))


def test_a_sweep_is_kept_with_the_run_even_one_that_was_stopped(task, few_digits, shelf) -> None:
    list(jobs.train(task, few_digits, shelf))
    first = take(jobs.sweep(dataclasses.replace(task, step=STEPS), few_digits, shelf), 1)
    known = load_variant(task.folder).history.levels("article")
    assert known == first[-1].results
    reports = swept(task, few_digits, shelf, swept=known)
    assert load_variant(task.folder).history.levels("article") == reports[-1].results
    assert reports[-1].results[:1] == known
    assert reports[0].done > len(few_digits.test_images)  # the first level was not swept again
    assert [level.noise for level in reports[-1].results] == [0.0, 0.5]


@pytest.mark.parametrize("stopped", [False, True])
def test_a_sweep_that_cannot_be_saved_says_so(task, few_digits, shelf, monkeypatch, stopped: bool) -> None:
    list(jobs.train(task, few_digits, shelf))

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, "save_sweep", full)
    reason = f"{task.folder}: No space left on device"
    running = jobs.sweep(task, few_digits, shelf)
    if stopped:
        next(running)
        with pytest.raises(jobs.NotSavedError, match=re.escape(reason)):
            running.close()
    else:
        assert list(running)[-1] == jobs.SaveFailed(reason)


def test_without_the_network_in_memory_the_one_on_disk_is_swept(task, few_digits, shelf) -> None:
    list(jobs.train(task, few_digits, shelf))
    reports = swept(task, few_digits, shelf)
    assert swept(task, few_digits, NetworkShelf())[-1] == reports[-1]


def test_the_sweep_of_a_network_that_is_not_the_one_on_disk_is_not_kept_there(
    task, few_digits, shelf
) -> None:
    list(jobs.train(task, few_digits, shelf))
    list(jobs.sweep(dataclasses.replace(task, step=STEPS - 1), few_digits, shelf))
    assert load_variant(task.folder).history.sweeps == {}


def test_a_run_that_is_trained_already_is_not_trained_again(task, few_digits, shelf) -> None:
    list(jobs.train(task, few_digits, shelf))
    (resumed,) = jobs.train(task, few_digits, shelf)
    assert isinstance(resumed, jobs.Resumed)
    assert resumed.history.finished and not resumed.lost


@pytest.mark.parametrize("what", ["seed", "dataset", "network", "training", "broken"])
def test_what_is_stored_of_another_run_is_not_gone_on_with_and_not_overwritten(
    task, few_digits, shelf, what
) -> None:
    list(jobs.train(task, few_digits, shelf))
    stored = load_variant(task.folder)
    variant = task.variant
    if what == "seed":
        save_variant(task.folder, dataclasses.replace(stored, seed=2))
    elif what == "dataset":
        save_variant(task.folder, dataclasses.replace(stored, dataset="mnist"))
    elif what == "network":
        task = dataclasses.replace(
            task, variant=dataclasses.replace(variant, network=presets()["dense"].variant.network)
        )
    elif what == "training":
        training = dataclasses.replace(variant.training, learning_rate=0.02)
        task = dataclasses.replace(task, variant=dataclasses.replace(variant, training=training))
    else:
        (task.folder / "variant.json").write_text("{")
    kept = {path.name: path.read_bytes() for path in task.folder.iterdir()}
    assert steps(list(jobs.train(task, few_digits, shelf))) == list(range(1, STEPS + 1))
    (aside,) = (path for path in task.folder.parent.iterdir() if path != task.folder)
    assert {path.name: path.read_bytes() for path in aside.iterdir()} == kept


def test_one_that_diverged_is_not_trained_again(task, few_digits, shelf) -> None:
    first = list(jobs.train(diverging(task), few_digits, shelf))
    assert isinstance(first[-1], jobs.Diverged)
    resumed, diverged = jobs.train(diverging(task), few_digits, shelf)
    assert resumed.history.diverged == diverged.divergence == first[-1].divergence


class OutOfMemory:
    """A training whose device is full after two reports."""

    def __init__(self, training: Any) -> None:
        self._training = training

    def __getattr__(self, name: str) -> Any:
        return getattr(self._training, name)

    def __iter__(self) -> Iterator[Any]:
        yield from itertools.islice(self._training, 2)
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.\nmore")


def test_a_device_that_is_full_gives_way_to_the_cpu(
    task, few_digits, shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = runner.restore_training

    def restore(stored: Any, variant: Any, data: Any, seed: int, device: torch.device) -> Any:
        training, history = real(stored, variant, data, seed, "cpu")
        return (training if device.type == "cpu" else OutOfMemory(training)), history

    with monkeypatch.context() as patched:
        patched.setattr(runner, "restore_training", restore)
        patched.setattr(
            devices, "choose_device", lambda name: torch.device("cpu" if name == "cpu" else "cuda")
        )
        reports = list(jobs.train(dataclasses.replace(task, device="auto"), few_digits, shelf))
    moved = next(report for report in reports if isinstance(report, jobs.MovedToCpu))
    assert moved.reason == "CUDA out of memory. Tried to allocate 2 GiB."
    resumed = reports[reports.index(moved) + 1]
    assert isinstance(resumed, jobs.Resumed) and not resumed.lost and resumed.history.step == 2
    assert steps(reports) == list(range(1, STEPS + 1))
    whole = dataclasses.replace(task, folder=tmp_path / "whole")
    list(jobs.train(whole, few_digits, shelf))
    ours, theirs = load_variant(task.folder), load_variant(whole.folder)
    assert all(torch.equal(ours.weights[name], weight) for name, weight in theirs.weights.items())


def test_a_full_memory_on_the_cpu_and_other_errors_are_not_tried_again(
    task, few_digits, shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, error in (("cpu", "out of memory"), ("cuda", "illegal instruction")):
        tried = []

        def restore(*given: Any, error: str = error, tried: list[Any] = tried) -> Any:
            tried.append(given)
            raise RuntimeError(error)

        monkeypatch.setattr(runner, "restore_training", restore)
        monkeypatch.setattr(devices, "choose_device", lambda _, name=name: torch.device(name))
        with pytest.raises(RuntimeError, match=error):
            list(jobs.train(task, few_digits, shelf))
        assert len(tried) == 1


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Which device and seeds the engine is given."""
    found: dict[str, Any] = {"devices": []}

    def choose_device(name: str) -> torch.device:
        found["devices"].append(name)
        return torch.device("cpu")

    def note(cls: Any, name: str, key: str) -> None:
        original = getattr(cls, name)

        def noting(*positional: Any, **named: Any) -> Any:
            found[key] = named.get("seed", positional[-1])
            return original(*positional, **named)

        monkeypatch.setattr(cls, name, noting)

    monkeypatch.setattr(devices, "choose_device", choose_device)
    note(runner, "Training", "training")
    note(evaluation, "evaluation", "sweep")
    note(runner, "new_network", "network")
    return found


def test_seed_and_device_of_the_task_reach_the_engine(task, few_digits, shelf, given) -> None:
    task = dataclasses.replace(task, place=Place("abc", "digits", 3), device="cuda:1")
    list(jobs.train(task, few_digits, shelf))
    list(jobs.sweep(task, few_digits, shelf))
    assert given == {"devices": ["cuda:1", "cuda:1"], "training": 3, "sweep": 3, "network": 3}
    assert load_variant(task.folder).seed == 3


def test_half_a_training_without_what_it_needs_is_not_resumed(task, few_digits, shelf) -> None:
    take(jobs.train(task, few_digits, shelf), 2)
    save_variant(task.folder, dataclasses.replace(load_variant(task.folder), resume={}))
    with pytest.raises(StoreError, match="what it needs to continue is missing"):
        list(jobs.train(dataclasses.replace(task, step=2), few_digits, shelf))


def test_a_finished_training_that_is_resumed_is_at_its_end(task, few_digits, shelf) -> None:
    list(jobs.train(task, few_digits, shelf))
    before = weights(shelf.get(Place("abc", "digits", 0)))
    (resumed,) = jobs.train(dataclasses.replace(task, step=2), few_digits, shelf)
    assert resumed.history.finished
    assert torch.equal(weights(shelf.get(Place("abc", "digits", 0))), before)


def test_what_was_learned_before_a_failure_is_kept(task, few_digits, shelf, monkeypatch) -> None:
    original = engine.Training._train_batch

    def train_batch(self: Any, indices: Any) -> Any:
        if self.step == 2:
            raise RuntimeError("out of memory")
        return original(self, indices)

    monkeypatch.setattr(engine.Training, "_train_batch", train_batch)
    with pytest.raises(RuntimeError, match="out of memory"):
        list(jobs.train(task, few_digits, shelf))
    assert load_variant(task.folder).history.step == 2
    assert shelf.get(Place("abc", "digits", 0)) is not None
