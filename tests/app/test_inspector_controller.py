"""The inspector's background: the slider goes before a search, and what is no longer wanted is not answered."""

import dataclasses
import math
from collections.abc import Iterator

import fabricated
import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from sparse_explorer.app.background import inspector_thread
from sparse_explorer.app.background.inspector import InspectorController
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.app.model.source import Source
from sparse_explorer.experiment.engine import disagreements, foreseen, inspection, layers
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.inspection_reports import UnitPlace
from sparse_explorer.experiment.results.interventions import CENTRED, RANDOM_WINNERS, Intervention
from sparse_explorer.experiment.runs.runner import new_network


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
    monkeypatch.setattr(disagreements, "disagreements", made)
    return made


@pytest.fixture
def session() -> Session:
    made = Session()
    for name in ("dense", "sparse"):
        variant = presets()[name].variant
        made.add(dataclasses.replace(variant, network=fabricated.small(variant.network)))
    made.set_digit_count(60)
    return made


@pytest.fixture
def controller(session, few_digits, qtbot) -> Iterator[InspectorController]:
    shelf, parent = NetworkShelf(), QObject()
    for item in session.items:
        shelf.put(Place(item.id, session.dataset, 0), new_network(item.variant, 0).eval())
    made = InspectorController(session, shelf, parent)
    made.set_overlaps_wanted(True)
    made.set_data(few_digits)
    yield made
    made.stop()


def settle(controller: InspectorController, qtbot) -> None:
    """Until the thread has nothing left to do: overlaps come last."""
    with qtbot.waitSignal(controller.overlaps_changed, timeout=20_000):
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
    monkeypatch.setattr(disagreements, "disagreements", lambda *_, **__: iter([None, None]))
    with qtbot.waitSignal(controller.no_disagreement, timeout=20_000):
        controller.find_disagreement()
    assert not session.searching


def test_a_search_that_fails_says_so_and_ends(controller, session, monkeypatch, qtbot):
    def broken(*_, **__):
        yield None
        raise RuntimeError("no such layer")

    monkeypatch.setattr(disagreements, "disagreements", broken)
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
    monkeypatch.setattr(foreseen, "ASKED_BEFORE", math.inf)
    settle(controller, qtbot)
    asked = []
    ask = controller._thread.ask
    monkeypatch.setattr(controller._thread, "ask", lambda request: (asked.append(request.kind), ask(request)))
    code = Source("mine:network", "/code")  # of others, for which the window does not wait
    for limit, source, expected in (
        (math.inf, None, []),
        (0.0, None, ["digit"]),
        (math.inf, code, ["digit"]),
    ):
        monkeypatch.setattr(inspector_thread, "SHORT_S", limit)
        session.items[1].source = source
        asked.clear()
        with qtbot.waitSignal(
            controller.inspected, timeout=20_000, check_params_cb=lambda seen: seen.noise == session.noise
        ):
            session.set_noise(session.noise + 1)
        assert asked == expected


def test_of_several_moves_at_once_the_last_is_answered_alone(controller, session, qtbot, monkeypatch):
    settle(controller, qtbot)
    monkeypatch.setattr(inspector_thread, "SHORT_S", math.inf)
    seen = []
    controller.inspected.connect(lambda found: seen.append(found.noise))
    for percent in (10, 20, 30):
        session.set_noise(percent)
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    assert seen == [30]


class Weights:
    """Whose weights were said to be known, in order."""

    def __init__(self, controller: InspectorController) -> None:
        self.heard: list[tuple[str, str]] = []
        self.layers: list = []
        controller.weights_changed.connect(self._hear)

    def _hear(self, variant_id: str, dataset: str, layers) -> None:
        self.heard.append((variant_id, dataset))
        self.layers.append(layers)


