"""Shares of the gap are those that the curves give, paired by seed, with intervals that a worked example has."""

import pytest

from sparse_explorer.experiment.results.attribution import attribution
from sparse_explorer.experiment.results.interventions import (
    CENTRED,
    CLEAN_WINNERS,
    NOISY_WINNERS,
    NOTHING,
    WITH_WINNERS,
    WITHOUT_BOOSTING,
    InterventionCurve,
)
from sparse_explorer.experiment.results.mechanism import Mechanism, mechanism_csv, mechanism_shares_csv
from sparse_explorer.experiment.results.reports import NoiseResult


def curve(network: str, intervention: str, accuracy: float, seed: int = 0) -> InterventionCurve:
    """Two levels, whose mean is the accuracy."""
    right = round(10 * accuracy)
    levels = (NoiseResult(0.0, right + 50, 1000, 0.5), NoiseResult(0.5, right - 50, 1000, 1.5))
    return InterventionCurve(network, seed, intervention, "article", levels)


def shares(curves: list[InterventionCurve]) -> dict[str, tuple[float, float]]:
    """Points and share by cause."""
    return {
        share.cause: (share.points.mean, share.share)
        for share in attribution(curves)
        if share.share is not None
    }


def test_each_cause_explains_what_its_definition_says() -> None:
    found = shares(
        [
            curve("dense", NOTHING, 40),
            curve("sparse", NOTHING, 80),
            curve("dense", WITH_WINNERS, 70),  # ranking gives 30 of 40
            curve("dense", CENTRED, 50),  # the gap is 30 instead of 40
            curve("sparse", CENTRED, 80),
            curve("dense", CLEAN_WINNERS, 60),  # the gap is 25
            curve("sparse", CLEAN_WINNERS, 85),
            curve("dense", NOISY_WINNERS, 70),  # the gap is 20
            curve("sparse", NOISY_WINNERS, 90),
            curve("wide", NOTHING, 42),
            curve("sparse", WITHOUT_BOOSTING, 79),
        ]
    )
    expected = {
        "ranking": (30, 0.75),
        "mean of the input": (10, 0.25),
        "which units win": (15, 0.375),
        "values of the winners": (20, 0.5),
        "width": (2, 0.05),
        "boosting": (1, 0.025),
    }
    assert found.keys() == expected.keys()
    for cause, (points, share) in expected.items():
        assert found[cause] == pytest.approx((points, share))


def test_intervals_are_paired_over_seeds() -> None:
    """Differences 29, 30, 31: standard error 1/sqrt(3), and t for two degrees of freedom is 4.3027."""
    curves = []
    for seed, (dense, ranked) in enumerate([(40, 69), (30, 60), (50, 81)]):
        curves += [
            curve("dense", NOTHING, dense, seed),
            curve("dense", WITH_WINNERS, ranked, seed),
            curve("sparse", NOTHING, dense + 40, seed),
        ]
    (share,) = attribution(curves)
    reach = 4.3027 / 3**0.5
    assert share.gap.seeds == 3
    assert share.points.interval is not None
    assert share.interval is not None
    assert (share.points.mean, share.points.interval.low) == pytest.approx((30, 30 - reach), abs=1e-3)
    assert share.points.interval.high == pytest.approx(30 + reach, abs=1e-3)
    assert (share.share, share.interval.low, share.interval.high) == pytest.approx(
        (0.75, 0.75 - reach / 40, 0.75 + reach / 40), abs=1e-4
    )
    assert "ranking: 75 % (95 %: 69 to 81; 3 seeds) of the gap" in share.sentence


def test_no_share_is_told_of_a_gap_that_may_be_none() -> None:
    curves = []
    for seed, gap in enumerate([-5, 5, 1]):
        curves += [
            curve("dense", NOTHING, 50, seed),
            curve("dense", WITH_WINNERS, 52, seed),
            curve("sparse", NOTHING, 50 + gap, seed),
        ]
    (share,) = attribution(curves)
    assert share.share is None
    assert "cannot be told from 0" in share.sentence
    assert share.points.mean == pytest.approx(2)


def test_one_seed_has_no_interval() -> None:
    (share,) = attribution(
        [curve("dense", NOTHING, 40), curve("dense", WITH_WINNERS, 70), curve("sparse", NOTHING, 80)]
    )
    assert (share.points.interval, share.interval) == (None, None)
    assert "ranking: 75 % (one seed says nothing of the others) of the gap" in share.sentence


def test_causes_without_their_curves_are_left_out_and_a_missing_network_is_named() -> None:
    both = [curve("dense", NOTHING, 40), curve("sparse", NOTHING, 80)]
    assert attribution(both) == ()
    assert attribution([]) == ()
    with pytest.raises(ValueError, match="seed 7 has no curve of 'sparse' as it is"):
        attribution([*both, curve("dense", NOTHING, 40, seed=7)])


def test_tables_hold_every_number() -> None:
    curves = [curve("dense", NOTHING, 40), curve("dense", WITH_WINNERS, 70), curve("sparse", NOTHING, 80)]
    found = Mechanism("Dense", "Sparse", None, "article", tuple(curves))
    lines = mechanism_csv([found]).splitlines()
    assert (
        lines[0]
        == "variant,reference,network,seed,intervention,noise_convention,noise,correct,total,accuracy,loss"
    )
    assert lines[2] == "Sparse,Dense,dense,0,nothing,article,0.50,350,1000,35.00,1.500000"
    assert len(lines) == 7
    header, row = mechanism_shares_csv([found]).splitlines()
    values = dict(zip(header.split(","), row.split(",")[:15], strict=True))
    assert (values["cause"], values["gap"], values["points"], values["share"]) == (
        "ranking",
        "40.00",
        "30.00",
        "0.750",
    )
    assert values["share_low"] == ""
