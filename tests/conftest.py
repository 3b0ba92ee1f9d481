"""What all tests share: a hermetic environment, small data, and the canonical MNIST where it is at hand."""

import dataclasses
import gzip
import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything can import Qt

import numpy as np
import pytest
import torch

from sparse_explorer.data import catalogue
from sparse_explorer.data.datasets import ImageData, load


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whatever the program writes for itself goes to a folder of this test alone."""
    home = tmp_path_factory.mktemp("home")
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
def mnist() -> ImageData:
    """Canonical MNIST; the test is skipped where $SPARSE_EXPLORER_DATA does not name a folder that holds it."""
    folder = os.environ.get("SPARSE_EXPLORER_DATA")
    if not folder:
        pytest.skip("SPARSE_EXPLORER_DATA is not set, so there is no MNIST to test with")
    return load("mnist", Path(folder))


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
