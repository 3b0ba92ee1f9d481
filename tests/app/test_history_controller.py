"""Going back to moments of trainings: which there are, which networks are looked into, and the curves of a sample."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fabricated
import pytest
import torch
from pytestqt.qtbot import QtBot

from sparse_explorer.app.background import history as module
from sparse_explorer.app.background.history import HistoryController
from sparse_explorer.app.background.worker import stop_all
from sparse_explorer.app.model.activity import TRAIN, Activity
from sparse_explorer.app.model.history_view import HistoryView
from sparse_explorer.app.model.records import RunKey, RunRecord
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.app.model.undo import Undo
from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.experiment.runs.snapshots import SnapshotKeeper

STEPS = 8


@pytest.fixture
def session(qapp) -> Session:
    session = Session()
    session.set_noise_config(NoiseConfig("article", (0.0, 0.5)))
    for name in ("dense", "sparse"):
        preset = presets()[name].variant
        training = dataclasses.replace(preset.training, epochs=2)
        session.add(dataclasses.replace(preset, network=fabricated.small(preset.network), training=training))
    session.set_digit_count(10)
    return session


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


class Past:
    """A controller of trained variants, and what it told."""

    def __init__(self, session: Session, folder: Path, data: ImageData) -> None:
        self.session, self.folder, self.shelf = session, folder, NetworkShelf()
        self.controller = HistoryController(session, self.shelf, lambda: data, self.folder_of, clock=Clock())
        self.views: list[HistoryView] = []
        self.controller.view_changed.connect(self.views.append)

    def folder_of(self, place: Place) -> Path:
        return self.folder / place.variant_id

    def train(self, place: int, history: bool = True) -> str:
        """Let a variant be trained; its weights become the number of the step."""
        item = self.session.items[place]
        network = new_network(item.variant, 0)
        keeper = SnapshotKeeper(self.folder_of(self.session.place(item.id)), item.variant, 0, STEPS)
        for step in range(1, STEPS + 1):
            fill(network, step)
            if history:
                keeper.note(network, step)
        self.shelf.put(self.session.place(item.id), network.eval())
        item.runs[RunKey(self.session.dataset, 0)] = RunRecord(History(STEPS, STEPS, [0.5] * STEPS))
        self.controller.refresh()
        return item.id

    def value(self, variant_id: str) -> float:
        """What the weights of the network that is looked into are."""
        network = self.controller.networks.get(self.session.place(variant_id))
        return float(network.output.bias[0].item())


def fill(network: Any, value: float) -> None:
    with torch.no_grad():
        network.output.bias.fill_(value)


@pytest.fixture
def past(session: Session, tmp_path: Path, few_digits: ImageData, qtbot: QtBot) -> Iterator[Past]:
    past = Past(session, tmp_path, few_digits)
    yield past
    past.controller.stop()
    assert stop_all()
    qtbot.waitUntil(lambda: not past.controller.at_work)


def test_moments_are_those_that_were_kept_from_the_untrained_network_on(past: Past) -> None:
    assert past.controller.view.marks == ()
    past.train(0)
    assert past.controller.view.marks == tuple(step / 4 for step in range(STEPS))
    assert past.controller.view.epochs == 2


def test_a_moment_brings_the_networks_of_then_and_the_end_those_of_now(past: Past, qtbot: QtBot) -> None:
    dense, sparse = past.train(0), past.train(1)
    with qtbot.waitSignal(past.controller.networks_changed):
        past.controller.go_to(0.75)
    qtbot.waitUntil(lambda: past.value(dense) == past.value(sparse) == 3.0)
    qtbot.waitUntil(lambda: set(past.controller.view.curves) == {dense, sparse})
    levels = past.controller.view.curves[dense]
    assert [level.noise for level in levels] == [0.0, 0.5] and levels[0].total > 0
    with qtbot.waitSignal(past.controller.networks_changed):
        past.controller.go_to(None)
    assert past.value(dense) == past.value(sparse) == float(STEPS)
    assert past.controller.view.curves == {} and past.controller.view.moment is None


def test_the_last_of_many_moments_counts(past: Past, qtbot: QtBot) -> None:
    dense = past.train(0)
    for moment in (0.0, 0.5, 1.0, 1.75, 0.25):
        past.controller.go_to(moment)
    qtbot.waitUntil(lambda: past.value(dense) == 1.0 and bool(past.controller.view.curves))
    assert past.controller.view.moment == 0.25


def test_a_variant_without_history_stays_as_it_is(past: Past, qtbot: QtBot) -> None:
    dense, sparse = past.train(0), past.train(1, history=False)
    past.controller.go_to(0.5)
    qtbot.waitUntil(lambda: past.value(dense) == 2.0)
    assert past.value(sparse) == float(STEPS)


def test_a_copy_that_is_broken_is_passed_over(past: Past, qtbot: QtBot) -> None:
    dense, sparse = past.train(0), past.train(1)
    broken = past.folder_of(past.session.place(dense)) / "history" / "step-2.safetensors"
    broken.write_bytes(b"no tensors")
    past.controller.go_to(0.5)
    qtbot.waitUntil(lambda: past.value(sparse) == 2.0)
    assert past.value(dense) == float(STEPS)


def test_another_seed_leads_back_to_now(past: Past, qtbot: QtBot) -> None:
    dense = past.train(0)
    past.controller.go_to(0.5)
    qtbot.waitUntil(lambda: past.value(dense) == 2.0)
    past.session.set_seed(1)
    assert past.controller.view.moment is None and not past.controller.networks.past()


def test_undo_knows_nothing_of_it(past: Past, qtbot: QtBot) -> None:
    dense = past.train(0)
    undo = Undo(past.session)
    past.controller.go_to(0.5)
    qtbot.waitUntil(lambda: past.value(dense) == 2.0)
    assert undo.stack.count() == 0


def test_the_curve_of_a_training_grows_and_goes_at_its_end(past: Past, qtbot: QtBot) -> None:
    dense = past.train(0)
    past.controller.network_changed(dense)
    assert past.controller.view.curves == {}  # it is not being trained
    past.controller.show_activity(Activity(dense, TRAIN))
    past.controller.network_changed(dense)
    qtbot.waitUntil(lambda: dense in past.controller.view.curves)
    assert past.controller.view.moment is None and past.value(dense) == float(STEPS)
    past.controller.show_activity(Activity())
    assert past.controller.view.curves == {}


def test_the_curve_takes_little_of_the_time(
    past: Past, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dense, made = past.train(0), []
    original = module.look_back
    monkeypatch.setattr(module, "look_back", lambda *given: made.append(given) or original(*given))
    past.controller.show_activity(Activity(dense, TRAIN))
    past.controller.network_changed(dense)
    qtbot.waitUntil(lambda: dense in past.controller.view.curves and not past.controller.at_work)
    for _ in range(5):  # seconds, of a curve that took one
        past.controller.network_changed(dense)
    assert len(made) == 1
    for _ in range(round(1 / module.LIVE_SHARE)):
        past.controller.network_changed(dense)
    qtbot.waitUntil(lambda: len(made) == 2)
