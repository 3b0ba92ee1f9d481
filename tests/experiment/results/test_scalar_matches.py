"""Chance matches of sparse numbers: the paper's published figures, drawn vectors, and what must follow."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparse_explorer.experiment.results.scalar_matches import MOST_WEIGHTS, binary_chance, scalar_chance


@pytest.mark.parametrize(
    ("n", "active", "published"),
    [
        (300, 64, 0.00109461662333690),
        (500, 64, 5.69571108769533e-6),
        (300, 128, 0.292078213737764),
        (1900, 128, 7.13143762262004e-9),
        (500, 256, 0.629372754740777),
        (3500, 256, 2.23380881095835e-8),
    ],
)
def test_bits_match_as_the_papers_figure_2_has_it(n: int, active: int, published: float) -> None:
    assert binary_chance(n, 24, active, 12) == pytest.approx(published, rel=1e-9)


@pytest.mark.parametrize(
    ("n", "weights", "active", "scale"),
    [(250, 24, 64, 1.0), (1000, 24, 256, 2.0), (60, 5, 30, 1.5), (40, 1, 40, 1.0)],
)
def test_numbers_match_as_often_as_vectors_that_are_drawn(
    n: int, weights: int, active: int, scale: float
) -> None:
    """The definition, vector by vector: uniform weights and inputs at random places, and half of what weights give."""
    rng, trials = np.random.default_rng(0), 100_000
    met = rng.hypergeometric(active, n - active, weights, size=trials)
    w = rng.uniform(-1 / weights, 1 / weights, (trials, weights))
    x = rng.uniform(0, 2 * scale / weights, (trials, weights)) * (np.arange(weights) < met[:, None])
    threshold = np.square(rng.uniform(-1 / weights, 1 / weights, (trials, weights))).sum(1).mean() / 2
    matches = ((w * x).sum(1) >= threshold).mean()
    chance = scalar_chance(n, weights, active, scale)
    assert chance == pytest.approx(matches, abs=5 * math.sqrt(chance / trials))


@settings(max_examples=20, deadline=None)
@given(
    n=st.integers(200, 5000), weights=st.integers(1, 30), active=st.integers(1, 90), scale=st.floats(0.2, 5)
)
def test_more_room_makes_a_match_rarer_and_larger_or_more_inputs_likelier(
    n: int, weights: int, active: int, scale: float
) -> None:
    chance = scalar_chance(n, weights, active, scale)
    assert 0 <= chance < 0.5
    assert scalar_chance(2 * n, weights, active, scale) <= chance * (1 + 1e-9)
    assert scalar_chance(n, weights, active, 1.5 * scale) >= chance * (1 - 1e-9)
    assert scalar_chance(n, weights, 2 * active, scale) >= chance * (1 - 1e-9)


def test_half_of_the_inputs_active_gain_nothing_from_room() -> None:
    """The dense line of figure 3: it stays where it is, while the sparse one falls."""
    dense = [scalar_chance(n, 24, n // 2) for n in (500, 2500)]
    sparse = [scalar_chance(n, 24, 64) for n in (500, 2500)]
    assert dense[1] == pytest.approx(dense[0], rel=0.01)
    assert sparse[1] < sparse[0] / 100


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((10, 0, 1, 1.0), "weights is 0, must be 1 ... 10"),
        ((10, 11, 1, 1.0), "weights is 11, must be 1 ... 10"),
        ((1000, MOST_WEIGHTS + 1, 1, 1.0), "must be 1 ... 128"),
        ((10, 5, 11, 1.0), "active is 11, must be 0 ... 10"),
        ((10, 5, 1, 0.0), "scale is 0.0, must be above 0"),
        ((10, 5, 1, math.nan), "scale is nan"),
        ((10, 5, 1, math.inf), "scale is inf"),
    ],
)
def test_what_cannot_be_is_refused(values: tuple[int, int, int, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        scalar_chance(*values)


def test_one_weight_that_one_input_meets() -> None:
    """P(u v reaches t) for uniform u in -1 ... 1 and v in 0 ... 1 is (1 - t + t ln t) / 2."""
    t = 1 / 12
    assert scalar_chance(1, 1, 1) == pytest.approx((1 - t + t * math.log(t)) / 2, rel=1e-4)


def test_nothing_matches_what_is_not_there() -> None:
    assert scalar_chance(100, 5, 0) == 0
    assert scalar_chance(10_000, 100, 3) == 0
