"""The bundled digits are scikit-learn's, image by image; the package does not need scikit-learn for them."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits as load_with_sklearn

from sparse_explorer import paths
from sparse_explorer.data.datasets import ImageData, load
from sparse_explorer.data.digits import load_digits, place, split
from sparse_explorer.data.errors import DataError

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "resources" / "digits" / "digits.npz"


def read(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as file:
        return dict(file)


def test_what_is_shipped_is_scikit_learns_in_its_order() -> None:
    theirs, ours = load_with_sklearn(), read(SHIPPED)
    assert set(ours) == {"images", "labels"}
    assert ours["images"].dtype == ours["labels"].dtype == np.uint8
    assert ours["images"].shape == (1797, 8, 8)
    assert np.array_equal(ours["images"], theirs.images)
    assert np.array_equal(ours["labels"], theirs.target)


def test_what_is_loaded_is_what_scikit_learns_images_become(digits: ImageData) -> None:
    theirs = load_with_sklearn()
    images, labels = place(torch.as_tensor(theirs.images)), torch.as_tensor(theirs.target)
    train, test = split(theirs.target)
    assert torch.equal(digits.train_images, images[train]) and torch.equal(digits.test_images, images[test])
    assert torch.equal(digits.train_labels, labels[train]) and torch.equal(digits.test_labels, labels[test])


@pytest.mark.proof
def test_the_script_makes_what_is_shipped(tmp_path: Path) -> None:
    made = tmp_path / "made.npz"
    subprocess.run([sys.executable, ROOT / "packaging" / "digits.py", made], check=True, timeout=120)
    assert {name: values.tobytes() for name, values in read(made).items()} == {
        name: values.tobytes() for name, values in read(SHIPPED).items()
    }


def test_source_and_licence_are_told_beside_it() -> None:
    text = " ".join(paths.resource("digits", "ATTRIBUTION.md").read_text(encoding="utf-8").split())
    for part in ("Alpaydin", "Kaynak", "UCI Machine Learning Repository", "CC BY 4.0"):
        assert part in text


def test_loading_needs_no_scikit_learn_and_no_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("sklearn", "scipy"):
        monkeypatch.setitem(sys.modules, module, None)  # importing it raises ImportError
    assert len(load("digits").train_images) == 1437


def test_what_was_loaded_may_be_written_to() -> None:
    before = [tensor.clone() for tensor in load_digits()]
    for tensor in load_digits():
        tensor.zero_()
    assert all(torch.equal(mine, its) for mine, its in zip(load_digits(), before, strict=True))


def pickled(path: Path) -> None:
    np.savez(path, images=np.array([None]), labels=np.array([None]), allow_pickle=True)


@pytest.mark.parametrize(
    "spoil",
    [
        pickled,
        lambda path: path.write_bytes(SHIPPED.read_bytes()[:20_000]),
        lambda path: path.write_bytes(b""),
        lambda path: np.savez(path, images=np.zeros(1)),
        lambda path: None,
    ],
    ids=["pickled", "cut", "empty", "without labels", "missing"],
)
def test_a_broken_file_is_named_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil) -> None:
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "sparse_explorer" / "paths.py"))
    folder = tmp_path / "resources" / "digits"
    folder.mkdir(parents=True)
    spoil(folder / "digits.npz")
    with pytest.raises(DataError, match=r"the bundled digits cannot be read: .") as caught:
        load_digits()
    assert "\n" not in str(caught.value)
