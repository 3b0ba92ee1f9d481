"""Training in a process of its own, so that it shares neither Python's lock nor a thread with the window.

In one process, a training step and the window take turns at every line of Python: each waits for the other, the slider
as much as the training. A process of its own has its own lock. It costs a moment to start and the memory of a second
torch, so a training that would be over by then is done in the worker's thread, and a process that has nothing to do
ends by itself.

Every report is answered, and the process is at most one answer ahead, so that it need not wait for a window that is at
something else; asked to hold, it waits for all of them. When it stops, the reports that are on their way are kept. So
pausing, stopping and what is saved are the same as in a thread. The process hears nothing of Ctrl-C and other requests
to stop, which the window answers for both. When the pipe closes, however the window went, it saves what it has and
ends.
"""

from __future__ import annotations

import atexit
import contextlib
import signal
import threading
import weakref
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sparse_explorer.app.background import training_jobs as jobs
from sparse_explorer.app.background.training_messages import (
    BEGUN,
    ENDED,
    FAILED,
    HOLD,
    LOG,
    NETWORK,
    ON,
    REPORT,
    STOP,
    UNSAVED,
    Request,
    arrays_of,
    tensors_of,
)
from sparse_explorer.app.model.shelf import NetworkShelf
from sparse_explorer.experiment.results.history import History
from sparse_explorer.logs import log
from sparse_explorer.threads import user_has_chosen

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.runs.store import TrainedVariant

SHORT_IMAGES = 50_000
"""Images to be trained on, in all epochs, below which a training is over before a process would have come to it."""

LOOK_S = 0.1
"""How often it is looked, while a process starts, whether the training is still wanted."""

END_S = 2.0
"""How long a process may take to end when the program does."""


class ProcessDiedError(ChildProcessError):
    """The process that trained was ended from outside; what it had saved is kept."""


class Training(Iterator[Any]):
    """As :func:`training_jobs.train`, in a process of its own if it is worth one. Yields None now and then while there
    is nothing to report.

    Attributes:
        late: the reports that were still to come when it was closed.

    Raises:
        ProcessDiedError: the process was killed. The last report, a Resumed, tells what is left.
    """

    def __init__(self, task: jobs.Task, data: ImageData, shelf: NetworkShelf) -> None:
        self.late: list[Any] = []
        self._reports = _train(task, data, shelf, self.late)

    def __next__(self) -> Any:
        return next(self._reports)

    def close(self) -> None:
        """Stop, and save what was learned."""
        self._reports.close()


def hold() -> None:
    """Let no training be ahead of the answers to its reports, until it has them."""
    for process in tuple(_open):
        process.hold()


def _train(
    task: jobs.Task, data: ImageData, shelf: NetworkShelf, late: list[Any]
) -> Generator[Any, None, None]:
    task = _fitted(task, data)
    process = (yield from _begin(task, data, shelf)) if _is_long(task, data) else None
    if process is None:
        yield from jobs.train(task, data, shelf)
    else:
        yield from _follow(process, task, shelf, late)


def _fitted(task: jobs.Task, data: ImageData) -> jobs.Task:
    """The task with a network for the size and the classes of the data.

    Raises:
        ConfigError: there can be none.
    """
    from sparse_explorer.experiment.runs.runner import fitted

    return replace(task, variant=fitted(task.variant, data))


def _is_long(task: jobs.Task, data: ImageData) -> bool:
    return len(data.train_images) * (task.variant.training.epochs or 1) >= SHORT_IMAGES


class TrainingProcess:
    """A process that trains what it is given, one run after another, and the pipe to it.

    Attributes:
        at_work: it has begun with a training, and answers are awaited.
    """

    def __init__(self) -> None:
        """Start it.

        Raises:
            OSError: the system refuses another process.
        """
        import multiprocessing

        from sparse_explorer.app.background.training_server import serve
        from sparse_explorer.experiment.runs.executors import shielded, start_tracker

        if hasattr(signal, "pthread_sigmask"):
            start_tracker()
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, not user_has_chosen()), name="training", daemon=True
        )
        with shielded("SIGINT", "SIGTERM", "SIGHUP"):
            self._process.start()
        theirs.close()  # so that the pipe ends when the process does
        self._sending = threading.Lock()
        self.at_work = False
        self._data: weakref.ref[ImageData] | None = None
        _open.add(self)

    @property
    def pid(self) -> int:
        """Its number in the system."""
        return self._process.pid or 0

    def ask(self, task: jobs.Task, data: ImageData, unsaved: TrainedVariant | None) -> None:
        """Ask for a training; the data go along where it does not have them yet."""
        known = self._data is not None and self._data() is data
        self.send(Request(task, None if known else arrays_of(data), arrays_of(unsaved)))
        self._data = weakref.ref(data)

    def send(self, message: Any) -> None:
        """Send something, from whichever thread; OSError if the process is gone."""
        with self._sending:
            self._connection.send(message)

    def hold(self) -> None:
        """Let it wait for the answers that are due. Never waits itself, as the window may call it: what is being sent
        can be a whole data set."""
        if self.at_work and self._sending.acquire(blocking=False):
            try:
                self._connection.send(HOLD)
            except OSError:
                pass  # it is gone, which the next answer will find
            finally:
                self._sending.release()

    def has_said_something(self, within_s: float) -> bool:
        """Whether there is something to be received, or the process is gone."""
        return self._connection.poll(within_s)

    def receive(self) -> tuple[str, Any]:
        """What it says next; EOFError or OSError if it is gone."""
        kind, value = self._connection.recv()
        return kind, value

    def close(self, within_s: float = 0.0) -> None:
        """Let it end; it saves what it is at."""
        _open.discard(self)
        self._connection.close()
        self._process.join(within_s)

    def kill(self) -> None:
        """End it at once, for it has not begun anything."""
        self._process.kill()
        self.close(END_S)


