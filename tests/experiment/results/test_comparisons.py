"""Paired differences: worked examples, SciPy, and what must hold for any numbers."""

import math
import random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from sparse_explorer.experiment.results.comparisons import (
    COMPARISON_COLUMNS,
    CONFIDENCE,
    Difference,
    Interval,
    compare,
    comparison_table,
    comparisons_csv,
    difference_of,
    holm,
    numbers,
    paired,
    robustness,
)
from sparse_explorer.experiment.results.reports import Divergence, NoiseResult
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.spread import spread

NUMBERS = st.lists(st.floats(-50, 50), min_size=3, max_size=12)


def a_run(variant: str, seed: int, *accuracies: float, noise: str = "article") -> RunResult:
    levels = tuple(
        NoiseResult(round(0.1 * place, 2), round(100 * accuracy), 10_000, 1.0)
        for place, accuracy in enumerate(accuracies)
    )
    return RunResult(variant, "mnist", noise, seed, levels)


def test_a_worked_example() -> None:
    """Differences 10, 11, 9: mean 10, deviation 1, t with two degrees of freedom reaches 4.303 at 95 %."""
    found = paired({0: 80.0, 1: 82.0, 2: 81.0}, {0: 70.0, 1: 71.0, 2: 72.0})
    half = 4.302653 / math.sqrt(3)
    assert (found.seeds, found.mean, found.same_sign, found.effect) == (3, 10.0, 3, 10.0)
    assert found.interval.low == pytest.approx(10 - half, abs=1e-6)
    assert found.interval.high == pytest.approx(10 + half, abs=1e-6)
    assert 9 <= found.bootstrap.low <= found.bootstrap.high <= 11
    assert found.text() == "+10.0 (95 %: +7.5 to +12.5; 3 of 3 seeds)"


@settings(max_examples=25, deadline=None)
@given(NUMBERS)
def test_scipy_says_the_same(values: list[float]) -> None:
    assume(spread(values).deviation > 1e-3)
    found, tested = difference_of(values), stats.ttest_1samp(values, 0)
    assert found.p == pytest.approx(tested.pvalue)
    assert (found.interval.low, found.interval.high) == pytest.approx(tuple(tested.confidence_interval(0.95)))


@settings(max_examples=25, deadline=None)
@given(NUMBERS, st.randoms(use_true_random=False))
def test_turned_around_all_signs_are(values: list[float], shuffler: random.Random) -> None:
    assume(spread(values).deviation > 1e-3)
    there, back = difference_of(values), difference_of([-value for value in values])
    assert back.mean == pytest.approx(-there.mean)
    assert (back.interval.low, back.interval.high) == pytest.approx(
        (-there.interval.high, -there.interval.low)
    )
    assert (back.p, back.same_sign) == (pytest.approx(there.p), there.same_sign)
    assert back.sign == -there.sign
    mixed = list(values)
    shuffler.shuffle(mixed)
    assert difference_of(mixed).interval.low == pytest.approx(there.interval.low)


