"""CSV files: a line an image, its label first and its pixels after it, row by row, 0 ... 255.

``letters.csv``, or a folder with one file whose name has "train" in it and one with "test". The first line may be a
header. Labels are whole numbers or names. Between them are commas, or semicolons or tabs, as spreadsheets of other
languages write them.

Axes: N images, S rows and columns.
"""

import math
from collections.abc import Iterator
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
from sparse_explorer.reading import ReadError, short
from sparse_explorer.reading.files import open_file

MOST_BYTES = 1 << 30
"""Of a file; MNIST's training images take 110 MB so."""

_LONGEST_LINE = 64 * 64 * 20  # a header may name each pixel

_SEPARATORS = (",", ";", "\t")

_Row = tuple[str, NDArray[np.uint8]]


def read_csv(path: Path) -> OwnData:
    """Read one file; a part of each class is for testing.

    Raises:
        DataError: it is broken; names the line.
    """
    names, images = _table(path)
    labels = named_classes(names, path)
    train, test = parted(images, np.array([labels[name] for name in names], dtype=np.int64), path)
    return OwnData(train, test, class_names(labels))


def holds_tables(folder: Path) -> bool:
    """Whether a folder has a CSV file."""
    return bool(_files(folder))


def read_tables(folder: Path) -> OwnData:
    """Read a folder with one file for training and one for testing, or with a single one.

    Raises:
        DataError: there are others, or one is broken.
    """
    files = _files(folder)
    if len(files) == 1:
        return read_csv(files[0])
    found = [[path for path in files if word in path.name.lower()] for word in ("train", "test")]
    if len(files) != 2 or [len(each) for each in found] != [1, 1]:
        listed = ", ".join(path.name for path in files[:4])
        raise DataError(
            f"{shown(folder)} has {listed}, expected one .csv file, or one with 'train' and one with 'test' in its name"
        )
    tables = [_table(path) for (path,) in found]
    labels = named_classes([name for names, _ in tables for name in names], folder)
    train, test = (
        Part(images, np.array([labels[name] for name in names], dtype=np.int64)) for names, images in tables
    )
    same_kind(train, test, folder)
    return OwnData(train, test, class_names(labels))


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
    except OSError:
        return []


def _table(path: Path) -> tuple[list[str], NDArray[np.uint8]]:
    """Labels as they are written, and images uint8 (N, S, S)."""
    names: list[str] = []
    rows: list[NDArray[np.uint8]] = []
    pixels = 0
    for number, (name, row) in _rows(path):
        if not rows:
            pixels = len(row)
            side = math.isqrt(pixels)
            if side * side != pixels:
                raise DataError(
                    f"{shown(path)} has {pixels} pixels in line {number}, expected a square of them, such as 784"
                )
            check_side((side, side), path)
        elif len(row) != pixels:
            raise DataError(
                f"{shown(path)} has {len(row)} pixels in line {number}, expected {pixels} as before it"
            )
        names.append(name)
        rows.append(row)
        check_room(len(rows), side, path)
    if not rows:
        raise DataError(f"{shown(path)} has no images, expected a line for each: its label, then its pixels")
    return names, np.stack(rows).reshape(-1, side, side)


def _rows(path: Path) -> Iterator[tuple[int, _Row]]:
    """The images of a file with the numbers of their lines; an empty line is none."""
    separator = ""
    for number, line in _lines(path):
        separator = separator or max(_SEPARATORS, key=line.count)
        label, _, rest = line.partition(separator)
        name = label.strip().strip('"')
        values = _numbers(rest.split(separator))
        if values is None:
            if number == 1:
                continue  # a header
            raise DataError(f"{shown(path)} has no pixels in line {number}, but {short(rest[:60])}")
        wrong = np.flatnonzero(~((values >= 0) & (values <= 255) & (values == np.floor(values))))
        if len(wrong):
            raise DataError(
                f"{shown(path)} has {values[wrong[0]]:g} as pixel {wrong[0] + 1} of line {number}, "
                "allowed are whole numbers 0 ... 255"
            )
        if not name or len(name) > 60 or not name.isprintable():
            raise DataError(
                f"{shown(path)} has the label {short(name)} in line {number}, expected a number or a name"
            )
        if name.lstrip("-").isdigit():
            if int(name) < 0:
                raise DataError(f"{shown(path)} has the label {name} in line {number}, allowed is 0 or more")
            name = str(int(name))
        yield number, (name, values.astype(np.uint8))


def _numbers(words: list[str]) -> NDArray[np.float64] | None:
    """None where something is no number."""
    try:
        return np.array(words, dtype=np.float64)
    except ValueError:
        return None


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with open_file(path) as file:
            read = 0
            number = 0
            while line := file.readline(_LONGEST_LINE + 1):
                number += 1
                read += len(line)
                if len(line) > _LONGEST_LINE or read > MOST_BYTES:
                    what = f"line {number}" if len(line) > _LONGEST_LINE else "the file"
                    raise DataError(f"{shown(path)}: {what} is too long for images of 64x64 pixels at most")
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
                if text:
                    yield number, text
    except UnicodeDecodeError:
        raise DataError(f"{shown(path)} is no text in line {number}, expected a .csv file in UTF-8") from None
    except ReadError as error:
        raise DataError(f"{shown(path)} is no .csv file: {error}") from None
    except OSError as error:
        raise DataError(f"{shown(path)} cannot be read: {error.strerror or error}") from error
