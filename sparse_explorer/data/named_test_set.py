"""Test sets by what people type, a path or ``mnist-c:CORRUPTION``, with a name that tells each from every other.

    found = find_test_set("mnist-c:fog")
    found.name  # "mnist-c-fog-" and the beginning of a checksum

Axes: N images, S rows and columns: 28, unless a data set of one's own has others.
"""

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from torch import Tensor

from sparse_explorer.data.catalogue import CLASSES, IMAGE_SIZE
from sparse_explorer.data.download import DownloadProgress
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.mnist_c import load_mnist_c
from sparse_explorer.data.test_sets import load_test_set

MNIST_C_PREFIX = "mnist-c:"

_MOST_LETTERS = 60
"""Of a name before its checksum, which is to fit into a file's name."""


@dataclass(frozen=True, eq=False)
class NamedTestSet:
    """Labelled images that belong to no data set's training images.

    Attributes:
        name: of letters, digits, dots and dashes; the same for the same content under the same path's last part.
        images: uint8, (N, S, S), 0 is black and 255 white.
        labels: int64, (N,), each 0 ... classes - 1.
    """

    name: str
    images: Tensor = field(repr=False)
    labels: Tensor = field(repr=False)


def find_test_set(
    words: str,
    data_dir: Path | None = None,
    on_progress: Callable[[DownloadProgress], None] | None = None,
    *,
    size: int = IMAGE_SIZE,
    classes: int = CLASSES,
) -> NamedTestSet:
    """Read a test set; download MNIST-C first if it is that and not here.

    Args:
        words: ``mnist-c:`` and a corruption, or a path as of :func:`.load_test_set`.
        data_dir: where MNIST-C is looked for and put; None is the default of paths.data_dir.
        on_progress: called now and then while downloading.
        size: S of the networks that it is for.
        classes: into how many they tell images apart.

    Raises:
        DataError: there is none, or it cannot be read; one line.
    """
    if words.startswith(MNIST_C_PREFIX):
        if (size, classes) != (IMAGE_SIZE, CLASSES):
            raise DataError(
                f"{words} has images of {IMAGE_SIZE}x{IMAGE_SIZE} pixels in {CLASSES} classes, "
                f"and the networks take {size}x{size} in {classes}"
            )
        # Noises are called such as mnist-c-glass-blur, the published folders glass_blur.
        corruption = words.removeprefix(MNIST_C_PREFIX).replace("-", "_")
        images, labels = load_mnist_c(corruption, data_dir, on_progress)
        called = words
    else:
        path = Path(os.path.expanduser(words))
        images, labels = load_test_set(path, size=size, classes=classes)
        called = path.resolve().name.removesuffix(".npy")
    plain = re.sub(r"[^A-Za-z0-9.]+", "-", called).strip("-.")[:_MOST_LETTERS] or "images"
    return NamedTestSet(f"{plain}-{_checksum(images, labels)}", images, labels)


def _checksum(images: Tensor, labels: Tensor) -> str:
    """Eight letters of SHA-256, which tell one content from another of the same name."""
    digest = hashlib.sha256(images.numpy().tobytes())
    digest.update(labels.numpy().astype("<i8").tobytes())
    return digest.hexdigest()[:8]
