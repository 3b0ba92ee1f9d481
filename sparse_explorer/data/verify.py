"""Whether files are those of the data set that they are taken for: any IDX files can have MNIST's names.

Axes: N images, 28 rows, 28 columns.
"""

import hashlib
import struct
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor

from sparse_explorer.data.catalogue import DatasetInfo, describe
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.idx import IMAGES_MAGIC, LABELS_MAGIC
from sparse_explorer.data.locations import plain_name

TOLERANCE = 0.005
"""Of mean and standard deviation: what is in use for a data set differs in the third decimal from place to place."""

_Tensors = tuple[Tensor, Tensor, Tensor, Tensor]


def verify(name: str, folder: Path, tensors: _Tensors) -> None:
    """Make sure that what was read is the data set of that name. Takes a tenth of a second for MNIST.

    Args:
        name: of the catalogue.
        folder: where it was read from.
        tensors: images (N, 28, 28) uint8 and labels (N,) int64 for training, then for testing.

    Raises:
        DataError: it is not; says what was found and what was expected.
    """
    info = describe(name)
    problem = next(_problems(info, tensors), None)
    if problem is not None:
        raise DataError(
            f"{folder} does not hold the files of {name}: {problem}; for images of your own use "
            f"--dataset folder:{folder}"
        )


def measure(images: Tensor) -> tuple[float, float]:
    """Return mean and standard deviation of uint8 images scaled to 0 ... 1, rounded to 4 decimals."""
    # From a histogram: the sums are of whole numbers, so exact, and no copy eight times as large is made.
    histogram = torch.bincount(images.flatten(), minlength=256).to(torch.float64)  # (256,)
    values = torch.arange(256, dtype=torch.float64) / 255
    share = histogram / histogram.sum()
    mean = float((share * values).sum())
    return round(mean, 4), round(float((share * (values - mean) ** 2).sum().sqrt()), 4)


def _problems(info: DatasetInfo, tensors: _Tensors) -> Iterator[str]:
    """What is not as it should be, the quickest to find out first."""
    splits = {"train": tensors[:2], "test": tensors[2:]}
    for (images, _), what, count in zip(
        splits.values(), ("training", "test"), (info.train_count, info.test_count), strict=True
    ):
        if len(images) != count:
            yield f"found {len(images):,} {what} images, expected {count:,}"
    for split, (images, labels) in splits.items():
        for kind, content in (("images", images), ("labels", labels)):
            expected = info.sha256.get(plain_name(split, kind))
            if expected is not None and (found := _sha256(content)) != expected:
                yield f"{plain_name(split, kind)} has the SHA-256 {found[:16]}..., expected {expected[:16]}..."
    if info.per_class is not None:
        for (_, labels), count in zip(splits.values(), info.per_class, strict=True):
            counts = labels.bincount(minlength=len(info.class_names)).tolist()
            wrong = next((place for place, found in enumerate(counts) if found != count), None)
            if wrong is not None:
                which = info.class_names[wrong]
                yield f"found {counts[wrong]:,} images of class {which}, expected {count:,} of each class"
    if not info.sha256 and info.mean is not None and info.std is not None:
        mean, std = measure(tensors[0])
        if max(abs(mean - info.mean), abs(std - info.std)) > TOLERANCE:
            yield (
                f"the training pixels have mean {mean:.3f} and standard deviation {std:.3f}, "
                f"expected {info.mean:.3f} and {info.std:.3f}"
            )


def _sha256(content: Tensor) -> str:
    """Checksum of the IDX file that holds these images, uint8, or labels, int64; as it is without compression."""
    magic = IMAGES_MAGIC if content.dim() == 3 else LABELS_MAGIC
    digest = hashlib.sha256(struct.pack(f">{1 + content.dim()}I", magic, *content.shape))
    digest.update(content.to(torch.uint8).contiguous().numpy().data)
    return digest.hexdigest()
