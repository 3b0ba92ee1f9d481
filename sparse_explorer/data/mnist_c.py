"""The published arrays of MNIST-C: the test images of MNIST under fifteen corruptions, and without any.

Mu and Gilmer, "MNIST-C: A robustness benchmark for computer vision", arXiv:1906.02337; https://zenodo.org/record/3239543,
CC BY 4.0. The kinds of noise called ``mnist-c-...`` are made here by the same rules; these are the authors' own images.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from torch import Tensor

from sparse_explorer import paths
from sparse_explorer.data.download import DownloadProgress, cannot_write
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.metered_http import TransferError
from sparse_explorer.data.parts import part_of, remove_leftovers
from sparse_explorer.data.test_sets import IMAGES_FILE, LABELS_FILE, load_test_set
from sparse_explorer.data.zipped import Member, ZipSource, fetch, unpack
from sparse_explorer.paths import shown

CORRUPTIONS = (
    "identity",
    "shot_noise",
    "impulse_noise",
    "glass_blur",
    "motion_blur",
    "shear",
    "scale",
    "rotate",
    "brightness",
    "translate",
    "stripe",
    "fog",
    "spatter",
    "dotted_line",
    "zigzag",
    "canny_edges",
)
"""As the folders are called; ``identity`` is MNIST's test set as it is."""

URL = "https://zenodo.org/record/3239543/files/mnist_c.zip"
SIZE = 246_661_575
SHA256 = "af9ee8c6a815870c7fdde5af84c7bf8db0bcfa1f41056db83871037fba70e493"
"""Of the zip file; size and checksum are those in TensorFlow Datasets (url_checksums/mnist_corrupted.txt)."""

IMAGES = 10_000
"""In the test set of each corruption."""

MOST_BYTES = {IMAGES_FILE: IMAGES * 784 + 4096, LABELS_FILE: IMAGES * 8 + 4096}
"""Of a file: its numbers, labels in the widest type, and a header."""

_ZIP = "mnist_c.zip"


def mnist_c_folder(corruption: str, root: Path) -> Path:
    """The folder of a corruption's test set under ``root``.

    Raises:
        DataError: there is no such corruption.
    """
    if corruption not in CORRUPTIONS:
        raise DataError(f"corruption of MNIST-C is {corruption!r}, allowed are {', '.join(CORRUPTIONS)}")
    return root / "MNIST-C" / corruption


def load_mnist_c(
    corruption: str,
    data_dir: Path | None = None,
    on_progress: Callable[[DownloadProgress], None] | None = None,
) -> tuple[Tensor, Tensor]:
    """Load the test set of a corruption; download all of MNIST-C first if it is not there.

    Args:
        corruption: one of CORRUPTIONS.
        data_dir: where files are looked for and put; None is the default of paths.data_dir.
        on_progress: called now and then while downloading. What it raises ends the download and leaves no half file.

    Returns:
        images uint8, (10000, 28, 28); labels int64, (10000,), in the order of MNIST.

    Raises:
        DataError: no such corruption, a broken file, or a download that failed.

    Examples:
        >>> from sparse_explorer.data.mnist_c import load_mnist_c
        >>> images, labels = load_mnist_c("fog")  # doctest: +SKIP
        >>> load_mnist_c("frost")
        Traceback (most recent call last):
        ...
        sparse_explorer.data.errors.DataError: corruption of MNIST-C is 'frost', allowed are identity, shot_noise, ...
    """
    root = paths.data_dir(data_dir)
    folder = mnist_c_folder(corruption, root)
    if not _is_whole(folder):
        with closing(download_mnist_c(root)) as steps:
            for progress in steps:
                if on_progress is not None:
                    on_progress(progress)
    try:
        images, labels = load_test_set(folder)
    except DataError as error:
        raise DataError(f"{error}; delete what is broken there to have it downloaded again") from error
    if len(images) != IMAGES:
        raise DataError(f"{shown(folder)} has {len(images)} images, those of MNIST-C are {IMAGES}")
    return images, labels


def download_mnist_c(root: Path) -> Generator[DownloadProgress, None, None]:
    """Fetch MNIST-C and unpack its test sets under ``root``, 126 MB, unless all of them are there.

    Nothing happens before the first step. The zip file, 247 MB, is kept only until it is unpacked. A file appears under
    its own name once it is whole, and is not replaced after that; closing the generator, an error or Ctrl-C leaves
    nothing of one that was not finished.

    Yields:
        Reports on the zip file, and then one on each file that was unpacked.

    Raises:
        DataError: the download failed, or the folder cannot be written to.
    """
    folders = [mnist_c_folder(corruption, root) for corruption in CORRUPTIONS]
    if all(map(_is_whole, folders)):
        return
    folder = folders[0].parent
    files = 1 + len(folders) * len(MOST_BYTES)
    try:
        for each in folders:
            each.mkdir(parents=True, exist_ok=True)
            remove_leftovers(each)
        remove_leftovers(folder)
        with part_of(folder / _ZIP) as part:
            yield from fetch(ZipSource(_ZIP, URL, SIZE, SHA256), part, files)
            yield from unpack(part, _members(folders), files)
    except TransferError as error:
        raise DataError(
            f"MNIST-C could not be downloaded ({URL} {error}); unpack {_ZIP} in {shown(folder.parent)} and rename its "
            f"folder mnist_c to {folder.name}, or take the folder of one corruption as a test set"
        ) from error
    except OSError as error:  # of the disk: those of the network are dealt with before
        raise cannot_write(folder, error) from error


def _is_whole(folder: Path) -> bool:
    return all((folder / file).is_file() for file in MOST_BYTES)


def _members(folders: Sequence[Path]) -> Iterator[Member]:
    for folder in folders:
        for file, most in MOST_BYTES.items():
            target = folder / file
            label = f"{folder.name}/{file}"
            yield Member(f"mnist_c/{label}", target, most, label, target if target.is_file() else None)