class _Idle:
    """The process that waits for its next training, if there is one; it ends after a while."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: TrainingProcess | None = None

    def take(self) -> TrainingProcess | None:
        with self._lock:
            taken, self._process = self._process, None
        return taken

    def put(self, process: TrainingProcess) -> None:
        with self._lock:
            before, self._process = self._process, process
        if before is not None:
            before.close()


_idle = _Idle()
_open: set[TrainingProcess] = set()


def running() -> list[int]:
    """The numbers in the system of the processes that train, or wait for a training."""
    return sorted(process.pid for process in _open)


def close_processes() -> None:
    """Let all of them end, and wait for that a moment; what they are at is saved."""
    _idle.take()
    for process in list(_open):
        process.close(END_S)


def _begin(
    task: jobs.Task, data: ImageData, shelf: NetworkShelf
) -> Generator[Any, None, TrainingProcess | None]:
    """A process that has begun with a training; None where none can be started."""
    for waiting in (_idle.take(), None):
        try:
            process = waiting or TrainingProcess()
        except OSError as error:
            log.warning("no process for training could be started: %s", error)
            return None
        # After what multiprocessing has registered by now, and so before it when the program ends: it would wait.
        atexit.unregister(close_processes)
        atexit.register(close_processes)
        try:
            process.ask(task, data, shelf.unsaved(task.place))
            while not process.has_said_something(LOOK_S):
                yield None
            kind, _ = process.receive()
            if kind == BEGUN:
                process.at_work = True
                return process
        except GeneratorExit:
            process.kill()
            raise
        except (EOFError, OSError):  # it had waited long enough, and ended; or it cannot be started here
            process.close()
    log.warning("the process for training ended before it began")
    return None


def _follow(process: TrainingProcess, task: jobs.Task, shelf: NetworkShelf, late: list[Any]) -> Iterator[Any]:
    """Pass on what a process reports, and let it train on; ``late`` receives what it reports after it was stopped."""
    listener = _Listener(process, task, shelf)
    try:
        while (report := listener.next_report()) is not None:
            yield report
            listener.answer(ON)
    except GeneratorExit:
        with contextlib.suppress(ProcessDiedError):  # the window is about to forget it anyway
            listener.answer(STOP)
            while (report := listener.next_report()) is not None:
                late.append(report)
        raise
    except ProcessDiedError:
        process.close()
        yield jobs.Resumed(listener.what_is_left())
        raise
    finally:
        process.at_work = False
        if listener.ended:
            _idle.put(process)


class _Listener:
    """Takes in what a process says of one training.

    Attributes:
        ended: the training is over, and the process free for another one.
    """

    def __init__(self, process: TrainingProcess, task: jobs.Task, shelf: NetworkShelf) -> None:
        self.ended = False
        self._process, self._task, self._shelf = process, task, shelf
        self._template: Any = None

    def answer(self, message: str) -> None:
        """Let it train on, or stop."""
        try:
            self._process.send(message)
        except OSError:
            raise self._died() from None

    def next_report(self) -> Any | None:
        """The next report; None when the training is over.

        Raises:
            ProcessDiedError: the process is gone.
            BaseException: what ended the training, with the traceback of the other process.
        """
        while True:
            try:
                kind, value = self._process.receive()
            except (EOFError, OSError):
                raise self._died() from None
            if kind == REPORT:
                return value
            if kind == NETWORK:
                self._shelf.put(self._task.place, self._network(tensors_of(value)))
            elif kind == UNSAVED:
                self._shelf.set_unsaved(self._task.place, tensors_of(value))
            elif kind == LOG:
                log.log(*value)
            elif kind == FAILED:
                self.ended = True
                error, text = value
                raise error from RuntimeError(text)
            elif kind == ENDED:
                self.ended = True
                return None

    def what_is_left(self) -> History:
        """What the run's folder holds; its network goes on the shelf."""
        from sparse_explorer.experiment.runs.runner import restore_network
        from sparse_explorer.experiment.runs.store import StoreError, load_variant

        try:
            stored = load_variant(self._task.folder)
            self._shelf.put(self._task.place, restore_network(stored).eval())
        except StoreError:  # it was killed before its first save
            self._shelf.drop(self._task.place)
            return History()
        return stored.history

    def _network(self, state: Any) -> Any:
        """The network with this state, in evaluation mode on the CPU."""
        import copy

        from sparse_explorer.experiment.runs.runner import new_network

        if self._template is None:
            self._template = new_network(self._task.variant, self._task.place.seed).eval()
        network = copy.deepcopy(self._template)
        network.load_state_dict(state)
        return network

    def _died(self) -> ProcessDiedError:
        return ProcessDiedError("the process that trained has ended")
