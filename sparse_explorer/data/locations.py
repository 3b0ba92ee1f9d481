"""Where the files of the data sets lie, told by their names and sizes. Imports no torch."""

import os
from dataclasses import dataclass
from pathlib import Path

from sparse_explorer import paths
from sparse_explorer.data.catalogue import EMNIST, describe

# The two spellings in use: as published, and as some unpacking tools leave them; each plain or compressed.
SPLITS = {"train": "train", "test": "t10k"}
KINDS = {"images": "idx3", "labels": "idx1"}
_EMNIST_SPLITS = {"train": "train", "test": "test"}
_SPELLINGS = ("{split}-{kind}-{idx}-ubyte", "{split}-{kind}.{idx}-ubyte")

TORCHVISION_CLASSES = {"mnist": "MNIST", "fashion-mnist": "FashionMNIST", "kmnist": "KMNIST"}
"""torchvision's class, which names the folder too."""

_FOLDERS = TORCHVISION_CLASSES | dict.fromkeys(EMNIST, "EMNIST")

_PIXELS = 28 * 28
_HEADERS = {"images": 16, "labels": 8}


@dataclass(frozen=True)
class Found:
    """The files of a data set on this machine.

    Attributes:
        folder: where they are.
        size: of the files, bytes.
        fits: whether they are as long as this data set's must be; only reading tells whether they are its own.
    """

    folder: Path
    size: int
    fits: bool


def plain_name(split: str, kind: str) -> str:
    """The usual name of a split's ("train", "test") "images" or "labels"."""
    return _SPELLINGS[0].format(split=SPLITS[split], kind=kind, idx=KINDS[kind])


def file_name(name: str, split: str, kind: str) -> str:
    """The name of a file of a data set of the catalogue, without compression."""
    if name not in EMNIST:
        return plain_name(split, kind)
    return f"{name}-{_EMNIST_SPLITS[split]}-{kind}-{KINDS[kind]}-ubyte"


def plain_size(name: str, file: str) -> int:
    """How many bytes a file of a data set of the catalogue has without compression.

    Args:
        name: of the data set.
        file: name of the file, compressed or not.
    """
    info = describe(name)
    split, kind = next(
        (s, k) for s in SPLITS for k in KINDS if file.removesuffix(".gz") == file_name(name, s, k)
    )
    return _plain_size(kind, (info.train_count if split == "train" else info.test_count) or 0)


def _plain_size(kind: str, count: int) -> int:
    return _HEADERS[kind] + count * (_PIXELS if kind == "images" else 1)


def find_file(folder: Path, split: str, kind: str, name: str = "mnist") -> Path | None:
    """Return the path of a split's ("train", "test") "images" or "labels" in ``folder``, or None.

    Of the catalogue's data sets, only EMNIST's have names of their own.

    Where there are several, the plain one goes before the compressed one.
    """
    spelled = [spelling.format(split=SPLITS[split], kind=kind, idx=KINDS[kind]) for spelling in _SPELLINGS]
    for file in [file_name(name, split, kind)] if name in EMNIST else spelled:
        for path in (folder / file, folder / f"{file}.gz"):
            if os.path.isfile(path):  # unlike Path.is_file, never raises
                return path
    return None


def has_all_files(folder: Path, name: str = "mnist") -> bool:
    """Tell whether the four files of a data set are in ``folder``; reading says whether they are sound."""
    return all(find_file(folder, split, kind, name) for split in SPLITS for kind in KINDS)


def raw_folder(name: str, root: Path) -> Path:
    """Return the folder of a data set's files under ``root``, as torchvision lays them out: ``MNIST/raw``."""
    return root / _FOLDERS[name] / "raw"


def folder_with_files(name: str, root: Path) -> Path | None:
    """The folder under ``root`` that holds all files of a data set that can be downloaded, or None."""
    own = raw_folder(name, root)
    # Files copied by hand seldom come with torchvision's folders, and of all names MNIST's are the likeliest.
    folders = [own, root, root / "raw"] if name == "mnist" else [own]
    return next((folder for folder in folders if has_all_files(folder, name)), None)


def needs_download(name: str, data_dir: Path | None = None) -> bool:
    """Whether a data set would have to be downloaded before it can be loaded.

    Raises:
        DataError: no such data set.
    """
    return describe(name).download and folder_with_files(name, paths.data_dir(data_dir)) is None


def find(name: str, root: Path) -> Found | None:
    """What there is of a data set that can be downloaded, without reading it; None where a file is missing."""
    folder = folder_with_files(name, root)
    if folder is None:
        return None
    info = describe(name)
    counts = {"train": info.train_count or 0, "test": info.test_count or 0}
    size, fits = 0, True
    for split in SPLITS:
        for kind in KINDS:
            path = find_file(folder, split, kind, name)
            assert path is not None
            size += path.stat().st_size
            fits = fits and _length(path) == _plain_size(kind, counts[split])
    return Found(folder, size, fits)


def _length(path: Path) -> int | None:
    """How many bytes a file has without compression, which a gzip file ends with; None if it cannot be read."""
    try:
        with path.open("rb") as file:
            if file.read(2) != b"\x1f\x8b":
                return path.stat().st_size
            file.seek(-4, os.SEEK_END)
            return int.from_bytes(file.read(4), "little")
    except OSError:
        return None
