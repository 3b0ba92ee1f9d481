"""What a run was reported to do is read from disk as it was, or the place that is wrong is named."""

import json
import math
from typing import Any

import pytest

from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import Divergence, EpochResult, LayerDutyCycles, NoiseResult
from sparse_explorer.experiment.results.stored_reports import level_row, sweep
from sparse_explorer.reading import ReadError

HISTORY = History(
    step=20,
    steps=20,
    losses=[0.5, 0.25],
    accuracies=[(10, 92.0), (20, 100.0)],
    epochs=[
        EpochResult(1, layers=(LayerDutyCycles("hidden", 20, 20, 0.0, 20.0, (0.0, 1.0)),)),
        EpochResult(2),
    ],
    diverged=Divergence("infinite", 2, 20, 20, 10.0, 0.0),
    sweeps={"paper": {10: (NoiseResult(0.0, 10, 10, 0.5), NoiseResult(1.0, 0, 10, math.inf))}},
)


def stored() -> dict[str, Any]:
    return json.loads(json.dumps(HISTORY.to_dict()))


def test_what_was_stored_is_read() -> None:
    assert History.from_dict(stored()) == HISTORY


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("step", -1, "step: -1 is not allowed; allowed is 0 ... 20"),
        ("step", 21, "step: 21 is not allowed; allowed is 0 ... 20"),
        ("steps", 2**31, "steps: 2147483648 is not allowed"),
        ("steps", "20", "steps: '20' is not a whole number"),
        ("losses", [0.5, None], "losses[1]: None is not a number"),
        ("losses", "0.5", "losses: '0.5' is not a list"),
        ("losses", [math.inf], "losses[0]: inf is not a finite number"),
        ("accuracies", [[10, 92.0], [20]], "accuracies[1]: a list of 1 is not allowed; allowed are 2 ... 2"),
        ("accuracies", [[10, 100.5]], "accuracies[0][1]: 100.5 is not allowed; allowed is 0 ... 100"),
        ("accuracies", [[10, -1]], "accuracies[0][1]: -1 is not allowed"),
        ("accuracies", [[21, 50]], "accuracies[0][0]: 21 is not allowed; allowed is 0 ... 20"),
        ("accuracies", [[1, 1]] * 1001, "accuracies: a list of 1001 is not allowed"),
        ("epochs", {}, "epochs: a table of 0 is not a list"),
        ("epochs.0.epoch", None, "epochs[0].epoch: None is not a whole number"),
        ("sweeps.paper.0.1.0.0", 1.5, "sweeps.paper[0][1][0][0]: 1.5 is not allowed; allowed is 0 ... 1"),
        ("sweeps.paper.0.1.0.1", 11, "sweeps.paper[0][1][0]: 11 answers are right of 10"),
        ("sweeps.paper.0.1.0.2", 0, "sweeps.paper[0][1][0][2]: 0 is not allowed; allowed is 1 ..."),
        ("sweeps.paper.0.1.0.3", "infinite", "sweeps.paper[0][1][0][3]: 'infinite' is not a number"),
        ("sweeps.paper.0.1.1.0", 0.0, "sweeps.paper[0][1]: noise levels do not rise from each to the next"),
        ("sweeps", [], "sweeps: a list of 0 is not a table"),
        ("sweeps.paper.0.0", 21, "sweeps.paper[0][0]: 21 is not allowed; allowed is 0 ... 20"),
        ("epochs", [], "epochs: there are 0, with 2 accuracies"),
        ("epochs.0.layers.0.layer", 3, "epochs[0].layers[0].layer: 3 is not text"),
        ("epochs.0.layers.0.units", -1, "epochs[0].layers[0].units: -1 is not allowed"),
        ("epochs.0.layers.0.k", 21, "epochs[0].layers[0].k: 21 is not allowed; allowed is 0 ... 20"),
        ("epochs.0.layers.0.entropy", 21, "epochs[0].layers[0].entropy: 21 is not allowed"),
        ("epochs.0.layers.0.max_entropy", -1, "epochs[0].layers[0].max_entropy: -1 is not allowed"),
        (
            "epochs.0.layers.0.duty_cycles",
            [0.5, 1.1],
            "epochs[0].layers[0].duty_cycles[1]: 1.1 is not allowed",
        ),
        ("diverged", [], "diverged: a list of 0 is not a table"),
        ("diverged.loss", "nan", "diverged.loss: 'nan' is not allowed; allowed is 'NaN' or 'infinite'"),
        ("diverged.epoch", 1.0, "diverged.epoch: 1.0 is not a whole number"),
        ("diverged.step", -1, "diverged.step: -1 is not allowed"),
        ("diverged.steps", None, "diverged.steps: None is not a whole number"),
        ("diverged.learning_rate", math.nan, "diverged.learning_rate: nan is not a finite number"),
        ("diverged.momentum", "0", "diverged.momentum: '0' is not a number"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_place(path: str, value: Any, words: str) -> None:
    data = holder = stored()
    *steps, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    for step in steps:
        holder = holder[step]
    holder[last] = value
    with pytest.raises(ReadError) as caught:
        History.from_dict(data)
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize("key", ["step", "steps", "accuracies"])
def test_what_is_missing_is_named(key: str) -> None:
    data = stored()
    del data[key]
    with pytest.raises(ReadError, match=f"^{key}: is missing$"):
        History.from_dict(data)


def test_a_level_is_read_from_a_list() -> None:
    assert level_row([0.5, 3, 10, 1.25]) == NoiseResult(0.5, 3, 10, 1.25)
    assert level_row([0.5, 3, 10, "-inf"]).loss == -math.inf
    for place, value in ((0, -0.1), (1, 11), (2, 0), (3, None), (2, 2**31)):
        row: list[Any] = [0.5, 3, 10, 1.25]
        row[place] = value
        with pytest.raises(ReadError):
            level_row(row)


def test_a_sweep_has_as_many_levels_as_there_are() -> None:
    rows = [[round(0.01 * step, 2), 1, 10, 1.0] for step in range(101)]
    assert len(sweep(level_row)(rows)) == 101
    with pytest.raises(ReadError, match="a list of 102"):
        sweep(level_row)([*rows, rows[0]])
