"""What active units have in common under noise: known answers, and the same on all ways to them."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.inspection import FLIP_LEVELS, DigitInspector
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
    layer = LayerActivity("Convolution 1", True, units(clean), units(noisy, -2.5), 0.0)
    assert layer.counts == (len(clean & noisy), len(clean - noisy), len(noisy - clean))
    expected = len(clean & noisy) / len(clean | noisy) if clean | noisy else 1.0
    assert layer.in_common == pytest.approx(expected)
    both = (torch.from_numpy(units(each))[None] for each in (clean, noisy))
    assert in_common(*both).tolist() == pytest.approx([expected])


def test_sets_of_different_size_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in shape"):
        in_common(torch.zeros(1, 3), torch.zeros(1, 4))


@pytest.mark.parametrize("convention", ["article", "paper", "fgsm"])
def test_overlaps_are_those_of_single_looks(few_digits: ImageData, convention: str) -> None:
    networks = {name: new_network(presets()[name].variant, 0).eval() for name in ("dense", "sparse")}
    inspector = DigitInspector()
    found = inspector.overlaps(networks, few_digits, convention=convention, **PLACE)
    reached = [percent for percent in FLIP_LEVELS if percent <= most_percent(convention)]
    assert found.keys() == networks.keys()
    for place in (0, 3, len(reached) - 1):
        seen = inspector.inspect(networks, few_digits, noise=reached[place], convention=convention, **PLACE)
        for variant in seen.variants:
            shares = found[variant.variant_id]
            assert len(shares) == len(reached)
            assert shares[place] == pytest.approx(variant.layers[-1].in_common, abs=2e-3)


def test_another_digit_or_noise_has_overlaps_of_its_own(few_digits: ImageData) -> None:
    networks = {"sparse": new_network(presets()["sparse"].variant, 0).eval()}
    inspector = DigitInspector()

    def ask(**place: object) -> tuple[float, ...]:
        return inspector.overlaps(networks, few_digits, **{**PLACE, "convention": "article", **place})[
            "sparse"
        ]

    first = ask()
    assert first[0] == 1
    for change in ({"index": 5}, {"pattern": 4}, {"convention": "paper"}):
        assert ask(**change) != first
        assert ask() == first
