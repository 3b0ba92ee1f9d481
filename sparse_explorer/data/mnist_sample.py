"""The first thousand test digits of MNIST, which come with the program: to look at, not to train on.

Source: Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits"; licence in
resources/mnist-sample/ATTRIBUTION.md. Made by packaging/pretrained.py.

Axes: N images.
"""

import zipfile
import zlib

import numpy as np
import torch

from sparse_explorer import paths
from sparse_explorer.data.catalogue import IMAGE_SIZE, describe
from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.errors import DataError
from sparse_explorer.reading import one_line

COUNT = 1000


def load_mnist_sample() -> ImageData:
    """MNIST with the first thousand of its test images, in their order, and no training image.

    Raises:
        DataError: the file that holds them is missing or broken.
    """
    try:
        # np.load would leave a broken file open
        with open(paths.resource("mnist-sample", "digits.npz"), "rb") as file:
            arrays = np.load(file, allow_pickle=False)
            images, labels = arrays["images"], arrays["labels"]
    except (
        OSError,
        ValueError,
        LookupError,
        RuntimeError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise DataError(f"the bundled digits of MNIST cannot be read: {one_line(error)}") from error
    size = (IMAGE_SIZE, IMAGE_SIZE)
    if images.shape != (COUNT, *size) or labels.shape != (COUNT,) or images.dtype != np.uint8:
        raise DataError(f"the bundled digits of MNIST cannot be read: there are no {COUNT} images and labels")
    info = describe("mnist")
    assert info.mean is not None and info.std is not None
    return ImageData(
        "mnist",
        torch.empty(0, *size, dtype=torch.uint8),
        torch.empty(0, dtype=torch.int64),
        torch.from_numpy(images),
        torch.from_numpy(labels.astype(np.int64)),
        info.mean,
        info.std,
    )