def test_weights_need_no_digits(session, few_digits, qtbot):
    """After a restart networks are there before the data set is."""
    shelf, parent = NetworkShelf(), QObject()
    made = InspectorController(session, shelf, parent)
    made.set_overlaps_wanted(True)
    weights = Weights(made)
    made.refresh_weights()
    assert weights.heard == []
    shelf.put(Place(session.selected_id, "digits", 0), new_network(session.selected.variant, 0).eval())
    made.refresh_weights()
    qtbot.waitUntil(lambda: weights.heard == [(session.selected_id, "digits")], timeout=20_000)
    made.set_data(few_digits)  # which are the same weights
    settle(made, qtbot)
    assert len(weights.heard) == 1
    made.stop()


def test_weights_follow_selection_network_and_data_set(controller, session, few_digits, qtbot, monkeypatch):
    weights = Weights(controller)
    dense, sparse = (item.id for item in session.items)
    expected = []

    def wait_for(variant_id: str, dataset: str) -> None:
        expected.append((variant_id, dataset))
        qtbot.waitUntil(lambda: weights.heard == expected, timeout=20_000)

    session.select(dense)
    wait_for(dense, "digits")
    session.select(sparse)
    wait_for(sparse, "digits")
    session.set_dataset("mnist")
    controller.set_data(None)
    session.set_dataset("digits")
    controller.set_data(None)
    controller.set_data(few_digits)
    wait_for(sparse, "digits")
    controller._shelf.put(Place(sparse, "digits", 0), new_network(session.selected.variant, 1).eval())
    controller.network_changed()
    wait_for(sparse, "digits")
    first, second = weights.layers[-2:]
    assert (first[0].values != second[0].values).any()
    controller._shelf.put(Place(dense, "digits", 0), new_network(session.items[0].variant, 1).eval())
    asked = answer_late(controller, monkeypatch)
    controller.network_changed()  # not the selected one
    assert asked and inspector_thread.WEIGHTS not in {request.kind for request in asked}


def answer_late(controller, monkeypatch) -> list:
    """From now on the thread's answers wait until the test hands them over."""
    kept: list = []
    monkeypatch.setattr(controller._thread, "ask", kept.append)
    return kept


def test_weights_that_come_too_late_are_dropped(controller, session, qtbot, monkeypatch):
    weights = Weights(controller)
    dense, sparse = (item.id for item in session.items)
    kept = answer_late(controller, monkeypatch)
    session.select(dense)
    session.select(sparse)
    session.select(dense)
    requests = [request for request in kept if request.kind == "weights"]
    assert [list(request.networks) for request in requests] == [[dense], [sparse], [dense]]
    controller._thread.answered.emit(requests[1], ("sparse's",))
    assert weights.heard == []  # another variant's
    controller._thread.answered.emit(requests[2], ("new",))
    controller._thread.answered.emit(requests[0], ("old",))
    assert weights.layers == [("new",)]
    session.set_dataset("mnist")
    controller._thread.answered.emit(requests[2], ("digits'",))
    assert len(weights.layers) == 1


def test_answers_about_another_data_set_digit_or_moment_are_dropped(
    controller, session, few_digits, qtbot, monkeypatch
):
    kept = answer_late(controller, monkeypatch)
    monkeypatch.setattr(inspector_thread, "SHORT_S", 0.0)
    inspected, flips, overlaps = [], [], []
    controller.inspected.connect(inspected.append)
    controller.flips_changed.connect(flips.append)
    controller.overlaps_changed.connect(overlaps.append)
    controller.refresh()
    controller.refresh()
    (first, first_flips, first_overlaps), (second, second_flips, second_overlaps) = kept[:3], kept[3:6]
    controller._thread.answered.emit(second_overlaps, {"a": (1.0,)})
    controller._thread.answered.emit(first_overlaps, {"a": (0.5,)})
    assert overlaps == [{"a": (1.0,)}]
    controller._thread.answered.emit(second, "second")
    controller._thread.answered.emit(first, "first")
    assert inspected == ["second"]
    controller._thread.answered.emit(first_flips, {"a": 1})
    assert flips == [{"a": 1}]
    session.set_digit(session.digit + 1)
    controller._thread.answered.emit(second_flips, {"a": 2})  # of the digit before
    assert flips == [{"a": 1}]
    session.set_digit(session.digit - 1)
    session.set_pattern(session.pattern + 1)
    controller._thread.answered.emit(second_flips, {"a": 2})
    assert flips == [{"a": 1}]
    latest = next(request for request in reversed(kept) if request.kind == "digit")
    controller.set_data(None)
    controller._thread.answered.emit(latest, "late")
    assert inspected == ["second"]


