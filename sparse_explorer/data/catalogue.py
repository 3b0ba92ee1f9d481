"""What data sets there are, as plain text and numbers, so that menus and ``--help`` do not wait for torch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sparse_explorer.data.errors import DataError
from sparse_explorer.data.own_sets import name_problem
from sparse_explorer.reading import short

IMAGE_SIZE = 28
"""Height and width of every data set's images, in pixels."""

CLASSES = 10
"""What images are told apart into: the ten digits, or ten kinds of other things."""

LEAST_SIDE, MOST_SIDE = 8, 64
"""Pixels of an image's side in a data set of the user's own."""

LEAST_CLASSES, MOST_CLASSES = 2, 100
"""In a data set of the user's own."""

FOLDER_PREFIX = "folder:"

OWN_PREFIX = "own:"
"""Before the name of a data set that was put together in the window."""

DIGITS = tuple(str(label) for label in range(CLASSES))
"""Names of the classes of most data sets here: digits, or kinds of things by their number."""

CAPITALS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

SMALL = tuple("abcdefghijklmnopqrstuvwxyz")

UNLIKE = tuple("abdefghnqrt")
"""Small letters that look unlike their capitals; of the others, EMNIST's merged data sets have one class for both."""


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
        download_sizes: of the files that are fetched, bytes, by their names.
        mean, std: of the training pixels scaled to 0 ... 1, as commonly used to normalise; None where measured.
        per_class: images of each class, for training and for testing, if all have the same number.
        sha256: of the files without compression, by their plain names, where they are known.
        class_names: of the classes, by label.

    Examples:
        >>> from sparse_explorer.data.catalogue import describe
        >>> describe("digits").epochs > 0
        True
    """

    name: str
    title: str
    description: str
    train_count: int | None
    test_count: int | None
    epochs: int
    download: bool
    download_sizes: Mapping[str, int] = field(default_factory=dict)
    mean: float | None = None
    std: float | None = None
    per_class: tuple[int, int] | None = None
    sha256: Mapping[str, str] = field(default_factory=dict)
    class_names: tuple[str, ...] = DIGITS

    @property
    def download_bytes(self) -> int:
        """What fetching the files takes; 0 where nothing is fetched."""
        return sum(self.download_sizes.values())


def _sizes(*sizes: int) -> Mapping[str, int]:
    """The sizes of compressed files, in the order that torchvision lists them in."""
    names = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
    return MappingProxyType({f"{name}-ubyte.gz": size for name, size in zip(names, sizes, strict=True)})


def _emnist(
    name: str,
    title: str,
    description: str,
    counts: tuple[int, int],
    class_names: tuple[str, ...],
    *,
    even: bool = True,
) -> DatasetInfo:
    """One of the six data sets of EMNIST, which come in one file; counts are its authors' (arXiv:1702.05373)."""
    train, test = counts
    return DatasetInfo(
        name=name,
        title=title,
        description=description,
        train_count=train,
        test_count=test,
        epochs=1,
        download=True,
        download_sizes=MappingProxyType({"gzip.zip": 561_753_746}),
        per_class=(train // len(class_names), test // len(class_names)) if even else None,
        class_names=class_names,
    )


# Sizes of the downloads: of the four compressed files, as their mirrors tell. Checksums of MNIST: computed from the
# files that its authors published. Of the others only those of the compressed files are published, with which a
# download is checked; their plain files are told by the even number of images a class, which their authors promise
# (Xiao et al., 2017; Clanuwat et al., 2018), and by mean and standard deviation.
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
        mean=0.1307,  # MNIST's, so that the same noise means the same grey on both
        std=0.3081,
    ),
    DatasetInfo(
        name="mnist",
        title="MNIST",
        description="70,000 handwritten digits, the data set of the article and of the paper.",
        train_count=60_000,
        test_count=10_000,
        epochs=1,
        download=True,
        download_sizes=_sizes(9_912_422, 28_881, 1_648_877, 4_542),
        mean=0.1307,
        std=0.3081,
        sha256=MappingProxyType(
            {
                "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            }
        ),
    ),
    DatasetInfo(
        name="fashion-mnist",
        title="Fashion-MNIST",
        description="70,000 pictures of clothes in ten classes, harder to tell apart than digits.",
        train_count=60_000,
        test_count=10_000,
        epochs=1,
        download=True,
        download_sizes=_sizes(26_421_880, 29_515, 4_422_102, 5_148),
        mean=0.2860,
        std=0.3530,
        per_class=(6_000, 1_000),
    ),
    DatasetInfo(
        name="kmnist",
        title="Kuzushiji-MNIST",
        description="70,000 cursive Japanese characters in ten classes, each written in several ways.",
        train_count=60_000,
        test_count=10_000,
        epochs=1,
        download=True,
        download_sizes=_sizes(18_165_135, 29_497, 3_041_136, 5_120),
        mean=0.1918,
        std=0.3483,
        per_class=(6_000, 1_000),
    ),
    _emnist(
        "emnist-letters",
        "EMNIST Letters",
        "145,600 handwritten letters in 26 classes, capitals and small ones together.",
        (124_800, 20_800),
        CAPITALS,
    ),
    _emnist(
        "emnist-balanced",
        "EMNIST Balanced",
        "131,600 handwritten digits and letters in 47 classes of the same size.",
        (112_800, 18_800),
        (*DIGITS, *CAPITALS, *UNLIKE),
    ),
    _emnist(
        "emnist-byclass",
        "EMNIST By Class",
        "814,255 handwritten digits, capitals and small letters in 62 classes, as often as people write them.",
        (697_932, 116_323),
        (*DIGITS, *CAPITALS, *SMALL),
        even=False,
    ),
    _emnist(
        "emnist-bymerge",
        "EMNIST By Merge",
        "814,255 handwritten digits and letters in 47 classes: small letters that look like their capitals are theirs.",
        (697_932, 116_323),
        (*DIGITS, *CAPITALS, *UNLIKE),
        even=False,
    ),
    _emnist(
        "emnist-digits",
        "EMNIST Digits",
        "280,000 handwritten digits by more hands than MNIST's.",
        (240_000, 40_000),
        DIGITS,
    ),
    _emnist(
        "emnist-mnist",
        "EMNIST MNIST",
        "70,000 handwritten digits of EMNIST, as many as MNIST has.",
        (60_000, 10_000),
        DIGITS,
    ),
)

