"""One digit through networks: what is seen is what a plain forward pass gives, also when it is looked at again."""

import dataclasses
import gc
import threading
import weakref

import numpy as np
import pytest
import torch
from torch import nn

from reference.counting import CountingStanding
from reference.inspection import PlainLayer, plain_pass
from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.pixels import noise_ranks
from sparse_explorer.experiment.engine.inspection import (
    FLIP_LEVELS,
    DigitInspector,
)
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.engine.one_thread import compute_in_one_thread
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.noises import most_percent
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.inspection_reports import Inspection, OwnPicture
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn import kernels
from sparse_explorer.nn.sparse_weights import parameters_of

PLACE = {"convention": "article", "pattern": 3}
TWO_CONVS = (ConvConfig(channels=8, k=60), ConvConfig(channels=12, kernel_size=3, k=40))
KINDS = {
    "the article's dense": presets()["dense"].variant.network,
    "the article's sparse": presets()["sparse"].variant.network,
    "winners in every layer": NetworkConfig(
        convs=TWO_CONVS, hidden=HiddenConfig(units=50, activation="k-winners", k=9)
    ),
    "ReLU in the hidden layer": NetworkConfig(
        k_winners=False, convs=TWO_CONVS, hidden=HiddenConfig(units=50, activation="relu")
    ),
}


@pytest.fixture(scope="module")
def networks():
    return {name: new_network(presets()[name].variant, 0).eval() for name in ("dense", "sparse")}


def look(networks, data: ImageData, index: int = 0, noise: int = 40, **place) -> Inspection:
    """A first look at a digit."""
    return DigitInspector().inspect(networks, data, index=index, noise=noise, **{**PLACE, **place})


def same_noise(one: Inspection, other: Inspection) -> bool:
    return bool((one.noisy == other.noisy).all())


# --- Pictures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("convention", "grey"), [("article", 0.7469 * 0.3081 + 0.1307), ("paper", 0.7469)])
@pytest.mark.parametrize(("index", "pattern", "noise"), [(0, 0, 30), (7, 3, 55)])
def test_the_pictures_are_the_digit_as_it_is_and_with_its_noise(
    few_digits: ImageData, convention: str, grey: float, index: int, pattern: int, noise: int
) -> None:
    seen = look({}, few_digits, index, noise, convention=convention, pattern=pattern)
    digit = few_digits.test_images[index] / 255
    ranks = noise_ranks(1, 784, generator(pattern, "inspected noise", index)).view(28, 28)
    noisy = ranks < int(784 * noise / 100)
    torch.testing.assert_close(torch.from_numpy(seen.clean), digit, rtol=0, atol=1e-6)
    expected = torch.where(noisy, torch.tensor(grey), digit)
    torch.testing.assert_close(torch.from_numpy(seen.noisy), expected, rtol=0, atol=1e-4)


def test_without_noise_both_pictures_are_the_digit(few_digits: ImageData) -> None:
    seen = look({}, few_digits, index=7, noise=0)
    assert (seen.clean == seen.noisy).all()


def test_each_digit_and_each_pattern_has_noise_of_its_own(few_digits: ImageData) -> None:
    blank = dataclasses.replace(few_digits, test_images=torch.zeros_like(few_digits.test_images))
    inspector = DigitInspector()

    def noise(index: int, pattern: int) -> Inspection:
        return inspector.inspect({}, blank, index=index, noise=40, convention="article", pattern=pattern)

    first = noise(2, 0)
    assert not same_noise(noise(2, 1), first)
    assert not same_noise(noise(3, 0), first)
    assert same_noise(noise(2, 0), first)


def test_another_data_set_is_looked_at(few_digits: ImageData) -> None:
    inspector = DigitInspector()
    inspector.inspect({}, few_digits, index=2, noise=0, **PLACE)
    other = dataclasses.replace(
        few_digits, test_images=few_digits.test_images.flip(0), test_labels=few_digits.test_labels.flip(0)
    )
    seen = inspector.inspect({}, other, index=2, noise=0, **PLACE)
    assert (seen.clean == look({}, few_digits, index=57, noise=0).clean).all()
    assert seen.label == int(few_digits.test_labels[57])


# --- Networks -------------------------------------------------------------------------------------------------------


def plain(layer: nn.Module, k: int | str | None) -> PlainLayer:
    weight, bias = (tensor.detach() for tensor in parameters_of(layer))
    return PlainLayer(weight, bias, k)


