"""Test sets in .npy files: what is read, and what is told of each way to be broken."""

import contextlib
import io
import os
import tracemalloc

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sparse_explorer.data.errors import DataError
from sparse_explorer.data.test_sets import load_test_set, read_npy_images, read_npy_labels

IMAGES = np.random.default_rng(0).integers(0, 256, (12, 28, 28), dtype=np.uint8)
LABELS = np.arange(12) % 10


def npy(array, **options):
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def with_header(text, rest=b"", version=(1, 0)):
    size = len(text).to_bytes(2 if version == (1, 0) else 4, "little")
    return b"\x93NUMPY" + bytes(version) + size + text.encode() + rest


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "test_images.npy").write_bytes(npy(IMAGES))
    (tmp_path / "test_labels.npy").write_bytes(npy(LABELS))
    return tmp_path


def refusal(call, *arguments):
    with pytest.raises(DataError) as caught:
        call(*arguments)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_folder_or_two_files_are_read(folder):
    images_file, labels_file = folder / "test_images.npy", folder / "test_labels.npy"
    for arguments in ((folder,), (str(folder),), (images_file,), (images_file, labels_file)):
        images, labels = load_test_set(*arguments)
        assert images.dtype == torch.uint8
        assert labels.dtype == torch.int64
        assert images.tolist() == IMAGES.tolist()
        assert labels.tolist() == LABELS.tolist()
    other = folder / "some labels.npy"
    other.write_bytes(npy(LABELS[::-1]))
    assert load_test_set(images_file, other)[1].tolist() == LABELS[::-1].tolist()


@pytest.mark.parametrize(
    "array", [IMAGES[..., None], np.asfortranarray(IMAGES), np.asfortranarray(IMAGES[..., None])]
)
def test_images_may_have_a_channel_and_any_order(tmp_path, array):
    (tmp_path / "x.npy").write_bytes(npy(array))
    assert read_npy_images(tmp_path / "x.npy").tolist() == IMAGES.tolist()


@pytest.mark.parametrize("kind", ["u1", "i1", "<i4", ">i8", "u8"])
def test_labels_may_be_any_whole_numbers(tmp_path, kind):
    (tmp_path / "x.npy").write_bytes(npy(LABELS.astype(kind)))
    labels = read_npy_labels(tmp_path / "x.npy")
    assert labels.dtype == torch.int64
    assert labels.tolist() == LABELS.tolist()


def test_a_header_of_version_2_is_read(tmp_path):
    text = "{'descr': '|u1', 'fortran_order': False, 'shape': (3L,), }\n"  # the L is Python 2's
    (tmp_path / "x.npy").write_bytes(with_header(text, bytes([3, 1, 2]), (2, 0)))
    assert read_npy_labels(tmp_path / "x.npy").tolist() == [3, 1, 2]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not a .npy file of images: EOF"),
        (b"PK\x03\x04" + bytes(30), "is not a .npy file of images"),
        (npy(IMAGES)[:60], "is not a .npy file of images"),
        (npy(IMAGES)[:-1], "is cut short: 12 images take 9408 bytes after the header, found 9407"),
        (npy(IMAGES) + b"x", "continues after its end: 12 images take 9408 bytes"),
        (npy(IMAGES[:0]), "has 0 images, allowed are 1 ... 1000000"),
        (npy(IMAGES[:, :27]), "holds uint8 of shape (12, 27, 28), expected uint8 of shape (N, 28, 28)"),
        (npy(IMAGES.astype(float)), "holds float64 of shape (12, 28, 28)"),
        (npy(IMAGES.astype(np.int8)), "holds int8 of shape (12, 28, 28)"),
        (npy(np.uint8(3)), "holds uint8 of shape ()"),
        (npy(np.array([{}], dtype=object), allow_pickle=True), "holds object of shape (1,)"),
        (with_header("__import__('os').abort()"), "is not a .npy file of images"),
        (with_header("(" * 5000), "is not a .npy file of images"),
        (with_header("{'descr': '|u1', 'fortran_order': False, 'shape': (-1, 28, 28), }\n"), "has -1 images"),
        (with_header("{}", version=(3, 0)), "version 3.0 is of no use here"),
    ],
)  # fmt: skip
def test_what_are_no_images_is_told(tmp_path, content, said):
    (tmp_path / "x.npy").write_bytes(content)
    assert said in refusal(read_npy_images, tmp_path / "x.npy")


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (LABELS + 1, "has the label 10 at position 9, allowed is 0 ... 9"),
        (LABELS - 1, "has the label -1 at position 0, allowed is 0 ... 9"),
        (np.array([0, 2**63], dtype=np.uint64), "has the label 9223372036854775808 at position 1"),
        (LABELS.astype(float), "holds float64 of shape (12,), expected whole numbers of shape (N,)"),
        (LABELS > 3, "holds bool of shape (12,), expected whole numbers"),
        (LABELS[:, None], "holds int64 of shape (12, 1), expected whole numbers of shape (N,)"),
    ],
)
def test_what_are_no_labels_is_told(tmp_path, array, said):
    (tmp_path / "x.npy").write_bytes(npy(array))
    assert said in refusal(read_npy_labels, tmp_path / "x.npy")


