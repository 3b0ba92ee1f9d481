"""Names of test sets: what tells one from another, and fits into a file's name."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparse_explorer.data.errors import DataError
from sparse_explorer.data.named_test_set import find_test_set
from sparse_explorer.experiment.runs.ownership import test_set_file as file_of

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1)


def save(folder: Path, images: "np.ndarray", labels: "np.ndarray") -> str:
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "test_images.npy", images)
    np.save(folder / "test_labels.npy", labels)
    return find_test_set(str(folder)).name


@settings(max_examples=12, deadline=None)
@given(NAMES.filter(lambda name: name not in (".", "..") and len(name.encode()) < 200))
def test_any_folder_has_a_name_that_fits_into_a_files(name: str) -> None:
    with tempfile.TemporaryDirectory() as root:
        found = save(Path(root, "~", name), np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.int64))
    assert len(file_of(found)) < 100


def test_the_content_is_in_the_name_and_how_it_is_stored_is_not(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)
    labels = np.arange(3)
    name = save(tmp_path / "a" / "fog", images, labels)
    assert name.startswith("fog-")
    assert save(tmp_path / "b" / "fog", images[..., None], labels.astype(np.uint8)) == name
    assert save(tmp_path / "c" / "fog", images[::-1], labels) != name
    assert save(tmp_path / "d" / "fog", images, labels[::-1]) != name


def test_a_file_of_images_is_called_without_its_ending(tmp_path: Path) -> None:
    save(tmp_path, np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.int64))
    assert find_test_set(str(tmp_path / "test_images.npy")).name.startswith("test-images-")


def test_mnist_c_is_for_networks_of_its_size_and_classes_alone(tmp_path):
    with pytest.raises(DataError, match="28x28 pixels in 10 classes, and the networks take 20x20 in 26"):
        find_test_set("mnist-c:fog", tmp_path, size=20, classes=26)


@pytest.mark.parametrize("words", ["mnist-c:glass_blur", "mnist-c:glass-blur"])
def test_a_corruption_is_called_as_its_folder_or_as_its_noise(tmp_path: Path, words: str) -> None:
    folder = tmp_path / "MNIST-C" / "glass_blur"
    save(folder, np.zeros((10_000, 28, 28), np.uint8), np.zeros(10_000, np.int64))
    assert find_test_set(words, tmp_path).name.startswith("mnist-c-glass-blur-")
