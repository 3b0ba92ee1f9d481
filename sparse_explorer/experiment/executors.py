"""Where runs are done: in this process, or in several on this machine. Imports no torch.

Both are ``concurrent.futures`` executors that also carry progress back, and that can be asked to stop what is at work.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

from sparse_explorer.experiment.reports import RunProgress

Report = Callable[[RunProgress], None]

REPORT_SECONDS = 0.1
"""How often a run in another process says how far it is."""


class RunStoppedError(Exception):
    """A run was asked to stop before its end."""


class ConnectionLostError(Exception):
    """What was at work elsewhere is lost; the message is one line."""


class RunExecutor(Executor):
    """An executor for runs. Leaving its block by an exception asks the runs at work to stop, and waits for that.

    Attributes:
        at_once: how many runs it works at.
        report: what a run tells its progress to, wherever it is done; picklable where that is another process.
    """

    at_once: int
    report: Report

    def poll(self) -> None:
        """Pass on the progress that has come in."""

    def stop(self) -> None:
        """Ask the runs at work to stop soon."""

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        if kind is not None:
            self.stop()
        self.shutdown(wait=True, cancel_futures=kind is not None)


class InProcess(RunExecutor):
    """Does each run at once, in the thread that submits it; Ctrl-C ends it like any other code."""

    def __init__(self, report: Report) -> None:
        self.at_once = 1
        self.report = report

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class LocalProcesses(RunExecutor):
    """Does runs in processes of this machine, each started afresh (spawn).

    Each process has an executor and a pipe of its own, so that one that is killed, even in the middle of a report,
    takes its run along and no other. Stopping is a message in the pipe, which a run reads whenever it reports.

    Args:
        jobs: how many processes.
        report: told the progress of all runs, in the thread that polls.
    """

    def __init__(self, jobs: int, report: Report) -> None:
        self.at_once = jobs
        self.report = _report_to_parent
        self._listener = report
        self._slots = [_Slot() for _ in range(jobs)]

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        slot = min(self._slots, key=lambda slot: slot.load())
        return slot.submit(fn, *args, **kwargs)

    def poll(self) -> None:
        for slot in self._slots:
            for progress in slot.received():
                self._listener(progress)

    def stop(self) -> None:
        for slot in self._slots:
            slot.stop()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for slot in self._slots:
            slot.shutdown(wait, cancel_futures)


class _Slot:
    """One process: its executor, its pipe, and what it was given to do."""

    def __init__(self) -> None:
        self._futures: list[Future[Any]] = []
        self._start()

    def load(self) -> int:
        """How many calls are not finished."""
        self._futures = [future for future in self._futures if not future.done()]
        return len(self._futures)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        try:
            with _without_ctrl_c():
                future = self._pool.submit(fn, *args, **kwargs)
        except BrokenProcessPool:  # its process was killed; the next one gets the call
            self.shutdown(wait=True, cancel_futures=True)
            self._start()
            with _without_ctrl_c():
                future = self._pool.submit(fn, *args, **kwargs)
        self._futures.append(future)
        return future

    def received(self) -> Iterator[RunProgress]:
        with suppress(EOFError, OSError):  # its process is gone, which its future tells
            while self._connection.poll():
                yield self._connection.recv()

    def stop(self) -> None:
        with suppress(OSError):  # its process is gone already
            self._connection.send("stop")

    def shutdown(self, wait: bool, cancel_futures: bool) -> None:
        self._pool.shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            self._connection.close()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._pool = ProcessPoolExecutor(1, context, _start_process, (theirs,))


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Start processes that Ctrl-C, which goes to all processes of a terminal, does not reach: they are asked to stop.

    A process inherits which signals are held back; the one that starts it gets its own right afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows, where _start_process sees to it
        yield
        return
    # Started by the first process that is, and then it would let the signals through again.
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# --- In the processes -----------------------------------------------------------------------------------------------

_to_parent: Connection | None = None
_last_report = 0.0


def _start_process(connection: Connection) -> None:
    global _to_parent
    _to_parent = connection
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Nobody waits for what this process does once its parent is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _report_to_parent(progress: RunProgress) -> None:
    global _last_report
    if _to_parent is None:
        return
    try:
        if _to_parent.poll():
            raise RunStoppedError("the run was stopped")
        if time.monotonic() - _last_report >= REPORT_SECONDS:
            _to_parent.send(progress)
            _last_report = time.monotonic()
    except OSError:
        raise RunStoppedError("the run's parent process is gone") from None
