"""Loading by name: the bundled digits, files in all the places they may lie, and the usual statistics."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from sparse_explorer.data import datasets
from sparse_explorer.data.catalogue import CATALOGUE, describe
from sparse_explorer.data.datasets import CLASSES, IMAGE_SIZE, load
from sparse_explorer.data.digits import place, split
from sparse_explorer.data.errors import DataError


@pytest.fixture(scope="module")
def digits():
    return load("digits")


@pytest.fixture
def no_download(monkeypatch):
    def refuse(name, root):
        raise AssertionError(f"{name} must not be downloaded to {root}")

    monkeypatch.setattr(datasets, "download", refuse)


# Bundled digits


def test_digits_are_as_the_catalogue_says(digits):
    info = CATALOGUE["digits"]
    assert digits.name == "digits"
    assert digits.train_images.shape == (info.train_count, IMAGE_SIZE, IMAGE_SIZE)
    assert digits.test_images.shape == (info.test_count, IMAGE_SIZE, IMAGE_SIZE)
    assert digits.train_images.dtype == digits.test_images.dtype == torch.uint8
    assert digits.train_labels.shape == (info.train_count,)
    assert digits.test_labels.shape == (info.test_count,)
    assert digits.train_labels.dtype == digits.test_labels.dtype == torch.int64
    assert (digits.mean, digits.std) == (0.1307, 0.3081)


def test_every_digit_has_its_share_in_both_parts(digits):
    train = digits.train_labels.bincount(minlength=CLASSES)
    test = digits.test_labels.bincount(minlength=CLASSES)
    share = test / (train + test)
    assert share.sub(0.2).abs().max() < 0.01


def test_digits_do_not_depend_on_global_random_state(digits):
    torch.manual_seed(3)
    np.random.seed(3)
    states = torch.get_rng_state(), np.random.get_state()[1].tolist()
    again = load("digits")
    assert torch.equal(again.train_images, digits.train_images)
    assert torch.equal(again.test_labels, digits.test_labels)
    assert torch.equal(torch.get_rng_state(), states[0])
    assert np.random.get_state()[1].tolist() == states[1]


def test_the_split_is_the_same_for_ever():
    # Results are compared across machines and versions, and another split would make them differ.
    train, test = split(np.arange(20) % 2)
    assert test.tolist() == [1, 2, 9, 18]
    assert sorted(train.tolist() + test.tolist()) == list(range(20))


def test_no_test_image_is_a_training_image(digits):
    seen = {image.numpy().tobytes() for image in digits.train_images}
    assert not any(image.numpy().tobytes() in seen for image in digits.test_images)


def test_digits_lie_centred_as_mnists_do(digits):
    ink = digits.test_images.double()
    places = torch.arange(IMAGE_SIZE, dtype=torch.float64) + 0.5
    x = ink.sum(dim=1) @ places / ink.sum(dim=(1, 2))
    y = ink.sum(dim=2) @ places / ink.sum(dim=(1, 2))
    assert x.sub(IMAGE_SIZE / 2).abs().max() < 0.15
    assert y.sub(IMAGE_SIZE / 2).abs().max() < 0.15


def test_an_8x8_square_becomes_20x20_and_loses_nothing():
    placed = place(torch.full((1, 8, 8), 16.0))[0]
    assert placed[5:23, 5:23].eq(255).all()  # 4 pixels of margin, and 1 more for the soft edge
    assert not placed[:3].any()
    assert not placed[:, 25:].any()
    assert placed.sum() / 255 == pytest.approx(20 * 20, rel=0.01)


def test_a_digit_keeps_its_orientation_and_its_ink():
    corner = torch.zeros(1, 8, 8)
    corner[0, 0, :6] = 16  # a bar at the top, and below its left end a stem
    corner[0, :, 0] = 16
    placed = place(corner)[0].double()
    assert placed.sum() / 255 == pytest.approx(13 * 2.5**2, rel=0.02)
    rows, columns = placed.sum(dim=1), placed.sum(dim=0)
    assert rows.argmax() < IMAGE_SIZE / 2
    assert columns.argmax() < IMAGE_SIZE / 2
    assert columns.max() > rows.max()  # the stem is longer than the bar


# Normalising


def test_normalized_is_what_networks_take(digits):
    images = digits.test_images[:3]
    before = images.clone()
    normalized = digits.normalized(images)
    assert normalized.dtype == torch.float32
    assert normalized.shape == (3, 1, 28, 28)
    assert torch.equal(images, before)
    expected = (images.numpy() / 255 - 0.1307) / 0.3081
    assert np.allclose(normalized[:, 0].numpy(), expected, atol=1e-6)


@pytest.mark.parametrize(
    "wrong", [torch.zeros(3, 28, 28), torch.zeros(28, 28).byte(), torch.zeros(3, 1, 28, 28).byte()]
)
def test_what_cannot_be_normalised_is_named(digits, wrong):
    with pytest.raises(ValueError, match=r"expected torch\.uint8 of shape \(N, 28, 28\)"):
        digits.normalized(wrong)


# Files


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("mnist", "MNIST/raw"),
        ("mnist", "."),
        ("mnist", "raw"),
        ("fashion-mnist", "FashionMNIST/raw"),
        ("kmnist", "KMNIST/raw"),
    ],
)
def test_files_that_are_there_are_read(
    no_download, idx_files, idx_folder, tmp_path, name, folder, as_catalogued
):
    as_catalogued(name, idx_files)
    target = tmp_path / "data" / folder
    shutil.copytree(idx_folder, target)
    data = load(name, tmp_path / "data")
    assert data.name == name
    assert data.train_images.shape == (30, 28, 28)
    assert data.test_labels.tolist() == [i % 10 for i in range(12)]


def test_statistics_are_the_usual_ones(no_download, idx_files, idx_folder, tmp_path, as_catalogued):
    names = ("mnist", "fashion-mnist", "kmnist")
    usual = {name: (CATALOGUE[name].mean, CATALOGUE[name].std) for name in names}
    assert usual == {
        "mnist": (0.1307, 0.3081),
        "fashion-mnist": (0.2860, 0.3530),
        "kmnist": (0.1918, 0.3483),
    }
    shutil.copytree(idx_folder, tmp_path / "KMNIST" / "raw")
    as_catalogued("kmnist", idx_files)
    data, info = load("kmnist", tmp_path), describe("kmnist")
    assert (data.mean, data.std) == (info.mean, info.std)
    assert info.mean == pytest.approx(0.5, abs=0.01)


def test_the_environment_says_where_the_files_are(
    no_download, idx_files, idx_folder, monkeypatch, as_catalogued
):
    as_catalogued("mnist", idx_files)
    monkeypatch.setenv("SPARSE_EXPLORER_DATA", str(idx_folder))
    assert len(load("mnist").train_images) == 30


def test_loose_files_are_not_taken_for_another_data_set(idx_folder, monkeypatch):
    asked = []
    monkeypatch.setattr(datasets, "download", lambda name, root: (asked.append((name, root)) for _ in "x"))
    with pytest.raises(DataError):  # there is still nothing after this "download"
        load("kmnist", idx_folder)
    assert asked == [("kmnist", idx_folder)]


def test_what_has_to_be_downloaded_first_is_known(idx_folder, tmp_path):
    names = ("digits", "mnist", "kmnist", "folder:anything")
    assert [datasets.needs_download(name, tmp_path / "empty") for name in names] == [False, True, True, False]
    assert [datasets.needs_download(name, idx_folder) for name in names] == [False, False, True, False]
    shutil.copytree(idx_folder, tmp_path / "KMNIST" / "raw")
    assert [datasets.needs_download(name, tmp_path) for name in names] == [False, True, False, False]
    (tmp_path / "KMNIST" / "raw" / "t10k-labels-idx1-ubyte").unlink()
    assert datasets.needs_download("kmnist", tmp_path)
    with pytest.raises(DataError, match="'minst'"):
        datasets.needs_download("minst", tmp_path)


def test_a_broken_file_says_how_to_get_a_new_one(no_download, idx_folder, tmp_path):
    raw = tmp_path / "MNIST" / "raw"
    shutil.copytree(idx_folder, raw)
    (raw / "t10k-images-idx3-ubyte").write_bytes(b"")
    with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte is empty.*delete .* downloaded again"):
        load("mnist", tmp_path)


# A folder of the user's own


def test_a_folder_is_measured(idx_folder):
    data = load(f"folder:{idx_folder}")
    pixels = data.train_images.numpy() / 255
    assert data.name == f"folder:{idx_folder}"
    assert data.mean == round(float(pixels.mean()), 4)
    assert data.std == round(float(pixels.std()), 4)


def test_a_folder_is_relative_to_the_working_folder_and_a_tilde_is_home(idx_folder, monkeypatch):
    monkeypatch.chdir(idx_folder.parent)
    assert len(load("folder:idx").train_images) == 30
    monkeypatch.chdir("/")
    monkeypatch.setenv("HOME", str(idx_folder.parent))
    monkeypatch.setenv("USERPROFILE", str(idx_folder.parent))
    assert len(load("folder:~/idx").train_images) == 30


def test_a_folder_that_cannot_be_used_is_named(idx_folder, tmp_path):
    with pytest.raises(DataError, match="nowhere does not exist"):
        load(f"folder:{tmp_path / 'nowhere'}")
    with pytest.raises(DataError, match="~nobody_of_that_name"):
        load("folder:~nobody_of_that_name/x")
    images = idx_folder / "train-images-idx3-ubyte"
    images.write_bytes(images.read_bytes()[:16] + bytes([9]) * 30 * 784)
    with pytest.raises(DataError, match=r"idx are blank: every pixel is 9"):
        load(f"folder:{idx_folder}")


def test_an_unknown_name_is_refused():
    with pytest.raises(DataError, match="'minst'"):
        load("minst")


# The real MNIST


@pytest.fixture(scope="module")
def real_folder():
    given = os.environ.get("SPARSE_EXPLORER_DATA")
    if not given or not (Path(given) / "MNIST" / "raw").is_dir():
        pytest.skip("SPARSE_EXPLORER_DATA does not name a folder with MNIST/raw")
    return Path(given)


def test_mnist_is_the_canonical_one(no_download, real_folder):
    data = load("mnist", real_folder)
    info = CATALOGUE["mnist"]
    assert data.train_images.shape == (info.train_count, 28, 28)
    assert data.test_images.shape == (info.test_count, 28, 28)
    # The class counts that are published with it.
    train = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    test = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert data.train_labels.bincount().tolist() == train
    assert data.test_labels.bincount().tolist() == test
    assert data.train_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert data.test_labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    normalized = data.normalized(data.train_images)
    assert normalized.mean().item() == pytest.approx(0, abs=1e-3)
    assert normalized.std().item() == pytest.approx(1, abs=1e-3)


def test_mnist_as_a_folder_measures_the_usual_statistics(real_folder):
    data = load(f"folder:{real_folder / 'MNIST' / 'raw'}")
    assert (data.mean, data.std) == (0.1307, 0.3081)