def test_the_bootstrap_is_scipys() -> None:
    values = [random.Random(seed).gauss(1, 2) for seed in range(10)]
    reference = stats.bootstrap(
        (np.array(values),), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    found = difference_of(values).bootstrap
    assert (found.low, found.high) == pytest.approx((reference.low, reference.high), abs=0.05)


@pytest.mark.parametrize("count", [2, 3, 5, 8, 17])
def test_the_bootstraps_ends_are_numpys_percentiles_to_the_bit(count: int) -> None:
    values = [round(random.Random(seed).gauss(1, 2), 2) for seed in range(count)]
    drawn = np.random.default_rng(0).integers(0, count, (9999, count))
    outside = 50 * (1 - CONFIDENCE)
    ends = np.percentile(np.array(values)[drawn].mean(axis=1), [outside, 100 - outside])
    found = difference_of(values).bootstrap
    assert (found.low, found.high) == tuple(ends)


@pytest.mark.parametrize(
    ("ours", "theirs", "unsaid"),
    [
        ({}, {}, "no seed in common"),
        ({0: 1.0}, {1: 1.0}, "no seed in common"),
        ({0: 2.0}, {0: 1.0}, "one seed says nothing of the others"),
        ({0: 0.3, 1: 0.4}, {0: 0.1, 1: 0.2}, "no spread over the seeds"),
        ({0: 5.0, 1: 6.0}, {0: 5.0, 1: 6.0}, "no spread over the seeds"),
    ],
)
def test_what_cannot_be_said_says_so(ours: dict, theirs: dict, unsaid: str) -> None:
    found = paired(ours, theirs)
    assert found.unsaid == unsaid and unsaid in found.text()
    assert (found.interval, found.bootstrap, found.p, found.effect, found.sign) == (None, None, None, None, 0)


def test_seeds_that_one_lacks_are_left_out() -> None:
    assert paired({0: 5.0, 1: 6.0, 2: 9.0, 7: 1.0}, {2: 1.0, 1: 2.0, 0: 4.0}).mean == pytest.approx(13 / 3)


def test_holm_as_published() -> None:
    """Four tests: multiplied by 4, 3, 2 and 1 from the smallest on, and never below one before."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=10))
def test_holm_is_between_each_alone_and_all_at_once(values: list[float]) -> None:
    corrected = holm(values)
    for value, after in zip(values, corrected, strict=True):
        assert value <= after <= min(1.0, len(values) * value) or math.isclose(after, value * len(values))
    assert sorted(corrected) == [
        corrected[place] for place in sorted(range(len(values)), key=values.__getitem__)
    ]


def test_a_correction_may_take_a_claim_back() -> None:
    difference = Difference(5, 1.0, Interval(0.1, 1.9), p=0.03, corrected=0.03)
    assert difference.sign == 1
    assert Difference(5, 1.0, Interval(0.1, 1.9), p=0.03, corrected=0.06).sign == 0
    assert Difference(5, 1.0, Interval(-1.9, -0.1), p=0.03).sign == -1


def runs() -> list[RunResult]:
    found = []
    for seed, shift in enumerate((0.0, 1.0, -1.0, 0.5)):
        for noise in ("article", "gaussian"):
            found.append(a_run("Dense", seed, 90 + shift, 60 + shift, noise=noise))
            found.append(a_run("Sparse", seed, 88 + shift, 80 - 2 * shift, noise=noise))
            found.append(a_run("Other", seed, 90 + shift, 60.2 + 3 * shift, noise=noise))
    return found


def test_variants_are_compared_noise_by_noise_and_the_score_comes_first() -> None:
    found = compare(runs(), "Dense", levels=True)
    keys = [(each.noise, each.level, each.variant) for each in found]
    assert keys[:6] == [
        ("article", None, "Sparse"),
        ("article", None, "Other"),
        ("article", 0.0, "Sparse"),
        ("article", 0.0, "Other"),
        ("article", 0.1, "Sparse"),
        ("article", 0.1, "Other"),
    ]
    score, clean, noisy = (found[place].difference.mean for place in (0, 2, 4))
    assert clean == pytest.approx(-2)
    assert score == pytest.approx((clean + noisy) / 2)
    assert found[0].difference.corrected == pytest.approx(
        holm([found[0].difference.p, found[1].difference.p])[0]
    )
    assert found[2].difference.unsaid == "no spread over the seeds"


def test_diverged_runs_are_in_no_number() -> None:
    lost = RunResult("Sparse", "mnist", "article", 9, (), (), Divergence("NaN", 1, 1, 2, 0.1, 0.0))
    assert 9 not in numbers([*runs(), lost], "Sparse", "article")
    assert compare([*runs(), lost], "Dense")[0].difference.seeds == 4
    with pytest.raises(ValueError, match="the run of Sparse with seed 9 has no levels"):
        robustness(lost)


@pytest.mark.parametrize("name", ["a|b", "$x$ <b>", "=cmd", "\u05d0\u05d1", "\u7f51\u7edc", "a\\_b*"])
def test_tables_hold_whatever_a_variant_is_called(name: str) -> None:
    renamed = [
        RunResult(
            name if run.variant == "Sparse" else run.variant,
            *(run.dataset, run.noise_convention, run.seed, run.levels),
        )
        for run in runs()
    ]
    found = compare(renamed, "Dense")
    for markdown in (False, True):
        rows = comparison_table(found, markdown).splitlines()
        assert len(rows) == 2 + len(found)
        bars = {row.count("|") - row.count("\\|") for row in rows}
        assert not markdown or len(bars) == 1
    lines = comparisons_csv(found).splitlines()
    assert lines[0] == ",".join(COMPARISON_COLUMNS)
    assert len(lines) == 1 + len(found)
    assert not lines[1].startswith("=")
