"""A process of its own for networks of others: one can hang, crash or end itself, and the window goes on."""

from __future__ import annotations

import json
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

from sparse_explorer.app.background.other_server import MAKE, serve
from sparse_explorer.app.background.process_network import ProcessNetwork
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.reading import entry, parse_json, text

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData

MAKE_S = 60.0
"""How long a module may take to be imported and a network to be made."""

ANSWER_S = 60.0
"""How long a batch may take."""

FEW, FEW_S = 16, 10.0
"""So few images, as those that are looked at one by one, may take no longer than this."""

LOOK_S = 0.1
"""How often it is looked whether an answer is still wanted."""

MOST_BYTES = 64 << 20
"""Of an answer."""

PROBED = 2  # images that a network has to answer when it is made


class OtherProcess:
    """Makes networks and asks them, one request at a time, from any thread.

    Args:
        name: of the network, in what is said of it.
        folder: where its module is found, or its file.
        over: set when nobody wants an answer any more, as the program is about to end.
        make_s, answer_s: time limits, in seconds.
        most_memory: bytes that it may take, where the system can be told so (Linux); None for no limit.

    Raises:
        OSError: the system refuses another process.
    """

    def __init__(
        self,
        name: str,
        folder: str,
        over: threading.Event | None = None,
        *,
        make_s: float = MAKE_S,
        answer_s: float = ANSWER_S,
        most_memory: int | None = None,
    ) -> None:
        import multiprocessing

        from sparse_explorer.experiment.runs.executors import shielded, start_tracker

        if hasattr(signal, "pthread_sigmask"):
            start_tracker()
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, folder, most_memory), name="network", daemon=True
        )
        with shielded("SIGINT", "SIGTERM", "SIGHUP"):
            self._process.start()
        theirs.close()  # so that the pipe ends when the process does
        self._name = name
        self._make_s, self._answer_s = make_s, answer_s
        self._one_at_a_time = threading.Lock()
        self._closed, self._over = threading.Event(), over or threading.Event()

    def make(self, where: str, seed: int, data: ImageData) -> ProcessNetwork:
        """Make a network.

        Args:
            where: ``module:function``, or an ONNX file.
            seed: for a function that takes one.
            data: what it is to tell apart.

        Raises:
            ConfigError: it cannot be made, or takes too long; one line.
        """
        header = {
            "what": MAKE,
            "name": self._name,
            "where": where,
            "seed": seed,
            "dataset": data.name,
            "size": data.size,
            "mean": data.mean,
            "std": data.std,
            "class_names": list(data.class_names),
        }
        said, _ = self._exchange(header, data.test_images[:PROBED].numpy().tobytes(), self._make_s)
        return ProcessNetwork(self, self._name, said)

    def close(self) -> None:
        """End it at once; who waits for an answer is told so."""
        self._closed.set()
        self._process.kill()
        self._process.join(1.0)

    def exchange(self, header: dict[str, Any], payload: bytes, images: int) -> tuple[Any, bytes]:
        """Send a request about so many images, and return what is said, and the array that comes with it.

        Raises:
            ConfigError: the process has ended, takes too long, or says that something is wrong; one line.
        """
        limit = min(FEW_S, self._answer_s) if images <= FEW else self._answer_s
        return self._exchange({"name": self._name, **header}, payload, limit)

    def _exchange(self, header: dict[str, Any], payload: bytes, within_s: float) -> tuple[Any, bytes]:
        with self._one_at_a_time:
            try:
                self._connection.send_bytes(json.dumps(header).encode())
                self._connection.send_bytes(payload)
                self._wait(within_s)
                said = parse_json(self._connection.recv_bytes(MOST_BYTES))
                self._wait(within_s)
                found = self._connection.recv_bytes(MOST_BYTES)
            except (EOFError, OSError):
                raise self._problem(f"the process of {self._name} has ended") from None
            except ValueError as error:
                raise self._problem(f"{self._name} says what cannot be understood: {error}") from None
        problem = entry(said, "problem", text, "")
        if problem:
            raise self._problem(problem)
        return said, found

    def _wait(self, within_s: float) -> None:
        end = time.monotonic() + within_s
        while not self._connection.poll(LOOK_S):
            if self._closed.is_set() or self._over.is_set():
                self.close()
                raise EOFError
            if time.monotonic() > end:
                self.close()
                raise self._problem(f"{self._name} takes more than {within_s:g} seconds, and was ended")

    def _problem(self, reason: str) -> ConfigError:
        return ConfigError("model", " ".join(reason.split())[:500])
