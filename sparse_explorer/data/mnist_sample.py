"""The first thousand test digits of MNIST, which come with the program: to look at, not to train on.

Source: Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits"; licence in
resources/mnist-sample/ATTRIBUTION.md. Made by packaging/pretrained.py.

Axes: N images.
"""

import numpy as np
import torch

from sparse_explorer.data.bundled import read_bundled
from sparse_explorer.data.catalogue import IMAGE_SIZE, describe
from sparse_explorer.data.datasets import ImageData

COUNT = 1000


def load_mnist_sample() -> ImageData:
    """MNIST with the first thousand of its test images, in their order, and no training image.

    Raises:
        DataError: the file that holds them is missing or broken.
    """
    images, labels = read_bundled("mnist-sample", "the bundled digits of MNIST", COUNT, IMAGE_SIZE)
    info = describe("mnist")
    assert info.mean is not None and info.std is not None
    return ImageData(
        "mnist",
        torch.empty(0, IMAGE_SIZE, IMAGE_SIZE, dtype=torch.uint8),
        torch.empty(0, dtype=torch.int64),
        torch.from_numpy(images),
        torch.from_numpy(labels.astype(np.int64)),
        info.mean,
        info.std,
    )
