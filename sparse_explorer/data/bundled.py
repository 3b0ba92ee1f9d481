"""Images that come with the program: a file of NumPy's with ``images`` and their ``labels``.

Axes: N images, S rows and columns.
"""

import zipfile
import zlib

import numpy as np
from numpy.typing import NDArray

from sparse_explorer import paths
from sparse_explorer.data.errors import DataError
from sparse_explorer.reading import one_line

_BROKEN = (OSError, ValueError, LookupError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)


def read_bundled(
    folder: str, what: str, count: int, side: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Images (N, S, S) and their labels (N,), as they are shipped.

    Args:
        folder: of the resources, whose ``digits.npz`` is read.
        what: it holds, for a message, such as ``the bundled digits``.
        count, side: N and S, which the file must have.

    Raises:
        DataError: the file is missing, is broken, or holds something else.
    """
    try:
        # np.load would leave a broken file open.
        with open(paths.resource(folder, "digits.npz"), "rb") as file:
            arrays = np.load(file, allow_pickle=False)
            images, labels = arrays["images"], arrays["labels"]
    except _BROKEN as error:
        raise DataError(f"{what} cannot be read: {one_line(error)}") from error
    if (
        images.shape != (count, side, side)
        or labels.shape != (count,)
        or {images.dtype, labels.dtype} != {np.dtype(np.uint8)}
    ):
        raise DataError(f"{what} cannot be read: there are no {count} images and labels")
    return images, labels
