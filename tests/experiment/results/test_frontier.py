"""What variants cost beside what they can do: rows, the best for their cost, the cheapest that is good enough."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sparse_explorer as se
from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.results.frontier import (
    COLUMNS,
    CostRow,
    Measured,
    answer,
    cheapest,
    cost_rows,
    cost_table,
    csv_rows,
    front,
)
from sparse_explorer.experiment.results.spread import spread

VARIANTS = se.variants("article")


def run(variant: str, seed: int, *percents: float, noise: str = "article") -> se.RunResult:
    levels = tuple(
        se.NoiseResult(level, round(10 * percent), 1000, 1.0)
        for level, percent in zip((0.0, 0.3, 0.6), percents, strict=False)
    )
    return se.RunResult(variant, "digits", noise, seed, levels)


def row(name: str, accuracy: float, adds: int) -> CostRow:
    one = spread([accuracy])
    return CostRow(name, one, one, one, adds, 10 * adds, adds, 2 * adds)


RUNS = [
    run("Dense", 0, 98, 80, 30),
    run("Dense", 1, 96, 70, 40),
    run("Sparse", 0, 95, 92, 81),
    run("Sparse", 1, 94, 90, 83),
    run("Sparse", 0, 10, 10, 10, noise="blur"),
]


def test_a_row_is_of_one_noise_and_level_over_all_seeds() -> None:
    dense, sparse = cost_rows(VARIANTS, RUNS, "article", 0.6, {"Sparse": Measured(0.25, 1000)})
    assert (dense.variant, dense.clean.mean, dense.accuracy.mean, dense.accuracy.count) == (
        "Dense",
        97,
        35,
        2,
    )
    assert dense.robustness.mean == pytest.approx((98 + 80 + 30 + 96 + 70 + 40) / 6)
    assert (sparse.accuracy.mean, sparse.measured) == (82, Measured(0.25, 1000))
    assert sparse.multiply_adds == cost(VARIANTS[1].network).multiply_adds < dense.multiply_adds
    assert dense.measured is None


def test_what_was_not_swept_at_the_level_has_no_row() -> None:
    assert cost_rows(VARIANTS, RUNS, "blur", 0.6)[0].variant == "Sparse"
    assert cost_rows(VARIANTS, [*RUNS, run("Dense", 2, 97)], "article", 0.6)[0].accuracy.count == 2
    assert cost_rows(VARIANTS, RUNS, "gaussian", 0.6) == ()


def test_who_is_beaten_at_no_higher_cost_is_not_the_best_for_it() -> None:
    rows = [row("a", 50, 1), row("b", 60, 2), row("c", 55, 3), row("d", 70, 4), row("e", 70, 5)]
    assert front(rows) == {"a", "b", "d"}
    twins = [row("a", 50, 1), row("b", 50, 1)]
    assert front(twins) == {"a", "b"}


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 100)), min_size=1, max_size=12))
def test_the_front_rises_and_everybody_else_is_beaten_by_it(points: list[tuple[int, int]]) -> None:
    rows = [row(str(place), accuracy, adds) for place, (accuracy, adds) in enumerate(points)]
    best = sorted((each for each in rows if each.variant in front(rows)), key=lambda each: each.multiply_adds)
    means = [each.accuracy.mean for each in best]
    assert means == sorted(means)
    for each in rows:
        assert any(
            other.accuracy.mean >= each.accuracy.mean and other.multiply_adds <= each.multiply_adds
            for other in best
        )
    for least in (0, 50, 100):
        found = cheapest(rows, least)
        enough = [each.multiply_adds for each in rows if each.accuracy.mean >= least]
        assert (found.multiply_adds if found else None) == min(enough, default=None)


def test_the_question_is_answered_in_a_sentence() -> None:
    rows = cost_rows(VARIANTS, RUNS, "article", 0.6)
    assert answer(rows, "article", 0.6, 80).startswith(
        "The cheapest network with 80 % at article 0.60 is Sparse: 82.0 % for "
    )
    assert answer(rows, "article", 0.6, 99) == (
        "No variant has 99 % at article 0.60; Sparse comes nearest, with 82.0 %."
    )
    assert answer((), "article", 0.6, 99) == "No variant has 99 % at article 0.60."


def test_the_table_is_cheapest_first_and_stars_the_best() -> None:
    rows = cost_rows(VARIANTS, RUNS, "article", 0.6)
    head, _, first, second = cost_table(rows, 0.6).splitlines()
    assert first.startswith("Sparse *")
    assert second.startswith("Dense ") and "*" not in second
    assert "at 0.60" in head and "MB" not in head
    timed = cost_table([replace(rows[0], measured=Measured(0.1234, 2_500_000)), rows[1]], 0.6)
    assert "0.123" in timed and "2.5" in timed


def test_the_file_has_a_cell_for_each_column() -> None:
    for line in csv_rows(cost_rows(VARIANTS, RUNS, "article", 0.6), "article", 0.6):
        assert len(line) == len(COLUMNS)
    beaten = csv_rows([row("a", 50, 1), row("b", 40, 2)], "article", 0.6)
    assert [line[-1] for line in beaten] == ["yes", "no"]
