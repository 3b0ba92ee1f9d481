"""Folders of PNG files by class: ``letters/A/1.png``, or ``letters/train/A/1.png`` and ``letters/test/A/2.png``.

Grey, colour, palette, transparent and 16-bit pictures are read; of each the brightness is taken. Nothing is decoded
whose head announces another size than the first picture has, so that memory is known before.

Axes: N images, S rows and columns.
"""

import io
import os
import struct
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sparse_explorer.data.errors import DataError
from sparse_explorer.data.own_data import (
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
from sparse_explorer.reading.files import read_bytes

MOST_FILE_BYTES = 1 << 20
"""Of a picture of 64 x 64 pixels; one without any compression has 33 kB."""

MOST_FILES = 200_000
"""Of a part, training or test; each takes about a tenth of a millisecond."""

_PICTURES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"}
"""Others than PNG files are refused, by name."""

_SPLITS = ("train", "test")
_IGNORED = {"thumbs.db", "desktop.ini", "__macosx"}

_File = tuple[Path, str]  # and the name of its class


def holds_classes(folder: Path) -> bool:
    """Whether there are folders in a folder, or in its ``train`` or ``test``, with a picture in one of them."""
    return any(
        path.suffix.lower() in _PICTURES
        for root in (folder, *(folder / split for split in _SPLITS))
        for each in _folders(root)
        for path in _content(each)
    )


def read_classes(folder: Path) -> OwnData:
    """Read a folder of PNG files by class; without a folder ``test``, a part of each class is for testing.

    Raises:
        DataError: a file is broken or of another size, or too few or too many of something.
    """
    names = [path.name for path in _folders(folder)]
    if sorted(names) == sorted(_SPLITS):
        found = {split: _files(folder / split) for split in _SPLITS}
    elif "train" in names and any(name != "train" for name in names) and "test" not in names:
        raise DataError(f"{shown(folder)} has a folder train but none called test, expected both or neither")
    else:
        found = {"": _files(folder)}
    labels = named_classes([name for files in found.values() for _, name in files], folder)
    parts = {split: _read(files, labels, folder) for split, files in found.items()}
    if "" in parts:
        train, test = parted(parts[""].images, parts[""].labels, folder)
    else:
        train, test = parts["train"], parts["test"]
        same_kind(train, test, folder)
    return OwnData(train, test, class_names(labels))


def _files(folder: Path) -> list[_File]:
    """The pictures of all classes, in the order of their names."""
    found = []
    for each in _folders(folder):
        for path in _content(each):
            if path.suffix.lower() != ".png":
                raise DataError(
                    f"{shown(path)} is no .png file, expected a folder of PNG files for each class"
                )
            found.append((path, each.name))
            if len(found) > MOST_FILES:
                raise DataError(
                    f"{shown(folder)} has more than {MOST_FILES:,} files; a .npz file can have more"
                )
    if not found:
        raise DataError(f"{shown(folder)} has no folder with PNG files, expected one for each class")
    return found


def _read(files: list[_File], labels: dict[str, int], folder: Path) -> Part:
    first, _ = files[0]
    side = _size(first)
    check_side(side, first)
    check_room(len(files), side[0], folder)
    images = np.empty((len(files), *side), dtype=np.uint8)
    for place, (path, _) in enumerate(files):
        images[place] = _brightness(path, side, first)
    return Part(images, np.array([labels[name] for _, name in files], dtype=np.int64))


def _size(path: Path) -> tuple[int, int]:
    return _announced(_bytes(path), path)


def _announced(content: bytes, path: Path) -> tuple[int, int]:
    """Rows and columns by a PNG file's head."""
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR" or len(content) < 24:
        raise DataError(f"{shown(path)} is no whole PNG file: it does not begin as one")
    width, height = struct.unpack_from(">II", content, 16)
    return height, width


def _brightness(path: Path, side: tuple[int, int], first: Path) -> NDArray[np.uint8]:
    """uint8, (S, S); DataError for a picture of another size than ``side``, before it is decoded."""
    from PIL import Image

    content = _bytes(path)
    rows, columns = _announced(content, path)
    if (rows, columns) != side:
        raise DataError(
            f"{shown(path)} has {columns}x{rows} pixels, expected {side[1]}x{side[0]} as of {shown(first)}"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what else is wrong with a file
            with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
                if picture.mode.startswith("I"):  # 16 bits
                    return (
                        (np.asarray(picture).astype(np.float64) / 257).round().clip(0, 255).astype(np.uint8)
                    )
                if "A" in picture.getbands() or "transparency" in picture.info:
                    return _on_paper(np.asarray(picture.convert("RGBA"), dtype=np.float32) / np.float32(255))
                return np.asarray(picture.convert("L"))
    except Exception as error:  # a broken file fails in many ways
        raise DataError(f"{shown(path)} is no whole PNG file: {one_line(error)}") from None


def _on_paper(pixels: NDArray[np.float32]) -> NDArray[np.uint8]:
    """What is transparent becomes black, or white where all that is not is dark; from (S, S, 4), 0 ... 1."""
    grey = pixels[..., :3] @ np.array((0.299, 0.587, 0.114), np.float32)
    alpha = pixels[..., 3]
    weight = float(alpha.sum())
    paper = 1.0 if weight and float((grey * alpha).sum()) / weight < 0.5 and alpha.min() < 1 else 0.0
    mixed = grey * alpha + paper * (1 - alpha)
    return (mixed.clip(0, 1) * 255).round().astype(np.uint8)


def _bytes(path: Path) -> bytes:
    try:
        return read_bytes(path, MOST_FILE_BYTES)
    except ReadError as error:
        raise DataError(f"{shown(path)} is no PNG file of an image: {error}") from None
    except OSError as error:
        raise DataError(f"{shown(path)} cannot be read: {error.strerror or error}") from error


def _folders(folder: Path) -> list[Path]:
    return [path for path in _content(folder) if os.path.isdir(path)]


def _content(folder: Path) -> list[Path]:
    """What is in a folder, in order, but for what systems put there; nothing if it is none."""
    try:
        names = sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise DataError(f"{shown(folder)} cannot be read: {error.strerror or error}") from error
    return [folder / name for name in names if not name.startswith(".") and name.lower() not in _IGNORED]