def test_a_network_that_was_trained_on_is_looked_into_again(controller, session, qtbot):
    settle(controller, qtbot)
    seen = []
    controller.inspected.connect(seen.append)
    dense = session.items[0]
    controller._shelf.put(Place(dense.id, "digits", 0), new_network(dense.variant, 1).eval())
    controller.network_changed()
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    assert {found.variant_id for found in seen[-1].variants} == {item.id for item in session.items}


def requests_of(kept: list, kind: str) -> list:
    return [request for request in kept if request.kind == kind]


@pytest.mark.parametrize(
    "change",
    [
        lambda session, controller: session.set_digit(7),
        lambda session, controller: session.set_noise_config(NoiseConfig("paper")),
        lambda session, controller: session.set_pattern(3),
        lambda session, controller: session.remove(session.items[0].id),
        lambda session, controller: session.set_dataset("mnist"),
        lambda session, controller: controller.set_data(None),
    ],
    ids=["digit", "noise", "pattern", "variant", "data set", "data"],
)
def test_flips_of_what_is_no_longer_shown_are_dropped(controller, session, monkeypatch, change):
    kept, flips = answer_late(controller, monkeypatch), []
    controller.flips_changed.connect(flips.append)
    controller.refresh()
    (request,) = requests_of(kept, "flips")
    change(session, controller)
    controller._thread.answered.emit(request, {"a": 1})
    assert flips == []


def test_the_answer_of_a_search_that_was_given_up_or_begun_again_is_dropped(controller, session, monkeypatch):
    kept = answer_late(controller, monkeypatch)
    controller.find_disagreement()
    session.set_noise(session.noise + 1)  # they disagree on other digits now
    first, second = requests_of(kept, "search")
    controller._thread.answered.emit(first, 17)
    assert session.searching
    session.set_digit(5)  # which ends the search
    controller._thread.answered.emit(second, 18)
    assert session.digit == 5


def test_flips_never_go_back_to_an_older_answer(controller, monkeypatch):
    kept, flips = answer_late(controller, monkeypatch), []
    controller.flips_changed.connect(flips.append)
    controller.refresh()
    controller.refresh()
    older, newer = requests_of(kept, "flips")
    controller._thread.answered.emit(newer, {"a": 2})
    controller._thread.answered.emit(older, {"a": 1})
    assert flips == [{"a": 2}]


def test_a_digit_of_the_data_set_before_is_dropped(controller, session, monkeypatch):
    kept, seen = answer_late(controller, monkeypatch), []
    controller.inspected.connect(seen.append)
    controller.refresh()
    session.set_dataset("mnist")  # the window takes the data away a moment later
    controller._thread.answered.emit(requests_of(kept, "digit")[0], "late")
    assert seen == []


@pytest.mark.parametrize(
    "change",
    [
        lambda session: session.set_digit(7),
        lambda session: session.set_pattern(3),
        lambda session: session.set_noise_config(NoiseConfig("paper")),
        lambda session: session.remove(session.items[0].id),
    ],
    ids=["digit", "pattern", "noise", "variant"],
)
def test_whatever_is_looked_at_is_asked_for_at_once(controller, session, monkeypatch, change):
    kept = answer_late(controller, monkeypatch)
    change(session)
    for kind in ("digit", "flips"):
        request = requests_of(kept, kind)[-1]
        assert (request.index, request.pattern) == (session.digit, session.pattern)
        assert request.convention == session.noise_config.convention
        assert list(request.networks) == [item.id for item in session.items]


