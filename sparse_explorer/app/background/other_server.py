"""What the process does that runs code of others: import a module, call its function, answer images. Imports no Qt.

Requests and answers are a line of JSON and an array each, as bytes: whatever the code does, nothing that it sends is
unpickled in the window's process.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import sys
import threading
from multiprocessing.connection import Connection
from typing import Any

MAKE, ANSWER, LOOK = "make", "answer", "look"
"""What is asked for: a network, what one answers to images, or what its layers make of them."""


def serve(connection: Connection, folder: str) -> None:
    """Do what is asked for, until nobody asks any more.

    Args:
        connection: to the window.
        folder: where modules are found.
    """
    if hasattr(os, "nice"):
        os.nice(10)
    if sys.platform == "win32":
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # elsewhere it is held back since before the start
    threading.Thread(target=_end_with_the_window, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):  # the window is gone
        os.chdir(folder)
        answer_all(connection)


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

    def answer(self, header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        """What is said to a request; ``problem`` in it is a line that says what is wrong."""
        from sparse_explorer.experiment.plan.fields import ConfigError

        try:
            return {MAKE: self._make, ANSWER: self._ask, LOOK: self._look}[header["what"]](header, payload)
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
        }
        return said, b""

    def _ask(self, header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        import torch

        with torch.no_grad():
            return {}, _bytes_of(self._made[header["number"]](_images(header, payload)))

    def _look(self, header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        found = self._made[header["number"]].insides(_images(header, payload))
        said = {"layers": [[each.title, each.sparse, list(each.values.shape)] for each in found]}
        return said, b"".join(_bytes_of(each.values) for each in found)


def _images(header: dict[str, Any], payload: bytes) -> Any:
    import numpy as np
    import torch

    size = header["size"]
    return torch.from_numpy(np.frombuffer(payload, np.float32).reshape(-1, 1, size, size).copy())


def _bytes_of(values: Any) -> bytes:
    import numpy as np

    return np.ascontiguousarray(values.numpy(), dtype=np.float32).tobytes()
