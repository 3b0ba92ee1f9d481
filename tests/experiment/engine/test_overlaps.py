"""What active units have in common under noise: known answers, and the same on all ways to them."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.inspection import FLIP_LEVELS, DigitInspector
from sparse_explorer.experiment.engine.sample_overlaps import sample_overlaps
from sparse_explorer.experiment.plan.noises import most_percent
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.inspection_reports import LayerActivity
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn.metrics import in_common

SETS = st.sets(st.integers(0, 23))
PLACE = {"index": 4, "pattern": 3}


def units(active: set[int], value: float = 1.0) -> np.ndarray:
    found = np.zeros(24, np.float32)
    found[sorted(active)] = value
    return found.reshape(2, 3, 4)


@given(SETS, SETS)
def test_in_common_is_the_intersection_over_the_union(clean: set[int], noisy: set[int]) -> None:
    layer = LayerActivity("Convolution 1", True, units(clean), units(noisy, -2.5))
    assert layer.counts == (len(clean & noisy), len(clean - noisy), len(noisy - clean))
    expected = len(clean & noisy) / len(clean | noisy) if clean | noisy else 1.0
    assert layer.in_common == pytest.approx(expected)
    both = (torch.from_numpy(units(each))[None] for each in (clean, noisy))
    assert in_common(*both).tolist() == pytest.approx([expected])


def test_sets_of_different_size_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in shape"):
        in_common(torch.zeros(1, 3), torch.zeros(1, 4))


@pytest.mark.parametrize("convention", ["article", "paper", "fgsm", "units"])
def test_overlaps_are_those_of_single_looks(few_digits: ImageData, convention: str) -> None:
    names = ("dense", "sparse-cnn-2")  # the latter has three layers
    networks = {name: new_network(presets()[name].variant, 0).eval() for name in names}
    inspector = DigitInspector()
    found = inspector.overlaps(networks, few_digits, convention=convention, **PLACE)
    reached = [percent for percent in FLIP_LEVELS if percent <= most_percent(convention)]
    assert found.keys() == networks.keys()
    for place in (0, 3, len(reached) - 1):
        seen = inspector.inspect(networks, few_digits, noise=reached[place], convention=convention, **PLACE)
        for variant in seen.variants:
            layers = found[variant.variant_id]
            assert list(layers) == [layer.title for layer in variant.layers]
            for layer, shares in zip(variant.layers, layers.values(), strict=True):
                assert len(shares) == len(reached)
                assert shares[place] == pytest.approx(layer.in_common, abs=2e-3)


def test_another_digit_or_noise_has_overlaps_of_its_own(few_digits: ImageData) -> None:
    networks = {"sparse": new_network(presets()["sparse"].variant, 0).eval()}
    inspector = DigitInspector()

    def ask(**place: object) -> tuple[float, ...]:
        found = inspector.overlaps(networks, few_digits, **{**PLACE, "convention": "article", **place})
        return found["sparse"]["Convolution"]

    first = ask()
    assert first[0] == 1
    for change in ({"index": 5}, {"pattern": 4}, {"convention": "paper"}):
        assert ask(**change) != first
        assert ask() == first


@pytest.mark.parametrize("convention", ["article", "blur", "units"])
def test_a_samples_overlaps_are_the_mean_of_single_digits(few_digits: ImageData, convention: str) -> None:
    network = new_network(presets()["sparse-cnn-2"].variant, 0).eval()
    last = list(sample_overlaps(network, few_digits, convention, sample=4))[-1]
    assert (last.done, last.total, last.levels) == (4, 4, tuple(range(0, 101, 5)))
    assert list(last.layers) == ["Convolution 1", "Convolution 2", "Hidden layer"]
    inspector, singles = DigitInspector(), []
    for index in (0, 15, 30, 45):  # evenly spread over 60
        networks = {"a": network}
        place = {"index": index, "pattern": 0, "convention": convention}
        singles.append(inspector.overlaps(networks, few_digits, **place)["a"])
    for title, layer in last.layers.items():
        each = np.array([single[title] for single in singles])  # (digits, levels)
        assert layer.means == pytest.approx(each.mean(axis=0), abs=2e-3)
        assert layer.spreads == pytest.approx(each.std(axis=0, ddof=1), abs=2e-3)
