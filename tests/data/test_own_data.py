"""Data sets of one's own: folders of PNG, NumPy's files, CSV and IDX, of any size and number of classes; and one line
that names the file, the value and what is allowed for each that is none."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from sparse_explorer.data.datasets import ImageData, load
from sparse_explorer.data.errors import DataError

COUNT = 14


def images(side: int, classes: int = 3, count: int = COUNT) -> tuple[np.ndarray, np.ndarray]:
    """As many of each class, in turns; each image is told by its first pixel."""
    numbers = np.random.default_rng(side)
    made = numbers.integers(0, 256, (classes * count, side, side), dtype=np.uint8)
    made[:, 0, 0] = np.arange(len(made)) % 256
    return made, np.arange(len(made)) % classes


def as_folder(path: Path, made: np.ndarray, labels: np.ndarray) -> Path:
    for number, (image, label) in enumerate(zip(made, labels, strict=True)):
        folder = path / str(label)
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(folder / f"{number:04}.png")
    return path


def as_npz(path: Path, made: np.ndarray, labels: np.ndarray) -> Path:
    file = path.with_suffix(".npz")
    np.savez_compressed(file, images=made, labels=labels)
    return file


def as_npy(path: Path, made: np.ndarray, labels: np.ndarray) -> Path:
    path.mkdir()
    np.save(path / "images.npy", made[..., None])
    np.save(path / "labels.npy", labels.astype(np.uint8))
    return path / "images.npy"


def as_csv(path: Path, made: np.ndarray, labels: np.ndarray, header: bool = True) -> Path:
    file = path.with_suffix(".csv")
    lines = ["label," + ",".join(f"pixel{place}" for place in range(made[0].size))] if header else []
    lines += [
        f"{label}," + ",".join(map(str, image.ravel())) for image, label in zip(made, labels, strict=True)
    ]
    file.write_text("\n".join(lines) + "\n")
    return file


def loaded(path: Path) -> ImageData:
    return load(f"folder:{path}")


@pytest.mark.parametrize("write", [as_folder, as_npz, as_npy, as_csv])
@pytest.mark.parametrize("side", [8, 28, 64])
def test_every_format_gives_the_same_images_parted_alike(tmp_path: Path, write: Callable, side: int) -> None:
    made, labels = images(side)
    data = loaded(write(tmp_path / "sétt ☃", made, labels))
    assert data.size == side
    assert data.class_names == tuple("0123456789")
    assert (len(data.train_images), len(data.test_images)) == (36, 6)
    assert sorted(data.test_labels.tolist()) == [0, 0, 1, 1, 2, 2]
    found = {
        int(image[0, 0]): (image, label)
        for image, label in zip(data.train_images.numpy(), data.train_labels.tolist(), strict=True)
    }
    assert all(
        np.array_equal(image, made[number]) and label == number % 3
        for number, (image, label) in found.items()
    )
    assert {int(image[0, 0]) for image in data.test_images} == {15, 16, 17, 33, 34, 35}
    assert data.normalized(data.test_images).shape == (6, 1, side, side)


def test_training_and_test_images_of_their_own_stay_apart(tmp_path: Path) -> None:
    made, labels = images(12, classes=4, count=2)
    as_folder(tmp_path / "png" / "train", made[:6], labels[:6])
    as_folder(tmp_path / "png" / "test", made[6:], labels[6:])
    np.savez(
        tmp_path / "keras.npz",
        x_train=made[:6] / 255,
        y_train=labels[:6, None],
        x_test=made[6:] / 255,
        y_test=labels[6:, None],
    )
    (tmp_path / "csv").mkdir()
    as_csv(tmp_path / "csv" / "my_train", made[:6], labels[:6], header=False)
    as_csv(tmp_path / "csv" / "my_test", made[6:], labels[6:])
    for path in (tmp_path / "png", tmp_path / "keras.npz", tmp_path / "csv"):
        data = loaded(path)
        assert sorted(image[0, 0].item() for image in data.train_images) == [0, 1, 2, 3, 4, 5]
        assert data.test_images[:, 0, 0].tolist() == [6, 7]
        assert data.test_labels.tolist() == [2, 3]


def test_classes_with_names_are_counted_in_their_order(tmp_path: Path) -> None:
    made, _ = images(10, classes=1, count=6)
    data = loaded(as_folder(tmp_path, made, np.array(["β", "A", "B 2", "A", "β", "B 2"])))
    assert data.class_names == ("A", "B 2", "β")
    assert data.train_labels.tolist() == [0, 1, 2]


def test_a_hundred_classes_are_allowed_and_no_more(tmp_path: Path) -> None:
    made, _ = images(8, classes=1, count=202)
    data = loaded(as_npz(tmp_path / "a", made[:200], np.arange(200) % 100))
    assert data.classes == 100
    with pytest.raises(DataError, match=r"b\.npz has the class 100, allowed are 0 \.\.\. 99"):
        loaded(as_npz(tmp_path / "b", made, np.arange(202) % 101))


def test_idx_files_of_another_size_are_read(tmp_path: Path) -> None:
    made, labels = images(20, classes=12, count=2)
    for split, part in (("train", slice(0, 12)), ("t10k", slice(12, 24))):
        head = struct.pack(">4I", 2051, 12, 20, 20)
        (tmp_path / f"{split}-images-idx3-ubyte.gz").write_bytes(gzip.compress(head + made[part].tobytes()))
        content = struct.pack(">2I", 2049, 12) + labels[part].astype(np.uint8).tobytes()
        (tmp_path / f"{split}-labels-idx1-ubyte").write_bytes(content)
    data = loaded(tmp_path)
    assert (data.size, data.classes) == (20, 12)
    assert np.array_equal(data.test_images.numpy(), made[12:])


@pytest.mark.parametrize("kind", ["RGB", "RGBA", "P", "LA", "1", "deep", "interlaced"])
def test_pictures_of_every_kind_are_read_as_brightness(tmp_path: Path, kind: str) -> None:
    grey = np.zeros((16, 16), np.uint8)
    grey[4:12, 6:10] = 255
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    picture = Image.fromarray(grey)
    if kind == "deep":
        picture = Image.fromarray(grey.astype(np.uint16) * 257)
    elif kind == "interlaced":
        kind = "L"
    for name in ("a/1.png", "a/2.png", "b/1.PNG", "b/2.png"):
        (picture if kind == "deep" else picture.convert(kind)).save(tmp_path / name, format="PNG")
    (tmp_path / "a" / ".DS_Store").write_bytes(b"x")
    (tmp_path / "__MACOSX").mkdir()
    data = loaded(tmp_path)
    assert data.class_names == ("a", "b")
    assert all(np.array_equal(image, grey) for image in data.train_images.numpy())


def test_ink_without_paper_is_seen(tmp_path: Path) -> None:
    pixels = np.zeros((16, 16, 4), np.uint8)
    pixels[4:12, 6:10, 3] = 255  # black ink, transparent around it
    for name in ("a/1.png", "a/2.png", "b/1.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.fromarray(pixels).save(tmp_path / name)
    image = loaded(tmp_path).train_images[0]
    assert int(image[8, 8]) == 0
    assert int(image[0, 0]) == 255


# --- what is none -----------------------------------------------------------------------------------------------------


def png_head(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def pickled(path: Path) -> None:
    np.save(path, np.array([{"a": 1}], dtype=object), allow_pickle=True)


def zip_bomb(path: Path) -> None:
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        head, {"descr": "|u1", "fortran_order": False, "shape": (10**7, 64, 64)}
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("images.npy", head.getvalue() + bytes(10**6))
        packed.writestr("labels.npy", head.getvalue())


def broken(root: Path, what: str) -> Path:
    """Something that is no data set."""
    made, labels = images(16, count=2)
    path = root / "set"
    if what == "missing":
        return path
    if what == "odd ending":
        return put(root / "set.mat", b"x")
    if what == "mixed sizes":
        as_folder(path, made, labels)
        Image.fromarray(made[0, :9, :9]).save(path / "1" / "zz.png")
    elif what == "oblong":
        as_folder(path, made[:, :12], labels)
    elif what == "too large":
        as_folder(path, np.zeros((4, 65, 65), np.uint8), labels[:4])
    elif what == "bomb":
        put(path / "0" / "1.png", png_head(60_000, 60_000))
    elif what == "bomb behind a small one":
        as_folder(path, made, labels)
        put(path / "1" / "zz.png", png_head(60_000, 60_000))
    elif what == "no png inside":
        as_folder(path, made, labels)
        put(path / "1" / "zz.png", b"GIF89a")
    elif what == "cut":
        as_folder(path, made, labels)
        file = path / "1" / "0001.png"
        file.write_bytes(file.read_bytes()[:-40])
    elif what == "other file":
        as_folder(path, made, labels)
        put(path / "1" / "notes.txt", b"x")
    elif what == "jpeg":
        put(path / "1" / "0001.jpg", b"x")
    elif what == "no classes":
        put(path / "0001.png", b"x")
    elif what == "one idx file":
        put(path / "train-images-idx3-ubyte", b"x")
    elif what == "one image":
        as_folder(path, made[:1], labels[:1])
    elif what == "one class":
        as_folder(path, made, np.full(len(made), "only"))
    elif what == "07 and 7":
        as_folder(path, made, np.array(["7", "07"] * 3))
    elif what == "train without test":
        as_folder(path / "train", made, labels)
        as_folder(path, made, labels)
    elif what == "pickle":
        path.mkdir()
        pickled(path / "images.npy")
        np.save(path / "labels.npy", labels)
    elif what == "zip bomb":
        zip_bomb(path.with_suffix(".npz"))
        return path.with_suffix(".npz")
    elif what == "no zip":
        return put(path.with_suffix(".npz"), b"PK\x03\x04 not a zip")
    elif what == "other arrays":
        np.savez(path.with_suffix(".npz"), x=made, y=labels)
        return path.with_suffix(".npz")
    elif what == "counts differ":
        return as_npz(path, made, labels[1:])
    elif what == "negative label":
        return as_npz(path, made, labels - 1)
    elif what == "floating 0 ... 255":
        return as_npz(path, made.astype(np.float32), labels)
    elif what == "nan":
        return as_npz(path, np.full((6, 16, 16), np.nan), labels)
    elif what == "flat":
        return as_npz(path, made.reshape(len(made), -1), labels)
    elif what == "npy cut":
        as_npy(path, made, labels)
        file = path / "images.npy"
        file.write_bytes(file.read_bytes()[:-1])
        return file
    elif what == "csv not square":
        return put(path.with_suffix(".csv"), b"1,2,3\n")
    elif what == "csv pixel":
        return put(
            as_csv(path, made, labels), as_csv(path, made, labels).read_bytes().replace(b",1,", b",256,", 1)
        )
    elif what == "csv word":
        file = as_csv(path, made, labels)
        return put(file, file.read_bytes() + b"2,some words\n")
    elif what == "csv short line":
        file = as_csv(path, made, labels)
        return put(file, file.read_bytes() + b"2,1,2,3\n")
    elif what == "csv bytes":
        return put(path.with_suffix(".csv"), b"\xff\xfe\x00\x01\n")
    elif what == "csv empty":
        return put(path.with_suffix(".csv"), b"label,pixel\n")
    elif what == "blank":
        return as_npz(path, np.zeros_like(made), labels)
    return path


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("missing", r"set does not exist, expected a folder, or a \.npz, \.npy or \.csv file"),
        ("odd ending", r"set\.mat is of no use here, allowed are folders"),
        ("mixed sizes", r"zz\.png has 9x9 pixels, expected 16x16 as of .*0000\.png"),
        ("oblong", r"has images of 16x12 pixels, expected squares"),
        ("too large", r"has images of 65x65 pixels, allowed are 8x8 \.\.\. 64x64"),
        ("bomb", r"has images of 60000x60000 pixels"),
        ("bomb behind a small one", r"zz\.png has 60000x60000 pixels, expected 16x16"),
        ("no png inside", r"zz\.png is no whole PNG file"),
        ("cut", r"0001\.png is no whole PNG file"),
        ("other file", r"notes\.txt is no \.png file"),
        ("jpeg", r"0001\.jpg is no \.png file, expected a folder of PNG files for each class"),
        (
            "no classes",
            r"set has no images that are read here, expected a folder of PNG files for each class",
        ),
        ("one idx file", r"has no file train-labels-idx1-ubyte or train-labels-idx1-ubyte\.gz, expected"),
        ("one image", r"has 1 images, one a class"),
        ("one class", r"has 1 classes, allowed are 2 \.\.\. 100"),
        ("07 and 7", r"has the class '07' and another that is the same number"),
        ("train without test", r"has a folder train but none called test"),
        ("pickle", r"holds object of shape \(1,\), expected numbers"),
        ("zip bomb", r"images in .*set\.npz takes 40,960,000,000 bytes, allowed are"),
        ("no zip", r"set\.npz is no whole \.npz file"),
        ("other arrays", r"has x, y, expected arrays called images and labels, or train_images"),
        ("counts differ", r"has 6 images but 5 labels, expected the same number"),
        ("negative label", r"has the label -1 at position 0, allowed is 0 or more"),
        ("floating 0 ... 255", r"has images of float32 from 0 to 25\d, allowed is 0 \.\.\. 1"),
        ("nan", r"has images of float64 from nan to nan, allowed is 0 \.\.\. 1"),
        ("flat", r"has images of shape \(6, 256\), expected \(N, rows, columns\)"),
        ("npy cut", r"images\.npy is cut short: 1,536 bytes follow its header, found 1,535"),
        ("csv not square", r"has 2 pixels in line 1, expected a square of them"),
        ("csv pixel", r"has 256 as pixel \d+ of line \d+, allowed are whole numbers 0 \.\.\. 255"),
        ("csv word", r"has no pixels in line 8, but 'some words'"),
        ("csv short line", r"has 3 pixels in line 8, expected 256 as before it"),
        ("csv bytes", r"is no text in line 1, expected a \.csv file in UTF-8"),
        ("csv empty", r"has no images, expected a line for each"),
        ("blank", r"are blank: every pixel is 0"),
    ],
)
def test_what_is_no_data_set_is_one_line_that_says_why(tmp_path: Path, what: str, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        loaded(broken(tmp_path, what))
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_table_may_be_separated_as_other_spreadsheets_do(tmp_path: Path, separator: str) -> None:
    made, labels = images(16)
    file = as_csv(tmp_path / "set", made, labels)
    expected = loaded(file).train_images
    file.write_text(file.read_text().replace(",", separator))
    assert loaded(file).train_images.equal(expected)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["set.npz", "set.csv", "set/images.npy", "set/1/0001.png"]), st.data())
def test_broken_files_end_in_one_line_or_a_data_set(tmp_path: Path, name: str, data: st.DataObject) -> None:
    made, labels = images(8, count=2)
    path = tmp_path / "set"
    write = {"set.npz": as_npz, "set.csv": as_csv, "set/images.npy": as_npy, "set/1/0001.png": as_folder}[
        name
    ]
    if name == "set/images.npy" and path.exists():
        for each in sorted(path.rglob("*"), reverse=True):
            each.rmdir() if each.is_dir() else each.unlink()
        path.rmdir()
    whole = write(path, made, labels)
    file = tmp_path / name
    content = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    refused = ""
    try:
        loaded(whole)
    except DataError as error:
        refused = str(error)
    assert len(refused.splitlines()) <= 1