def test_networks_of_the_data_set_in_use_are_asked(controller, session, few_digits, monkeypatch):
    kept, sparse = answer_late(controller, monkeypatch), session.items[1]
    other = new_network(sparse.variant, 5).eval()
    controller._shelf.put(Place(sparse.id, "mnist", 0), other)
    session.select(sparse.id)
    session.set_dataset("mnist")
    controller.set_data(few_digits)
    for kind in ("digit", "flips", "weights"):
        request = requests_of(kept, kind)[-1]
        assert dict(request.networks) == {sparse.id: other}
        assert request.dataset == "mnist"


def test_pictures_answers_and_flips_are_those_of_the_digit_and_noise_in_use(
    controller, session, few_digits, qtbot, monkeypatch
):
    asked, find_flips = [], inspection.DigitInspector.flips

    def flips_of(self, networks, data, **place):
        asked.append(place)
        return find_flips(self, networks, data, **place)

    monkeypatch.setattr(inspection.DigitInspector, "flips", flips_of)
    settle(controller, qtbot)
    session.set_noise(40)
    session.set_pattern(6)
    session.set_noise_config(NoiseConfig("paper"))
    seen, flips = [], []
    controller.inspected.connect(seen.append)
    controller.flips_changed.connect(flips.append)
    session.set_digit(11)
    qtbot.waitUntil(lambda: bool(flips and seen) and seen[-1].index == 11, timeout=20_000)
    networks = {item.id: controller._shelf.get(Place(item.id, "digits", 0)) for item in session.items}
    place = {"index": 11, "convention": "paper", "pattern": 6}
    expected = inspection.DigitInspector().inspect(networks, few_digits, noise=40, request=0, **place)
    assert (seen[-1].noise, seen[-1].label) == (40, expected.label)
    assert (seen[-1].noisy == expected.noisy).all()
    for found, wanted in zip(seen[-1].variants, expected.variants, strict=True):
        assert found.noisy == pytest.approx(wanted.noisy, abs=1e-6)
    assert asked[-1] == place | {
        "own": None
    }  # networks that were not trained are wrong from the start, whatever they are asked
    assert flips[-1] == inspection.DigitInspector().flips(networks, few_digits, **place)


def test_what_hurries_comes_first(session, few_digits, qtbot):
    thread, order = inspector_thread.InspectorThread(), []
    thread.answered.connect(lambda request, answer: order.append(request.kind))
    networks = {item.id: new_network(item.variant, 0).eval() for item in session.items}
    kinds = ("search", "weights", "flips", "digit")
    for number, kind in enumerate(kinds):
        thread.ask(
            inspector_thread.Request(number, kind, networks, "digits", few_digits, 0, 50, "article", 0)
        )
    thread.begin()
    qtbot.waitUntil(lambda: len(order) == 4, timeout=20_000)
    assert order == ["digit", "flips", "weights", "search"]
    thread.stop()
    assert thread.wait(20_000)


def test_of_one_kind_the_latest_request_alone_is_answered(session, few_digits, qtbot):
    thread, seen = inspector_thread.InspectorThread(), []
    thread.answered.connect(lambda request, answer: seen.append(request.number))
    for number in (1, 2, 3):
        thread.ask(inspector_thread.Request(number, "digit", {}, "digits", few_digits, 0, 9, "article", 0))
    thread.begin()
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    thread.stop()
    assert thread.wait(20_000)
    assert seen == [3]


