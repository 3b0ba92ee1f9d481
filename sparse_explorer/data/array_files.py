"""NumPy's files: ``letters.npz``, or a folder with ``train_images.npy`` and its like.

Both hold ``images`` and ``labels``, or those of training and test images under one of the pairs of names in NAMES.
Nothing is unpickled, and no more is unpacked than a header has announced within limits.

Axes: N images, S rows and columns.
"""

import os
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from sparse_explorer.data.errors import DataError
from sparse_explorer.data.own_data import (
    MOST_BYTES,
    OwnData,
    Part,
    check_room,
    check_side,
    class_names,
    named_classes,
    parted,
    same_kind,
)
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError
from sparse_explorer.reading.errors import one_line
from sparse_explorer.reading.files import Readable, open_file, read_up_to

NAMES = (
    ("train_images", "train_labels", "test_images", "test_labels"),
    ("x_train", "y_train", "x_test", "y_test"),  # as Keras has them
)
ALONE = ("images", "labels")
"""Without a test set of their own."""

_EXPECTED = f"{' and '.join(ALONE)}, or {', '.join(NAMES[0])}"

_Array = NDArray[Any]


def read_npz(path: Path) -> OwnData:
    """Read a .npz file.

    Raises:
        DataError: it is broken, lacks an array, or holds something else.
    """
    try:
        with open_file(path) as file, zipfile.ZipFile(file) as packed:
            names = {name.removesuffix(".npy") for name in packed.namelist() if name.endswith(".npy")}

            def array(name: str) -> _Array:
                with packed.open(f"{name}.npy") as member:
                    return _read(member, path, name)

            return _put_together(names, array, path)
    except DataError:
        raise
    except OSError as error:
        raise DataError(f"{shown(path)} cannot be read: {error.strerror or error}") from error
    except Exception as error:  # a broken zip file fails in many ways
        raise DataError(f"{shown(path)} is no whole .npz file: {one_line(error)}") from None


def holds_arrays(folder: Path) -> bool:
    """Whether a folder has the arrays of a data set in .npy files."""
    return _chosen({path.stem for path in _files(folder)}) is not None


def read_array_folder(folder: Path) -> OwnData:
    """Read a folder of .npy files.

    Raises:
        DataError: one is broken, or holds something else.
    """
    return _put_together(
        {path.stem for path in _files(folder)}, lambda name: _from_file(folder / f"{name}.npy", name), folder
    )


def read_npy(path: Path) -> OwnData:
    """Read a .npy file of images, whose labels are in the one beside it that has "labels" for "images" in its name.

    Raises:
        DataError: there is none, or one is broken, or holds something else.
    """
    if "images" not in path.name:
        raise DataError(
            f"{shown(path)} has no 'images' in its name, and so nothing tells which file has its labels"
        )
    labels = path.with_name("labels".join(path.name.rsplit("images", 1)))
    files = {"images": path, "labels": labels}
    return _put_together(set(files), lambda name: _from_file(files[name], name), path)


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.suffix == ".npy" and path.is_file()]
    except OSError:
        return []


def _from_file(path: Path, name: str) -> _Array:
    try:
        with open_file(path) as file:
            return _read(file, path, name)
    except FileNotFoundError:
        raise DataError(f"{shown(path)} does not exist, expected a .npy file of {name}") from None
    except ReadError as error:
        raise DataError(f"{shown(path)} is no .npy file: {error}") from None
    except OSError as error:
        raise DataError(f"{shown(path)} cannot be read: {error.strerror or error}") from error


def _chosen(names: set[str]) -> tuple[str, ...] | None:
    return next((wanted for wanted in (*NAMES, ALONE) if names.issuperset(wanted)), None)


def _put_together(names: set[str], array: Callable[[str], _Array], where: Path) -> OwnData:
    wanted = _chosen(names)
    if wanted is None:
        found = ", ".join(sorted(names)[:6]) or "nothing"
        raise DataError(f"{shown(where)} has {found}, expected arrays called {_EXPECTED}")
    parts = [
        _part(array(images), array(labels), (images, labels), where)
        for images, labels in zip(wanted[::2], wanted[1::2], strict=True)
    ]
    labels = named_classes([str(label) for part in parts for label in np.unique(part.labels)], where)
    if len(parts) == 1:
        train, test = parted(parts[0].images, parts[0].labels, where)
    else:
        train, test = parts
        same_kind(train, test, where)
    return OwnData(train, test, class_names(labels))


