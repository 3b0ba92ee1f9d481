"""What data sets there are, as plain text and numbers, so that menus and ``--help`` do not wait for torch."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sparse_explorer.data.errors import DataError

FOLDER_PREFIX = "folder:"


@dataclass(frozen=True)
class DatasetInfo:
    """One data set as the user is told about it.

    Attributes:
        name: what ``--dataset`` takes.
        title: for menus.
        description: one sentence.
        train_count, test_count: number of images; None where that is known only once the files are read.
        epochs: suggested number of training epochs.
        download: True if the files are fetched from the internet when they are not there yet.
        download_bytes: what fetching them takes; 0 where nothing is fetched.
    """

    name: str
    title: str
    description: str
    train_count: int | None
    test_count: int | None
    epochs: int
    download: bool
    download_bytes: int = 0


# Sizes of the downloads: of the four compressed files, as their mirrors tell.
_ALL = (
    DatasetInfo(
        name="digits",
        title="Digits (bundled)",
        description="1,797 real handwritten digits that need no download; small and coarse, "
        "so they show the effect of sparse networks more mildly than MNIST does.",
        train_count=1437,
        test_count=360,
        epochs=30,  # one epoch is only 23 batches of 64
        download=False,
    ),
    DatasetInfo(
        name="mnist",
        title="MNIST",
        description="70,000 handwritten digits, the data set of the article and of the paper.",
        train_count=60_000,
        test_count=10_000,
        epochs=1,
        download=True,
        download_bytes=9_912_422 + 28_881 + 1_648_877 + 4_542,
    ),
    DatasetInfo(
        name="fashion-mnist",
        title="Fashion-MNIST",
        description="70,000 pictures of clothes in ten classes, harder to tell apart than digits.",
        train_count=60_000,
        test_count=10_000,
        epochs=1,
        download=True,
        download_bytes=26_421_880 + 29_515 + 4_422_102 + 5_148,
    ),
    DatasetInfo(
        name="kmnist",
        title="Kuzushiji-MNIST",
        description="70,000 cursive Japanese characters in ten classes, each written in several ways.",
        train_count=60_000,
        test_count=10_000,
        epochs=1,
        download=True,
        download_bytes=18_165_135 + 29_497 + 3_041_136 + 5_120,
    ),
)

CATALOGUE: Mapping[str, DatasetInfo] = MappingProxyType({info.name: info for info in _ALL})


def describe(name: str) -> DatasetInfo:
    """Return what is known of a data set by its name: one of the catalogue's, or ``folder:PATH``.

    The folder itself is not looked at.

    Raises:
        DataError: there is no data set of that name.
    """
    if name in CATALOGUE:
        return CATALOGUE[name]
    path = name.removeprefix(FOLDER_PREFIX)
    if name.startswith(FOLDER_PREFIX) and path.strip():
        return DatasetInfo(
            name=name,
            title=f"Folder {path}",
            description=f"Your own images: the IDX files in {path}.",
            train_count=None,
            test_count=None,
            epochs=1,
            download=False,
        )
    raise DataError(
        f"there is no data set {name!r}, allowed are {', '.join(CATALOGUE)} and {FOLDER_PREFIX}PATH"
    )
