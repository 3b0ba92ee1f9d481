"""The bundled digits: UCI's handwritten digits, made to look like MNIST.

Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
Repository, 1998; resources/digits/ATTRIBUTION.md.

Axes: N images.
"""

import functools

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample

from sparse_explorer.data.bundled import read_bundled
from sparse_explorer.data.catalogue import IMAGE_SIZE

_COUNT, _SIDE = 1797, 8
_FULL_INK = 16  # pixel values are 0 ... 16
_BOX = 20  # pixels a side that a digit is scaled to, as in MNIST
_SPLIT_SEED = 0
_ONE_IN = 5  # every fifth image is for testing


def load_digits() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return training images and labels, test images and labels: uint8 (N, 28, 28) and int64 (N,).

    1,437 are for training and 360 for testing, the same ones on every machine; every class is in both parts.

    Raises:
        DataError: the file that holds them is missing or broken.

    Examples:
        >>> from sparse_explorer.data.digits import load_digits
        >>> images, labels, test_images, test_labels = load_digits()
        >>> len(images) == len(labels)
        True
    """
    raw_images, raw_labels = read_bundled("digits", "the bundled digits", _COUNT, _SIDE)
    images = _placed(raw_images.tobytes())
    labels = torch.from_numpy(raw_labels).to(torch.int64)
    train, test = split(raw_labels)
    return images[train], labels[train], images[test], labels[test]


@functools.lru_cache(maxsize=1)  # of all that loading them takes, this takes longest
def _placed(raw: bytes) -> Tensor:
    """:func:`place` of the images in these bytes; to be copied from, not written to."""
    return place(torch.frombuffer(bytearray(raw), dtype=torch.uint8).view(-1, _SIDE, _SIDE))


def place(images: Tensor) -> Tensor:
    """Scale 8x8 images to 20x20, each with its centre of mass in the middle of 28x28, as in MNIST.

    Args:
        images: (N, 8, 8), 0 is background and 16 full ink, none of them blank.

    Returns:
        uint8, (N, 28, 28).
    """
    images = images.to(torch.float64)  # so that rounding to whole greys is the same on every machine
    n, size, _ = images.shape
    # grid_sample's coordinates: -1 and 1 are the outer edges of the picture.
    centres = (2 * torch.arange(size, dtype=images.dtype) + 1) / size - 1  # (8,)
    mass = images.sum(dim=(1, 2))  # (N,)
    theta = torch.zeros(n, 2, 3, dtype=images.dtype)  # maps each place in the new picture to one in the old
    theta[:, 0, 0] = theta[:, 1, 1] = IMAGE_SIZE / _BOX
    theta[:, 0, 2] = images.sum(dim=1) @ centres / mass  # x of the centre of mass
    theta[:, 1, 2] = images.sum(dim=2) @ centres / mass  # y
    grid = affine_grid(theta, [n, 1, IMAGE_SIZE, IMAGE_SIZE], align_corners=False)
    placed = grid_sample(images[:, None], grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    return placed[:, 0].mul(255 / _FULL_INK).round().to(torch.uint8)  # (N, 1, 28, 28) -> (N, 28, 28)


def split(labels: np.ndarray) -> tuple[Tensor, Tensor]:
    """Return the indices of training and of test images, each int64 and ascending, for (N,) labels.

    Shuffled, then sorted by class, every fifth is for testing: each class gets its share in one go.
    """
    # RandomState rather than torch: NumPy promises that its stream never changes.
    shuffled = np.random.RandomState(_SPLIT_SEED).permutation(len(labels))
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]
    is_test = np.zeros(len(labels), dtype=bool)
    is_test[by_class[::_ONE_IN]] = True
    return torch.from_numpy(np.flatnonzero(~is_test)), torch.from_numpy(np.flatnonzero(is_test))
