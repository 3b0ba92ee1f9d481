"""Stopping a run from outside, from start to exit: what is finished is kept, no process and no traceback remains."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sparse_explorer.experiment.runs.store import load_variant

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")

QUICK = """
[[noises]]
levels = [0.0, 0.5]
[[variants]]
preset = "dense"
training = { epochs = 1 }
[[variants.network.convs]]
channels = 4
[variants.network.hidden]
units = 20
"""
"""One network, so that few pictures are drawn in the end."""

SECONDS = 10
"""In which a run has to end; on a machine with nothing else to do that takes less than three."""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start hundreds of runs, and wait until a line that begins with ``until`` is printed."""
    (tmp_path / "quick.toml").write_text(QUICK, encoding="utf-8")
    started = []

    def start_one(until: str, *words: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "sparse_explorer", "run", "--config", "quick.toml", "--seeds", "300",
             "--output", "out", *words],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )  # fmt: skip
        started.append(process)
        for line in process.stderr:
            if line.startswith(until):
                return process
        raise AssertionError("it ended before")

    yield start_one
    for process in started:
        with process:
            process.kill()


def end(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Exit status and output of a process, once all that share its output have ended."""
    began = time.monotonic()
    printed, said = process.communicate(timeout=60)
    assert time.monotonic() - began < SECONDS
    assert "Traceback" not in said
    assert "leaked" not in said
    return process.returncode, printed, said


def strike(process: "subprocess.Popen[str]", number: int) -> None:
    os.killpg(process.pid, number)  # as a terminal does: all processes


def test_ctrl_c_while_processes_import(start: Start, tmp_path: Path) -> None:
    process = start("article's noise", "--jobs", "2")
    strike(process, signal.SIGINT)
    status, _, said = end(process)
    assert status == 130
    assert (
        "sparse-explorer: stopped" in said
    )  # and how many runs are finished, if it had come as far as the runs
    assert "Traceback" not in said
    assert not list((tmp_path / "out").glob("variants/*"))


@pytest.mark.parametrize(
    ("name", "status", "jobs"),
    [
        ("SIGTERM", 143, "1"),
        pytest.param("SIGTERM", 143, "2", marks=pytest.mark.proof),
        pytest.param("SIGHUP", 129, "1", marks=pytest.mark.proof),
    ],
)
def test_a_request_to_stop_keeps_what_is_finished(
    start: Start, tmp_path: Path, name: str, status: int, jobs: str
) -> None:
    process = start("[3/300]", "--jobs", jobs)
    strike(process, getattr(signal, name))
    ended, printed, said = end(process)
    assert ended == status
    assert "Dense" in printed
    assert 0 < said.index("sparse-explorer: stopping") < said.index("sparse-explorer: stopped, ")
    kept = list((tmp_path / "out" / "variants").iterdir())
    assert len(kept) >= 2
    for folder in kept:
        load_variant(folder)
    assert not list((tmp_path / "out").rglob(".*"))


@pytest.mark.proof
def test_ctrl_c_again_and_again_ends_it_at_once(start: Start) -> None:
    process = start("[1/300]", "--jobs", "2")
    while process.poll() is None:
        strike(process, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    assert end(process)[0] == 130
