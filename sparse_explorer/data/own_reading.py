"""Reading a data set of the user's own by what it is kept in."""

from pathlib import Path

from sparse_explorer.data import image_folder
from sparse_explorer.data.catalogue import CLASSES, IMAGE_SIZE
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.idx import read_folder
from sparse_explorer.data.own_data import OwnData, Part
from sparse_explorer.paths import shown


def read_own(path: Path) -> OwnData:
    """Read a folder of PNG files by class, or of IDX files.

    Raises:
        DataError: it is not there, or nothing that can be read.
    """
    if image_folder.holds_classes(path):
        found = image_folder.read_classes(path)
        side, classes = found.train.images.shape[1], len(found.class_names)
        if (side, classes) != (IMAGE_SIZE, CLASSES):
            raise DataError(
                f"{shown(path)} has {classes} classes and images of {side}x{side} pixels, "
                f"expected {CLASSES} and {IMAGE_SIZE}x{IMAGE_SIZE}"
            )
        return found
    tensors = [each.numpy() for each in read_folder(path)]
    names = tuple(str(label) for label in range(CLASSES))
    return OwnData(Part(tensors[0], tensors[1]), Part(tensors[2], tensors[3]), names)