def reference(
    network: ExplorerNetwork, config: NetworkConfig, picture
) -> tuple[list[torch.Tensor], torch.Tensor]:
    """What the plain forward pass makes of a picture (28, 28) of brightness 0 ... 1."""
    convs = [
        plain(block.conv, conv.k if config.k_winners else None)
        for block, conv in zip(network.blocks(), config.convs, strict=True)
    ]
    k = {"none": "all", "relu": None, "k-winners": config.hidden.k}[blueprint(config).hidden.activation]
    normalised = (torch.from_numpy(picture) - 0.1307) / 0.3081
    activities, probabilities = plain_pass(
        normalised, convs, plain(network.hidden, k), plain(network.output, "all")
    )
    return activities[: len(convs)] if k == "all" else activities, probabilities


@pytest.mark.parametrize("convention", ["article", "paper"])
@pytest.mark.parametrize("kind", KINDS)
def test_activity_and_answers_are_those_of_a_plain_forward_pass(
    few_digits: ImageData, kind: str, convention: str
) -> None:
    network = new_network(Variant("v", KINDS[kind]), 1).eval()
    seen = look({"v": network}, few_digits, index=5, noise=45, convention=convention)
    (found,) = seen.variants
    assert found.variant_id == "v"
    for picture, side in ((seen.clean, "clean"), (seen.noisy, "noisy")):
        activities, probabilities = reference(network, KINDS[kind], picture)
        torch.testing.assert_close(
            torch.from_numpy(getattr(found, side)), probabilities, rtol=1e-4, atol=1e-6
        )
        assert len(found.layers) == len(activities)
        for layer, expected in zip(found.layers, activities, strict=True):
            shown = torch.from_numpy(getattr(layer, side))
            assert shown.shape == (expected.shape if expected.dim() == 3 else (1, 1, len(expected)))
            torch.testing.assert_close(shown.view(expected.shape), expected, rtol=1e-3, atol=1e-5)
    for layer in found.layers:
        one, other = layer.clean != 0, layer.noisy != 0
        assert layer.counts == ((one & other).sum(), (one & ~other).sum(), (~one & other).sum())
        assert layer.in_common == pytest.approx((one & other).sum() / (one | other).sum())


def test_layers_have_their_names_and_say_whether_they_are_sparse(few_digits: ImageData) -> None:
    def named(kind: str) -> list[tuple[str, bool]]:
        (found,) = look({"v": new_network(Variant("v", KINDS[kind]), 0).eval()}, few_digits).variants
        return [(layer.title, layer.sparse) for layer in found.layers]

    assert named("the article's dense") == [("Convolution", False)]
    assert named("the article's sparse") == [("Convolution", True)]
    titles = ("Convolution 1", "Convolution 2", "Hidden layer")
    assert named("winners in every layer") == [(title, True) for title in titles]
    assert named("ReLU in the hidden layer") == [(title, False) for title in titles]


def test_an_inspection_says_what_it_is_of(networks, few_digits: ImageData) -> None:
    seen = look(networks, few_digits, index=7, noise=20, request=5)
    assert (seen.request, seen.index, seen.noise) == (5, 7, 20)
    assert seen.label == int(few_digits.test_labels[7])
    assert [found.variant_id for found in seen.variants] == ["dense", "sparse"]


# --- Looking again --------------------------------------------------------------------------------------------------


def test_looking_again_finds_what_a_first_look_finds(networks, few_digits: ImageData) -> None:
    """Along the slider, to another digit, back, and with another network under the same name."""
    used = DigitInspector()
    others = {**networks, "sparse": new_network(presets()["sparse"].variant, 1).eval()}
    looks = ((networks, 4, 0), (networks, 4, 30), (networks, 0, 30), (networks, 4, 80), (others, 4, 80))
    for asked, index, noise in looks:
        again = used.inspect(asked, few_digits, index=index, noise=noise, **PLACE)
        first = look(asked, few_digits, index, noise)
        assert same_noise(again, first)
        for one, other in zip(again.variants, first.variants):
            assert (one.clean == other.clean).all()
            assert (one.noisy == other.noisy).all()
            assert (one.layers[0].clean == other.layers[0].clean).all()


def test_the_slider_asks_a_network_about_the_clean_digit_once(networks, few_digits: ImageData) -> None:
    inspector, passes = DigitInspector(), []
    hook = networks["dense"].blocks()[0].register_forward_hook(lambda *_: passes.append(1))
    for noise in (10, 20, 30):
        inspector.inspect(networks, few_digits, index=0, noise=noise, **PLACE)
    hook.remove()
    assert len(passes) == 4  # the clean digit, and three noisy ones


