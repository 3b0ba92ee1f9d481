"""What the slider will ask for is found ahead: the same as when it is asked for, without asking the network again."""

import gc
import weakref

import pytest

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine import foreseen
from sparse_explorer.experiment.engine.inspection import DigitInspector
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.inspection_reports import Inspection, OwnPicture
from sparse_explorer.experiment.runs.runner import new_network

PLACE = {"index": 4, "convention": "article", "pattern": 3}


@pytest.fixture(scope="module")
def networks() -> dict[str, ExplorerNetwork]:
    return {name: new_network(presets()[name].variant, 0).eval() for name in ("dense", "sparse")}


class Asked:
    """Counts how many pictures networks were shown, and how often."""

    def __init__(self, networks: dict[str, ExplorerNetwork], monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = self.pictures = 0
        for network in networks.values():
            monkeypatch.setattr(network, "insides", self._counting(network.insides))

    def _counting(self, insides):
        def counted(x):
            self.times += 1
            self.pictures += len(x)
            return insides(x)

        return counted


def drag(
    inspector: DigitInspector, networks, data: ImageData, times: int = foreseen.ASKED_BEFORE, **place
) -> None:
    for noise in range(1, times + 1):
        inspector.inspect(networks, data, noise=noise, **{**PLACE, **place})


def foresee(inspector: DigitInspector, most: int = 1000) -> int:
    """Find all that there is; returns in how many steps."""
    for step in range(most):
        if not inspector.foresee():
            return step
    raise AssertionError(f"there is more to find after {most} steps")


def assert_alike(one: Inspection, other: Inspection) -> None:
    assert (one.noisy == other.noisy).all()
    assert one.label == other.label
    for mine, theirs in zip(one.variants, other.variants, strict=True):
        assert mine.noisy == pytest.approx(theirs.noisy, abs=1e-5)
        for found, wanted in zip(mine.layers, theirs.layers, strict=True):
            assert found.title == wanted.title
            assert found.noisy == pytest.approx(wanted.noisy, abs=1e-5)


@pytest.mark.parametrize("convention", ["article", "gaussian", "occlusion", "blur"])
def test_what_was_foreseen_is_what_asking_finds_and_nobody_is_asked_again(
    networks, few_digits: ImageData, monkeypatch, convention: str
) -> None:
    inspector, asked = DigitInspector(), Asked(networks, monkeypatch)
    drag(inspector, networks, few_digits, convention=convention)
    assert foresee(inspector) > 1  # a little at a time
    before = asked.times
    levels = (1, 37, 50, 99)
    place = PLACE | {"convention": convention}
    seen = [inspector.inspect(networks, few_digits, noise=level, **place) for level in levels]
    assert asked.times == before
    for level, found in zip(levels, seen, strict=True):
        assert inspector.foresees(networks.values(), few_digits, level, **place)
        assert_alike(found, DigitInspector().inspect(networks, few_digits, noise=level, **place))


def test_without_noise_nothing_changes_once_all_is_foreseen(networks, few_digits: ImageData) -> None:
    """In a batch a network may round otherwise than alone, and lose a winner for it."""
    inspector = DigitInspector()
    drag(inspector, networks, few_digits)
    foresee(inspector)
    assert not inspector.foresees(networks.values(), few_digits, 0, **PLACE)
    seen = inspector.inspect(networks, few_digits, noise=0, **PLACE)
    assert [layer.in_common for variant in seen.variants for layer in variant.layers] == [1.0, 1.0]


def test_the_levels_around_the_one_in_sight_are_found_first(
    networks, few_digits: ImageData, monkeypatch
) -> None:
    monkeypatch.setattr(foreseen, "MOST_AT_ONCE", 3)
    inspector = DigitInspector()
    drag(inspector, networks, few_digits)
    inspector.inspect(networks, few_digits, noise=60, **PLACE)
    only = {"dense": networks["dense"]}
    assert inspector.foresee()
    known = [level for level in range(101) if inspector.foresees(only.values(), few_digits, level, **PLACE)]
    assert set(known) <= {59, 60, 61}
    assert 60 in known


def test_a_clock_that_stands_still_ends_nothing(networks, few_digits: ImageData, monkeypatch) -> None:
    """As that of a thread does on Windows, for sixteen milliseconds."""
    monkeypatch.setattr(foreseen.time, "thread_time", lambda: 1.0)
    inspector, asked = DigitInspector(), Asked(networks, monkeypatch)
    drag(inspector, networks, few_digits)
    before = asked.times
    foresee(inspector)
    assert asked.times - before == 2 * (
        1 + -(-99 // foreseen.MOST_AT_ONCE)
    )  # one level, then as many as allowed
    assert inspector.foresees(networks.values(), few_digits, 100, **PLACE)


def test_who_is_asked_seldom_is_not_asked_for_more(networks, few_digits: ImageData, monkeypatch) -> None:
    """A network that trains is another one soon."""
    inspector, asked = DigitInspector(), Asked(networks, monkeypatch)
    drag(inspector, networks, few_digits, times=foreseen.ASKED_BEFORE - 1)
    before = asked.times
    assert not inspector.foresee()
    assert asked.times == before


@pytest.mark.parametrize("change", ["digit", "pattern", "noise", "own", "network"])
def test_of_another_digit_noise_or_network_nothing_is_known(
    networks, few_digits: ImageData, change: str
) -> None:
    inspector = DigitInspector()
    drag(inspector, networks, few_digits)
    foresee(inspector)
    others, place = dict(networks), dict(PLACE)
    if change == "digit":
        place["index"] = 5
    elif change == "pattern":
        place["pattern"] = 4
    elif change == "noise":
        place["convention"] = "paper"
    elif change == "own":
        place["own"] = OwnPicture(few_digits.test_images[9].numpy())
    else:
        others["sparse"] = new_network(presets()["sparse"].variant, 1).eval()
    assert not inspector.foresees(others.values(), few_digits, 40, **place)
    seen = inspector.inspect(others, few_digits, noise=40, **place)
    assert_alike(seen, DigitInspector().inspect(others, few_digits, noise=40, **place))


def test_networks_that_are_no_longer_asked_are_let_go(few_digits: ImageData) -> None:
    one, other = (new_network(presets()["sparse"].variant, seed).eval() for seed in (0, 1))
    inspector, gone = DigitInspector(), weakref.ref(other)
    drag(inspector, {"one": one, "other": other}, few_digits)
    foresee(inspector)
    inspector.inspect({"one": one}, few_digits, noise=5, **PLACE | {"index": 5})
    del other
    gc.collect()
    assert gone() is None


def test_noise_that_depends_on_the_network_is_not_foreseen(networks, few_digits: ImageData) -> None:
    inspector = DigitInspector()
    drag(inspector, networks, few_digits, times=9, convention="fgsm")
    assert not inspector.foresee()


def test_what_does_not_fit_is_not_foreseen(networks, few_digits: ImageData, monkeypatch) -> None:
    monkeypatch.setattr(foreseen, "MOST_BYTES", 100_000)
    inspector, asked = DigitInspector(), Asked(networks, monkeypatch)
    drag(inspector, networks, few_digits)
    before = asked.pictures
    foresee(inspector)
    assert asked.pictures - before <= foreseen.MOST_AT_ONCE * len(networks)
    assert not inspector.foresees(networks.values(), few_digits, 90, **PLACE)


def test_before_any_digit_there_is_nothing_to_foresee(few_digits: ImageData) -> None:
    inspector = DigitInspector()
    assert not inspector.foresee()
    assert not inspector.foresees((), few_digits, 0, **PLACE)
