"""Progress and time left of the whole queue, with a clock that the test turns."""

import pytest

from sparse_explorer.app.model.activity import SWEEP, TRAIN
from sparse_explorer.app.model.queue_estimate import (
    FORGET_S,
    LEAST_S,
    QueueEstimate,
    trained_fraction,
    work_of,
)
from sparse_explorer.experiment.plan.training import TrainingConfig


class Clock:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def estimate(clock: Clock) -> QueueEstimate:
    return QueueEstimate(clock)


def work(training: float, sweep: float) -> dict[str, float]:
    return {TRAIN: training, SWEEP: sweep}


def test_a_training_image_costs_as_much_as_three_classified() -> None:
    assert work_of((TRAIN, SWEEP), 100, 20, 5) == {TRAIN: 300, SWEEP: 100}
    assert work_of((SWEEP,), 100, 20, 5) == {SWEEP: 100}


def test_progress_covers_what_waits(estimate: QueueEstimate, clock: Clock) -> None:
    estimate.set_waiting([{SWEEP: 100}, {TRAIN: 300}, {SWEEP: 100}])
    estimate.begin({TRAIN: 300})
    assert estimate.progress == 0
    estimate.report(TRAIN, 0.5)
    assert estimate.progress == pytest.approx(150 / 800)
    estimate.end()
    estimate.set_waiting([{TRAIN: 300}, {SWEEP: 100}])
    estimate.begin({SWEEP: 100})
    estimate.report(SWEEP, 1.0)
    assert estimate.progress == pytest.approx(250 / 650)  # the training was stopped halfway


def test_progress_rises_to_the_end(estimate: QueueEstimate, clock: Clock) -> None:
    steps = [{TRAIN: 300.0}, {SWEEP: 100.0}, work(300, 100), work(300, 100)]
    seen = []
    while steps:
        step = steps.pop(0)
        estimate.set_waiting(steps)
        estimate.begin(step)
        for kind in step:
            for fraction in (0.25, 0.2, 0.75, 1.0):
                clock.now += 1
                estimate.report(kind, fraction)
                seen.append(estimate.progress)
    assert seen == sorted(seen)
    assert seen[-1] == 1
    assert estimate.seconds_left == 0


def test_time_left_takes_each_kinds_own_speed(estimate: QueueEstimate, clock: Clock) -> None:
    estimate.set_waiting([work(300, 100)])
    estimate.begin(work(300, 100))
    assert estimate.seconds_left is None
    clock.now += 10
    estimate.report(TRAIN, 1.0)  # 30 units a second
    assert estimate.seconds_left == pytest.approx((100 + 400) / 30)  # a sweep is taken to be as fast
    clock.now += 1
    estimate.report(SWEEP, 0.5)  # 50 a second
    assert estimate.seconds_left == pytest.approx(50 / 50 + 300 / 30 + 100 / 50)


def test_too_short_a_measurement_is_not_believed(estimate: QueueEstimate, clock: Clock) -> None:
    estimate.begin({TRAIN: 300})
    clock.now += LEAST_S / 2
    estimate.report(TRAIN, 0.1)
    assert estimate.seconds_left is None
    clock.now += LEAST_S
    estimate.report(TRAIN, 0.2)
    assert estimate.seconds_left == pytest.approx(240 / (60 / (1.5 * LEAST_S)), rel=0.02)


def test_a_pause_tells_nothing_of_speed(estimate: QueueEstimate, clock: Clock) -> None:
    estimate.begin({TRAIN: 300})
    clock.now += 1
    estimate.report(TRAIN, 0.1)
    estimate.pause()
    clock.now += 1000
    estimate.resume()
    clock.now += 1
    estimate.report(TRAIN, 0.2)
    assert estimate.seconds_left == pytest.approx(240 / 30)


def test_a_report_that_comes_while_pausing_tells_nothing_of_speed(
    estimate: QueueEstimate, clock: Clock
) -> None:
    estimate.begin({TRAIN: 300})
    estimate.pause()
    clock.now += 1000
    estimate.report(TRAIN, 0.1)
    assert estimate.seconds_left is None
    assert estimate.progress == pytest.approx(0.1)


def test_speeds_follow_the_machine_and_survive_the_queue(estimate: QueueEstimate, clock: Clock) -> None:
    estimate.begin({TRAIN: 3000})
    clock.now += FORGET_S
    estimate.report(TRAIN, 0.5)  # 75 a second
    clock.now += FORGET_S
    estimate.report(TRAIN, 0.6)  # 15 a second, which counts twice as much
    assert estimate.seconds_left == pytest.approx(1200 / ((1500 / 2 + 300) / (FORGET_S / 2 + FORGET_S)))
    estimate.clear()
    assert estimate.progress == 0
    estimate.begin({TRAIN: 3000})
    assert estimate.seconds_left is not None
    assert estimate.progress == 0


def test_more_in_the_queue_is_more_to_do(estimate: QueueEstimate, clock: Clock) -> None:
    estimate.begin({TRAIN: 300})
    clock.now += 1
    estimate.report(TRAIN, 0.5)
    left = estimate.seconds_left
    estimate.set_waiting([{TRAIN: 150}])
    assert estimate.seconds_left == pytest.approx(2 * left)
    assert estimate.progress == pytest.approx(150 / 450)


def test_smaller_batches_of_the_first_epoch_are_counted_as_such() -> None:
    training = TrainingConfig(epochs=3, batch_size=10, first_epoch_batch_size=2)
    steps = 50 + 10 + 10  # 100 images
    for step, shown in ((0, 0), (25, 50), (50, 100), (55, 150), (70, 300)):
        assert trained_fraction(training, step, steps) == pytest.approx(shown / 300)
    assert trained_fraction(TrainingConfig(epochs=4), 3, 12) == pytest.approx(0.25)
    assert trained_fraction(training, 0, 0) == 0


def test_a_kind_that_was_passed_over_is_done(estimate: QueueEstimate, clock: Clock) -> None:
    estimate.begin(work(300, 100))
    clock.now += 1
    estimate.report(SWEEP, 0.5)
    assert estimate.progress == pytest.approx(350 / 400)
    assert estimate.seconds_left == pytest.approx(1)


def test_a_report_that_says_less_or_more_than_all_moves_nothing_back_or_beyond(
    estimate: QueueEstimate, clock: Clock
) -> None:
    estimate.begin({TRAIN: 300})
    for fraction, progress in ((0.5, 0.5), (0.2, 0.5), (-1.0, 0.5), (3.0, 1.0)):
        clock.now += 1
        estimate.report(TRAIN, fraction)
        assert estimate.progress == pytest.approx(progress)
    assert estimate.seconds_left == 0
