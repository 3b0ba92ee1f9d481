"""Curves of interventions come back from their file as they were, and nothing else does."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparse_explorer.experiment.results.interventions import InterventionCurve
from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.runs.stored_curves import CurvesKey, read_curves, write_curves
from sparse_explorer.reading import ReadError


def curves(
    seed: int, levels: tuple[float, ...], loss: float = 0.5, correct: int = 3
) -> tuple[InterventionCurve, ...]:
    results = tuple(NoiseResult(level, correct, 7, loss) for level in levels)
    return tuple(
        InterventionCurve(network, seed, done, "article", results)
        for network, done in (("dense", "nothing"), ("sparse", "nothing"), ("sparse", "k x 2"))
    )


@settings(deadline=None)
@given(
    seeds=st.sets(st.integers(0, 2**31 - 1), min_size=1, max_size=3),
    hundredths=st.sets(st.integers(0, 100), min_size=1, max_size=4),
    loss=st.floats(allow_nan=False),
    correct=st.integers(0, 7),
)
def test_they_come_back_as_they_were(
    seeds: set[int], hundredths: set[int], loss: float, correct: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    levels = tuple(each / 100 for each in sorted(hundredths))
    path = tmp_path_factory.getbasetemp() / "curves.json"
    found = {
        CurvesKey(seed, "article", levels, ("a", "b")): curves(seed, levels, loss, correct) for seed in seeds
    }
    write_curves(path, found)
    assert read_curves(path) == found


def test_a_loss_that_is_no_number_is_kept(tmp_path: Path) -> None:
    key = CurvesKey(0, "article", (0.0,), ("a", "b"))
    write_curves(tmp_path / "curves.json", {key: curves(0, (0.0,), math.nan)})
    assert math.isnan(read_curves(tmp_path / "curves.json")[key][0].levels[0].loss)


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_curves(tmp_path / "curves.json") == {}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda data: data.update(format=2), "format: 2 is unknown; this version reads 1"),
        (lambda data: data.update(format=True), "format: True is unknown"),
        (lambda data: data.pop("seeds"), "seeds: is missing"),
        (lambda data: seed(data).update(seed=-1), r"seeds\[0\].seed: -1 is not allowed"),
        (lambda data: seed(data).update(levels=[2]), r"seeds\[0\].levels\[0\]: 2 is not allowed"),
        (lambda data: seed(data).update(networks=["a"]), r"seeds\[0\].networks: a list of 1 is not allowed"),
        (lambda data: seed(data)["curves"].pop(0), "curves: the network 'dense' has none as it is"),
        (
            lambda data: curve(data).update(network="thick"),
            "network: 'thick' is not allowed; allowed is 'dense'",
        ),
        (
            lambda data: curve(data)["results"].pop(),
            r"results: a list of 1 is not allowed; allowed are 2 ... 2",
        ),
        (lambda data: curve(data).update(results=[[8, 7, 0.1]] * 2), r"results\[0\]: 8 is not allowed"),
        (lambda data: curve(data).update(results=[[0, 0, 0.1]] * 2), r"results\[0\]: 0 is not allowed"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_line(
    change: Callable[[Any], object], line: str, tmp_path: Path
) -> None:
    path, levels = tmp_path / "curves.json", (0.0, 0.5)
    write_curves(path, {CurvesKey(0, "article", levels, ("a", "b")): curves(0, levels)})
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ReadError, match=line) as caught:
        read_curves(path)
    assert "\n" not in str(caught.value)


def seed(data: Any) -> Any:
    return data["seeds"][0]


def curve(data: Any) -> Any:
    return seed(data)["curves"][0]
