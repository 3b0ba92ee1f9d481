"""Asking about all test digits in the background: what is asked, what is dropped, and that nobody asks unseen."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import fabricated
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from sparse_explorer.app.background import answers_jobs
from sparse_explorer.app.background.answers import AnswersController
from sparse_explorer.app.background.overlaps import OverlapsController
from sparse_explorer.app.background.worker import stop_all
from sparse_explorer.app.model.activity import TRAIN, Activity
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.inspection import DigitInspector
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.runs.runner import new_network

LONG = 20_000


@pytest.fixture
def session() -> Session:
    made = Session()
    for name in ("dense", "sparse"):
        variant = presets()[name].variant
        made.add(dataclasses.replace(variant, network=fabricated.small(variant.network)))
    made.set_digit_count(60)
    made.set_noise(60)
    return made


@pytest.fixture
def shelf(session: Session) -> NetworkShelf:
    made = NetworkShelf()
    for item in session.items:
        made.put(Place(item.id, session.dataset, 0), new_network(item.variant, 0).eval())
    return made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Whom each job asked, as it began."""
    found: list[tuple[str, ...]] = []
    for name in ("ask", "overlaps"):
        original = getattr(answers_jobs, name)

        def note(networks: Any, *rest: Any, original: Any = original, **more: Any) -> Iterator[Any]:
            found.append(tuple(networks))
            return original(networks, *rest, **more)

        monkeypatch.setattr(answers_jobs, name, note)
    return found


@pytest.fixture
def controller(
    session: Session, shelf: NetworkShelf, few_digits: ImageData, asked: Any
) -> Iterator[AnswersController]:
    parent = QObject()
    made = AnswersController(session, shelf, parent)
    made.set_data(few_digits)
    yield made
    made.stop()
    assert stop_all()


@pytest.fixture
def overlaps(
    session: Session, shelf: NetworkShelf, few_digits: ImageData, asked: Any
) -> Iterator[OverlapsController]:
    parent = QObject()
    made = OverlapsController(session, shelf, parent)
    made.set_data(few_digits)
    yield made
    made.stop()
    assert stop_all()


def settle(controller: AnswersController | OverlapsController, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not controller.at_work, timeout=LONG)


def test_what_is_found_is_what_the_inspector_shows(
    controller: AnswersController, session: Session, shelf: NetworkShelf, few_digits: ImageData, qtbot: QtBot
) -> None:
    session.set_pattern(3)
    controller.set_wanted(True)
    settle(controller, qtbot)
    answers = controller.answers
    assert answers is not None and answers.whole and len(answers) == 60
    networks = {item.id: shelf.get(session.place(item.id)) for item in session.items}
    inspector = DigitInspector()
    for index in (0, 31, 59):
        place = {"index": index, "noise": 60, "convention": "article", "pattern": 3}
        seen = inspector.inspect(networks, few_digits, **place)
        assert [int(found.noisy.argmax()) for found in seen.variants] == [
            int(answers.said[item.id][index]) for item in session.items
        ]
        assert abs(answers.pictures[session.items[0].id][index] / 255 - seen.noisy).max() < 0.01


@pytest.mark.parametrize("change", ["noise", "pattern", "kind", "data"])
def test_answers_to_something_else_are_gone_at_once(
    controller: AnswersController, session: Session, qtbot: QtBot, change: str
) -> None:
    controller.set_wanted(True)
    settle(controller, qtbot)
    first = controller.answers
    with qtbot.waitSignal(controller.changed) as told:
        if change == "noise":
            session.set_noise(20)
        elif change == "pattern":
            session.set_pattern(1)
        elif change == "kind":
            session.set_noise_config(NoiseConfig("paper"))
        else:
            controller.set_data(None)
    assert told.args == [None]
    settle(controller, qtbot)
    if change == "data":
        assert controller.answers is None
    else:
        found = controller.answers
        assert found is not None and found is not first and found.whole
        assert (found.noise, found.convention) == (session.noise, session.noise_config.convention)


def test_only_a_slider_at_rest_is_followed(
    controller: AnswersController, session: Session, asked: list[Any], qtbot: QtBot
) -> None:
    controller.set_wanted(True)
    for noise in range(20, 40):
        session.set_noise(noise)
    settle(controller, qtbot)
    assert len(asked) == 1
    assert controller.answers is not None and controller.answers.noise == 39