CATALOGUE: Mapping[str, DatasetInfo] = MappingProxyType({info.name: info for info in _ALL})

EMNIST = tuple(name for name in CATALOGUE if name.startswith("emnist-"))
"""Names of the data sets that come together."""


def describe(name: str) -> DatasetInfo:
    """Return what is known of a data set by its name: one of the catalogue's, ``own:NAME``, or ``folder:PATH``.

    No folder is looked at.

    Raises:
        DataError: there is no data set of that name.

    Examples:
        >>> from sparse_explorer.data.catalogue import describe
        >>> describe("mnist").title
        'MNIST'
    """
    if name in CATALOGUE:
        return CATALOGUE[name]
    if name.startswith(OWN_PREFIX):
        return _own(name)
    path = name.removeprefix(FOLDER_PREFIX)
    if name.startswith(FOLDER_PREFIX) and any(ord(letter) < 32 or letter == "\x7f" for letter in path):
        raise DataError(
            f"the data set {short(name)} holds a control character; was a path with backslashes meant? Write it with / "
            "instead, or in a TOML file between single quotes"
        )
    if name.startswith(FOLDER_PREFIX) and path.strip():
        return DatasetInfo(
            name=name,
            title=f"Folder {path}",
            description=f"Your own images in {path}.",
            train_count=None,
            test_count=None,
            epochs=1,
            download=False,
        )
    raise DataError(
        f"there is no data set {short(name)}, allowed are {', '.join(CATALOGUE)}, {OWN_PREFIX}NAME and "
        f"{FOLDER_PREFIX}PATH"
    )


def is_own(name: str) -> bool:
    """Whether a data set is the user's own, of which nothing is known before it is read."""
    return name.startswith((FOLDER_PREFIX, OWN_PREFIX))


def _own(name: str) -> DatasetInfo:
    title = name.removeprefix(OWN_PREFIX)
    problem = name_problem(title)
    if problem:
        raise DataError(f"there can be no data set {short(name)}: {problem}")
    return DatasetInfo(
        name=name,
        title=title,
        description="Images that you have drawn or brought yourself.",
        train_count=None,
        test_count=None,
        epochs=30,
        download=False,
    )
