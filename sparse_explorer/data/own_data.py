"""Data sets of the user's own, in whatever they are kept: what all formats have in common.

Axes: N images, S rows and columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sparse_explorer.data.catalogue import CLASSES, LEAST_CLASSES, LEAST_SIDE, MOST_CLASSES, MOST_SIDE
from sparse_explorer.data.errors import DataError
from sparse_explorer.paths import shown
from sparse_explorer.reading import short

MOST_BYTES = 800_000_000
"""Pixels of all images of a part, training or test: what a million of MNIST's have."""

TEST_EVERY = 6
"""Of images that come without a test set, each of so many of a class is one to test with; MNIST has one of seven."""


@dataclass(frozen=True, eq=False)
class Part:
    """Images and what they show.

    Attributes:
        images: uint8, (N, S, S), 0 is background and 255 full ink.
        labels: int64, (N,), 0 ... classes - 1.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class OwnData:
    """A data set that was read.

    Attributes:
        train, test: its two parts.
        class_names: of the classes, by label.
    """

    train: Part
    test: Part
    class_names: tuple[str, ...]

    def tensors(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Training images and labels, test images and labels."""
        return (
            torch.from_numpy(self.train.images),
            torch.from_numpy(self.train.labels),
            torch.from_numpy(self.test.images),
            torch.from_numpy(self.test.labels),
        )


def named_classes(names: Sequence[str], where: Path) -> dict[str, int]:
    """The label of each class by its name: whole numbers are their own, so that digits go with networks for digits;
    other names are counted in order.

    Raises:
        DataError: too few or too many classes, or two that are the same number.
    """
    found = sorted(set(names))
    if not all(name.isascii() and name.isdigit() for name in found):
        if not LEAST_CLASSES <= len(found) <= MOST_CLASSES:
            raise DataError(
                f"{shown(where)} has {len(found)} classes, allowed are {LEAST_CLASSES} ... {MOST_CLASSES}"
            )
        return {name: place for place, name in enumerate(found)}
    labels = {name: int(name[:9]) for name in found}
    if len(set(labels.values())) < len(labels):
        twice = next(name for name in found if str(int(name)) != name)
        raise DataError(f"{shown(where)} has the class {short(twice)} and another that is the same number")
    if max(labels.values()) >= MOST_CLASSES:
        raise DataError(
            f"{shown(where)} has the class {max(labels.values())}, allowed are 0 ... {MOST_CLASSES - 1}, or names"
        )
    return labels


def class_names(labels: dict[str, int]) -> tuple[str, ...]:
    """The name of every class by its label; numbers begin with 0, and are ten at least, as digits are."""
    if all(name.isdigit() for name in labels):
        return tuple(str(label) for label in range(max(CLASSES, max(labels.values()) + 1)))
    return tuple(sorted(labels, key=lambda name: labels[name]))


def parted(images: NDArray[np.uint8], labels: NDArray[np.int64], where: Path) -> tuple[Part, Part]:
    """Part images that come without a test set: every sixth of a class, or the last of a smaller one, is for testing.

    Raises:
        DataError: no class has two images.
    """
    test = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        test[places[TEST_EVERY - 1 :: TEST_EVERY]] = True
        if 1 < len(places) < TEST_EVERY:
            test[places[-1]] = True
    if not test.any():
        raise DataError(
            f"{shown(where)} has {len(labels)} images, one a class; a data set has one to train on and one to test with"
        )
    return Part(images[~test], labels[~test]), Part(images[test], labels[test])


def check_side(side: tuple[int, int], where: Path) -> None:
    """DataError for images (rows, columns) that networks cannot be made for."""
    rows, columns = side
    if rows != columns:
        raise DataError(f"{shown(where)} has images of {columns}x{rows} pixels, expected squares")
    if not LEAST_SIDE <= rows <= MOST_SIDE:
        raise DataError(
            f"{shown(where)} has images of {columns}x{rows} pixels, "
            f"allowed are {LEAST_SIDE}x{LEAST_SIDE} ... {MOST_SIDE}x{MOST_SIDE}"
        )


def check_room(count: int, side: int, where: Path) -> None:
    """DataError for more images than a part may have."""
    most = MOST_BYTES // side**2
    if not 1 <= count <= most:
        raise DataError(
            f"{shown(where)} has {count:,} images of {side}x{side} pixels, allowed are 1 ... {most:,}"
        )


def same_kind(train: Part, test: Part, where: Path) -> None:
    """DataError where training and test images differ in size."""
    sides = [part.images.shape[1] for part in (train, test)]
    if sides[0] != sides[1]:
        raise DataError(
            f"{shown(where)} has training images of {sides[0]}x{sides[0]} pixels "
            f"and test images of {sides[1]}x{sides[1]}, expected the same"
        )