def test_what_the_slider_asks_for_next_is_foreseen_while_nobody_asks(session, few_digits, qtbot, monkeypatch):
    """A network that takes long is then answered at once, too."""
    monkeypatch.setattr(inspector_thread, "SHORT_S", 0.0)  # whatever has to be computed takes too long
    thread, answered = inspector_thread.InspectorThread(), []
    thread.answered.connect(lambda request, answer: answered.append(request.noise))
    networks = {item.id: new_network(item.variant, 0).eval() for item in session.items}

    def request(noise: int) -> inspector_thread.Request:
        return inspector_thread.Request(
            noise, "digit", networks, "digits", few_digits, 0, noise, "article", 0
        )

    assert thread.look_now(request(50)) is None
    thread.begin()
    for noise in range(1, foreseen.ASKED_BEFORE + 1):
        thread.ask(request(noise))
        qtbot.waitUntil(lambda noise=noise: noise in answered, timeout=20_000)
    seen = []
    qtbot.waitUntil(lambda: seen.append(thread.look_now(request(77))) or seen[-1] is not None, timeout=20_000)
    assert (seen[-1].noise, seen[-1].request) == (77, 77)
    assert 77 not in answered
    thread.stop()
    assert thread.wait(20_000)


def test_a_search_begins_behind_the_digit_that_is_shown(controller, session, search, qtbot):
    session.set_digit(8)
    controller.find_disagreement()
    wait_for_steps(search, qtbot)
    assert search.asked[0]["start"] == 9


def test_what_else_fails_is_told_and_the_search_goes_on(controller, session, search, monkeypatch, qtbot):
    def broken(network):
        raise RuntimeError("no weights")

    monkeypatch.setattr(layers, "weight_pictures", broken)
    controller.find_disagreement()
    wait_for_steps(search, qtbot)
    with qtbot.waitSignal(controller.failed, timeout=20_000) as said:
        session.select(session.items[0].id)
    assert said.args[0] == "The inspector could not look at this image."
    assert "no weights" in said.args[1]
    assert session.searching
    wait_for_steps(search, qtbot)
    search.found = 17
    qtbot.waitUntil(lambda: session.digit == 17, timeout=20_000)


def test_a_stopped_inspector_answers_no_more(controller, session, qtbot):
    settle(controller, qtbot)
    controller.stop()
    qtbot.waitUntil(controller._thread.isFinished, timeout=5000)
    controller.refresh()
    assert not controller._thread.isRunning()


def show_own(session: Session, painted: np.ndarray | None = None) -> None:
    ink = np.zeros((280, 280), np.float32)
    ink[60:220, 120:160] = 1
    session.own.set_treatment(centre=False, scale=False)
    session.own.set_drawn(ink, np.zeros((28, 28), bool) if painted is None else painted)
    session.own.set_shown(True)


def test_the_users_own_image_is_inspected_in_place_of_the_digit(controller, session, qtbot):
    with qtbot.waitSignal(
        controller.inspected, timeout=20_000, check_params_cb=lambda seen: seen.index == -1
    ) as caught:
        show_own(session)
    seen = caught.args[0]
    assert seen.label is None
    assert np.allclose(seen.clean[10, 12:16], 1, atol=0.01)
    assert np.allclose(seen.clean[:, 0], 0, atol=0.01)
    with qtbot.waitSignal(controller.inspected, timeout=20_000, check_params_cb=lambda seen: seen.label == 7):
        session.own.set_label(7)
    with qtbot.waitSignal(
        controller.inspected, timeout=20_000, check_params_cb=lambda seen: seen.index == session.digit
    ):
        session.own.set_shown(False)


def test_painted_noise_is_there_without_any_from_the_slider(controller, session, qtbot):
    painted = np.zeros((28, 28), bool)
    painted[0, :5] = True
    session.set_noise(0)
    with qtbot.waitSignal(
        controller.inspected, timeout=20_000, check_params_cb=lambda seen: seen.index == -1
    ) as caught:
        show_own(session, painted)
    seen = caught.args[0]
    grey = (0.1307 + 2 * 0.3081) * 0.3081 + 0.1307
    assert np.allclose(seen.noisy[0, :5], grey, atol=0.01)
    assert np.allclose(seen.noisy[1:], seen.clean[1:], atol=1e-6)
    assert np.allclose(seen.clean[0], 0, atol=0.01)


