"""Reading IDX files, the format of MNIST and its relatives, with a clear word for each way to be broken.

An IDX file is a big-endian magic number (2051 for images, 2049 for labels: the element type, unsigned byte,
and the number of dimensions), one 32-bit count a dimension, then the elements. Source: the MNIST database's
description.

Axes: N images, 28 rows, 28 columns; in own data sets S rows, S columns.
"""

import math
import os
import struct
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from sparse_explorer.data.catalogue import CLASSES, IMAGE_SIZE, MOST_CLASSES
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.locations import SPLITS, find_file, plain_name
from sparse_explorer.data.own_data import (
    OwnData,
    Part,
    check_room,
    check_side,
    class_names,
    named_classes,
    same_kind,
)
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError
from sparse_explorer.reading.files import Readable, open_file, read_up_to
from sparse_explorer.reading.gzip_stream import MAGIC as GZIP_MAGIC
from sparse_explorer.reading.gzip_stream import GzipStream

IMAGES_MAGIC = 2051
LABELS_MAGIC = 2049
_WHAT = {IMAGES_MAGIC: "images", LABELS_MAGIC: "labels"}

MOST = 1_000_000
"""Images in a file. As many as are used at a time in all that there are; they take 784 MB, unpacked."""


def read_images(path: str | Path, *, any_size: bool = False) -> Tensor:
    """Read an image file, plain or gzip (told apart by content, not by name).

    Args:
        path: of the file.
        any_size: whether images of other sizes than 28x28 are allowed, in squares of LEAST_SIDE ... MOST_SIDE pixels.

    Returns:
        uint8, (N, 28, 28) or (N, S, S), 0 is background and 255 full ink.

    Raises:
        DataError: the file cannot be read, or is not a whole IDX file of one or more such images.
    """
    payload, shape = _read(Path(path), IMAGES_MAGIC, any_size)
    return torch.frombuffer(payload, dtype=torch.uint8).view(shape)


def read_labels(path: str | Path, classes: int = CLASSES) -> Tensor:
    """Read a label file, plain or gzip (told apart by content, not by name).

    Returns:
        int64, (N,), each 0 ... classes - 1.

    Raises:
        DataError: the file cannot be read, or is not a whole IDX file of one or more such labels.
    """
    labels = torch.frombuffer(_read(Path(path), LABELS_MAGIC)[0], dtype=torch.uint8)  # (N,)
    wrong = (labels >= classes).nonzero()
    if len(wrong):
        at = int(wrong[0])
        raise DataError(
            f"{shown(Path(path))} has the label {int(labels[at])} at position {at}, allowed is 0 ... {classes - 1}"
        )
    return labels.to(torch.int64)


def read_split(folder: str | Path, split: str) -> tuple[Tensor, Tensor]:
    """Read the images and labels of one split, "train" or "test", found by their usual names.

    Returns:
        images uint8 (N, 28, 28) and labels int64 (N,).

    Raises:
        DataError: the folder or a file is missing, broken, or the two files differ in number.
    """
    if split not in SPLITS:
        raise DataError(f"there is no split {split!r}, allowed are {', '.join(SPLITS)}")
    folder = Path(folder)
    if not os.path.isdir(folder):
        raise DataError(
            f"{shown(folder)} {'is not a folder' if os.path.exists(folder) else 'does not exist'}"
        )
    images_path, labels_path = (_required(folder, split, kind) for kind in ("images", "labels"))
    images, labels = read_images(images_path), read_labels(labels_path)
    _check_counts(images, images_path, labels, labels_path)
    return images, labels


def _check_counts(images: Tensor, images_path: Path, labels: Tensor, labels_path: Path) -> None:
    if len(images) != len(labels):
        raise DataError(
            f"{shown(images_path)} has {len(images)} images but {shown(labels_path)} has {len(labels)} labels, "
            "expected the same number"
        )


