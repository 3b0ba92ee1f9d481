"""Mean and spread over seeds."""

import pytest

from sparse_explorer.experiment.results.spread import seeds_text, spread


def test_the_sample_deviation_and_none_of_a_single_number() -> None:
    assert (spread([2.0, 4.0, 6.0]).mean, spread([2.0, 4.0, 6.0]).deviation) == (4.0, 2.0)
    assert spread([2.0, 4.0, 6.0]).text(1) == "4.0 ± 2.0"
    assert (spread([5.0]).deviation, spread([5.0]).text()) == (0.0, "5.00")
    assert spread([1000.0, 2000.0]).text(0) == "1,500 ± 707"


@pytest.mark.parametrize(
    ("seeds", "words"),
    [
        ([3], "seed 3"),
        ([2, 0, 1], "seeds 0 to 2"),
        ([0, 1, 2, 5, 7, 8], "seeds 0 to 2, 5, 7 to 8"),
        ([4, 9], "seeds 4, 9"),
    ],
)
def test_seeds_that_are_missing_are_not_among_those_named(seeds: list[int], words: str) -> None:
    assert seeds_text(seeds) == words
