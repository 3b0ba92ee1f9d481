"""Mean and spread over seeds."""

from sparse_explorer.experiment.results.spread import spread


def test_the_sample_deviation_and_none_of_a_single_number() -> None:
    assert (spread([2.0, 4.0, 6.0]).mean, spread([2.0, 4.0, 6.0]).deviation) == (4.0, 2.0)
    assert spread([2.0, 4.0, 6.0]).text(1) == "4.0 ± 2.0"
    assert (spread([5.0]).deviation, spread([5.0]).text()) == (0.0, "5.00")
    assert spread([1000.0, 2000.0]).text(0) == "1,500 ± 707"
