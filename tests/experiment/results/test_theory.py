"""How likely chance is to match sparse patterns, held against exact whole numbers."""

import dataclasses
import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparse_explorer.experiment.engine.controls import chooses_winners
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.chance_picture import ChanceCurve, chance_figure, chance_png
from sparse_explorer.experiment.results.theory import (
    LayerChance,
    chance_curve,
    layer_chance,
    log10_chance,
    match_threshold,
    spaced,
    winners_layers,
)
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn import KWinners2d


def exact(n: int, active: int, threshold: int) -> Fraction:
    """The formula of the paper, word for word."""
    shared = range(max(threshold, 0, 2 * active - n), active + 1)
    matches = sum(math.comb(active, b) * math.comb(n - active, active - b) for b in shared)
    return Fraction(matches, math.comb(n, active))


def log10_of(p: Fraction) -> float:
    """As exact as floating-point numbers allow, however small ``p`` is, or however near 1."""
    if p == 0:
        return -math.inf
    if p > Fraction(1, 2):
        return math.log1p(-float(1 - p)) / math.log(10)
    shift = max(0, p.denominator.bit_length() - p.numerator.bit_length() + 80)
    return math.log10((p.numerator << shift) // p.denominator) - shift * math.log10(2)


def test_every_small_case_is_exact() -> None:
    for n in range(1, 26):
        for active in range(n + 1):
            for threshold in range(-1, active + 2):
                found = log10_chance(n, active, threshold)
                assert found == pytest.approx(log10_of(exact(n, active, threshold)), rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("n", "active", "threshold"),
    [
        (4320, 100, 100),
        (4320, 100, 50),
        (4320, 100, 3),
        (700, 150, 75),
        (1024, 450, 225),
        (2000, 1000, 400),  # so near 1 that only the opposite has digits
        pytest.param(10_000, 5000, 2000, marks=pytest.mark.proof),
        pytest.param(10_000, 5000, 2500, marks=pytest.mark.proof),
        pytest.param(10_000, 5000, 2501, marks=pytest.mark.proof),
        (10_000, 9990, 9981),
        (100_000, 2000, 900),
        (1_000_000, 200, 7),
        (1_000_000, 200, 1),
    ],
)
def test_large_cases_are_exact(n: int, active: int, threshold: int) -> None:
    found = log10_chance(n, active, threshold)
    assert found == pytest.approx(log10_of(exact(n, active, threshold)), rel=1e-12, abs=0)


@given(st.data())
@settings(deadline=None)
def test_a_higher_threshold_is_met_less_often(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 1_000_000))
    active = data.draw(st.integers(0, min(n, 3000)) | st.integers(max(0, n - 3000), n))
    threshold = data.draw(st.integers(-1, active + 1))
    lower, higher = log10_chance(n, active, threshold), log10_chance(n, active, threshold + 1)
    assert higher <= lower <= 0
    assert not math.isnan(higher)


@given(st.data())
@settings(deadline=None)
def test_active_and_idle_units_are_the_same_seen_from_the_other_side(data: st.DataObject) -> None:
    """Who shares b active units shares n - 2 active + b idle ones."""
    n = data.draw(st.integers(1, 20_000))
    active = data.draw(st.integers(0, n))
    threshold = data.draw(st.integers(0, active))
    other = log10_chance(n, n - active, n - 2 * active + threshold)
    assert other == pytest.approx(log10_chance(n, active, threshold), rel=1e-9, abs=1e-300)


@given(st.integers(1, 20), st.integers(2, 40), st.integers(1, 30))
@settings(deadline=None)
def test_more_units_at_the_same_density_are_matched_less_often(shared: int, active: int, times: int) -> None:
    """As long as a match asks for more than chance would bring anyway."""
    n, threshold = 10 * active, min(active, max(shared, math.ceil(0.3 * active)))
    few = log10_chance(n, active, threshold)
    assert log10_chance(n * (times + 1), active * (times + 1), threshold * (times + 1)) < few


def test_it_falls_exponentially() -> None:
    """Ten times as many units: ten times as many digits behind the point, in the end."""
    heights = [log10_chance(n, n // 50, n // 100) for n in (10**4, 10**5, 10**6)]
    assert heights[1] / heights[0] == pytest.approx(10, rel=0.02)
    assert heights[2] / heights[1] == pytest.approx(10, rel=0.003)


def test_the_edges() -> None:
    assert log10_chance(100, 10, 0) == log10_chance(100, 10, -3) == 0
    assert log10_chance(100, 10, 11) == -math.inf
    assert log10_chance(100, 100, 100) == 0
    assert log10_chance(100, 60, 20) == 0  # they cannot share fewer
    assert log10_chance(100, 0, 0) == 0
    assert log10_chance(100, 0, 1) == -math.inf
    assert log10_chance(4320, 100, 100) == pytest.approx(-math.log10(math.comb(4320, 100)), rel=1e-13)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: log10_chance(0, 0, 0), "n is 0, must be 1 or more"),
        (lambda: log10_chance(10, 11, 1), "active is 11, must be 0 ... 10"),
        (lambda: log10_chance(10, -1, 1), "active is -1, must be 0 ... 10"),
        (lambda: match_threshold(1.5, 10), "share is 1.5, must be 0 ... 1"),
        (lambda: match_threshold(math.nan, 10), "share is nan"),
        (lambda: chance_curve([10], 0, 0.5), "density is 0, must be above 0 and at most 1"),
        (lambda: chance_curve([10], 1.01, 0.5), "density is 1.01"),
    ],
)
def test_what_is_not_allowed_is_named(call, words: str) -> None:
    with pytest.raises(ValueError, match=words.replace("...", r"\.\.\.")):
        call()


