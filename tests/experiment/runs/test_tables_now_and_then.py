"""Tables and pictures in an output folder are written as far as time allows, and in the end show all runs."""

from pathlib import Path

import pytest

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results import report
from sparse_explorer.experiment.runs import saving
from sparse_explorer.experiment.runs.execution import Execution
from sparse_explorer.experiment.runs.session import Session

TINY = NetworkConfig(convs=(ConvConfig(channels=1, kernel_size=11, k=1),), hidden=HiddenConfig(units=1, k=1))
EXPERIMENT = Experiment(
    variants=(Variant("Sparse", TINY, TrainingConfig(epochs=1, batch_size=240)),),
    seeds=4,
    noises=(NoiseConfig("article", (0.0, 0.5)),),
    threads=1,
)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of how many runs curves were drawn, one after another."""
    found: list[int] = []
    monkeypatch.setattr(report, "curve_png", lambda runs, *given: found.append(len(runs)) or b"")
    monkeypatch.setattr(report, "duty_cycle_png", lambda *given: None)
    return found


@pytest.mark.parametrize(("share", "expected"), [(1e9, [1, 4]), (0, [1, 2, 3, 4])])
def test_the_first_and_the_last_are_written_and_others_as_far_as_time_allows(
    share: float, expected: list[int], drawn: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "TABLES_SHARE", share)
    with Session(EXPERIMENT, Execution(device="cpu"), tmp_path / "out") as work:
        assert len(list(work.run())) == 4
        assert work.complete
    assert drawn == expected


def test_what_is_stopped_shows_all_that_is_finished(
    drawn: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "TABLES_SHARE", 1e9)
    with Session(EXPERIMENT, Execution(device="cpu"), tmp_path / "out") as work:
        runs = work.run()
        for _ in range(3):
            next(runs)
        runs.close()
    assert drawn == [1, 3]