def test_networks_that_are_no_longer_asked_are_let_go(few_digits: ImageData) -> None:
    small = NetworkConfig(convs=(ConvConfig(channels=2, k=10),), hidden=HiddenConfig(units=5))
    one, other = (new_network(Variant("v", small), seed).eval() for seed in (0, 1))
    inspector, gone = DigitInspector(), weakref.ref(other)
    for asked in ({"one": one, "other": other}, {"one": one}):
        inspector.inspect(asked, few_digits, index=0, noise=10, **PLACE)
        inspector.flips(asked, few_digits, index=0, **PLACE)
    del other, asked
    gc.collect()
    assert gone() is None


def test_networks_stand_still_while_they_are_asked_and_no_longer(few_digits: ImageData) -> None:
    one, other = (new_network(presets()["sparse"].variant, seed).eval() for seed in (0, 1))
    one.standing, other.standing = CountingStanding(), CountingStanding()
    inspector = DigitInspector()
    for noise in (10, 20):
        inspector.inspect({"one": one, "other": other}, few_digits, index=0, noise=noise, **PLACE)
        inspector.flips({"one": one, "other": other}, few_digits, index=0, **PLACE)
    forms = 1 if kernels.LIBRARY is None else 2  # for maps, and for lists of winners
    assert (one.standing.made, other.standing.made) == (forms, forms)
    inspector.inspect({"one": one}, few_digits, index=1, noise=10, **PLACE)
    assert one.standing.held and not other.standing.held
    inspector.inspect({"one": one, "other": other}, few_digits, index=1, noise=10, **PLACE)
    assert (one.standing.made, other.standing.made) == (forms, forms + 1)


# --- Flips ----------------------------------------------------------------------------------------------------------


def test_a_flip_is_the_first_level_with_a_wrong_answer(networks, few_digits: ImageData) -> None:
    inspector = DigitInspector()
    for index in range(2):
        flips = inspector.flips(networks, few_digits, index=index, **PLACE)
        for name in networks:
            answers = [
                inspector.inspect(networks, few_digits, index=index, noise=level, **PLACE)
                for level in FLIP_LEVELS
            ]
            wrong = [
                seen.noise
                for seen in answers
                if {v.variant_id: v.noisy.argmax() for v in seen.variants}[name] != seen.label
            ]
            assert flips.get(name) == (wrong[0] if wrong else None)


class Light(nn.Module):
    """Answers 1 where an image is brighter than a threshold, else 0; it may turn back at a second one."""

    def __init__(self, above: float, until: float = 9.0) -> None:
        super().__init__()
        self.above, self.until = above, until

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        light = x.mean(dim=(1, 2, 3))
        return nn.functional.one_hot(((light > self.above) & (light < self.until)).long(), 10).float()


def test_a_flip_depends_on_the_convention_and_not_on_what_comes_after_it(few_digits: ImageData) -> None:
    blank = dataclasses.replace(
        few_digits,
        test_images=torch.zeros_like(few_digits.test_images),
        test_labels=torch.zeros_like(few_digits.test_labels),
    )
    # Of a black picture -0.4242 (article: up to 0.7469, paper: up to 2), so -0.08 at 30 % of the article's noise.
    networks = {"30": Light(-0.1), "30, right again at 65": Light(-0.1, 0.33), "never": Light(5.0)}
    inspector = DigitInspector()
    for convention, expected in (("article", 30), ("paper", 15), ("article", 30)):
        found = inspector.flips(networks, blank, index=1, convention=convention, pattern=0)
        assert found == {"30": expected, "30, right again at 65": expected}


# --- An image of one's own ------------------------------------------------------------------------------------------


def own(few_digits: ImageData, painted: np.ndarray | None = None, label: int | None = None) -> OwnPicture:
    return OwnPicture(few_digits.test_images[5].numpy(), painted, label)


def test_an_own_picture_is_seen_as_a_test_image_of_the_same_pixels_is(
    few_digits: ImageData, networks
) -> None:
    seen = look(networks, few_digits, index=0, own=own(few_digits))
    plain = look(networks, few_digits, index=5, noise=0)
    assert seen.index == -1
    assert seen.label is None
    assert (seen.clean == plain.clean).all()
    for one, other in zip(seen.variants, plain.variants, strict=True):
        assert (one.clean == other.clean).all()