def read_folder(folder: str | Path) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Read training images and labels, test images and labels. Shapes and errors are those of read_split.

    Examples:
        >>> import struct
        >>> from pathlib import Path
        >>> from sparse_explorer.data.idx import read_folder
        >>> for split in ("train", "t10k"):  # of two images each
        ...     images = Path(f"{split}-images-idx3-ubyte")
        ...     labels = Path(f"{split}-labels-idx1-ubyte")
        ...     _ = images.write_bytes(struct.pack(">4i", 2051, 2, 28, 28) + bytes(2 * 28 * 28))
        ...     _ = labels.write_bytes(struct.pack(">2i", 2049, 2) + bytes([3, 7]))
        >>> [tuple(part.shape) for part in read_folder(".")]
        [(2, 28, 28), (2,), (2, 28, 28), (2,)]
    """
    return *read_split(folder, "train"), *read_split(folder, "test")


def read_own_folder(folder: Path) -> OwnData:
    """Read the four files of a data set of one's own: squares of any size, and any number of classes.

    Raises:
        DataError: a file is missing or broken, or the two of a split differ in number or the splits in size.
    """
    parts = []
    for split in SPLITS:
        images_path, labels_path = (_required(folder, split, kind) for kind in ("images", "labels"))
        images, labels = read_images(images_path, any_size=True), read_labels(labels_path, MOST_CLASSES)
        _check_counts(images, images_path, labels, labels_path)
        parts.append(Part(images.numpy(), labels.numpy()))
    train, test = parts
    same_kind(train, test, folder)
    found = named_classes([str(label) for part in parts for label in np.unique(part.labels)], folder)
    return OwnData(train, test, class_names(found))


def _required(folder: Path, split: str, kind: str) -> Path:
    path = find_file(folder, split, kind)
    if path is None:
        name = plain_name(split, kind)
        raise DataError(f"{shown(folder)} has no file {name} or {name}.gz, expected the {split} {kind} there")
    return path


def _read(path: Path, magic: int, any_size: bool = False) -> tuple[bytearray, tuple[int, ...]]:
    """Return what follows the header, and its shape; turn every failure of the system or of gzip into one line."""
    what = f"expected an IDX file of {_WHAT[magic]}"
    if not os.path.exists(path):
        raise DataError(f"{shown(path)} does not exist, {what}")
    try:
        with open_file(path) as file:
            compressed = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
            file.seek(0)
            if not compressed:
                return _parse(path, file, magic, any_size, os.fstat(file.fileno()).st_size)
            try:
                return _parse(path, GzipStream(file), magic, any_size)
            except ReadError as error:
                raise DataError(f"{shown(path)} is a damaged gzip file: {error}") from error
    except ReadError:  # a folder, or a pipe that would never end
        raise DataError(f"{shown(path)} is not a file, {what}") from None
    except OSError as error:
        raise DataError(f"{shown(path)} cannot be read: {error.strerror or error}") from error


def _parse(
    path: Path, stream: Readable, magic: int, any_size: bool, size: int | None = None
) -> tuple[bytearray, tuple[int, ...]]:
    """Check the header and the length, and return the bytes after the header with their shape.

    Args:
        size: of the file, where that tells something, so that what cannot be whole is not read.
    """
    what = _WHAT[magic]
    dimensions = magic & 0xFF
    header = bytes(read_up_to(stream, 4 + 4 * dimensions))
    if not header:
        raise DataError(f"{shown(path)} is empty, expected an IDX file of {what}")
    _check_magic(path, header, magic)
    if len(header) < 4 + 4 * dimensions:
        raise DataError(f"{shown(path)} ends within its header, expected an IDX file of {what}")
    counts = struct.unpack_from(f">{dimensions}I", header, 4)
    if magic == IMAGES_MAGIC and any_size:
        check_side(counts[1:], path)
        check_room(counts[0], counts[1], path)
    elif magic == IMAGES_MAGIC and counts[1:] != (IMAGE_SIZE, IMAGE_SIZE):
        raise DataError(
            f"{shown(path)} has images of {counts[1]}x{counts[2]} pixels, expected {IMAGE_SIZE}x{IMAGE_SIZE}"
        )
    if not 1 <= counts[0] <= MOST:
        raise DataError(f"{shown(path)} has {counts[0]} {what}, allowed are 1 ... {MOST}")
    expected = math.prod(counts)
    there = None if size is None else size - len(header)
    payload = bytearray() if there is not None and there < expected else read_up_to(stream, expected)
    if len(payload) < expected:
        raise DataError(
            f"{shown(path)} is cut short: {counts[0]} {what} take {expected} bytes after the header, "
            f"found {max(len(payload), there or 0)}"
        )
    if stream.read(1):
        raise DataError(f"{shown(path)} continues after its {counts[0]} {what}, expected it to end there")
    return payload, counts


def _check_magic(path: Path, header: bytes, magic: int) -> None:
    if header.startswith(GZIP_MAGIC):  # the first layer is off already
        raise DataError(
            f"{shown(path)} is compressed twice; unpack it once (gunzip), and it can be read with the rest of "
            "the compression"
        )
    found = int.from_bytes(header[:4], "big") if len(header) >= 4 else None
    if found == magic:
        return
    if found in _WHAT:
        raise DataError(
            f"{shown(path)} holds {_WHAT[found]}, expected {_WHAT[magic]}: are the two files swapped?"
        )
    raise DataError(
        f"{shown(path)} is not an IDX file of {_WHAT[magic]}: it begins with the bytes {header[:4].hex(' ')}, "
        f"expected {magic.to_bytes(4, 'big').hex(' ')}, or gzip"
    )
