"""What a verdict runs, and which of its seeds claim and which confirm."""

import pytest

import sparse_explorer as se
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.verdict_plan import verdict_plan


def test_the_last_seeds_confirm_and_no_seed_does_both() -> None:
    plan = verdict_plan(seeds=3, confirm=2)
    assert list(plan.claiming) == [0, 1, 2]
    assert list(plan.confirming) == [3, 4]
    assert list(plan.experiment.all_seeds()) == [0, 1, 2, 3, 4]
    alone = verdict_plan(seeds=3, confirm=0)
    assert (list(alone.claiming), list(alone.confirming)) == ([0, 1, 2], [])


def test_without_a_word_it_is_many_noises_against_the_articles_dense_network() -> None:
    plan = verdict_plan()
    (dense,) = se.variants("dense")
    assert plan.reference == dense.name
    assert dense in plan.experiment.variants
    noises = [noise.convention for noise in plan.experiment.noises]
    assert len(noises) >= 7
    assert {"article", "paper", "gaussian"} <= {*noises} <= {*KINDS}
    # Training is what takes long: each network is swept once, whatever the noise.
    assert not any(sweep.every for sweep in plan.experiment.sweeps())
    assert plan.experiment.threads == 1


def test_the_reference_is_put_before_those_that_lack_it() -> None:
    assert [each.name for each in verdict_plan(se.variants("k-winners")).experiment.variants] == [
        "Dense",
        "k-winners",
    ]
    own = verdict_plan(se.variants("k-winners", "sparse"), reference="Sparse")
    assert [each.name for each in own.experiment.variants] == ["k-winners", "Sparse"]


def test_epochs_are_those_of_every_variant() -> None:
    plan = verdict_plan(se.variants("article", "paper")).with_epochs(2)
    assert {variant.training.epochs for variant in plan.experiment.variants} == {2}
    with pytest.raises(se.ConfigError, match="epochs: 0 is not allowed"):
        plan.with_epochs(0)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"seeds": 1}, r"seeds: 1 is not allowed; allowed is 2 \.\.\. 500"),
        ({"confirm": -1}, r"confirm: -1 is not allowed; allowed is 0 \.\.\. 500"),
        ({"reference": "Nobody"}, "reference: 'Nobody' is unknown; variants are Dense, "),
        ({"compared": se.variants("dense")}, "none but the reference Dense"),
        ({"threads": 0}, "threads: 0 is not allowed"),
    ],
)
def test_what_cannot_be_compared_is_said(options: dict[str, object], line: str) -> None:
    with pytest.raises(se.ConfigError, match=line):
        verdict_plan(**options)


def test_k_winners_and_sparse_are_looked_into_under_the_first_noise_of_images() -> None:
    plan = verdict_plan(noises=se.noises("weights", "fgsm", "blur", "article"))
    assert [(each.dense, each.sparse, each.noise.convention) for each in plan.contrasts] == [
        ("Dense", "k-winners", "blur"),
        ("Dense", "Sparse", "blur"),
    ]
    names = {variant.name for variant in plan.experiment.variants}
    assert all({*each.variants} <= names for each in plan.contrasts)
    few = verdict_plan(se.variants("dense", "k-winners"), noises=se.noises("article"))
    assert [(each.sparse, each.wide) for each in few.contrasts] == [("k-winners", None)]


def test_without_images_or_a_dense_reference_none_is_looked_into() -> None:
    article = se.variants("dense", "sparse", "k-winners")
    assert verdict_plan(article, noises=se.noises("weights", "fgsm")).contrasts == ()
    assert verdict_plan(article, reference="Sparse").contrasts == ()
    assert verdict_plan(se.variants("sparse-weights")).contrasts == ()
