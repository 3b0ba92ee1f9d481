"""What is planned, in which order, and what is dropped again."""

import fabricated
import pytest

from sparse_explorer.app.model.activity import SWEEP, TRAIN
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.model.work_queue import Step, WorkQueue
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.reports import Divergence, EvaluationReport, NoiseResult


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse")


@pytest.fixture
def queue(session: Session) -> WorkQueue:
    return WorkQueue(session, lambda variant_id, seed, noise: session.record(variant_id, seed) is not None)


def ids(session: Session) -> list[str]:
    return [item.id for item in session.items]


def test_each_training_is_followed_by_its_sweep_and_further_seeds_come_last(session, queue) -> None:
    session.set_seeds(2)
    dense, sparse = ids(session)
    assert queue.plan_training([dense, sparse]) == {dense, sparse}
    assert queue.steps == [
        Step(TRAIN, dense, 0),
        Step(SWEEP, dense, 0),
        Step(TRAIN, sparse, 0),
        Step(SWEEP, sparse, 0),
        Step(TRAIN, dense, 1),
        Step(SWEEP, dense, 1),
        Step(TRAIN, sparse, 1),
        Step(SWEEP, sparse, 1),
    ]
    assert queue.variants() == (dense, sparse)  # each once
    assert queue.plan_training([dense, sparse]) == set()
    assert len(queue.steps) == 8


def test_what_is_at_work_is_not_planned_again(session, queue) -> None:
    dense, _ = ids(session)
    queue.at_work = Step(TRAIN, dense, 0)
    assert queue.plan_training([dense]) == set()
    queue.at_work = None
    fabricated.trained(session.items[0], 90)
    session.set_noise_config(NoiseConfig("paper"))
    queue.at_work = Step(SWEEP, dense, 0)
    assert queue.plan_training([dense]) == queue.plan_sweeps([dense]) == set()


def test_a_trained_variant_is_swept_alone_where_its_sweep_is_missing(session, queue) -> None:
    dense, _ = ids(session)
    fabricated.trained(session.items[0], 90)
    assert queue.plan_training([dense]) == set()
    session.set_noise_config(NoiseConfig("paper"))
    assert queue.plan_training([dense]) == {dense}
    assert queue.steps == [Step(SWEEP, dense, 0)]


def test_a_sweep_covers_all_seeds_that_were_trained(session, queue) -> None:
    dense, sparse = ids(session)
    fabricated.trained(session.items[0], 90, further=(80,))
    session.set_seeds(3)
    assert queue.plan_sweeps([dense, sparse]) == {dense}
    assert queue.steps == [Step(SWEEP, dense, 0), Step(SWEEP, dense, 1)]


def test_one_that_diverged_is_not_swept_but_its_further_seeds_are(session, queue) -> None:
    dense, _ = ids(session)
    fabricated.trained(session.items[0], 90, further=(80,))
    session.record(dense).history.diverged = Divergence("NaN", 1, 2, 46, 10.0, 0.5)
    session.set_seeds(2)
    assert queue.plan_sweeps([dense]) == {dense}
    assert queue.steps == [Step(SWEEP, dense, 1)]


def test_a_seed_that_diverged_is_not_trained_again(session, queue) -> None:
    dense, _ = ids(session)
    fabricated.trained(session.items[0], 90, further=(80,))
    session.record(dense, 1).history.diverged = Divergence("NaN", 1, 2, 46, 10.0, 0.5)
    session.set_seeds(3)
    assert queue.plan_training([dense]) == {dense}
    assert queue.steps == [Step(TRAIN, dense, 2), Step(SWEEP, dense, 2)]


def test_dropped_sweeps_are_those_of_what_is_trained(session, queue) -> None:
    dense, sparse = ids(session)
    queue.steps = [
        Step(SWEEP, dense, 0),
        Step(SWEEP, sparse, 1),
        Step(TRAIN, sparse, 0),
        Step(SWEEP, sparse, 0),
    ]
    queue.drop_sweeps()
    assert queue.steps == [Step(TRAIN, sparse, 0), Step(SWEEP, sparse, 0)]


def test_sweeps_of_further_seeds_that_are_to_be_trained_stay(session, queue) -> None:
    session.set_seeds(2)
    queue.plan_training(ids(session))
    planned = list(queue.steps)
    queue.drop_sweeps()
    assert queue.steps == planned


def test_what_makes_no_sense_any_more_is_dropped(session, queue) -> None:
    dense, sparse = ids(session)
    session.set_seeds(2)
    queue.plan_training([dense, sparse])
    queue.drop(dense, 0)
    assert not queue.is_planned(dense, 0)
    assert queue.is_planned(dense, 1)
    assert queue.steps == [
        Step(TRAIN, sparse, 0),
        Step(SWEEP, sparse, 0),
        Step(TRAIN, dense, 1),
        Step(SWEEP, dense, 1),
        Step(TRAIN, sparse, 1),
        Step(SWEEP, sparse, 1),
    ]
    session.remove(sparse)
    queue.keep_only_present()
    assert queue.steps == [Step(TRAIN, dense, 1), Step(SWEEP, dense, 1)]


def test_every_noise_is_swept_noise_by_noise_as_far_as_that_is_missing(session, queue) -> None:
    dense, sparse = ids(session)
    for item in session.items:
        fabricated.trained(item, 90)  # with the article's noise, which is in use
    session.add_sweep(
        Place(dense, "digits", 0),
        EvaluationReport(
            "blur", 1, 1, tuple(NoiseResult(level, 5, 10, 1.0) for level in KINDS["blur"].levels)
        ),
    )
    assert queue.plan_every_noise([dense, sparse]) == len(queue.steps) == 2 * (len(KINDS) - 1) - 1
    assert [(step.variant_id, step.noise) for step in queue.steps[:2]] == [
        (dense, "paper"),
        (sparse, "paper"),
    ]
    assert [step.variant_id for step in queue.steps if step.noise == "blur"] == [sparse]
    assert "article" not in {step.noise for step in queue.steps}
    assert queue.plan_every_noise([dense, sparse]) == 0  # all of it waits
    queue.drop_sweeps()
    assert queue.steps == []


def test_a_sweep_that_waits_with_the_noise_in_use_is_not_planned_twice(session, queue) -> None:
    dense, _ = ids(session)
    fabricated.trained(session.items[0], 90)
    session.set_noise_config(NoiseConfig("paper"))
    queue.plan_sweeps([dense])
    queue.plan_every_noise([dense])
    assert [step.noise for step in queue.steps if step.noise in ("", "paper")] == [""]
