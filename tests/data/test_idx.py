"""IDX files: what is read from sound ones, and the one line that each kind of broken one ends in."""

import gzip
import os
import struct
import tracemalloc

import pytest
import torch

from sparse_explorer.data import idx
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.idx import read_folder, read_images, read_labels, read_split
from sparse_explorer.data.locations import has_all_files

IMAGE = bytes(784)


def images(count=1, rows=28, columns=28, content=None, magic=2051):
    content = IMAGE * count if content is None else content
    return struct.pack(">IIII", magic, count, rows, columns) + content


def labels(content=b"\x03", count=None, magic=2049):
    return struct.pack(">II", magic, len(content) if count is None else count) + content


@pytest.fixture
def file(tmp_path):
    def write(content, name="file"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def test_pixels_and_labels_come_out_in_order(file):
    first, second = bytes(range(256)) * 3 + bytes(16), bytes([7]) * 784
    pixels = read_images(file(images(2, content=first + second)))
    assert pixels.dtype == torch.uint8
    assert pixels.shape == (2, 28, 28)
    assert pixels[0].flatten().tolist() == list(first)
    assert pixels[1].eq(7).all()
    read = read_labels(file(labels(bytes([5, 0, 9]))))
    assert read.dtype == torch.int64
    assert read.tolist() == [5, 0, 9]


def test_what_is_read_can_be_written_to(file):
    read_images(file(images())).add_(1)  # a warning or a crash where the memory is read-only


def test_a_small_file_that_unpacks_to_much_is_unpacked_no_further_than_it_may(file):
    promised = gzip.compress(images(2, content=bytes(1 << 25)))  # says two images, and goes on for 32 MB
    tracemalloc.start()
    try:
        check(read_images, file(promised), "continues after its 2 images")
        assert tracemalloc.get_traced_memory()[1] < 2e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("wrap", [bytes, gzip.compress])
def test_where_the_file_cannot_be_whole_nothing_of_it_is_read(file, wrap, monkeypatch):
    path = file(wrap(images(1_000_001, content=IMAGE)))
    monkeypatch.setattr(idx, "read_up_to", lambda stream, size: stream.read(size) if size <= 16 else 1 / 0)
    check(read_images, path, "has 1000001 images")
    check(read_images, file(images(2, content=IMAGE)), "is cut short")


def test_members_of_a_gzip_file_are_read_as_one(file):
    whole = images(3, content=os.urandom(3 * 784))
    parts = [whole[:5], b"", whole[5:1000], whole[1000:]]
    for end in (b"", bytes(1), bytes(100_000)):  # a device's last block is filled with zeros
        read = read_images(file(b"".join(map(gzip.compress, parts)) + end))
        assert read.flatten().tolist() == list(whole[16:])


@pytest.mark.parametrize("name", ["compressed.gz", "compressed"])
def test_gzip_is_told_by_content(file, name):
    assert read_labels(file(gzip.compress(labels(bytes([4, 2]))), name)).tolist() == [4, 2]


def test_a_plain_file_that_kept_its_gz_ending_is_read(file):
    # Browsers and proxies unpack on the way and leave the name.
    assert read_labels(file(labels(bytes([4, 2])), "labels.gz")).tolist() == [4, 2]


whole_gzip = gzip.compress(images(3, content=os.urandom(3 * 784)))
damaged_gzip = whole_gzip[:200] + bytes(b ^ 0xFF for b in whole_gzip[200:260]) + whole_gzip[260:]

BROKEN_IMAGES = {
    "empty": (b"", "is empty, expected an IDX file of images"),
    "two bytes": (b"\x00\x00", "is not an IDX file of images"),
    "header cut": (images()[:10], "ends within its header"),
    "cut": (images(2)[:-1], "is cut short: 2 images take 1568 bytes after the header, found 1567"),
    "nothing after the header": (images(content=b""), "is cut short"),
    "one byte too many": (images() + b"\x00", "continues after its 1 images"),
    "labels instead": (labels(), "holds labels, expected images: are the two files swapped?"),
    "text": (b"<html>404</html>", "is not an IDX file of images: it begins with the bytes 3c 68 74 6d"),
    "float pixels": (images(magic=0x0D03), "is not an IDX file of images"),
    "32x32": (images(1, 32, 32, bytes(1024)), "has images of 32x32 pixels, expected 28x28"),
    "no images": (images(0), "has 0 images, allowed are 1 ... 1000000"),
    "absurd count": (images(2**32 - 1, content=IMAGE), "has 4294967295 images, allowed are 1 ... 1000000"),
    "one too many": (images(1_000_001, content=IMAGE), "has 1000001 images, allowed are 1 ... 1000000"),
    "the most that are allowed": (
        images(1_000_000, content=IMAGE),
        "is cut short: 1000000 images take 784000000 bytes after the header, found 784",
    ),
    "absurd size": (images(1, 2**32 - 1, 2**32 - 1, IMAGE), "has images of 4294967295x4294967295 pixels"),
    "gzip cut": (whole_gzip[:-20], "is a damaged gzip file"),
    "gzip cut in its header": (whole_gzip[:5], "is a damaged gzip file"),
    "gzip damaged": (damaged_gzip, "is a damaged gzip file"),
    "gzip with a wrong sum": (whole_gzip[:-8] + bytes(8), "is a damaged gzip file"),
    "gzip with rubbish after it": (gzip.compress(images()) + b"rubbish", "is a damaged gzip file"),
    "gzip with absurd count": (gzip.compress(images(2**32 - 1, content=IMAGE)), "has 4294967295 images"),
    "gzip cut at a member's end": (gzip.compress(images(2, content=IMAGE)), "is cut short: 2 images"),
    "gzip with one byte after it": (gzip.compress(images()) + b"\x1f", "something else follows"),
    "gzip with half a member after it": (
        gzip.compress(images(2, content=IMAGE)) + gzip.compress(IMAGE)[:-5],
        "is a damaged gzip file: it ends too soon",
    ),
    "gzip of too many members": (
        gzip.compress(images(2, content=IMAGE)) + gzip.compress(b"") * 20_000,
        "it has more than 20000 members",
    ),
    "gzip of text": (gzip.compress(b"hello world"), "is not an IDX file of images"),
    "gzip of nothing": (gzip.compress(b""), "is empty"),
}

BROKEN_LABELS = {
    "empty": (b"", "is empty, expected an IDX file of labels"),
    "cut": (labels(b"\x01", count=2), "is cut short: 2 labels take 2 bytes after the header, found 1"),
    "one too many": (labels(b"\x01\x02", count=1), "continues after its 1 labels"),
    "images instead": (images(), "holds images, expected labels: are the two files swapped?"),
    "no labels": (labels(b""), "has 0 labels, allowed are 1 ... 1000000"),
    "a label of 10": (labels(bytes([0, 1, 10, 255])), "has the label 10 at position 2, allowed is 0 ... 9"),
}


def check(read, path, message):
    with pytest.raises(DataError) as caught:
        read(path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("case", BROKEN_IMAGES)
def test_a_broken_image_file_is_named_with_what_is_wrong(file, case):
    content, message = BROKEN_IMAGES[case]
    check(read_images, file(content), message)


@pytest.mark.parametrize("case", BROKEN_LABELS)
def test_a_broken_label_file_is_named_with_what_is_wrong(file, case):
    content, message = BROKEN_LABELS[case]
    check(read_labels, file(content), message)


@pytest.mark.parametrize("read", [read_images, read_labels])
def test_no_file_a_folder_or_a_pipe(tmp_path, read):
    check(read, tmp_path / "nowhere", "does not exist")
    check(read, tmp_path, "is not a file")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")  # opening it would wait for ever
        check(read, tmp_path / "pipe", "is not a file")


def test_no_permission(file, monkeypatch):
    path = file(images())

    def refuse(*args, **kwargs):  # taking the right away would not keep root from reading
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)
    check(read_images, path, "cannot be read: Permission denied")


@pytest.mark.parametrize("wrap", [bytes, gzip.compress])
def test_memory_follows_the_content_and_not_an_absurd_header(file, wrap):
    path = file(wrap(images(1_000_000, content=IMAGE)))
    tracemalloc.start()
    try:
        with pytest.raises(DataError):
            read_images(path)
        assert tracemalloc.get_traced_memory()[1] < 10e6
    finally:
        tracemalloc.stop()


def test_a_folder_is_read_by_its_usual_names(idx_folder):
    train_images, train_labels, test_images, test_labels = read_folder(idx_folder)
    assert train_images.shape == (30, 28, 28)
    assert train_labels.tolist() == [i % 10 for i in range(30)]
    assert test_images.shape == (12, 28, 28)
    assert test_labels.tolist() == [i % 10 for i in range(12)]
    assert torch.equal(read_split(str(idx_folder), "test")[0], test_images)


@pytest.mark.parametrize("respell", [lambda n: n, lambda n: n.replace("-idx", ".idx")])
@pytest.mark.parametrize("packed", [False, True])
def test_other_spellings_and_compressed_files_are_found(idx_folder, idx_files, compress, respell, packed):
    expected = read_folder(idx_folder)
    for name, content in idx_files.items():
        (idx_folder / name).unlink()
        new = idx_folder / (respell(name) + (".gz" if packed else ""))
        new.write_bytes(compress(content) if packed else content)
    assert has_all_files(idx_folder)
    assert all(torch.equal(a, b) for a, b in zip(read_folder(idx_folder), expected, strict=True))


def test_the_plain_file_goes_before_the_compressed_one(idx_folder, compress):
    (idx_folder / "train-images-idx3-ubyte.gz").write_bytes(compress(b"an older one"))
    (idx_folder / "train-labels.idx1-ubyte").write_bytes(b"another spelling")
    assert read_split(idx_folder, "train")[0].shape == (30, 28, 28)


def test_a_folder_of_a_files_name_is_not_taken_for_it(idx_folder):
    # Some archives unpack each file into a folder of its own name, beside the other spelling of the file.
    plain = idx_folder / "train-images-idx3-ubyte"
    plain.rename(idx_folder / "train-images.idx3-ubyte")
    plain.mkdir()
    assert read_split(idx_folder, "train")[0].shape == (30, 28, 28)


@pytest.mark.parametrize("missing", ["train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"])
def test_a_missing_file_is_named(idx_folder, missing):
    (idx_folder / missing).unlink()
    assert not has_all_files(idx_folder)
    with pytest.raises(DataError, match=f"has no file {missing} or {missing}.gz"):
        read_folder(idx_folder)


def test_different_numbers_name_both_files_and_counts(idx_folder):
    (idx_folder / "train-labels-idx1-ubyte").write_bytes(labels(bytes(29)))
    expected = "train-images-idx3-ubyte has 30 images but .*train-labels-idx1-ubyte has 29 labels"
    with pytest.raises(DataError, match=expected):
        read_split(idx_folder, "train")


def test_what_is_no_folder_or_no_split_is_named(idx_folder):
    with pytest.raises(DataError, match="nowhere does not exist"):
        read_folder(idx_folder / "nowhere")
    with pytest.raises(DataError, match="train-images-idx3-ubyte is not a folder"):
        read_folder(idx_folder / "train-images-idx3-ubyte")
    with pytest.raises(DataError, match="no split 'valid', allowed are train, test"):
        read_split(idx_folder, "valid")


@pytest.mark.parametrize("read", [read_images, read_labels])
def test_a_file_that_is_compressed_twice_says_so(tmp_path, idx_files, compress, read):
    name = f"train-{'images-idx3' if read is read_images else 'labels-idx1'}-ubyte"
    path = tmp_path / f"{name}.gz"
    path.write_bytes(compress(idx_files[name]))
    read(path)
    path.write_bytes(compress(compress(idx_files[name])))
    with pytest.raises(DataError, match="is compressed twice; unpack it once"):
        read(path)
