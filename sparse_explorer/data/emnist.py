"""EMNIST: handwritten digits and letters in six data sets, all of which are published in one file.

Cohen, Afshar, Tapson and van Schaik, "EMNIST: an extension of MNIST to handwritten letters", arXiv:1702.05373;
https://www.nist.gov/itl/products-and-services/emnist-dataset. Its images are stored column by column, which turns them
over; they are turned back as they are read. Labels of letters begin at 1 in the files, and at 0 once they are read.

Axes: N images, 28 rows, 28 columns.
"""

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from torch import Tensor

from sparse_explorer.data.catalogue import EMNIST, describe
from sparse_explorer.data.download import DownloadProgress, cannot_write, check_sha256
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.idx import read_images, read_labels
from sparse_explorer.data.locations import KINDS, SPLITS, file_name, find_file, plain_size, raw_folder
from sparse_explorer.data.metered_http import TransferError
from sparse_explorer.data.parts import part_of, remove_leftovers
from sparse_explorer.data.zipped import Member, ZipSource, fetch, unpack
from sparse_explorer.paths import shown

URL = "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip"
SIZE = 561_753_746
SHA256 = "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e"
"""Of the zip file: its address is torchvision's, size and checksum are in TensorFlow Datasets (emnist.txt)."""

ZIP = "gzip.zip"

_FIRST_LABEL = {"emnist-letters": 1}
_MORE = 4096  # what compressing adds at most to what cannot be compressed, generously


def read_emnist(name: str, folder: Path) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Read training images and labels, test images and labels, images upright and labels from 0.

    Raises:
        DataError: a file is missing or broken, or the two of a split differ in number.
    """
    return *_read_split(name, folder, "train"), *_read_split(name, folder, "test")


def _read_split(name: str, folder: Path, split: str) -> tuple[Tensor, Tensor]:
    first, classes = _FIRST_LABEL.get(name, 0), len(describe(name).class_names)
    images_path, labels_path = (find_file(folder, split, kind, name) for kind in ("images", "labels"))
    if images_path is None or labels_path is None:
        missing = file_name(name, split, "images" if images_path is None else "labels")
        raise DataError(f"{shown(folder)} has no file {missing} or {missing}.gz")
    images, labels = read_images(images_path), read_labels(labels_path, first + classes)
    if len(images) != len(labels):
        raise DataError(
            f"{shown(images_path)} has {len(images)} images but {shown(labels_path)} has {len(labels)} labels, "
            "expected the same number"
        )
    if int(labels.min()) < first:
        raise DataError(f"{shown(labels_path)} has the label {int(labels.min())}, the least is {first}")
    return images.transpose(1, 2).contiguous(), labels - first


def download_emnist(name: str, root: Path) -> Generator[DownloadProgress, None, None]:
    """Fetch EMNIST and unpack it under ``root``, 560 MB, unless the files of a data set are there.

    Nothing happens before the first step. All six data sets are unpacked, so that nothing is fetched twice; their files
    stay compressed, and the zip file is not kept. One that lies in their folder already is taken instead, and stays. A
    file appears under its own name once it is whole, and is not replaced after that; closing the generator, an error or
    Ctrl-C leaves nothing of one that was not finished.

    Yields:
        Reports on the zip file, and then one on each file that was unpacked.

    Raises:
        DataError: the download failed, or the folder cannot be written to.
    """
    folder = raw_folder(name, root)
    wanted = [(each, split, kind) for each in EMNIST for split in SPLITS for kind in KINDS]
    files = 1 + len(wanted)
    local = folder / ZIP
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder)
        if local.is_file() and local.stat().st_size == SIZE:
            with local.open("rb") as archive:
                yield DownloadProgress(ZIP, SIZE, SIZE, 0, files)
                check_sha256(archive, SHA256)
                yield from unpack(archive, _members(folder, wanted), files)
            return
        with part_of(local) as part:
            yield from fetch(ZipSource(ZIP, URL, SIZE, SHA256), part, files)
            yield from unpack(part, _members(folder, wanted), files)
    except TransferError as error:
        raise DataError(
            f"EMNIST could not be downloaded ({URL} {error}); put {ZIP}, or the files in it, into {shown(folder)}"
        ) from error
    except OSError as error:  # of the disk: those of the network are dealt with before
        raise cannot_write(folder, error) from error


def _members(folder: Path, wanted: Sequence[tuple[str, str, str]]) -> Iterator[Member]:
    for name, split, kind in wanted:
        target = folder / f"{file_name(name, split, kind)}.gz"
        there = find_file(folder, split, kind, name)
        most = plain_size(name, target.name) + _MORE
        yield Member(f"gzip/{target.name}", target, most, (there or target).name, there)
