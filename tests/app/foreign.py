"""Networks from elsewhere for tests: few images, tiny ONNX files, and a process that is a thread."""

import threading
from pathlib import Path
from typing import Any

import numpy as np
import torch

from sparse_explorer.app.background.other_networks import OtherNetworksController
from sparse_explorer.app.background.other_server import answer_all
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.data.datasets import ImageData
from tests.experiment.engine.onnx_models import linear

WEIGHT = np.random.default_rng(0).normal(size=(10, 784))


def few(count: int = 20, size: int = 28, name: str = "digits") -> ImageData:
    """A data set of few random images."""
    torch.manual_seed(1)
    images = torch.randint(0, 256, (count, size, size), dtype=torch.uint8)
    labels = torch.arange(count) % 10
    return ImageData(name, images, labels, images, labels, 0.1307, 0.3081)


def onnx_file(path: Path, seed: int = 0) -> Path:
    """A linear network of ten classes."""
    return linear(path, np.random.default_rng(seed).normal(size=(10, 784)))


def wait_until_open(qtbot: Any, others: OtherNetworksController) -> None:
    """Until nothing is being opened, nor waits for it."""
    qtbot.waitUntil(lambda: not others.busy, timeout=10000)


def only(session: Session) -> VariantItem:
    """The network from elsewhere of a session, of which there is one."""
    (item,) = (item for item in session.items if item.source is not None)
    return item


class ThreadContext:
    """Stands for multiprocessing: what would run in a process of its own runs in a thread, with the test's folder."""

    def __init__(self) -> None:
        import multiprocessing

        self.Pipe = multiprocessing.Pipe
        self.started = 0
        self.silent = False
        self.given: list[tuple[Any, ...]] = []  # to each that was started

    def Process(self, *, args: tuple[Any, ...], **rest: Any) -> Any:
        context = self
        self.given.append(args)

        class Started:
            """A thread that ends when its pipe does."""

            def __init__(self) -> None:
                self._theirs = args[0].__class__(args[0]._handle, args[0].readable, args[0].writable)
                args[0]._handle = None  # the copy is not closed with what the caller closes
                self._thread = threading.Thread(target=self._run, daemon=True)

            def _run(self) -> None:
                try:
                    if context.silent:
                        while True:
                            self._theirs.recv_bytes()
                    answer_all(self._theirs)
                except (EOFError, OSError):
                    pass
                finally:
                    self._theirs.close()

            def start(self) -> None:
                context.started += 1
                self._thread.start()

            def kill(self) -> None:
                pass

            def join(self, within_s: float) -> None:
                pass

        return Started()
