"""A run that is stopped, killed or saved at any moment goes on from there, and ends in the very same bytes."""

import copy
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.plan.experiment import Sweep
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.reports import RunProgress, TrainingReport
from sparse_explorer.experiment.runs.keeper import SAVE_SECONDS, Pace, RunKeeper
from sparse_explorer.experiment.runs.runner import FinishedRun, run
from sparse_explorer.experiment.runs.runs import RunOutcome, RunTask, perform
from sparse_explorer.experiment.runs.store import load_variant, save_variant
from sparse_explorer.experiment.runs.stored import StoreError

ARTICLE = presets()["sparse"].variant.network
SMALL = dataclasses.replace(
    ARTICLE,
    convs=tuple(dataclasses.replace(conv, channels=4, k=40) for conv in ARTICLE.convs),
    hidden=dataclasses.replace(ARTICLE.hidden, units=20, k=5),
)
VARIANT = Variant(
    "Sparse",
    SMALL,
    TrainingConfig(epochs=3, batch_size=4, first_epoch_batch_size=2, momentum=0.5, learning_rate_factor=0.5),
)
NOISE = NoiseConfig("paper", (0.0, 0.5))


class StoppedError(Exception):
    pass


@pytest.fixture(scope="module")
def few_digits(few_digits: ImageData) -> ImageData:
    """Fewer: each test here trains several times."""
    return dataclasses.replace(
        few_digits,
        train_images=few_digits.train_images[:80],
        train_labels=few_digits.train_labels[:80],
        test_images=few_digits.test_images[:30],
        test_labels=few_digits.test_labels[:30],
    )


@pytest.fixture(scope="module")
def whole(few_digits: ImageData) -> dict[str, RunOutcome]:
    """Runs that nobody stopped, by when they sweep."""
    return {sweep: perform(task(None, sweep), data=few_digits) for sweep in ("last", "every")}


@pytest.fixture(scope="module")
def undisturbed(
    whole: dict[str, RunOutcome], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, bytes]]:
    """Their files."""
    place = tmp_path_factory.mktemp("undisturbed")
    return {sweep: files(outcome, place / sweep, task(None)) for sweep, outcome in whole.items()}


def task(folder: Path | None, sweep: str = "every", variant: Variant = VARIANT) -> RunTask:
    return RunTask(1, variant, "digits", None, (Sweep(NOISE, sweep == "every"),), 3, "cpu", 1, folder)


def stopping_after(reports: int):  # type: ignore[no-untyped-def]
    left = [reports]

    def report(progress: RunProgress) -> None:
        left[0] -= 1
        if not left[0]:
            raise StoppedError

    return report


def files(outcome: RunOutcome, folder: Path, what: RunTask) -> dict[str, bytes]:
    save_variant(folder, outcome.trained(what))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("sweep", ["last", "every"])
@pytest.mark.parametrize("reports", [1, 4])
def test_however_often_it_is_stopped_it_ends_in_the_same_bytes(
    few_digits: ImageData,
    undisturbed: dict[str, dict[str, bytes]],
    tmp_path: Path,
    sweep: str,
    reports: int,
) -> None:
    folder, outcome, stops = tmp_path / "run", None, 0
    while outcome is None:
        try:
            # One report more each time, so that it gets on even where it is stopped at its first.
            outcome = perform(task(folder, sweep), stopping_after(reports + stops), few_digits)
        except StoppedError:
            stops += 1
    assert stops > 1
    assert files(outcome, folder, task(folder)) == undisturbed[sweep]


def killed_after(reports: int, folder: Path, data: ImageData, sweep: str) -> Iterator[object]:
    """Go through a run as far as that and leave it there, as a process that is killed does."""
    steps = run(VARIANT, data, (Sweep(NOISE, sweep == "every"),), seed=3, folder=folder)
    for _ in range(reports):
        next(steps, None)
    yield steps  # kept alive: closing it would save


@settings(max_examples=5, deadline=None)
@given(reports=st.integers(1, 20), sweep=st.sampled_from(["last", "every"]))
def test_killed_at_any_moment_it_goes_on_from_the_last_epoch(
    few_digits: ImageData,
    undisturbed: dict[str, dict[str, bytes]],
    tmp_path_factory: pytest.TempPathFactory,
    reports: int,
    sweep: str,
) -> None:
    place = tmp_path_factory.mktemp("killed")
    keep = list(killed_after(reports, place / "run", few_digits, sweep))
    if (place / "run").exists():  # else it was killed before the first epoch's end
        stored = load_variant(place / "run")
        assert stored.history.epochs
    outcome = perform(task(place / "run", sweep), data=few_digits)
    assert files(outcome, place / "run", task(None)) == undisturbed[sweep]
    del keep