def test_nobody_is_asked_while_nobody_looks(
    controller: AnswersController, session: Session, asked: list[Any], qtbot: QtBot
) -> None:
    session.set_noise(10)
    assert not controller.at_work
    controller.set_wanted(True)
    controller.set_wanted(False)
    assert not controller.at_work and asked == []
    controller.set_wanted(True)
    settle(controller, qtbot)
    assert controller.answers is not None and controller.answers.noise == 10
    controller.set_wanted(False)
    with qtbot.waitSignal(controller.changed) as told:  # what is known is told again, and nobody is asked
        controller.set_wanted(True)
    assert told.args == [controller.answers]
    assert len(asked) == 1 and not controller.at_work


def test_a_network_that_was_trained_since_is_asked_by_itself(
    controller: AnswersController, session: Session, shelf: NetworkShelf, asked: list[Any], qtbot: QtBot
) -> None:
    controller.set_wanted(True)
    settle(controller, qtbot)
    dense, sparse = session.items
    before = controller.answers.said[dense.id] if controller.answers else None
    shelf.put(session.place(sparse.id), new_network(sparse.variant, 5).eval())
    controller.refresh()
    assert controller.answers is not None and sparse.id not in controller.answers.said
    settle(controller, qtbot)
    assert asked == [(dense.id, sparse.id), (sparse.id,)]
    assert controller.answers.said[dense.id] is before and controller.answers.knows(sparse.id)
    session.remove(dense.id)
    assert list(controller.answers.said) == [sparse.id]


def test_a_network_that_trains_is_asked_when_it_has_come_to_its_end(
    controller: AnswersController, session: Session, shelf: NetworkShelf, asked: list[Any], qtbot: QtBot
) -> None:
    controller.set_wanted(True)
    settle(controller, qtbot)
    dense, sparse = session.items
    controller.show_activity(Activity(sparse.id, TRAIN))
    assert controller.answers is not None and list(controller.answers.said) == [dense.id]
    for seed in range(2):
        shelf.put(session.place(sparse.id), new_network(sparse.variant, seed).eval())
        controller.refresh()
    settle(controller, qtbot)
    assert asked == [(dense.id, sparse.id)]
    controller.show_activity(Activity())
    settle(controller, qtbot)
    assert asked[1:] == [(sparse.id,)] and controller.answers.knows(sparse.id)


def test_what_goes_wrong_is_said(
    controller: AnswersController, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def broken(*_: Any, **__: Any) -> Iterator[Any]:
        raise RuntimeError("no such layer")
        yield

    monkeypatch.setattr(answers_jobs, "ask", broken)
    with qtbot.waitSignal(controller.failed, timeout=LONG) as told:
        controller.set_wanted(True)
    assert "no such layer" in told.args[1]


def test_overlaps_are_found_once_for_each_network_and_noise(
    overlaps: OverlapsController, session: Session, shelf: NetworkShelf, asked: list[Any], qtbot: QtBot
) -> None:
    told: list[dict[str, Any]] = []
    overlaps.changed.connect(told.append)
    session.set_noise_config(NoiseConfig("paper"))
    assert not overlaps.at_work  # nobody looks
    overlaps.set_wanted(True)
    settle(overlaps, qtbot)
    dense, sparse = (item.id for item in session.items)
    assert list(told[-1]) == [dense, sparse]
    assert all(part.done == part.total == 60 for part in told[-1].values())
    session.set_noise_config(NoiseConfig("black"))
    settle(overlaps, qtbot)
    session.set_noise_config(NoiseConfig("paper"))
    session.set_pattern(4)
    assert not overlaps.at_work and asked == [(dense, sparse)] * 2
    assert list(told[-1]) == [dense, sparse]
    shelf.put(session.place(sparse), new_network(session.item(sparse).variant, 5).eval())
    overlaps.refresh()
    assert list(told[-1]) == [dense]
    settle(overlaps, qtbot)
    assert asked[2:] == [(sparse,)]
    assert list(told[-1]) == [dense, sparse]