def test_overlaps_that_nobody_looks_at_are_not_computed(controller, session, monkeypatch, qtbot):
    settle(controller, qtbot)
    asked = []
    monkeypatch.setattr(controller._thread, "ask", lambda request: asked.append(request.kind))
    controller.set_overlaps_wanted(False)
    session.set_digit(5)
    assert asked == [inspector_thread.DIGIT, inspector_thread.FLIPS]
    controller.set_overlaps_wanted(True)
    assert asked[2:] == [inspector_thread.OVERLAPS]
    session.set_digit(6)
    assert asked.count(inspector_thread.OVERLAPS) == 2


def test_a_digit_that_nobody_sees_does_not_follow_the_slider(controller, session, monkeypatch, qtbot):
    settle(controller, qtbot)
    monkeypatch.setattr(inspector_thread, "SHORT_S", math.inf)
    seen = []
    controller.inspected.connect(lambda found: seen.append(found.noise))
    controller.set_digit_wanted(False)
    for percent in (10, 20, 30):
        session.set_noise(percent)
        QApplication.processEvents()
    assert seen == []
    controller.set_digit_wanted(True)
    qtbot.waitUntil(lambda: seen == [30], timeout=20_000)
    controller.set_digit_wanted(False)
    controller.set_digit_wanted(True)  # nothing has moved meanwhile
    session.set_noise(40)
    qtbot.waitUntil(lambda: seen == [30, 40], timeout=20_000)


# --- units and interventions ------------------------------------------------------------------------------------------


def test_a_unit_is_looked_at_and_again_with_another_digit(controller, session, qtbot):
    place = UnitPlace(session.items[1].id, "Convolution", 7)
    with qtbot.waitSignal(controller.unit_found, timeout=20_000) as heard:
        controller.look_at_unit(place)
    assert heard.args[0].place == place
    with qtbot.waitSignal(controller.unit_found, timeout=20_000) as heard:
        session.set_digit(9)
    assert heard.args[0].place == place
    seen = []
    controller.unit_found.connect(seen.append)
    controller.look_at_unit(None)
    session.set_digit(10)
    settle(controller, qtbot)
    assert seen == []


def test_a_unit_that_is_no_longer_looked_at_is_not_told(controller, session, qtbot):
    settle(controller, qtbot)
    seen = []
    controller.unit_found.connect(lambda report: seen.append(report.place.number))
    for number in (1, 2, 3):
        controller.look_at_unit(UnitPlace(session.items[1].id, "Convolution", number))
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    assert seen == [3]


def test_an_intervention_is_looked_at_at_once_and_taken_back(controller, session, qtbot):
    settle(controller, qtbot)
    done = Intervention(RANDOM_WINNERS)
    with qtbot.waitSignal(controller.inspected, timeout=20_000) as heard:
        session.interventions.set(session.items[1].id, done)
    assert [each.variant_id for each in heard.args[0].intervened] == [session.items[1].id]
    with qtbot.waitSignal(controller.inspected, timeout=20_000) as heard:
        session.set_noise(66)
    assert len(heard.args[0].intervened) == 1  # along the slider, too
    with qtbot.waitSignal(controller.inspected, timeout=20_000) as heard:
        session.interventions.set(session.items[1].id, None)
    assert heard.args[0].intervened == ()


def test_what_was_done_before_is_not_shown_any_more(controller, session, qtbot):
    settle(controller, qtbot)
    seen = []
    controller.inspected.connect(lambda found: seen.append([each.variant_id for each in found.intervened]))
    for item in session.items:
        session.interventions.set(item.id, Intervention(CENTRED))
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    assert seen == [[item.id for item in session.items]]
