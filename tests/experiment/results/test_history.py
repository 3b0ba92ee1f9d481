"""A training's course survives being stored, with every epoch's sweep and layers."""

import json
import math

import pytest

from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import (
    Divergence,
    EpochResult,
    LayerDutyCycles,
    NoiseResult,
    TrainingReport,
)

LAYER = LayerDutyCycles("hidden", 20, 5, 12.5, 16.2256, (0.25, 0.0, 1.0))
SWEEP = (NoiseResult(0.0, 9, 10, 0.1234567890123), NoiseResult(0.5, 3, 10, 2.0))


def test_epochs_are_kept_with_their_sweep_and_layers() -> None:
    history = History()
    history.add(TrainingReport(1, 2, 5, 20, (0.5,), 90.0))
    history.add(TrainingReport(1, 2, 10, 20, (0.4,), 91.0, 100.0, 92.0, (LAYER,)))
    history.add_sweep("paper", SWEEP)
    assert history.levels("paper") == SWEEP
    history.add(TrainingReport(2, 2, 20, 20, (0.3,), 93.0, 100.0, 94.0, (LAYER,)))
    assert history.levels("paper") == ()
    assert history.results("paper") == (EpochResult(1, SWEEP, (LAYER,)), EpochResult(2, (), (LAYER,)))
    assert (history.step, history.steps, history.losses) == (20, 20, [0.5, 0.4, 0.3])
    assert history.accuracies == [(10, 92.0), (20, 94.0)]  # of the test images, at steps
    assert history.finished
    history.add_sweep("paper", SWEEP[:1])
    history.add_sweep("article", SWEEP)
    assert [epoch.levels for epoch in history.results("paper")] == [SWEEP, SWEEP[:1]]
    assert [epoch.levels for epoch in history.results("article")] == [(), SWEEP]
    stored = json.loads(json.dumps(history.to_dict()))
    assert History.from_dict(stored) == history


def test_a_sweep_of_the_same_levels_never_loses_any() -> None:
    history = History(step=3, steps=3)
    assert history.add_sweep("paper", SWEEP[:1])
    assert not history.add_sweep("paper", SWEEP[:1])
    assert history.add_sweep("paper", SWEEP)
    assert not history.add_sweep("paper", SWEEP[:1])
    assert history.levels("paper") == SWEEP
    again = (NoiseResult(0.0, 8, 10, 0.2), NoiseResult(0.5, 2, 10, 2.5))
    assert history.add_sweep("paper", again)
    assert history.levels("paper") == again
    other = (NoiseResult(0.25, 5, 10, 0.2),)
    assert history.add_sweep("paper", other)
    assert history.levels("paper") == other


def test_the_sweep_of_a_network_that_went_on_learning_is_forgotten_but_not_that_of_an_epochs_end() -> None:
    history = History()
    history.add(TrainingReport(1, 2, 5, 20, (0.5,), 90.0))
    history.add_sweep("paper", SWEEP)
    history.add(TrainingReport(1, 2, 10, 20, (0.4,), 91.0, 100.0, 92.0, (LAYER,)))
    history.add_sweep("paper", SWEEP)
    history.add(TrainingReport(2, 2, 15, 20, (0.3,), 93.0))
    assert history.sweeps == {"paper": {10: SWEEP}}


def test_layers_that_were_stored_are_read() -> None:
    layer = {
        "layer": "hidden",
        "units": 20,
        "k": 5,
        "entropy": 12.5,
        "max_entropy": 16.2256,
        "duty_cycles": [0.25, 0.0, 1.0],
    }
    stored = History(1, 1, accuracies=[(1, 9.0)], epochs=[EpochResult(1)]).to_dict()
    stored["epochs"] = [{"epoch": 1, "layers": [layer]}]
    assert History.from_dict(stored).epochs == [EpochResult(1, (), (LAYER,))]


@pytest.mark.parametrize("loss", ["NaN", "infinite"])
def test_a_divergence_is_kept(loss: str) -> None:
    diverged = Divergence(loss, epoch=2, step=13, steps=20, learning_rate=10.0, momentum=0.5)
    history = History()
    history.add(TrainingReport(2, 2, 20, 20, (0.5,) * 20, 90.0, test_accuracy=10.0))
    assert history.finished
    history.add(TrainingReport(2, 2, 20, 20, diverged=diverged))
    assert not history.finished
    stored = json.loads(json.dumps(history.to_dict()))
    assert History.from_dict(stored) == history
    assert History.from_dict(stored).diverged == diverged


@pytest.mark.parametrize("loss", [math.inf, -math.inf])
def test_a_loss_beyond_all_numbers_is_strict_json(loss: float) -> None:
    history = History(10, 10, [0.5], [(10, 92.0)], [EpochResult(1)])
    history.add_sweep("paper", (NoiseResult(0.5, 1, 10, loss),))
    stored = json.loads(json.dumps(history.to_dict(), allow_nan=False))
    assert History.from_dict(stored) == history


@pytest.mark.parametrize("word", ["nan", "inf"])
def test_a_stored_loss_that_is_no_number_is_refused(word: str) -> None:
    stored = History(1, 20, [0.5], [(1, 92.0)], [EpochResult(1)]).to_dict()
    with pytest.raises(ValueError, match=f"'{word}' is not a number"):
        History.from_dict({**stored, "losses": [0.5, word]})
    with pytest.raises(ValueError, match=f"'{word}' is not a number"):
        History.from_dict({**stored, "accuracies": [[1, word]]})
