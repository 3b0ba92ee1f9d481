"""The inspector's background: the slider goes before a search, and what is no longer wanted is not answered."""

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from sparse_explorer.app import inspector_thread
from sparse_explorer.app.controllers.inspector import InspectorController
from sparse_explorer.app.session import Session
from sparse_explorer.app.shelf import NetworkShelf
from sparse_explorer.experiment import inspection
from sparse_explorer.experiment.config import NoiseConfig
from sparse_explorer.experiment.presets import presets
from sparse_explorer.experiment.runner import new_network


class Search:
    """Stands for the engine's search: goes on until it is told what it finds, and knows what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.found: int | None = None
        self.steps = 0

    def __call__(self, networks, data, **place) -> Iterator[int | None]:
        self.asked.append(place)
        while self.found is None:
            self.steps += 1
            yield None
        yield self.found


@pytest.fixture
def search(monkeypatch) -> Search:
    made = Search()
    monkeypatch.setattr(inspection, "disagreements", made)
    return made


@pytest.fixture
def session() -> Session:
    made = Session()
    for name in ("dense", "sparse"):
        made.add(presets()[name].variant)
    made.set_digit_count(60)
    return made


@pytest.fixture
def controller(session, few_digits, qtbot) -> Iterator[InspectorController]:
    shelf, parent = NetworkShelf(), QObject()
    for item in session.items:
        shelf.put(item.id, session.dataset, new_network(item.variant, 0).eval())
    made = InspectorController(session, shelf, parent)
    made.set_data(few_digits)
    yield made
    made.stop()


def settle(controller: InspectorController, qtbot) -> None:
    """Until the thread has nothing left to do: flips come last."""
    with qtbot.waitSignal(controller.flips_changed, timeout=20_000):
        controller.refresh()


def wait_for_steps(search: Search, qtbot, more: int = 3) -> None:
    wanted = search.steps + more
    qtbot.waitUntil(lambda: search.steps >= wanted, timeout=20_000)


def test_the_slider_is_answered_while_a_search_goes_on(controller, session, search, qtbot):
    controller.find_disagreement()
    wait_for_steps(search, qtbot)
    assert session.searching
    with qtbot.waitSignal(
        controller.inspected, timeout=20_000, check_params_cb=lambda seen: seen.noise == session.noise
    ):
        session.set_noise(77)
    assert session.searching
    qtbot.waitUntil(lambda: len(search.asked) == 2, timeout=20_000)
    assert search.asked[-1]["noise"] == 77  # they disagree on other digits now
    search.found = 17
    qtbot.waitUntil(lambda: session.digit == 17, timeout=20_000)
    assert not session.searching


@pytest.mark.parametrize("how", ["digit", "again", "data"])
def test_a_search_is_given_up(controller, session, search, qtbot, how):
    controller.find_disagreement()
    wait_for_steps(search, qtbot)
    if how == "digit":
        session.set_digit(5)
    elif how == "again":
        controller.find_disagreement()
    else:
        controller.set_data(None)
    assert not session.searching
    search.found = 17
    digit = session.digit
    if how != "data":
        with qtbot.waitSignal(
            controller.inspected, timeout=20_000, check_params_cb=lambda seen: seen.noise == 31
        ):
            session.set_noise(31)
    assert session.digit == digit
    assert len(search.asked) == 1


def test_an_answer_that_is_on_its_way_comes_too_late(controller, session, search, qtbot):
    search.found = 17
    controller.find_disagreement()
    controller._thread.stop()
    controller._thread.wait(20_000)  # the answer waits for the event loop, if the thread came to it
    session.set_digit(5)
    qtbot.wait(0)
    assert session.digit == 5


@pytest.mark.parametrize(
    "change",
    [lambda session: session.set_pattern(9), lambda session: session.set_noise_config(NoiseConfig("paper"))],
)
def test_other_noise_is_searched_with(controller, session, search, qtbot, change):
    controller.find_disagreement()
    wait_for_steps(search, qtbot)
    change(session)
    qtbot.waitUntil(lambda: len(search.asked) == 2, timeout=20_000)
    asked = search.asked[-1]
    assert (asked["pattern"], asked["convention"]) == (session.pattern, session.noise_config.convention)
    assert session.searching


def test_nothing_found_is_said(controller, session, monkeypatch, qtbot):
    monkeypatch.setattr(inspection, "disagreements", lambda *_, **__: iter([None, None]))
    with qtbot.waitSignal(controller.no_disagreement, timeout=20_000):
        controller.find_disagreement()
    assert not session.searching


def test_a_search_that_fails_says_so_and_ends(controller, session, monkeypatch, qtbot):
    def broken(*_, **__):
        yield None
        raise RuntimeError("no such layer")

    monkeypatch.setattr(inspection, "disagreements", broken)
    with qtbot.waitSignal(controller.failed, timeout=20_000) as said:
        controller.find_disagreement()
    assert "no such layer" in said.args[1]
    assert not session.searching
    with qtbot.waitSignal(controller.inspected, timeout=20_000):
        session.set_noise(12)


def test_one_variant_has_nobody_to_disagree_with(controller, session, qtbot):
    session.remove(session.items[0].id)
    with qtbot.waitSignal(controller.no_disagreement, timeout=20_000):
        controller.find_disagreement()
    assert not session.searching


def test_small_networks_are_asked_at_once_and_others_in_the_thread(controller, session, qtbot, monkeypatch):
    settle(controller, qtbot)
    wishes = []
    ask = controller._thread.wish
    monkeypatch.setattr(controller._thread, "wish", lambda wish: (wishes.append(wish.kind), ask(wish)))
    for limit, expected in ((math.inf, []), (0.0, ["digit"])):
        monkeypatch.setattr(inspector_thread, "SHORT_S", limit)
        wishes.clear()
        with qtbot.waitSignal(
            controller.inspected, timeout=20_000, check_params_cb=lambda seen: seen.noise == session.noise
        ):
            session.set_noise(session.noise + 1)
        assert wishes == expected


def test_of_several_moves_at_once_the_last_is_answered_alone(controller, session, qtbot, monkeypatch):
    settle(controller, qtbot)
    monkeypatch.setattr(inspector_thread, "SHORT_S", math.inf)
    seen = []
    controller.inspected.connect(lambda found: seen.append(found.noise))
    for percent in (10, 20, 30):
        session.set_noise(percent)
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    assert seen == [30]
