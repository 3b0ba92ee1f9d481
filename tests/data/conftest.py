"""Small IDX files, made as the format's description says and not with the code under test, and servers for them."""

import gzip
import struct
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.data.servers import Server

NAMES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}


def images_file(images: np.ndarray) -> bytes:
    return struct.pack(">IIII", 2051, *images.shape) + images.astype(np.uint8).tobytes()


def labels_file(labels: np.ndarray) -> bytes:
    return struct.pack(">II", 2049, len(labels)) + labels.astype(np.uint8).tobytes()


@pytest.fixture
def idx_files() -> dict[str, bytes]:
    """The four files of a data set of 30 training and 12 test images, by their usual names."""
    random = np.random.default_rng(0)
    files = {}
    for split, count in (("train", 30), ("test", 12)):
        images_name, labels_name = NAMES[split]
        files[images_name] = images_file(random.integers(0, 256, (count, 28, 28)))
        files[labels_name] = labels_file(np.arange(count) % 10)
    return files


@pytest.fixture
def idx_folder(tmp_path: Path, idx_files: dict[str, bytes]) -> Path:
    """A folder with those four files."""
    folder = tmp_path / "idx"
    folder.mkdir()
    for name, content in idx_files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def compress() -> Callable[[bytes], bytes]:
    """gzip with no time stamp in it, so that the same content has the same checksum."""
    return lambda content: gzip.compress(content, mtime=0)


@pytest.fixture
def start():
    """Start servers; all of them are stopped at the end."""
    servers = []

    def start_one():
        server = Server()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        return server

    yield start_one
    for server, thread in servers:
        server.done.set()
        server.shutdown()
        server.server_close()
        thread.join()