def test_a_run_of_another_variant_or_seed_is_not_gone_on_with(few_digits: ImageData, tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        perform(task(tmp_path / "run"), stopping_after(6), few_digits)
    whole = perform(dataclasses.replace(task(None), seed=4), data=few_digits)
    other = perform(dataclasses.replace(task(tmp_path / "run"), seed=4), data=few_digits)
    assert other.weights == whole.weights
    assert other.history == whole.history


def test_a_trained_network_without_the_sweep_is_swept_alone(
    few_digits: ImageData, whole: dict[str, RunOutcome], tmp_path: Path
) -> None:
    trained = copy.deepcopy(whole["last"]).trained(task(None))
    trained.history.sweeps.clear()
    save_variant(tmp_path / "run", trained)
    reports: list[RunProgress] = []
    outcome = perform(task(tmp_path / "run", "last"), reports.append, few_digits)
    assert all("noise" in report.text for report in reports)
    assert outcome.history.to_dict() == whole["last"].history.to_dict()


def test_sweeps_after_each_epoch_cannot_be_made_up_for(
    few_digits: ImageData, whole: dict[str, RunOutcome], tmp_path: Path
) -> None:
    save_variant(tmp_path / "run", whole["last"].trained(task(None)))
    outcome = perform(task(tmp_path / "run", "every"), data=few_digits)
    assert [len(epoch.levels) for epoch in outcome.history.results("paper")] == [2, 2, 2]


@pytest.mark.parametrize("name", ["weights.safetensors", "resume.safetensors", "variant.json"])
def test_what_cannot_be_read_is_trained_from_the_beginning(
    few_digits: ImageData, whole: dict[str, RunOutcome], tmp_path: Path, name: str
) -> None:
    with pytest.raises(StoppedError):
        perform(task(tmp_path / "run"), stopping_after(6), few_digits)
    (tmp_path / "run" / name).write_bytes(b"rubbish")
    assert perform(task(tmp_path / "run"), data=few_digits).weights == whole["every"].weights


def test_a_folder_that_cannot_be_written_costs_the_run_nothing(
    few_digits: ImageData, whole: dict[str, RunOutcome], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    assert perform(task(tmp_path / "file" / "run"), data=few_digits).weights == whole["every"].weights
    with pytest.raises(StoppedError):
        perform(task(tmp_path / "file" / "run"), stopping_after(6), few_digits)
    assert (tmp_path / "file").read_text() == "mine"


def test_of_a_run_that_diverges_the_last_sound_network_is_kept(few_digits: ImageData, tmp_path: Path) -> None:
    wild = Variant("Wild", SMALL, TrainingConfig(epochs=3, batch_size=4, learning_rate=10.0, momentum=0.999))
    *_, finished = run(wild, few_digits, (Sweep(NOISE),), seed=0, folder=tmp_path / "run")
    assert isinstance(finished, FinishedRun)
    assert finished.results[0].diverged is not None
    assert all(torch.isfinite(value).all() for value in finished.trained.weights.values())


# When a run is saved


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_epoch_and_every_ten_seconds_is_saved_at_a_cost_of_a_hundredth() -> None:
    clock = Clock()
    pace = Pace(clock)

    def save() -> str:
        clock.now += 0.02
        return "no room"

    assert pace.due(clock.now, epoch_ended=True)
    assert not pace.due(clock.now, epoch_ended=False)
    assert pace.measure(save) == "no room"
    clock.now += 3.0
    assert not pace.due(clock.now, epoch_ended=True)  # 20 ms are more than 3 thousandths of that
    clock.now += 4.0
    assert pace.due(clock.now, epoch_ended=True)
    assert not pace.due(clock.now, epoch_ended=False)
    clock.now += SAVE_SECONDS - 7.0
    assert pace.due(clock.now, epoch_ended=False)


def test_between_two_epochs_it_is_saved_after_ten_seconds(few_digits: ImageData, tmp_path: Path) -> None:
    from sparse_explorer.experiment.engine.training import Training
    from sparse_explorer.experiment.results.history import History
    from sparse_explorer.experiment.runs.runner import new_network

    clock, history = Clock(), History()
    training = Training(new_network(VARIANT, 0), few_digits, VARIANT.training, seed=0)
    keeper = RunKeeper(
        training, history, variant=VARIANT, dataset="digits", seed=0, folder=tmp_path / "run", clock=clock
    )
    report = next(iter(training))
    assert isinstance(report, TrainingReport)
    history.add(report)
    assert keeper.keep_up() == ""
    assert not (tmp_path / "run").exists()
    clock.now = SAVE_SECONDS
    assert keeper.keep_up() == ""
    assert load_variant(tmp_path / "run").history.step == training.step
    with pytest.raises(StoreError):
        load_variant(tmp_path / "elsewhere")


def test_copies_are_published_once_a_second_and_only_sound_ones(few_digits: ImageData) -> None:
    from sparse_explorer.experiment.engine.training import Training
    from sparse_explorer.experiment.results.history import History
    from sparse_explorer.experiment.runs.runner import new_network

    clock, history, seen = Clock(), History(), []
    network = new_network(VARIANT, 0)
    training = Training(network, few_digits, VARIANT.training, seed=0)
    keeper = RunKeeper(
        training,
        history,
        variant=VARIANT,
        dataset="digits",
        seed=0,
        folder=None,
        publish=seen.append,
        clock=clock,
    )
    history.add(next(iter(training)))
    keeper.keep_up()
    assert seen == []
    clock.now = 1.5
    keeper.keep_up()
    assert len(seen) == 1
    assert seen[0] is not network
    with torch.no_grad():
        next(network.parameters()).fill_(torch.nan)
    clock.now = 3.0
    keeper.keep_up()
    assert len(seen) == 1


GREY, HISS = NoiseConfig("article", (0.0, 0.3)), NoiseConfig("gaussian", (0.2, 0.6))


def many(folder: Path | None, *noises: NoiseConfig) -> RunTask:
    """The run with several noises, the paper's after every epoch."""
    sweeps = tuple(Sweep(noise, noise is NOISE) for noise in noises)
    return RunTask(1, VARIANT, "digits", None, sweeps, 3, "cpu", 1, folder)


def test_a_finished_run_is_swept_with_a_noise_that_is_new_and_not_trained_again(
    few_digits: ImageData, tmp_path: Path
) -> None:
    before = perform(many(None, NOISE, GREY), data=few_digits)
    save_variant(tmp_path, before.trained(many(None, NOISE, GREY)))
    told: list[RunProgress] = []
    more = many(tmp_path, NOISE, HISS, GREY)
    after = perform(more, told.append, few_digits)
    assert {report.text.split(" after")[0] for report in told} == {"gaussian"}
    assert after.weights == before.weights
    alone = perform(many(None, HISS), data=few_digits)
    bright, hiss, grey = after.results(more)
    assert (bright, grey) == before.results(many(None, NOISE, GREY))
    assert hiss == alone.results(many(None, HISS))[0]
    assert [level.noise for level in hiss.levels] == [0.2, 0.6]


def test_a_noise_that_is_wanted_after_every_epoch_comes_too_late_for_a_finished_run(
    few_digits: ImageData, tmp_path: Path
) -> None:
    save_variant(tmp_path, perform(many(None, GREY), data=few_digits).trained(many(None, GREY)))
    told: list[RunProgress] = []
    perform(many(tmp_path, GREY, NOISE), told.append, few_digits)
    assert any(report.text.startswith("epoch 1/3") for report in told)


@pytest.mark.parametrize("reports", [1, 3])
def test_with_several_noises_too_a_run_ends_in_the_same_bytes_however_often_it_is_stopped(
    few_digits: ImageData, tmp_path: Path, reports: int
) -> None:
    noises = NOISE, GREY, HISS
    whole = files(perform(many(None, *noises), data=few_digits), tmp_path / "whole", many(None, *noises))
    folder, outcome, stops = tmp_path / "run", None, 0
    while outcome is None:
        try:
            outcome = perform(many(folder, *noises), stopping_after(reports + stops), few_digits)
        except StoppedError:
            stops += 1
    assert stops > 1
    assert files(outcome, folder, many(folder, *noises)) == whole