def test_painted_pixels_are_noisy_at_every_level_and_all_others_as_ever(
    few_digits: ImageData, networks
) -> None:
    painted = np.zeros((28, 28), bool)
    painted[3, 5:9] = True
    for noise in (0, 35):
        plain = look(networks, few_digits, noise=noise, own=own(few_digits))
        seen = look(networks, few_digits, noise=noise, own=own(few_digits, painted))
        assert seen.noisy[painted] == pytest.approx(0.7469 * 0.3081 + 0.1307, abs=1e-3)
        assert (seen.noisy[~painted] == plain.noisy[~painted]).all()
        assert (seen.clean == plain.clean).all()


def test_more_painted_pixels_are_seen_at_once(few_digits: ImageData, networks) -> None:
    inspector = DigitInspector()
    overlaps = []
    for rows in (0, 6, 28):
        painted = np.zeros((28, 28), bool)
        painted[:rows] = True
        found = inspector.overlaps(networks, few_digits, index=0, own=own(few_digits, painted), **PLACE)
        overlaps.append(found["dense"]["Convolution"])
    assert overlaps[0][0] == 1
    assert overlaps[0][0] > overlaps[1][0] > overlaps[2][0]
    assert len(set(overlaps[2])) == 1  # wherever the slider is, all of it is noise


@pytest.mark.parametrize("kind", ["weights", "fgsm"])
def test_painted_noise_is_grey_where_the_noise_itself_has_no_pixels(
    few_digits: ImageData, networks, kind: str
) -> None:
    painted = np.zeros((28, 28), bool)
    painted[0, :4] = True
    picture = own(few_digits, painted)
    seen = look({"sparse": networks["sparse"]}, few_digits, noise=0, convention=kind, own=picture)
    assert seen.noisy[painted] == pytest.approx(0.7469 * 0.3081 + 0.1307, abs=0.01)


def test_of_an_image_that_nobody_has_named_a_flip_is_another_answer_than_to_the_clean_one(few_digits) -> None:
    black = np.zeros((28, 28), np.uint8)
    inspector = DigitInspector()
    networks = {"dark is 1": Light(-0.1), "never": Light(5.0)}
    place = {"index": 0, "convention": "article", "pattern": 0}
    assert inspector.flips(networks, few_digits, own=OwnPicture(black), **place) == {"dark is 1": 30}
    named = OwnPicture(black, None, 9)
    assert inspector.flips(networks, few_digits, own=named, **place) == {"dark is 1": 0, "never": 0}


# --- Threads --------------------------------------------------------------------------------------------------------


def test_one_thread_alone_computes_alone() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    seen = {}

    def ask(name: str, first) -> None:
        first()
        seen[name] = torch.get_num_threads()

    try:
        for name, first in (("inspector", compute_in_one_thread), ("worker", lambda: None)):
            thread = threading.Thread(target=ask, args=(name, first))
            thread.start()
            thread.join()
        assert (seen, torch.get_num_threads()) == ({"inspector": 1, "worker": 2}, 2)
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize("kind", ["weights", "units", "fgsm", "square", "gaussian", "blur"])
def test_a_digit_is_looked_at_under_every_family_of_noise(few_digits: ImageData, kind: str) -> None:
    networks = {"one": new_network(presets()["sparse"].variant, 1).eval()}
    before = {name: value.clone() for name, value in networks["one"].state_dict().items()}
    answers = networks["one"](few_digits.normalized(few_digits.test_images)).argmax(dim=1)
    right = int(
        (answers == few_digits.test_labels).nonzero()[0]
    )  # attacks leave those alone that are wrong anyway
    inspector, place = DigitInspector(), {"index": right, "convention": kind, "pattern": 2}
    calm = inspector.inspect(networks, few_digits, noise=0, **place)
    (variant,) = calm.variants
    assert variant.noisy == pytest.approx(variant.clean, abs=1e-5)
    seen = inspector.inspect(networks, few_digits, noise=20, **place)
    again = DigitInspector().inspect(networks, few_digits, noise=20, **place)
    assert (seen.noisy == again.noisy).all()
    assert (seen.variants[0].noisy == again.variants[0].noisy).all()
    assert (seen.variants[0].noisy != variant.noisy).any()
    assert ((seen.noisy == seen.clean).all()) == (kind in ("weights", "units"))
    assert all(torch.equal(value, before[name]) for name, value in networks["one"].state_dict().items())
    flips = inspector.flips(networks, few_digits, **place)
    assert all(0 <= percent <= most_percent(kind) for percent in flips.values())
