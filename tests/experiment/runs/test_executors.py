"""Processes that do runs: how they end when they are asked to, when they are killed, and when their parent is gone."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool

import pytest

from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.runs import executors
from sparse_explorer.experiment.runs.executors import LocalProcesses, Report, RunStoppedError

# Each process imports this file: nothing heavy belongs here.

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


def endless(report: Report, name: str = "") -> None:
    """A run that reports for ever, its process in its text; at its end it leaves a file of that name."""
    try:
        while True:
            report(RunProgress(1, 0.5, str(os.getpid())))
            time.sleep(0.001)
    except RunStoppedError:
        if name:
            with open(name, "w", encoding="utf-8") as file:
                file.write("saved")
        raise


def deaf(report: Report) -> None:
    """A run that reports once and never again."""
    report(RunProgress(1, 0.5, str(os.getpid())))
    time.sleep(60)


def brief(report: Report) -> int:
    """A run that reports once and ends; tells its process."""
    report(RunProgress(1, 1.0, ""))
    return os.getpid()


def flooding(report: Report, name: str) -> None:
    """A run that reports as often as it can, and says in the file ``name`` how often that was; at its end, how it
    ended."""
    executors.REPORT_SECONDS = 0.0
    try:
        with open(name, "wb", buffering=0) as file:
            while True:
                report(RunProgress(1, 0.5, str(os.getpid())))
                file.write(b".")
    except RunStoppedError:
        with open(name, "w", encoding="utf-8") as file:
            file.write("saved")
        raise


def halting(report: Report) -> bytes:
    """A run that reports once, and whose process halts while it sends the result."""
    report(RunProgress(1, 1.0, str(os.getpid())))
    main = threading.get_ident()

    def halt() -> None:
        while sys._current_frames()[main].f_code.co_name != "_send":
            pass
        os.kill(os.getpid(), signal.SIGSTOP)

    threading.Thread(target=halt, daemon=True).start()
    return bytes(1 << 28)


class Parent:
    """An executor, and the process of its one run, which is at work."""

    def __init__(self, work: Callable[..., None], *arguments: object) -> None:
        self.heard: list[RunProgress] = []
        self.executor = LocalProcesses(1, self.heard.append)
        self.future = self.executor.submit(work, self.executor.report, *arguments)
        until = time.monotonic() + 60
        while not self.heard and time.monotonic() < until:
            self.executor.poll()
            self.future.exception(0.01) if self.future.done() else threading.Event().wait(0.01)
        self.pid = int(self.heard[0].text)


def stop(parent: Parent) -> float:
    """Leave the executor as Ctrl-C does; returns how long that took, in seconds."""
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), parent.executor:
        raise KeyboardInterrupt
    assert multiprocessing.active_children() == []
    return time.monotonic() - began


def test_a_run_that_is_stopped_saves_first(tmp_path) -> None:
    stop(Parent(endless, str(tmp_path / "file")))
    assert (tmp_path / "file").read_text() == "saved"


def test_a_run_that_does_not_stop_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "STOP_SECONDS", 0.1)
    parent = Parent(deaf)
    assert stop(parent) < 20
    with pytest.raises(ProcessLookupError):
        os.kill(parent.pid, 0)


def test_a_run_that_tells_more_than_is_listened_to_saves_first(tmp_path) -> None:
    parent = Parent(flooding, str(tmp_path / "file"))
    told = -1
    while told != (told := (tmp_path / "file").stat().st_size):  # until nothing more goes into the pipe
        threading.Event().wait(0.3)
    stop(parent)
    assert (tmp_path / "file").read_text() == "saved"


def test_a_process_that_is_killed_while_it_sends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "STOP_SECONDS", 0.1)
    parent = Parent(halting)
    assert os.WIFSTOPPED(os.waitpid(parent.pid, os.WUNTRACED)[1])
    assert stop(parent) < executors.KILL_SECONDS
    assert isinstance(parent.future.exception(0), BrokenProcessPool)


def test_a_process_that_has_no_run_yet_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "STOP_SECONDS", 30)
    executor = LocalProcesses(1, lambda report: None)
    executor.submit(time.sleep, 60)  # as one that imports
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), executor:
        raise KeyboardInterrupt
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_to_a_process_stops_its_run_alone(name: str, tmp_path) -> None:
    parent = Parent(endless, str(tmp_path / "file"))
    os.kill(parent.pid, getattr(signal, name))
    with pytest.raises(RunStoppedError):
        parent.future.result(60)
    assert (tmp_path / "file").read_text() == "saved"
    with parent.executor:  # and it takes the next
        assert parent.executor.submit(brief, parent.executor.report).result(60) == parent.pid


def test_ctrl_c_does_not_reach_the_processes() -> None:
    parent = Parent(endless)
    os.kill(parent.pid, signal.SIGINT)
    parent.heard.clear()
    while not parent.heard:  # it is at work still
        parent.executor.poll()
        assert not parent.future.done()
    stop(parent)


def test_processes_end_with_a_parent_that_is_killed_and_nobody_says_a_word() -> None:
    code = """
import sys
from test_executors import Parent, endless
if __name__ == "__main__":
    parent = Parent(endless)
    print("ready", flush=True)
    sys.stdin.read()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([os.path.dirname(__file__), *sys.path])},
    )
    assert process.stdout.readline() == "ready\n"
    process.kill()
    # Comes back only once all processes that share the pipes have ended.
    assert process.communicate(timeout=60) == ("", "")