def _part(images: _Array, labels: _Array, names: tuple[str, str], where: Path) -> Part:
    if len(images) != len(labels):
        raise DataError(
            f"{shown(where)} has {len(images)} {names[0]} but {len(labels)} {names[1]}, expected the same number"
        )
    return Part(_bytes(images, names[0], where), _whole(labels, names[1], where))


def _bytes(images: _Array, name: str, where: Path) -> NDArray[np.uint8]:
    """uint8, (N, S, S), of whole numbers 0 ... 255, truth values, or brightness 0 ... 1."""
    if images.ndim == 4 and 1 in (images.shape[1], images.shape[3]):  # with an axis for one channel
        images = images[..., 0] if images.shape[3] == 1 else images[:, 0]
    if images.ndim != 3:
        raise DataError(f"{shown(where)} has {name} of shape {images.shape}, expected (N, rows, columns)")
    check_side(images.shape[1:], where)
    check_room(len(images), images.shape[1], where)
    if images.dtype == np.uint8:
        return np.ascontiguousarray(images)
    if images.dtype == np.bool_:
        return images.astype(np.uint8) * np.uint8(255)
    low, high = float(images.min()), float(images.max())
    most = 1 if images.dtype.kind == "f" else 255
    if not (low >= 0 and high <= most):  # NaN too
        raise DataError(
            f"{shown(where)} has {name} of {images.dtype} from {low:g} to {high:g}, allowed is 0 ... {most}"
        )
    scaled = np.round(images.astype(np.float32) * 255) if most == 1 else images
    return scaled.astype(np.uint8)


def _whole(labels: _Array, name: str, where: Path) -> NDArray[np.int64]:
    """int64, (N,)."""
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise DataError(
            f"{shown(where)} has {name} of {labels.dtype} and shape {labels.shape}, expected whole numbers, (N,)"
        )
    if int(labels.min()) < 0:
        place = int(np.argmin(labels))
        raise DataError(
            f"{shown(where)} has the label {labels[place]} at position {place}, allowed is 0 or more"
        )
    return labels.astype(np.int64)


def _read(file: BinaryIO | Readable, path: Path, name: str) -> _Array:
    """An array of numbers, of one image or label or more; its bytes are read after its header was judged."""
    where = f"{name} in {shown(path)}"
    try:
        version = np.lib.format.read_magic(file)  # type: ignore[arg-type]
        readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of headers that Python 2 wrote
            shape, in_columns, kind = readers[version](file)  # type: ignore[arg-type]
    except OSError:
        raise
    except Exception as error:  # a header is Python, and fails in as many ways
        raise DataError(f"{where} is no array: {one_line(error)}") from None
    if kind.kind not in "biuf" or kind.itemsize > 8 or not shape or shape[0] < 1:
        raise DataError(
            f"{where} holds {kind} of shape {shape}, expected numbers, one image or label or more"
        )
    size = kind.itemsize
    for count in shape:
        size *= count
    if size > 8 * MOST_BYTES:
        raise DataError(f"{where} takes {size:,} bytes, allowed are {8 * MOST_BYTES:,}")
    if isinstance(file, BinaryIO) or hasattr(file, "fileno"):
        there = _left(file)
        if there is not None and there < size:
            raise DataError(f"{where} is cut short: {size:,} bytes follow its header, found {there:,}")
    content = read_up_to(file, size)
    if len(content) < size:
        raise DataError(f"{where} is cut short: {size:,} bytes follow its header, found {len(content):,}")
    return np.ndarray(shape, kind, content, order="F" if in_columns else "C")


def _left(file: Any) -> int | None:
    """Bytes up to the end of a plain file; None of what is unpacked meanwhile."""
    try:
        return int(os.fstat(file.fileno()).st_size - file.tell())
    except (OSError, ValueError, AttributeError):
        return None
