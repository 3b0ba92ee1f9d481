"""Findings that are confirmed, refuted or left open by numbers."""

import pytest

from sparse_explorer.experiment.results.hypotheses import (
    CONFIRMED,
    PROTOTYPE,
    REFUTED,
    UNDECIDED,
    UNTRIED,
    Condition,
    Hypothesis,
    judge,
)
from tests.experiment.results.verdict_runs import runs

HELPS = Hypothesis("A helps", (Condition({"A": 1, "Dense": -1}, "article"),))
HALF = Hypothesis(
    "A gives half of what B gives at 0.8", (Condition({"A": 1, "Dense": -0.5, "B": -0.5}, "article", 0.8),)
)
NOTHING = next(each for each in PROTOTYPE if "dropout" in each.text)
QUARTER = next(each for each in PROTOTYPE if "centring" in each.text)


@pytest.mark.parametrize(
    ("hypothesis", "effects", "verdict"),
    [
        (HELPS, {"A": 6}, CONFIRMED),
        (HELPS, {"A": -6}, REFUTED),
        (HELPS, {"A": 0}, UNDECIDED),
        (HELPS, {"B": 6}, UNTRIED),
        (HALF, {"A": 12, "B": 20}, CONFIRMED),
        (HALF, {"A": 6, "B": 20}, REFUTED),
        (HALF, {"A": 10, "B": 20}, UNDECIDED),
        (NOTHING, {"Dense + dropout": 0.5}, CONFIRMED),
        (NOTHING, {"Dense + dropout": 9}, REFUTED),
        (NOTHING, {"Dense + dropout": -9}, REFUTED),
        (NOTHING, {"Dense + dropout": 3}, UNDECIDED),
        (NOTHING, {"k-winners": 3}, UNTRIED),
    ],
)
def test_a_finding_is_judged_by_its_numbers(hypothesis, effects: dict[str, float], verdict: str) -> None:
    made = runs({name: {"article": effect} for name, effect in effects.items()}, range(8))
    assert judge(hypothesis, made).verdict == verdict


@pytest.mark.parametrize(("gained", "verdict"), [(6, CONFIRMED), (0, REFUTED), (18, REFUTED)])
def test_a_share_of_the_way_has_two_ends(gained: float, verdict: str) -> None:
    """At a level of 0.6, of which there is none here but 0.4 and 0.8: the score stands for it."""
    conditions = tuple(Condition(each.terms, each.noise, 0.8) for each in QUARTER.conditions)
    effects = {"Dense, input centred and scaled": {"article": gained}, "k-winners": {"article": 20}}
    assert judge(Hypothesis("a share", conditions), runs(effects, range(8))).verdict == verdict


def test_a_judgement_says_its_numbers() -> None:
    found = judge(HALF, runs({"A": {"article": 12}, "B": {"article": 20}}, range(8)))
    assert found.text.startswith("A - 0.5 Dense - 0.5 B at 0.80, article: +2.")
    assert "8 of 8 seeds" in found.text
    assert judge(HELPS, []).text == "its variants or its noise were not run"
    over = judge(NOTHING, runs({"Dense + dropout": {"article": 0}}, range(4)))
    assert over.text.startswith("Dense + dropout - Dense over -2, article: +")


def test_one_seed_decides_nothing() -> None:
    assert judge(HELPS, runs({"A": {"article": 20}}, [0])).verdict == UNDECIDED


def test_every_finding_of_the_prototype_can_be_tried() -> None:
    from sparse_explorer.experiment.plan.presets import presets

    names = {preset.variant.name for preset in presets().values()}
    for hypothesis in PROTOTYPE:
        for condition in hypothesis.conditions:
            assert condition.terms.keys() <= names, hypothesis.text