def test_files_that_do_not_fit_or_are_not_there_are_told(folder):
    (folder / "test_labels.npy").write_bytes(npy(LABELS[:11]))
    assert "has 12 images but" in (said := refusal(load_test_set, folder))
    assert "has 11 labels" in said
    (folder / "test_labels.npy").unlink()
    assert "test_labels.npy does not exist" in refusal(load_test_set, folder)
    (folder / "test_labels.npy").mkdir()
    assert "test_labels.npy is not a file" in refusal(load_test_set, folder)
    assert "does not exist, expected a folder with test_images.npy" in refusal(load_test_set, folder / "x")
    (folder / "x.npy").write_bytes(npy(IMAGES))
    assert "no 'images' in its name" in refusal(load_test_set, folder / "x.npy")
    assert "is a folder" in refusal(load_test_set, folder, folder / "x.npy")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "x.npy")
    assert "is not a file" in refusal(read_npy_images, tmp_path / "x.npy")


def test_what_a_header_promises_takes_no_memory(tmp_path):
    text = "{'descr': '|u1', 'fortran_order': False, 'shape': (1000000, 28, 28), }\n"
    (tmp_path / "x.npy").write_bytes(with_header(text, bytes(1000)))
    tracemalloc.start()
    assert "is cut short" in refusal(read_npy_images, tmp_path / "x.npy")
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 200), st.binary(min_size=1, max_size=4))
def test_any_damage_ends_in_labels_or_in_a_data_error(tmp_path_factory, at, bytes_):
    content = bytearray(npy(LABELS.astype(np.uint8)))
    content[at : at + len(bytes_)] = bytes_
    path = tmp_path_factory.mktemp("damaged") / "x.npy"
    path.write_bytes(content)
    with contextlib.suppress(DataError):
        assert read_npy_labels(path).max() < 10


def test_size_and_classes_are_those_of_the_networks(tmp_path):
    np.save(tmp_path / "test_images.npy", np.zeros((3, 20, 20), np.uint8))
    np.save(tmp_path / "test_labels.npy", np.array([0, 11, 25]))
    images, labels = load_test_set(tmp_path, size=20, classes=26)
    assert images.shape == (3, 20, 20)
    assert labels.tolist() == [0, 11, 25]
    with pytest.raises(DataError, match=r"shape \(3, 20, 20\), expected uint8 of shape \(N, 28, 28\)"):
        load_test_set(tmp_path, classes=26)
    with pytest.raises(DataError, match=r"the label 25 at position 2, allowed is 0 \.\.\. 24"):
        load_test_set(tmp_path, size=20, classes=25)
