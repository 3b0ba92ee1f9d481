"""Data sets of the user's own images, one PNG file each, in folders that are called as their classes.

    kept = keep("my digits", "7", image)  # HOME/own-data/my digits/7/0001.png

Nothing that is there is ever changed or removed. :mod:`.image_folder` reads them. Imports no torch.

Axes: H rows, W columns.
"""

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sparse_explorer import paths
from sparse_explorer.data.errors import DataError
from sparse_explorer.paths import shown
from sparse_explorer.printable import printable
from sparse_explorer.reading import short

if TYPE_CHECKING:  # names are checked where nothing may take long
    import numpy as np
    from numpy.typing import NDArray

MOST_NAME = 60
"""Letters of a data set's name."""

MOST_IMAGES = 9_999
"""Images of a class."""

_NUMBERED = re.compile(r"(\d{4})\.png")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Kept:
    """An image that was kept: its file, and how many images its data set has by now."""

    path: Path
    count: int


def own_folder() -> Path:
    """Where the user's data sets are; it may not exist yet."""
    return paths.home_dir() / "own-data"


def own_sets() -> list[str]:
    """Names of the user's data sets, in order; those that cannot be listed are left out."""
    try:
        return sorted(
            path.name for path in own_folder().iterdir() if path.is_dir() and not name_problem(path.name)
        )
    except OSError:
        return []


def name_problem(name: str) -> str:
    """Why a data set cannot have a name, which becomes a folder's on any system; empty if it can."""
    if not name or name != name.strip():
        return "a name begins and ends with something else than a space"
    if len(name) > MOST_NAME:
        return f"it has {len(name)} letters, allowed are {MOST_NAME}"
    wrong = next((letter for letter in name if letter in '/\\:*?"<>|' or printable(letter) != letter), "")
    if wrong:
        return f"{short(wrong)} is not allowed in it"
    if name[0] in ".~-" or name[-1] == ".":
        return "a name begins with neither . nor ~ nor -, and does not end with ."
    return "the system keeps it for itself" if _RESERVED.fullmatch(name) else ""


def keep(name: str, label: str, image: "NDArray[np.uint8]") -> Kept:
    """Put one image into a data set, which is made if it is not there yet.

    Args:
        name: of the data set.
        label: name of the image's class.
        image: uint8, (H, W), 0 is background and 255 full ink.

    Raises:
        DataError: a name that is not allowed, images of another size in that data set, or a folder that cannot be
            written to.
    """
    for what, value in (("data set", name), ("class", label)):
        problem = name_problem(value)
        if problem:
            raise DataError(f"the {what} {short(value)} cannot be called so: {problem}")
    folder = own_folder() / name / label
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = [path for path in sorted(folder.parent.glob("*/*.png")) if path.is_file()]
        _check_size(there, image)
        path = _write_new(folder, _png(image))
    except OSError as error:
        raise DataError(f"cannot write to {shown(folder)}: {error.strerror or error}") from error
    return Kept(path, len(there) + 1)


def _check_size(there: list[Path], image: "NDArray[np.uint8]") -> None:
    if not there:
        return
    from PIL import Image

    try:
        with Image.open(there[0], formats=("PNG",)) as other:  # its head alone
            size = other.size
    except Exception as error:  # a broken file fails in many ways
        raise DataError(f"{shown(there[0])} is no PNG file: {printable(str(error))}") from None
    if size != (image.shape[1], image.shape[0]):
        raise DataError(
            f"{shown(there[0].parent.parent)} has images of {size[0]}x{size[1]} pixels, "
            f"and this one has {image.shape[1]}x{image.shape[0]}; choose another name"
        )


def _png(image: "NDArray[np.uint8]") -> bytes:
    from PIL import Image

    content = io.BytesIO()
    Image.fromarray(image).save(content, format="PNG")
    return content.getvalue()


def _write_new(folder: Path, content: bytes) -> Path:
    """Write a file under the first free number; one that another program takes meanwhile stays that program's."""
    numbers = [int(found[1]) for path in folder.iterdir() if (found := _NUMBERED.fullmatch(path.name))]
    for number in range(max(numbers, default=0) + 1, MOST_IMAGES + 1):
        path = folder / f"{number:04}.png"
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            continue
        return path
    raise DataError(f"{shown(folder)} is full: allowed are {MOST_IMAGES:,} images of a class")
