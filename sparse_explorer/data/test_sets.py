"""Reading test sets that others have published as NumPy arrays, such as those of MNIST-C.

    images, labels = load_test_set("mnist_c/fog")  # a folder with test_images.npy and test_labels.npy

Nothing is unpickled, and nothing is read that a header has not announced within limits.

Axes: N images, S rows and columns: 28, unless a data set of one's own has others.
"""

import os
import warnings
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch
from torch import Tensor

from sparse_explorer.data.catalogue import CLASSES, IMAGE_SIZE
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.idx import MOST
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError
from sparse_explorer.reading.errors import one_line
from sparse_explorer.reading.files import open_file, read_up_to

IMAGES_FILE = "test_images.npy"
LABELS_FILE = "test_labels.npy"


def load_test_set(
    path: str | Path, labels: str | Path | None = None, *, size: int = IMAGE_SIZE, classes: int = CLASSES
) -> tuple[Tensor, Tensor]:
    """Read a test set of its own: images and labels from two .npy files.

    Args:
        path: a folder with test_images.npy and test_labels.npy; or the file of the images.
        labels: the file of the labels, if ``path`` is a file; None is the one beside it that is called the same, with
            "labels" for "images".
        size: S.
        classes: how many there are.

    Returns:
        images uint8, (N, S, S), 0 is black and 255 white; labels int64, (N,), each 0 ... classes - 1.

    Raises:
        DataError: a file is missing or broken, holds something else, or the two differ in number.
    """
    images_path, labels_path = _both(Path(path), None if labels is None else Path(labels))
    images, found = read_npy_images(images_path, size), read_npy_labels(labels_path, classes)
    if len(images) != len(found):
        raise DataError(
            f"{shown(images_path)} has {len(images)} images but {shown(labels_path)} has {len(found)} labels, "
            "expected the same number"
        )
    return images, found


def read_npy_images(path: Path, size: int = IMAGE_SIZE) -> Tensor:
    """Read images from a .npy file: unsigned bytes, (N, S, S) or (N, S, S, 1).

    Returns:
        uint8, (N, S, S).

    Raises:
        DataError: the file cannot be read, or holds anything else.
    """
    array = _read(path, "images", size)
    return torch.from_numpy(array.reshape(len(array), size, size))


def read_npy_labels(path: Path, classes: int = CLASSES) -> Tensor:
    """Read labels from a .npy file: whole numbers 0 ... classes - 1 of any type, (N,).

    Returns:
        int64, (N,).

    Raises:
        DataError: the file cannot be read, or holds anything else.
    """
    array = _read(path, "labels")
    wrong = np.flatnonzero((array < 0) | (array >= classes))
    if len(wrong):
        raise DataError(
            f"{shown(path)} has the label {array[wrong[0]]} at position {wrong[0]}, allowed is 0 ... {classes - 1}"
        )
    return torch.from_numpy(array.astype(np.int64))


def _both(path: Path, labels: Path | None) -> tuple[Path, Path]:
    if os.path.isdir(path):
        if labels is not None:
            raise DataError(
                f"{shown(path)} is a folder, expected the file of the images beside that of the labels"
            )
        return path / IMAGES_FILE, path / LABELS_FILE
    if not os.path.exists(path):
        raise DataError(
            f"{shown(path)} does not exist, expected a folder with {IMAGES_FILE} and {LABELS_FILE}, or a .npy file"
        )
    if path.suffix.lower() in (".npz", ".csv"):
        raise DataError(
            f"{shown(path)} is of no use here, expected a folder with {IMAGES_FILE} and {LABELS_FILE}, or a .npy file"
        )
    if labels is None:
        if "images" not in path.name:
            raise DataError(
                f"{shown(path)} has no 'images' in its name, and so nothing tells which file has its labels"
            )
        labels = path.with_name("labels".join(path.name.rsplit("images", 1)))
    return path, labels


def _read(path: Path, what: str, side: int = 0) -> "np.ndarray[tuple[int, ...], np.dtype[np.integer]]":
    """The array of a file, and one line for every failure of the system."""
    expected = f"expected a .npy file of {what}"
    try:
        with open_file(path) as file:
            shape, in_columns, kind = _header(file, path, what, side)
            size = kind.itemsize * int(np.prod(shape, dtype=np.int64))
            there = os.fstat(file.fileno()).st_size - file.tell()
            if there != size:
                problem = "is cut short" if there < size else "continues after its end"
                raise DataError(
                    f"{shown(path)} {problem}: {shape[0]} {what} take {size} bytes after the header, found {there}"
                )
            content = read_up_to(file, size)
    except FileNotFoundError:
        raise DataError(f"{shown(path)} does not exist, {expected}") from None
    except ReadError:  # a folder, or a pipe that would never end
        raise DataError(f"{shown(path)} is not a file, {expected}") from None
    except OSError as error:
        raise DataError(f"{shown(path)} cannot be read: {error.strerror or error}") from error
    if len(content) < size:
        raise DataError(f"{shown(path)} became shorter while it was read")
    return np.ndarray(shape, kind, content, order="F" if in_columns else "C")


def _header(
    file: BinaryIO, path: Path, what: str, side: int
) -> tuple[tuple[int, ...], bool, "np.dtype[np.integer]"]:
    """Shape, whether the first index runs fastest, and type; all of it is what is expected of ``what``."""
    try:
        version = np.lib.format.read_magic(file)
        read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}.get(
            version
        )
        if read is None:
            raise ValueError(f"version {version[0]}.{version[1]} is of no use here")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of headers that Python 2 wrote
            shape, in_columns, kind = read(file)
    except OSError:
        raise
    except Exception as error:  # a header is Python, and fails in as many ways
        raise DataError(f"{shown(path)} is not a .npy file of {what}: {one_line(error)}") from None
    found = f"{shown(path)} holds {kind} of shape {shape}"
    if what == "images":
        if kind != np.uint8 or shape[1:] not in ((side, side), (side, side, 1)):
            raise DataError(f"{found}, expected uint8 of shape (N, {side}, {side}) or (N, {side}, {side}, 1)")
    elif kind.kind not in "iu" or len(shape) != 1:
        raise DataError(f"{found}, expected whole numbers of shape (N,)")
    if not 1 <= shape[0] <= MOST:
        raise DataError(f"{shown(path)} has {shape[0]} {what}, allowed are 1 ... {MOST}")
    return shape, in_columns, kind
