"""The bars on a terminal: how far each run is, and all of them together."""

import io
import itertools
import re
import sys

import pytest
import tqdm.std

from sparse_explorer.cli.progress import DownloadBars, RunBars
from sparse_explorer.data.download import DownloadProgress
from sparse_explorer.experiment.results.reports import RunProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def percent(self, label: str) -> list[int]:
        """What a bar has shown, without what it repeated."""
        found = [int(number) for number in re.findall(rf"{re.escape(label)}: *(\d+)%", self.getvalue())]
        return list(dict.fromkeys(found))


def open_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Not a fixture: pytest puts its own stream in place when the test begins."""
    terminal, seconds = Terminal(), itertools.count()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(tqdm.std, "time", lambda: next(seconds))  # a bar is drawn again only after a while
    return terminal


def test_all_runs_are_as_far_as_those_that_ended_and_those_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    bars = RunBars({2: "second", 3: "third"}, finished=1, total=4)
    bars.show(RunProgress(2, 0.5, "epoch 1"))
    bars.show(RunProgress(3, 0.5, "epoch 1"))
    bars.end(2, "second: 95 %")
    bars.show(RunProgress(3, 1.0, "noise"))
    bars.close()
    assert terminal.percent("second") == [0, 50]
    assert terminal.percent("third") == [0, 50, 100]
    assert [shown for shown in terminal.percent("all runs") if shown] == [25, 38, 50, 62, 75]
    assert "second: 95 %\n" in terminal.getvalue()
    assert "epoch 1" in terminal.getvalue()


def test_a_single_run_has_one_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    bars = RunBars({1: "only"}, finished=0, total=1)
    bars.show(RunProgress(1, 0.25, ""))
    bars.close()
    assert terminal.percent("only") == [0, 25]
    assert "all runs" not in terminal.getvalue()


def test_a_download_ends_at_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    bars = DownloadBars()
    for done in (100, 250, 400):
        bars.show(DownloadProgress("labels.gz", done, 400, 1, 4))
    bars.close()
    assert terminal.percent("labels.gz (2/4)")[-1] == 100
    assert "400/400" in terminal.getvalue()


def test_in_a_log_file_there_are_lines_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    bars = RunBars({1: "first", 2: "second"}, finished=0, total=2)
    bars.show(RunProgress(1, 0.5, "epoch 1"))
    bars.end(1, "first: 95 %")
    bars.close()
    assert log.getvalue() == "first: 95 %\n"
