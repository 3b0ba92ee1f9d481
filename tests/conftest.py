"""What all tests share: a hermetic environment, small data, and the canonical MNIST where it is at hand."""

import contextlib
import dataclasses
import gzip
import hashlib
import io
import itertools
import os
import signal
import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything can import Qt

import numpy as np
import pytest
import torch

from sparse_explorer.data import catalogue
from sparse_explorer.data.datasets import ImageData, load
from tests.sketches import draw_sketches

# In the background of a shell or under nohup these are ignored, and so they would be by whatever the tests start. What
# has a handler here has none there.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names bytes by their argument: what is in them may be packed with the time of day, or be long, and the workers
    that share the tests must all know them by the same name.
    """
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Has workers begin with the largest files: each is done by one of them, and small ones even things out at the end.

    As many lines take as long as others, by and large, and nobody has to keep a list; what takes longer says so by the
    mark "first".
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        sizes = {path: path.stat().st_size for path in {item.path for item in items}}
        first = {item.path for item in items if item.get_closest_marker("first")}
        items.sort(key=lambda item: (item.path not in first, -sizes[item.path]))


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """What only guards against a loss of power is left out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """New folders. Numbered here, as ``mktemp`` looks through all that there are for the next number."""
    top = tmp_path_factory.mktemp("homes")
    return (top / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whatever the program writes for itself goes to a folder of this test alone."""
    home = next(homes)
    home.mkdir()
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def digits() -> ImageData:
    """The bundled digits, whole."""
    return load("digits")


@pytest.fixture(scope="session")
def few_digits(digits: ImageData) -> ImageData:
    """150 training and 60 test digits: enough to train on, small enough for many tests."""
    return ImageData(
        digits.name,
        digits.train_images[:150],
        digits.train_labels[:150],
        digits.test_images[:60],
        digits.test_labels[:60],
        digits.mean,
        digits.std,
    )


@pytest.fixture(scope="session")
def digits_folder(few_digits: ImageData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The few digits as a data set of one's own, ``folder:PATH``. Not to be written to."""
    folder = tmp_path_factory.mktemp("few_digits")
    for start, images, labels in (
        ("train", few_digits.train_images, few_digits.train_labels),
        ("t10k", few_digits.test_images, few_digits.test_labels),
    ):
        content = struct.pack(">IIII", 2051, *images.shape) + images.numpy().tobytes()
        (folder / f"{start}-images-idx3-ubyte").write_bytes(content)
        content = struct.pack(">II", 2049, len(labels)) + labels.numpy().astype(np.uint8).tobytes()
        (folder / f"{start}-labels-idx1-ubyte").write_bytes(content)
    return folder


@pytest.fixture(scope="session")
def mnist() -> ImageData:
    """Canonical MNIST; the test is skipped where $SPARSE_EXPLORER_DATA does not name a folder that holds it."""
    folder = os.environ.get("SPARSE_EXPLORER_DATA")
    if not folder:
        pytest.skip("SPARSE_EXPLORER_DATA is not set, so there is no MNIST to test with")
    return load("mnist", Path(folder))


TINY = """
[[noises]]
levels = [0.0, 0.5]
[[variants]]
preset = "dense"
training = { batch_size = 240 }
[[variants.network.convs]]
channels = 2
[variants.network.hidden]
units = 8
[[variants]]
preset = "sparse"
training = { batch_size = 240 }
[[variants.network.convs]]
channels = 2
[variants.network.hidden]
units = 8
"""
"""Two networks that train in a moment."""


@dataclasses.dataclass(frozen=True)
class Trained:
    """What ``run`` has made of TINY: the folder, the words that did it, and what it printed."""

    folder: Path
    words: tuple[str, ...]
    printed: str


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """An experiment as the command line leaves it: two variants, two seeds. Not to be written to."""
    from sparse_explorer.cli import main

    root = tmp_path_factory.mktemp("trained")
    (root / "tiny.toml").write_text(TINY, encoding="utf-8")
    words = (
        "run",
        f"--config={root / 'tiny.toml'}",
        "--epochs=1",
        "--seeds=2",
        "--threads=1",
        "--device=cpu",
    )
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        patch.setenv("SPARSE_EXPLORER_HOME", str(root / "home"))
        draw_sketches(patch)
        assert main([*words, f"--output={root / 'out'}"]) == 0
    return Trained(root / "out", words, printed.getvalue())


@pytest.fixture(scope="session")
def packed(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of ``trained``. Not to be written to."""
    from sparse_explorer.experiment.runs import bundle

    path = tmp_path_factory.mktemp("packed") / "tiny.zip"
    bundle.write(path, trained.folder)
    return path


@pytest.fixture
def as_catalogued(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Mapping[str, bytes]], None]:
    """Makes the catalogue describe small files, by their plain names, under the name of a data set that is known."""

    def describe(name: str, content: Mapping[str, bytes]) -> None:
        pixels = np.frombuffer(content["train-images-idx3-ubyte"][16:], np.uint8) / 255
        info = dataclasses.replace(
            catalogue.CATALOGUE[name],
            train_count=len(content["train-labels-idx1-ubyte"]) - 8,
            test_count=len(content["t10k-labels-idx1-ubyte"]) - 8,
            mean=round(float(pixels.mean()), 4),
            std=round(float(pixels.std()), 4),
            per_class=None,
            download_sizes={
                f"{file}.gz": len(gzip.compress(data, mtime=0)) for file, data in content.items()
            },
            sha256={file: hashlib.sha256(data).hexdigest() for file, data in content.items()},
        )
        monkeypatch.setattr(catalogue, "CATALOGUE", {**catalogue.CATALOGUE, name: info})

    return describe


@pytest.fixture
def generator() -> torch.Generator:
    """Reproducible random numbers."""
    return torch.Generator().manual_seed(1234)