def test_a_threshold_is_the_share_rounded_up_but_for_rounding_errors() -> None:
    assert [match_threshold(share, 100) for share in (0, 0.07, 0.29, 0.295, 0.5, 1)] == [
        0,
        7,
        29,
        30,
        50,
        100,
    ]
    for active in range(1, 700):
        for kept in range(0, active + 1, 7):
            assert match_threshold(kept / active, active) == kept


@pytest.mark.parametrize(("n", "active", "kept"), [(4320, 100, 71), (700, 150, 100), (4608, 600, 301)])
def test_a_layer_lies_on_the_curve_of_its_density(n: int, active: int, kept: int) -> None:
    places, heights = chance_curve((n // 3, n, 3 * n), active / n, kept / active)
    assert heights[places.index(n)] == layer_chance("Convolution", n, active, kept).log10_probability


@pytest.mark.parametrize("density", [0.01, 100 / 4320, 0.1, 0.5, 0.93])
@pytest.mark.parametrize("share", [0.5, 0.71, 1.0])
def test_a_curve_is_smooth_and_falls(density: float, share: float) -> None:
    places, heights = chance_curve(spaced(100, 20_000, 40), density, share)
    assert list(places) == sorted(set(places))
    assert all(height <= 0 for height in heights)
    if share > density:
        assert all(b < a + 0.5 for a, b in itertools.pairwise(heights))
        assert heights[-1] < heights[0] - 1


def test_places_too_small_for_an_active_unit_are_left_out() -> None:
    places, _ = chance_curve((10, 20, 1000), 0.01, 0.5)
    assert min(places) >= 100


@given(st.integers(1, 1000), st.integers(1, 10**9), st.integers(2, 100))
def test_numbers_of_units_rise_from_end_to_end(low: int, more: int, count: int) -> None:
    found = spaced(low, low + more, count)
    assert (found[0], found[-1]) == (low, low + more)
    assert list(found) == sorted(set(found))
    assert len(found) <= count


def test_a_layer_has_density_and_overlap() -> None:
    layer = layer_chance("Convolution", 4320, 100, 71)
    assert (layer.density, layer.overlap) == (100 / 4320, 0.71)
    assert LayerChance("Convolution", 10, 0, 0, 0.0).overlap == 1


NETWORKS = {
    **{name: preset.variant.network for name, preset in presets().items()},
    "local": NetworkConfig(convs=(ConvConfig(k=4),), local=True, k_inference_factor=1.3),
    "odd": NetworkConfig(
        convs=(ConvConfig(k=77), ConvConfig(channels=20, k=33)),
        hidden=HiddenConfig(units=77, k=33, activation="k-winners"),
        k_inference_factor=1.21,
    ),
    "all": NetworkConfig(hidden=HiddenConfig(units=20, k=20, activation="k-winners"), k_inference_factor=2.0),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_layers_of_a_configuration_are_those_of_its_network(name: str, few_digits) -> None:
    variant = dataclasses.replace(presets()["sparse"].variant, network=NETWORKS[name])
    network = new_network(variant, 0).eval()
    network(
        few_digits.normalized(few_digits.test_images[:1])
    )  # k-winners of maps learn their size from the first
    built = [module for module in network.modules() if chooses_winners(module)]
    found = winners_layers(variant.network)
    assert [layer.n for layer in found] == [module.n for module in built]
    positions = [
        layer.n // module.channels if isinstance(module, KWinners2d) and module.local else 1
        for layer, module in zip(found, built)
    ]
    assert [layer.k for layer in found] == [
        module.k_inference * times for module, times in zip(built, positions)
    ]


def test_the_picture_has_a_curve_each_and_every_layer_by_name() -> None:
    curve = ChanceCurve("2 % active", (100, 1000), (-1.0, -12.0))
    marks = [("$x$ and =1", layer_chance("Hidden layer", 700, 150, 100))]
    figure = chance_figure([curve], marks, "Chance")
    axes = figure.axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        "2 % active",
        "$x$ and =1, Hidden layer: 150 of 700",
    ]
    assert list(axes.lines[0].get_xdata()) == [100, 1000]
    assert chance_png([curve], marks, "Chance") == chance_png([curve], marks, "Chance")


def test_a_curve_ends_with_its_first_point_below_what_is_shown() -> None:
    grid = spaced(100, 20_000, 40)
    places, heights = chance_curve(grid, 0.02, 0.5)
    cut_places, cut_heights = chance_curve(grid, 0.02, 0.5, lowest=-30)
    assert (cut_places, cut_heights) == (places[: len(cut_places)], heights[: len(cut_places)])
    assert min(cut_heights[:-1]) >= -30 > cut_heights[-1]
    assert len(cut_places) < len(places)
