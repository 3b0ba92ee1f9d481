"""Histograms of duty cycles: bins that are easily read, and the same for all that is to be compared."""

import pytest

from sparse_explorer.experiment.results.histogram import Histogram, bin_width, histogram, mean_histogram


@pytest.mark.parametrize(
    ("target", "width"),
    [
        (100 / 4320, 0.005),
        (400 / 4320, 0.02),
        (50 / 150, 0.05),
        (100 / 700, 0.02),
        (1.0, 0.2),
        (1 / 4608, 0.001),
        (0.0, 0.1),
    ],
)
def test_bins_have_round_widths_and_some_lie_below_the_target(target: float, width: float) -> None:
    assert bin_width(target) == width


def test_a_value_on_an_edge_belongs_to_the_bin_above_it() -> None:
    counted = histogram([0.0, 0.05, 0.1, 0.3, 0.3, 0.39999], 0.1)
    assert counted == Histogram(0.1, (2, 1, 0, 3))
    assert [counted.edge(place) for place in range(4)] == [0.0, 0.1, 0.2, 0.3]
    assert counted.end == 0.4


def test_a_unit_that_is_always_active_is_in_the_last_bin() -> None:
    assert histogram([1.0], 0.2).counts == (0, 0, 0, 0, 1)
    assert histogram([], 0.2) == Histogram(0.2, ())


def test_the_mean_over_seeds_fills_up_with_empty_bins() -> None:
    assert mean_histogram([Histogram(0.1, (3, 1)), Histogram(0.1, (2, 1, 1))]) == Histogram(
        0.1, (2.5, 1.0, 0.5)
    )
