"""The course of k-winners layers: which epochs are known, and axes that hold all of them."""

import pytest

from sparse_explorer.app.model.winners_course import winners_courses
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import EpochResult, LayerDutyCycles

CONV, HIDDEN = "conv 1", "hidden"


def layer(name: str, *duty_cycles: float, units: int = 10, k: int = 1) -> LayerDutyCycles:
    return LayerDutyCycles(name, units, k, entropy=1.0, max_entropy=4.0, duty_cycles=duty_cycles)


@pytest.fixture
def history() -> History:
    """Of the third epoch nothing is known."""
    return History(
        epochs=[
            EpochResult(1, layers=(layer(CONV, 0.5, 0.0, 0.0, 0.0), layer(HIDDEN, 0.75))),
            EpochResult(2, layers=(layer(CONV, 0.1, 0.2, 0.3, 0.31), layer(HIDDEN, 0.1))),
            EpochResult(4, layers=(layer(CONV, 0.1, 0.12, 0.2, 0.3), layer(HIDDEN, 0.05))),
        ]
    )


def test_each_layer_has_its_course(history: History) -> None:
    conv, hidden = winners_courses(history)
    assert (conv.layer, hidden.layer) == (CONV, HIDDEN)
    for place, course in enumerate((conv, hidden)):
        assert course.epochs == (1, 2, 4)
        assert course.states == tuple(epoch.layers[place] for epoch in history.epochs)
    assert [counted.counts for counted in hidden.histograms] == [
        (0,) * 37 + (1,),
        (0,) * 5 + (1,),
        (0,) * 2 + (1,),
    ]
    assert winners_courses(History()) == ()
    assert winners_courses(History(epochs=[EpochResult(1)])) == ()


def test_all_epochs_are_counted_in_the_same_bins(history: History) -> None:
    for course in winners_courses(history):
        assert len({counted.width for counted in course.histograms}) == 1


def test_the_axes_hold_every_epoch(history: History) -> None:
    conv, hidden = winners_courses(history)
    assert conv.end == pytest.approx(0.52)  # of the first epoch, in bins of 2 %
    assert hidden.end == pytest.approx(0.76)
    assert conv.top == 3  # the units that never win, in the first epoch
    little = History(epochs=[EpochResult(1, layers=(layer(CONV, 0.01),))])
    assert winners_courses(little)[0].end == pytest.approx(0.2)  # twice the target
    much = History(epochs=[EpochResult(1, layers=(layer(CONV, 1.0, k=9),))])
    assert winners_courses(much)[0].end == 1
    unknown = History(epochs=[EpochResult(1, layers=(layer(CONV),))])
    assert winners_courses(unknown)[0].top == 1


@pytest.mark.parametrize(("epoch", "place"), [(None, 2), (0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (9, 2)])
def test_an_epoch_that_is_not_known_is_the_one_before_it(
    history: History, epoch: int | None, place: int
) -> None:
    assert [course.place(epoch) for course in winners_courses(history)] == [place, place]
