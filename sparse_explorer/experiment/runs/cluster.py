"""Runs on an existing Dask cluster, through ``distributed``, which is imported only when there is one. No torch.

The workers need this package, in the same version as here, and the data set under the same path.
"""

import importlib.metadata
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

import sparse_explorer
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.runs.executors import (
    ConnectionLostError,
    Report,
    RunExecutor,
    RunStoppedError,
)
from sparse_explorer.experiment.runs.scheduler import (
    ANSWER_SECONDS,
    SchedulerAddress,
    quiet_library,
    within,
    words,
)
from sparse_explorer.threads import let_threads_sleep

WORKERS_SECONDS = 30.0
"""How long the workers may take to tell their versions; their first call imports the package, perhaps from far away."""

CLOSE_SECONDS = 1.0
"""How long a scheduler may take to be told that runs shall stop, and that nobody listens any more."""

REPORT_SECONDS = 0.5
"""How often a run says how far it is, and asks whether it shall stop: a question to the scheduler."""


class DaskCluster(RunExecutor):
    """Does runs on the workers of a Dask cluster. A run whose worker dies is done again by another.

    Progress comes back as events of a topic; stopping is an event that the runs look for.

    Args:
        address: of a scheduler that was found to answer.
        report: told the progress of all runs, in the thread that polls.

    Raises:
        ConfigError: nobody answers, or there are no fitting workers.
    """

    def __init__(self, address: SchedulerAddress, report: Report) -> None:
        import distributed  # noqa: F401  # so that it has its logs, which are silent then

        self._address = address
        self._quiet = ExitStack()
        self._quiet.enter_context(quiet_library())
        self._topic = f"sparse-explorer-{uuid.uuid4().hex}"
        self.at_once = 1_000_000  # the scheduler hands out the work, also to workers that join later
        self.report = _ReportToTopic(self._topic)
        self._listener = report
        self._received: dict[int, RunProgress] = {}
        self._lock = threading.Lock()
        self._client: Any = None
        try:
            self._connect()
            self._check_workers()
        except BaseException:
            self._close()
            raise

    def _connect(self) -> None:
        try:
            within(ANSWER_SECONDS, self._open)
        except Exception as error:  # whatever the library makes of one that ends or falls silent now
            late = f"it does not answer within {ANSWER_SECONDS:g} seconds"
            why = late if isinstance(error, TimeoutError) else words(error)
            raise ConfigError("scheduler", f"cannot reach {str(self._address)!r}: {why}") from None

    def _open(self) -> None:
        from distributed import Client, Event

        class OwnClient(Client):
            def __del__(self) -> None:
                """Closing it is seen to here: the library's would wait for those who do not answer once more."""

        client = OwnClient(str(self._address), timeout=ANSWER_SECONDS, set_as_default=False)
        self._stop = Event(self._topic, client=client)
        client.subscribe_topic(self._topic, self._receive)
        # Not pure: the same call again, after a failure, is to be done again.
        self._executor = client.get_executor(pure=False)
        self._client = client

    def _check_workers(self) -> None:
        try:
            versions = within(WORKERS_SECONDS, lambda: self._client.run(_prepare))
        except TimeoutError:
            raise ConfigError(
                "scheduler", f"its workers do not answer within {WORKERS_SECONDS:g} seconds"
            ) from None
        except Exception as error:  # whatever a worker makes of it
            raise ConfigError(
                "scheduler", f"a worker does not know sparse-explorer as it is here: {words(error)}"
            ) from None
        _compare(versions)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        return future

    def poll(self) -> None:
        """Pass on the progress that has come in.

        Raises:
            ConnectionLostError: the scheduler is gone, and with it all that was not finished.
        """
        if self._is_lost():
            raise ConnectionLostError(f"the connection to the scheduler at {self._address} was lost")
        with self._lock:
            received, self._received = self._received, {}
        for progress in received.values():
            self._listener(progress)

    def stop(self) -> None:
        if not self._is_lost():
            with suppress(Exception):  # one that does not listen any more
                within(CLOSE_SECONDS, self._stop.set)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if not self._is_lost():
            if wait and not cancel_futures:
                self._executor.shutdown()
            else:
                with suppress(Exception):
                    within(CLOSE_SECONDS, lambda: self._executor.shutdown(wait=False))
        self._close()

    def _is_lost(self) -> bool:
        """Whether the connection was lost. The client would connect again by itself, but all its runs are forgotten."""
        stream = self._client.scheduler_comm
        return self._client.status != "running" or stream is None or stream.closed()

    def _close(self) -> None:
        if self._client is not None:
            with suppress(Exception):  # nothing is left to be done with it, whatever state it is in
                within(CLOSE_SECONDS, lambda: self._client.close(timeout=CLOSE_SECONDS))
        self._quiet.close()

    def _receive(self, event: tuple[float, tuple[int, float, str]]) -> None:
        """Called in the client's own thread."""
        number, done, text = event[1]
        with self._lock:
            self._received[number] = RunProgress(number, done, text)


def _prepare() -> tuple[str, str]:
    """On a worker, before it imports torch: let its threads sleep, and tell its versions."""
    let_threads_sleep()
    return _versions()


def _versions() -> tuple[str, str]:
    return sparse_explorer.__version__, importlib.metadata.version("torch")


def _compare(versions: dict[str, tuple[str, str]]) -> None:
    if not versions:
        raise ConfigError("scheduler", "has no workers")
    mine = _versions()
    for address, theirs in versions.items():
        if theirs != mine:
            raise ConfigError(
                "scheduler",
                f"worker {address} has sparse-explorer {theirs[0]} and torch {theirs[1]}, but here are {mine[0]} and "
                f"{mine[1]}; results would differ",
            )


@dataclass(frozen=True)
class _ReportToTopic:
    """What a run on a worker tells its progress to."""

    topic: str

    def __call__(self, progress: RunProgress) -> None:
        from distributed import Event, get_worker

        # Of this thread, so of this run.
        if time.monotonic() - getattr(_last, "report", 0.0) < REPORT_SECONDS:
            return
        _last.report = time.monotonic()
        get_worker().log_event(self.topic, (progress.number, progress.done, progress.text))
        if Event(self.topic).is_set():
            raise RunStoppedError("the run was stopped")


_last = threading.local()
