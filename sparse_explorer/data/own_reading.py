"""Reading a data set of the user's own by what it is kept in."""

import os
from collections.abc import Callable
from pathlib import Path

from sparse_explorer.data import array_files, csv_files, image_folder
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.idx import read_own_folder
from sparse_explorer.data.locations import KINDS, SPLITS, find_file
from sparse_explorer.data.own_data import OwnData
from sparse_explorer.paths import shown

_BY_ENDING: dict[str, Callable[[Path], OwnData]] = {
    ".npz": array_files.read_npz,
    ".npy": array_files.read_npy,
    ".csv": csv_files.read_csv,
}


def read_own(path: Path) -> OwnData:
    """Read a data set from a file or a folder.

    Raises:
        DataError: it is not there, or nothing that can be read.
    """
    if not os.path.exists(path):
        raise DataError(f"{shown(path)} does not exist, expected a folder, or a .npz, .npy or .csv file")
    if not os.path.isdir(path):
        reader = _BY_ENDING.get(path.suffix.lower())
        if reader is None:
            raise DataError(
                f"{shown(path)} is of no use here, allowed are folders, and .npz, .npy and .csv files"
            )
        return reader(path)
    for holds, read in (
        (image_folder.holds_classes, image_folder.read_classes),
        (array_files.holds_arrays, array_files.read_array_folder),
        (csv_files.holds_tables, csv_files.read_tables),
    ):
        if holds(path):
            return read(path)
    if not any(find_file(path, split, kind) for split in SPLITS for kind in KINDS):
        raise DataError(
            f"{shown(path)} has no images that are read here, expected a folder of PNG files for each class, "
            ".npy files, a .csv file, or MNIST's four files"
        )
    return read_own_folder(path)
