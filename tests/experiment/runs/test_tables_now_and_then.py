"""Tables and pictures in an output folder are written as far as time allows, and in the end show all runs. Neither runs
that are at work elsewhere nor requests to stop wait until all pictures are drawn."""

import csv
import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

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
from sparse_explorer.experiment.runs.executors import Report, RunExecutor
from sparse_explorer.experiment.runs.session import Session

TINY = NetworkConfig(convs=(ConvConfig(channels=1, kernel_size=11, k=1),), hidden=HiddenConfig(units=1, k=1))
EXPERIMENT = Experiment(
    variants=(Variant("Sparse", TINY, TrainingConfig(epochs=1, batch_size=240)),),
    seeds=4,
    noises=(NoiseConfig("article", (0.0, 0.5)),),
    threads=1,
)
TWO = replace(EXPERIMENT, noises=(*EXPERIMENT.noises, NoiseConfig("paper", (0.0, 0.5))))


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


def seeds_in(folder: Path) -> set[str]:
    with (folder / "results.csv").open(encoding="utf-8", newline="") as file:
        return {row["seed"] for row in csv.DictReader(file)}


def test_whoever_asks_it_to_stop_does_not_wait_for_pictures(
    drawn: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "TABLES_SHARE", 1e9)
    monkeypatch.setattr(saving, "LAST_PICTURES_SECONDS", 0.0)
    with Session(EXPERIMENT, Execution(device="cpu"), tmp_path / "out") as work:
        runs = work.run()
        for _ in range(3):
            next(runs)
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            next(runs)
        assert work.undrawn == 2  # the curve and the duty cycles
    assert drawn == [1]
    assert seeds_in(tmp_path / "out") == {"0", "1", "2"}
    with Session(EXPERIMENT, Execution(device="cpu"), tmp_path / "out") as work:
        assert len(list(work.run())) == 1
        assert (work.undrawn, work.complete) == (0, True)
    assert drawn == [1, 4]


@pytest.mark.parametrize("finished", [False, True], ids=["after a run", "with nothing left to run"])
def test_a_request_to_stop_is_seen_between_two_pictures(
    finished: bool, drawn: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = replace(TWO, seeds=1 if finished else 4)
    if finished:
        with Session(experiment, Execution(device="cpu"), tmp_path / "out") as work:
            list(work.run())
        drawn.clear()

    def strike(runs: list[Any], *given: object) -> bytes:
        drawn.append(len(runs))
        os.kill(os.getpid(), signal.SIGINT)
        return b""

    monkeypatch.setattr(report, "curve_png", strike)
    monkeypatch.setattr(saving, "LAST_PICTURES_SECONDS", 0.0)
    with Session(experiment, Execution(device="cpu"), tmp_path / "out") as work:
        with pytest.raises(KeyboardInterrupt):
            list(work.run())
        assert len(work.results) == 1
    assert drawn == [1]
    assert seeds_in(tmp_path / "out") == {"0"}


class Elsewhere(RunExecutor):
    """Does two runs at once in threads, as an executor of other processes does."""

    def __init__(self, report: Report, told: list[str]) -> None:
        self.at_once = 2
        self.report = report
        self._told = told
        self._pool = ThreadPoolExecutor(2)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        return self._pool.submit(fn, *args, **kwargs)

    def poll(self) -> None:
        self._told.append("runs")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool.shutdown(wait, cancel_futures=cancel_futures)


def test_runs_elsewhere_are_looked_after_between_two_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(Execution, "executor", lambda self, report: Elsewhere(report, told))
    monkeypatch.setattr(report, "curve_png", lambda *given: told.append("picture") or b"")
    monkeypatch.setattr(report, "duty_cycle_png", lambda *given: None)
    with Session(TWO, Execution(device="cpu"), tmp_path / "out") as work:
        assert len(list(work.run())) == 4
        assert work.complete
    first, second = [place for place, what in enumerate(told) if what == "picture"][:2]
    assert "runs" in told[first:second]
    assert seeds_in(tmp_path / "out") == {"0", "1", "2", "3"}
