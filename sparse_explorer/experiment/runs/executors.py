"""Where runs are done: in this process, or in several on this machine. Imports no torch.

Both are ``concurrent.futures`` executors that also carry progress back, and that can be asked to stop what is at work.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_any
from typing import Any

from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.runs.scheduler import within

Report = Callable[[RunProgress], None]

REPORT_SECONDS = 0.1
"""How often a run in another process says how far it is."""

STOP_SECONDS = 2.0
"""How long a run that is asked to stop may take to save what it has."""

KILL_SECONDS = 5.0
"""How long a process that was killed may take to be gone: one that waits for a disk or a GPU ends when that answers."""


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
    takes its run along and no other. Stopping is a message in the pipe: a run learns of it when it reports, and a
    process that has no run yet, which imports for seconds, ends at once. What has not stopped after STOP_SECONDS is
    killed.

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
        if cancel_futures:
            self._let_stop(time.monotonic() + STOP_SECONDS)
            for slot in self._slots:
                slot.kill()
            with suppress(TimeoutError):
                within(KILL_SECONDS, lambda: self._shutdown(wait, cancel_futures))
        else:
            self._shutdown(wait, cancel_futures)

    def _shutdown(self, wait: bool, cancel_futures: bool) -> None:
        for slot in self._slots:
            slot.shutdown(wait, cancel_futures)

    def _let_stop(self, until: float) -> None:
        """Wait for the runs at work, and take what they report: one whose pipe is full learns of nothing."""
        left = [future for slot in self._slots for future in slot.futures]
        while left and time.monotonic() < until:
            for slot in self._slots:
                list(slot.received())
            left = list(wait_for(left, timeout=REPORT_SECONDS, return_when=FIRST_COMPLETED).not_done)


class _Slot:
    """One process: its executor, its pipe, and what it was given to do.

    Attributes:
        futures: of the calls that it was given, without some that are done.
    """

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []
        self._start()

    def load(self) -> int:
        """How many calls are not finished."""
        self.futures = [future for future in self.futures if not future.done()]
        return len(self.futures)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        try:
            future = self._submit(fn, *args, **kwargs)
        except BrokenProcessPool:  # its process was killed; the next one gets the call
            self.shutdown(wait=True, cancel_futures=True)
            self._start()
            future = self._submit(fn, *args, **kwargs)
        self.futures.append(future)
        return future

    def received(self) -> Iterator[RunProgress]:
        with suppress(EOFError, OSError):  # its process is gone, which its future tells
            while self._connection.poll():
                yield self._connection.recv()

    def stop(self) -> None:
        with suppress(OSError):  # its process is gone already
            self._connection.send("stop")

    def kill(self) -> None:
        """End the process wherever it is: files are written whole or not at all."""
        for process in self._processes:
            process.kill()
        # The pool waits for the rest of a result that was being sent, as long as anybody could write there.
        results = getattr(self._pool, "_result_queue", None)
        with suppress(AttributeError, OSError):
            results._writer.close()  # type: ignore[union-attr]

    def shutdown(self, wait: bool, cancel_futures: bool) -> None:
        self._pool.shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            self._connection.close()

    def _submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        before = set(multiprocessing.active_children())
        with shielded():
            future = self._pool.submit(fn, *args, **kwargs)
        self._processes += set(multiprocessing.active_children()) - before
        return future

    def _start(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            start_tracker()
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._processes: list[multiprocessing.process.BaseProcess] = []
        self._pool = ProcessPoolExecutor(1, context, _start_process, (theirs,))


@contextmanager
def shielded(*signals: str) -> Iterator[None]:
    """Start processes that Ctrl-C, which goes to all processes of a terminal, does not reach: they are asked to stop.

    A process inherits which signals are held back; the one that starts it gets its own right afterwards.

    Args:
        signals: names of those to hold back; SIGINT alone if none is named.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows, where _start_process sees to it
        yield
        return
    held_back = {getattr(signal, name) for name in signals or ("SIGINT",)}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held_back)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def start_tracker() -> None:
    """Start the process that cleans up after this one, however that ends, and does so without a word.

    It is started by whatever needs it first; but one that is started between :func:`shielded` lets Ctrl-C through
    again. A terminal that closes is not to end it either.
    """
    from multiprocessing.resource_tracker import ensure_running

    said = os.environ.get("PYTHONWARNINGS")
    silent = "ignore:resource_tracker"  # that a process that was killed did not clean up by itself
    os.environ["PYTHONWARNINGS"] = f"{said},{silent}" if said else silent
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if said is None:
            del os.environ["PYTHONWARNINGS"]
        else:
            os.environ["PYTHONWARNINGS"] = said


# --- In the processes -----------------------------------------------------------------------------------------------

_to_parent: Connection | None = None
_last_report = 0.0
_stop = threading.Event()
_at_work = False


def _start_process(connection: Connection) -> None:
    global _to_parent
    _to_parent = connection
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: _stop_soon())
    threading.Thread(target=_listen, args=(connection,), daemon=True).start()


def _listen(connection: Connection) -> None:
    """Stop when the parent asks for it; and once it is gone, however it went, nobody waits for what is done here."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    while True:
        if parent.sentinel in wait_for_any([connection, parent.sentinel]):
            os._exit(1)
        try:
            connection.recv()
        except (EOFError, OSError):  # the parent is about to end this process
            parent.join()
            os._exit(1)
        _stop_soon()


def _stop_soon() -> None:
    """Let the run stop when it reports, to save what it has; without one there is nothing to save."""
    _stop.set()
    if not _at_work:
        os._exit(1)


def _report_to_parent(progress: RunProgress) -> None:
    global _at_work, _last_report
    if _to_parent is None:
        return
    _at_work = True
    if _stop.is_set():
        _stop.clear()  # a further run is not meant
        raise RunStoppedError("the run was stopped")
    if time.monotonic() - _last_report >= REPORT_SECONDS:
        try:
            _to_parent.send(progress)
        except OSError:
            raise RunStoppedError("the run's parent process is gone") from None
        _last_report = time.monotonic()
