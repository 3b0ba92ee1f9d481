"""What the process does that runs networks of others: make one, by code or from a file, answer images. Imports no Qt.

Requests and answers are a line of JSON and an array each, as bytes: whatever the code does, nothing that it sends is
unpickled in the window's process.
"""

from __future__ import annotations

import contextlib
import json
import math
import multiprocessing
import os
import sys
import threading
from multiprocessing.connection import Connection
from typing import Any

MAKE, ANSWER, LOOK, GRADIENT = "make", "answer", "look", "gradient"
"""What is asked for: a network, what one answers to images, what its layers make of them, or its gradient."""

MOST_DAMAGED = 4
"""Damaged copies that are kept: a sweep asks one for many batches, and somebody may look at a digit meanwhile."""


def serve(connection: Connection, folder: str, most_memory: int | None = None) -> None:
    """Do what is asked for, until nobody asks any more.

    Args:
        connection: to the window.
        folder: where modules are found.
        most_memory: bytes that this process may take; None for no limit.
    """
    if most_memory is not None:
        _bound_memory(most_memory)
    if hasattr(os, "nice"):
        os.nice(10)
    if sys.platform == "win32":
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # elsewhere it is held back since before the start
    threading.Thread(target=_end_with_the_window, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):  # the window is gone
        os.chdir(folder)
        answer_all(connection)


def _bound_memory(most: int) -> None:
    """Whoever asks for more is refused it, and says so: Linux counts what is written to, other systems do not."""
    if sys.platform == "linux":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(
            resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
        )


def _end_with_the_window() -> None:
    """However busy the code is, and however the window ended."""
    window = multiprocessing.parent_process()
    if window is not None:
        window.join()
        os._exit(0)


def answer_all(connection: Connection) -> None:
    """Answer until the connection ends; EOFError then."""
    networks = Networks()
    while True:
        header = json.loads(connection.recv_bytes())
        said, payload = networks.answer(header, connection.recv_bytes())
        connection.send_bytes(json.dumps(said).encode())
        connection.send_bytes(payload)


class Networks:
    """The networks that were made, by number."""

    def __init__(self) -> None:
        self._models: dict[str, Any] = {}
        self._made: list[Any] = []
        self._damaged: dict[tuple[Any, ...], Any] = {}  # copies, the one that was asked last at the end

    def answer(self, header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        """What is said to a request; ``problem`` in it is a line that says what is wrong."""
        from sparse_explorer.experiment.plan.fields import ConfigError

        try:
            answer = {MAKE: self._make, ANSWER: self._ask, LOOK: self._look, GRADIENT: self._pull}
            return answer[header["what"]](header, payload)
        except ConfigError as error:
            return {"problem": error.reason}, b""
        except SystemExit:
            return {"problem": f"{header['name']} asks the program to end (sys.exit)"}, b""
        except BaseException as error:  # of code that is not ours
            return {"problem": f"{header['name']} fails: {type(error).__name__}: {error}"}, b""

    def _make(self, header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        import numpy as np
        import torch

        from sparse_explorer.data.datasets import ImageData
        from sparse_explorer.experiment.engine.other_network import OtherModel

        size = header["size"]
        images = torch.from_numpy(np.frombuffer(payload, np.uint8).reshape(-1, size, size).copy())
        labels = torch.zeros(len(images), dtype=torch.int64)
        data = ImageData(
            *(header["dataset"], images, labels, images, labels, header["mean"], header["std"]),
            class_names=tuple(header["class_names"]),
        )
        where = header["where"]
        if where not in self._models:
            self._models[where] = OtherModel(header["name"], where)
        network = self._models[where].network(data, header["seed"])
        self._made.append(network)
        counts = network.counts
        said = {
            "number": len(self._made) - 1,
            "layers": [[layer.name, layer.kind, layer.shape, layer.parameters] for layer in network.layers],
            "counts": vars(counts),
            "refusals": network.refusals,
        }
        return said, b""

    def _ask(self, header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        import torch

        with torch.no_grad():
            return {}, _bytes_of(self._network(header)(_images(header, payload)))

    def _look(self, header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        found = self._network(header).insides(_images(header, payload))
        said = {"layers": [[each.title, each.sparse, list(each.values.shape)] for each in found]}
        return said, b"".join(_bytes_of(each.values) for each in found)

    def _pull(self, header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        import numpy as np
        import torch

        from sparse_explorer.experiment.engine.attacks import undisturbed

        images = _images(header, payload).requires_grad_()
        pull = np.frombuffer(payload, np.float32)[images.numel() :].reshape(len(images), -1)
        network = self._made[header["number"]]
        with undisturbed(network), torch.enable_grad():
            answers = network.answered(images)
            return {}, _bytes_of(network.pulled(images, answers, torch.from_numpy(pull.copy())))

    def _network(self, header: dict[str, Any]) -> Any:
        """The network that is asked, with damage if that is wanted."""
        from sparse_explorer.experiment.engine.trials import DamagedCopy

        number = header["number"]
        if "harm" not in header:
            return self._made[number]
        kind, level, *purpose = header["harm"]
        key = number, kind, *purpose
        copy = self._damaged.pop(key, None) or DamagedCopy(self._made[number], kind, tuple(purpose))
        self._damaged[key] = copy
        while len(self._damaged) > MOST_DAMAGED:
            del self._damaged[next(iter(self._damaged))]
        return copy.at(level)


def _images(header: dict[str, Any], payload: bytes) -> Any:
    import numpy as np
    import torch

    shape = header["count"], 1, header["size"], header["size"]
    return torch.from_numpy(np.frombuffer(payload, np.float32, math.prod(shape)).reshape(shape).copy())


def _bytes_of(values: Any) -> bytes:
    import numpy as np

    return np.ascontiguousarray(values.numpy(), dtype=np.float32).tobytes()
