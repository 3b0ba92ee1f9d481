"""Files that have the names of a data set, and are not its own, are noticed and named."""

import gzip
import shutil
from pathlib import Path

import pytest

from sparse_explorer.data import catalogue
from sparse_explorer.data.datasets import load
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.locations import find

IMAGES, LABELS = "train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"


@pytest.fixture
def raw(idx_files: dict[str, bytes], idx_folder: Path, tmp_path: Path, as_catalogued) -> Path:
    """The small files where MNIST's would be, and a catalogue that takes them for MNIST's."""
    target = tmp_path / "MNIST" / "raw"
    shutil.copytree(idx_folder, target)
    as_catalogued("mnist", idx_files)
    return target


def change(path: Path, place: int, value: int) -> None:
    content = bytearray(path.read_bytes())
    assert content[place] != value
    content[place] = value
    path.write_bytes(content)


def entry(monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    import dataclasses

    changed = dataclasses.replace(catalogue.CATALOGUE["mnist"], **changes)
    monkeypatch.setattr(catalogue, "CATALOGUE", {**catalogue.CATALOGUE, "mnist": changed})


def refusal(root: Path) -> str:
    with pytest.raises(DataError) as caught:
        load("mnist", root)
    return str(caught.value)


def test_sound_idx_files_of_another_number_are_refused(idx_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(idx_folder, tmp_path / "MNIST" / "raw")
    said = refusal(tmp_path)
    assert "MNIST/raw does not hold the files of mnist: found 30 training images, expected 60,000" in said
    assert said.endswith(f"for images of your own use --dataset folder:{tmp_path / 'MNIST' / 'raw'}")
    assert "delete" not in said
    assert len(load(f"folder:{tmp_path / 'MNIST' / 'raw'}").train_images) == 30


def test_the_test_images_count_too(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry(monkeypatch, test_count=10)
    assert "found 12 test images, expected 10;" in refusal(tmp_path)


@pytest.mark.parametrize("file", [IMAGES, LABELS])
def test_a_single_byte_that_differs_is_noticed(raw: Path, tmp_path: Path, file: str) -> None:
    load("mnist", tmp_path)
    change(raw / file, -1, 3)
    said = refusal(tmp_path)
    assert f"{file} has the SHA-256 " in said
    assert catalogue.describe("mnist").sha256[file][:16] in said


def test_compressed_files_are_checked_by_their_content(raw: Path, tmp_path: Path) -> None:
    (raw / f"{IMAGES}.gz").write_bytes(gzip.compress((raw / IMAGES).read_bytes(), compresslevel=1))
    (raw / IMAGES).unlink()
    load("mnist", tmp_path)
    assert find("mnist", tmp_path).fits
    content = gzip.decompress((raw / f"{IMAGES}.gz").read_bytes())
    (raw / f"{IMAGES}.gz").write_bytes(gzip.compress(content[:-1] + bytes([content[-1] ^ 1])))
    assert f"{IMAGES} has the SHA-256" in refusal(tmp_path)


def test_where_no_checksum_is_known_classes_and_statistics_tell(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = catalogue.describe("mnist")
    entry(monkeypatch, sha256={})
    load("mnist", tmp_path)
    entry(monkeypatch, mean=info.mean + 0.004, std=info.std - 0.004)
    load("mnist", tmp_path)
    entry(monkeypatch, mean=info.mean + 0.007, std=info.std)
    assert f"have mean {info.mean:.3f} and standard deviation {info.std:.3f}, expected" in refusal(tmp_path)
    entry(monkeypatch, mean=info.mean, std=info.std + 0.007)
    assert "the training pixels have mean" in refusal(tmp_path)
    entry(monkeypatch, std=info.std, per_class=(3, 1))
    assert "found 2 images of class 0, expected 1 of each class" in refusal(tmp_path)  # of the test images
    entry(monkeypatch, per_class=(4, 1))
    assert "found 3 images of class 0, expected 4 of each class" in refusal(tmp_path)


def test_what_is_there_is_told_without_reading_it(raw: Path, tmp_path: Path, idx_files) -> None:
    found = find("mnist", tmp_path)
    assert (found.folder, found.size, found.fits) == (raw, sum(map(len, idx_files.values())), True)
    assert find("kmnist", tmp_path) is None
    (raw / LABELS).write_bytes((raw / LABELS).read_bytes() + b"\0")
    assert not find("mnist", tmp_path).fits
    (raw / LABELS).unlink()
    assert find("mnist", tmp_path) is None
