"""One digit through networks: what is found, what is found again without asking twice, and the search."""

import threading

import pytest
import torch

from sparse_explorer.experiment.inspection import (
    FLIP_LEVELS,
    DigitInspector,
    compute_in_one_thread,
    disagreements,
)
from sparse_explorer.experiment.presets import presets
from sparse_explorer.experiment.runner import new_network

PLACE = {"convention": "article", "pattern": 3}


@pytest.fixture(scope="module")
def networks():
    return {name: new_network(presets()[name].variant, 0).eval() for name in ("dense", "sparse")}


def test_probabilities_and_activity_are_those_of_the_network(networks, few_digits):
    seen = DigitInspector().inspect(networks, few_digits, index=7, noise=0, request=5, **PLACE)
    assert (seen.request, seen.index, seen.noise) == (5, 7, 0)
    assert seen.label == int(few_digits.test_labels[7])
    assert (seen.clean == seen.noisy).all()
    image = few_digits.normalized(few_digits.test_images[7:8])
    for found in seen.variants:
        with torch.no_grad():
            expected = networks[found.variant_id](image).exp()[0]
        torch.testing.assert_close(torch.from_numpy(found.clean), expected, rtol=1e-4, atol=1e-6)
        torch.testing.assert_close(torch.from_numpy(found.noisy), expected, rtol=1e-4, atol=1e-6)
        assert [layer.overlap for layer in found.layers] == [1.0] * len(found.layers)
    assert [found.layers[0].sparse for found in seen.variants] == [False, True]
    assert (seen.variants[1].layers[0].clean != 0).sum() == 100


def test_overlap_is_the_share_of_winners_that_noise_leaves(networks, few_digits):
    seen = DigitInspector().inspect(networks, few_digits, index=0, noise=50, **PLACE)
    layer = seen.variants[1].layers[0]
    kept = ((layer.clean != 0) & (layer.noisy != 0)).sum()
    assert layer.overlap == pytest.approx(kept / 100)
    assert 0 < layer.overlap < 1


def test_looking_again_finds_what_a_first_look_finds(networks, few_digits):
    """Along the slider, to another digit, back, and with another network under the same name."""
    used = DigitInspector()
    others = {**networks, "sparse": new_network(presets()["sparse"].variant, 1).eval()}
    looks = (
        (networks, 4, 0),
        (networks, 4, 30),
        (networks, 300 % 60, 30),
        (networks, 4, 80),
        (others, 4, 80),
    )
    for asked, index, noise in looks:
        again = used.inspect(asked, few_digits, index=index, noise=noise, **PLACE)
        first = DigitInspector().inspect(asked, few_digits, index=index, noise=noise, **PLACE)
        assert (again.noisy == first.noisy).all()
        for one, other in zip(again.variants, first.variants):
            assert (one.clean == other.clean).all()
            assert (one.noisy == other.noisy).all()
            assert (one.layers[0].clean == other.layers[0].clean).all()


def test_the_slider_asks_a_network_about_the_clean_digit_once(networks, few_digits):
    inspector, passes = DigitInspector(), []
    hook = networks["dense"].blocks()[0].register_forward_hook(lambda *_: passes.append(1))
    for noise in (10, 20, 30):
        inspector.inspect(networks, few_digits, index=0, noise=noise, **PLACE)
    hook.remove()
    assert len(passes) == 4  # the clean digit, and three noisy ones


def test_a_flip_is_the_first_level_with_a_wrong_answer(networks, few_digits):
    inspector = DigitInspector()
    for index in range(6):
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


def test_a_flip_is_found_anew_with_another_convention(networks, few_digits):
    used = DigitInspector()
    for convention in ("article", "paper", "article"):
        found = [
            one.flips(networks, few_digits, index=1, convention=convention, pattern=0)
            for one in (used, DigitInspector())
        ]
        assert found[0] == found[1]


def test_the_search_finds_the_next_digit_with_different_answers_and_goes_around(networks, few_digits):
    found = [index for index in disagreements(networks, few_digits, start=55, noise=40, batch=4, **PLACE)]
    inspector = DigitInspector()

    def differ(index: int) -> bool:
        seen = inspector.inspect(networks, few_digits, index=index, noise=40, **PLACE)
        return len({int(variant.noisy.argmax()) for variant in seen.variants}) > 1

    expected = next(index % 60 for index in range(55, 115) if differ(index % 60))
    assert found[-1] == expected
    assert set(found[:-1]) <= {None}


def test_the_search_for_what_is_not_there_ends(networks, few_digits):
    same = {"a": networks["dense"], "b": networks["dense"]}
    assert set(disagreements(same, few_digits, start=3, noise=40, **PLACE)) == {None}


def test_one_thread_alone_computes_alone():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    seen = {}

    def look(name: str, first) -> None:
        first()
        seen[name] = torch.get_num_threads()

    try:
        for name, first in (("inspector", compute_in_one_thread), ("worker", lambda: None)):
            thread = threading.Thread(target=look, args=(name, first))
            thread.start()
            thread.join()
        assert (seen, torch.get_num_threads()) == ({"inspector": 1, "worker": 2}, 2)
    finally:
        torch.set_num_threads(before)
