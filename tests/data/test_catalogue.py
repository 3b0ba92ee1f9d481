"""The list of data sets, and names that are not in it."""

import subprocess
import sys
from dataclasses import FrozenInstanceError

import pytest

from sparse_explorer.data.catalogue import CATALOGUE, EMNIST, describe
from sparse_explorer.data.errors import DataError


def test_order_epochs_and_what_needs_a_download():
    assert [(info.name, info.epochs, info.download) for info in CATALOGUE.values()] == [
        ("digits", 30, False),
        ("mnist", 1, True),
        ("fashion-mnist", 1, True),
        ("kmnist", 1, True),
        *((name, 1, True) for name in EMNIST),
    ]
    assert all(describe(name) is info for name, info in CATALOGUE.items())


def test_every_text_is_one_sentence():
    for info in CATALOGUE.values():
        assert info.title
        assert info.description.endswith(".")
        assert "\n" not in info.description


def test_a_folder_is_described_without_looking_at_it():
    info = describe("folder:/nowhere/at all")
    assert (info.name, info.epochs, info.download) == ("folder:/nowhere/at all", 1, False)
    assert "/nowhere/at all" in info.title
    assert info.train_count is None
    assert info.test_count is None


@pytest.mark.parametrize("name", ["", "MNIST", "cifar10", "folder", "folder:", "folder: ", "two\nlines"])
def test_an_unknown_name_is_told_with_what_is_allowed(name):
    with pytest.raises(DataError) as caught:
        describe(name)
    assert repr(name) in str(caught.value)
    assert "digits, mnist, fashion-mnist, kmnist, emnist-letters, " in str(caught.value)
    assert "emnist-mnist, own:NAME and folder:PATH" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_nobody_changes_the_catalogue():
    with pytest.raises(TypeError):
        CATALOGUE["mine"] = CATALOGUE["digits"]
    with pytest.raises(FrozenInstanceError):
        CATALOGUE["digits"].epochs = 3


def test_the_catalogue_and_paths_import_nothing_slow():
    code = (
        "import sys, sparse_explorer.data.catalogue, sparse_explorer.paths;"
        "print([m for m in ('torch', 'numpy', 'sklearn', 'torchvision') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
