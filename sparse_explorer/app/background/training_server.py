"""What the process that trains does: one training after another, in step with the window. Imports no Qt."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import traceback
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.engine.network import ExplorerNetwork
    from sparse_explorer.experiment.runs.store import TrainedVariant

IDLE_S = 30.0
"""How long the process waits for another training before it ends, and gives its memory back."""

AHEAD = 1
"""How many reports may be without an answer while it trains on. With none, every one would cost the time until the
window has taken it in."""

NICENESS = 10
"""The window goes first where both want a core."""


def serve(connection: Connection, may_spin: bool) -> None:
    """Train what is asked for, until there is nothing more for a while, or nobody to ask.

    Args:
        connection: to the window; answers that come when a training is over are passed over.
        may_spin: whether threads may spin for a moment while they wait, as in a terminal.
    """
    if hasattr(os, "nice"):
        os.nice(max(0, NICENESS - os.nice(0)))  # the thread that started it may have lent it its own
    if sys.platform == "win32":
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # elsewhere it is held back since before the start
    from sparse_explorer.app.background.training_messages import Request, tensors_of
    from sparse_explorer.threads import default_threads, let_threads_spin_briefly

    if may_spin:
        let_threads_spin_briefly()  # before torch is imported, which asks once

    log = logging.getLogger("sparse_explorer")
    log.addHandler(_ToTheWindow(connection))
    log.setLevel(logging.INFO)
    data = None
    with contextlib.suppress(EOFError, OSError):  # the window is gone
        while connection.poll(IDLE_S):
            request = connection.recv()
            if not isinstance(request, Request):
                continue
            import torch

            torch.set_num_threads(default_threads())  # as the window and the command line
            data = data if request.data is None else tensors_of(request.data)
            assert data is not None  # the first request brings them
            _train(connection, request.task, data, tensors_of(request.unsaved))


def _train(connection: Connection, task: Any, data: ImageData, unsaved: TrainedVariant | None) -> None:
    from sparse_explorer.app.background import training_jobs
    from sparse_explorer.app.background.training_messages import BEGUN, ENDED, FAILED, REPORT
    from sparse_explorer.app.model.shelf import NetworkShelf, Place

    class Shelf(NetworkShelf):
        """Hands on what is put on it."""

        def put(self, place: Place, network: ExplorerNetwork) -> None:
            _send_state(connection, network)

        def set_unsaved(self, place: Place, trained: TrainedVariant | None) -> None:
            _send_unsaved(connection, trained)

    shelf = Shelf()
    if unsaved is not None:
        NetworkShelf.set_unsaved(shelf, task.place, unsaved)
    connection.send((BEGUN, None))
    steps = training_jobs.train(task, data, shelf)
    answers = Answers(connection)
    try:
        with contextlib.closing(steps):
            for report in steps:
                connection.send((REPORT, report))
                if not answers.let_it_go_on():
                    break
    except (EOFError, BrokenPipeError, ConnectionError):
        raise  # the window is gone; closing has saved
    except Exception as error:
        connection.send((FAILED, (_sendable(error), traceback.format_exc())))
        return
    connection.send((ENDED, None))


class Answers:
    """Counts what the window has answered."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._due = 0

    def let_it_go_on(self) -> bool:
        """Whether to train on after a report that was just sent; waits for the answers that have to be there first."""
        from sparse_explorer.app.background.training_messages import HOLD, STOP

        self._due += 1
        allowed = AHEAD
        while self._due > allowed or self._connection.poll():
            answer = self._connection.recv()
            if answer == STOP:
                return False
            if answer == HOLD:
                allowed = 0
            else:
                self._due -= 1
        return True


def _send_state(connection: Connection, network: ExplorerNetwork) -> None:
    from sparse_explorer.app.background.training_messages import NETWORK, arrays_of

    with contextlib.suppress(OSError):  # the window is gone, and the run is still to be saved
        connection.send((NETWORK, arrays_of(network.state_dict())))


def _send_unsaved(connection: Connection, trained: TrainedVariant | None) -> None:
    from sparse_explorer.app.background.training_messages import UNSAVED, arrays_of

    with contextlib.suppress(OSError):
        connection.send((UNSAVED, arrays_of(trained)))


def _sendable(error: Exception) -> Exception:
    """The error, or one with the same words where it could not be made again from what is sent of it."""
    import pickle

    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # what this process has just made itself
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


class _ToTheWindow(logging.Handler):
    """Hands records to the window, which writes the log."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def emit(self, record: logging.LogRecord) -> None:
        from sparse_explorer.app.background.training_messages import LOG

        with contextlib.suppress(OSError):
            self._connection.send((LOG, (record.levelno, record.getMessage())))
