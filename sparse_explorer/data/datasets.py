"""Loading a data set by name: images as one tensor, ready to be normalised.

Axes: N images, 28 rows, 28 columns.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from sparse_explorer import paths
from sparse_explorer.data.catalogue import (
    CLASSES,
    DIGITS,
    EMNIST,
    FOLDER_PREFIX,
    IMAGE_SIZE,
    OWN_PREFIX,
    describe,
    is_own,
)
from sparse_explorer.data.digits import load_digits
from sparse_explorer.data.download import DownloadProgress, download
from sparse_explorer.data.emnist import read_emnist
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.idx import read_folder
from sparse_explorer.data.locations import folder_with_files, needs_download, raw_folder
from sparse_explorer.data.own_reading import read_own
from sparse_explorer.data.own_sets import own_folder
from sparse_explorer.data.parts import remove_leftovers
from sparse_explorer.data.verify import measure, verify

__all__ = ["CLASSES", "IMAGE_SIZE", "ImageData", "load", "needs_download"]


@dataclass(frozen=True, eq=False)
class ImageData:
    """A data set in memory.

    Attributes:
        name: as given to load().
        train_images, test_images: uint8, (N, S, S), 0 is background and 255 full ink; S is 28 but in own data sets.
        train_labels, test_labels: int64, (N,), each 0 ... classes - 1.
        mean, std: of the pixels scaled to 0 ... 1, used to normalise.
        class_names: of the classes, by label.

    Examples:
        >>> from sparse_explorer.data.datasets import load
        >>> data = load("digits")
        >>> len(data.test_images) == len(data.test_labels)
        True
    """

    name: str
    train_images: Tensor
    train_labels: Tensor
    test_images: Tensor
    test_labels: Tensor
    mean: float
    std: float
    class_names: tuple[str, ...] = DIGITS

    @property
    def size(self) -> int:
        """S, rows and columns of an image."""
        return self.test_images.shape[1]

    @property
    def classes(self) -> int:
        """Into how many classes images are told apart."""
        return len(self.class_names)

    def normalized(self, images_uint8: Tensor) -> Tensor:
        """Turn raw images into what networks take: uint8 (N, S, S) -> float32 (N, 1, S, S), a new tensor.

        Raises:
            ValueError: not uint8, or of another shape.
        """
        if images_uint8.dtype != torch.uint8 or images_uint8.shape[1:] != (self.size, self.size):
            raise ValueError(
                f"images are {images_uint8.dtype} of shape {tuple(images_uint8.shape)}, "
                f"expected torch.uint8 of shape (N, {self.size}, {self.size})"
            )
        scaled = images_uint8.unsqueeze(1).to(torch.float32).div_(255)  # (N, S, S) -> (N, 1, S, S)
        return scaled.sub_(self.mean).div_(self.std)


def load(
    name: str,
    data_dir: Path | None = None,
    on_progress: Callable[[DownloadProgress], None] | None = None,
) -> ImageData:
    """Load a data set of the catalogue, or ``folder:PATH``; download it first if need be.

    Args:
        name: ``digits``, ``mnist``, ``fashion-mnist``, ``kmnist``, one of EMNIST's such as ``emnist-letters``,
            ``own:NAME``, or ``folder:PATH`` with PATH relative to the working folder.
        data_dir: where downloaded files are looked for and put; None is the default of paths.data_dir.
        on_progress: called now and then while downloading. What it raises ends the download and leaves no
            half file.

    Raises:
        DataError: no such data set, a broken file, or a download that failed.

    Examples:
        >>> from sparse_explorer.data.datasets import load
        >>> data = load("digits")
        >>> tuple(data.train_images.shape[1:])
        (28, 28)
    """
    info = describe(name)
    if is_own(name):
        own = read_own(_own_path(name))
        tensors = own.tensors()
        return ImageData(name, *tensors, *_measured(name, tensors[0]), own.class_names)
    if name == "digits":
        tensors = load_digits()
    else:
        tensors = _read_or_download(name, paths.data_dir(data_dir), on_progress)
    if info.mean is None or info.std is None:
        return ImageData(name, *tensors, *_measured(name, tensors[0]), info.class_names)
    return ImageData(name, *tensors, info.mean, info.std, info.class_names)


def _read_or_download(
    name: str, root: Path, on_progress: Callable[[DownloadProgress], None] | None
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Read the four files from wherever they lie under ``root``, which is asked for only if they lie nowhere."""
    folder = folder_with_files(name, root)
    if folder is None:
        folder = raw_folder(name, root)
        with closing(download(name, root)) as steps:
            for progress in steps:
                if on_progress is not None:
                    on_progress(progress)
    remove_leftovers(raw_folder(name, root))
    try:
        tensors = read_emnist(name, folder) if name in EMNIST else read_folder(folder)
    except DataError as error:
        raise DataError(f"{error}; delete what is broken there to have it downloaded again") from error
    verify(name, folder, tensors)
    return tensors


def _own_path(name: str) -> Path:
    if name.startswith(OWN_PREFIX):
        return own_folder() / name.removeprefix(OWN_PREFIX)
    return _expand(name.removeprefix(FOLDER_PREFIX))


def _expand(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError as error:  # ~name of a user that does not exist
        raise DataError(f"{path} names no folder: {error}") from error


def _measured(name: str, images: Tensor) -> tuple[float, float]:
    mean, std = measure(images)
    if std == 0.0:
        raise DataError(f"the training images of {name} are blank: every pixel is {mean * 255:.0f}")
    return mean, std
