"""EMNIST under its own names: read upright from torchvision's layout, fetched from a real server on this machine."""

import dataclasses
import gzip
import hashlib
import io
import zipfile

import numpy as np
import pytest
import torch

from sparse_explorer.data import catalogue, download, emnist
from sparse_explorer.data.catalogue import CATALOGUE, EMNIST, describe
from sparse_explorer.data.datasets import load, needs_download
from sparse_explorer.data.errors import DataError
from tests.data.conftest import images_file, labels_file

COUNTS = {"train": 2, "test": 1}
"""Images of each class, as small as can be."""


def members(compress):
    """What the published zip file has, small, with what is not asked for."""
    random = np.random.default_rng(0)
    found = {"gzip/emnist-letters-mapping.txt": b"1 65 97"}
    for name in EMNIST:
        first = 1 if name == "emnist-letters" else 0
        for split, each in COUNTS.items():
            labels = np.tile(np.arange(len(describe(name).class_names)), each) + first
            images = random.integers(0, 256, (len(labels), 28, 28))
            found[f"gzip/{name}-{split}-images-idx3-ubyte.gz"] = compress(images_file(images))
            found[f"gzip/{name}-{split}-labels-idx1-ubyte.gz"] = compress(labels_file(labels))
    return found


def zipped(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.fixture
def small(monkeypatch):
    """The catalogue describes such small files."""
    infos = {
        name: dataclasses.replace(
            info,
            train_count=2 * len(info.class_names),
            test_count=len(info.class_names),
            per_class=None if info.per_class is None else (2, 1),
        )
        for name, info in CATALOGUE.items()
        if name in EMNIST
    }
    monkeypatch.setattr(catalogue, "CATALOGUE", {**CATALOGUE, **infos})


@pytest.fixture(scope="module")
def published():
    """torchvision's EMNIST, by the one way that leads to it beside any torch."""
    return download._import_datasets().EMNIST


@pytest.fixture
def publish(monkeypatch, start, small):
    server = start()

    def put(content):
        server.files["gzip.zip"] = content
        monkeypatch.setattr(emnist, "URL", f"{server.url}gzip.zip")
        monkeypatch.setattr(emnist, "SIZE", len(content))
        monkeypatch.setattr(emnist, "SHA256", hashlib.sha256(content).hexdigest())
        return server

    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return put


def files_in(root):
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def test_what_is_fetched_is_what_torchvision_fetches(published):
    assert published.url == emnist.URL
    assert {describe(name).download_bytes for name in EMNIST} == {emnist.SIZE}


@pytest.mark.parametrize("name", EMNIST)
def test_class_names_are_torchvisions(name, published):
    split = name.removeprefix("emnist-")
    theirs = [each for each in published.classes_split_dict[split] if each != "N/A"]
    names = describe(name).class_names
    assert list(names) == ([each.upper() for each in theirs] if split == "letters" else theirs)


def test_all_six_arrive_in_one_file_and_are_never_asked_for_again(publish, tmp_path, compress):
    content = members(compress)
    server = publish(zipped(content))
    reports = []
    assert needs_download("emnist-letters", tmp_path)
    load("emnist-letters", tmp_path, reports.append)
    for name in EMNIST:
        data = load(name, tmp_path)
        assert data.classes == len(describe(name).class_names)
        assert (len(data.train_images), len(data.test_images)) == (2 * data.classes, data.classes)
    assert server.asked == ["gzip.zip"]
    assert files_in(tmp_path / "EMNIST" / "raw") == sorted(
        name.removeprefix("gzip/") for name in content if name.endswith(".gz")
    )
    assert reports[0].file == "gzip.zip"
    assert [report.file_index for report in reports][-25:] == list(range(25))
    assert {report.files for report in reports} == {25}


def test_letters_stand_upright_begin_at_a_and_are_normalised_by_their_own_measure(
    publish, tmp_path, compress
):
    content = members(compress)
    stroke = np.zeros((52, 28, 28))
    stroke[:, 3, :] = 255  # a row in the file is a column of the letter
    content["gzip/emnist-letters-train-images-idx3-ubyte.gz"] = compress(images_file(stroke))
    publish(zipped(content))
    data = load("emnist-letters", tmp_path)
    assert bool((data.train_images[:, :, 3] == 255).all())
    assert int(data.train_images.sum()) == 52 * 28 * 255
    assert data.train_labels.tolist() == [*range(26), *range(26)]
    assert data.class_names[0] == "A"
    assert data.mean == pytest.approx(1 / 28, abs=1e-4)
    normalised = data.normalized(data.train_images)
    assert float(normalised.mean()) == pytest.approx(0, abs=1e-2)
    assert float(normalised.std()) == pytest.approx(1, abs=1e-2)


def test_files_as_torchvision_unpacks_them_will_do(small, tmp_path, compress, published):
    raw = tmp_path / "EMNIST" / "raw"
    raw.mkdir(parents=True)
    for name, packed in members(compress).items():
        if "balanced" in name:
            (raw / name.removeprefix("gzip/").removesuffix(".gz")).write_bytes(gzip.decompress(packed))
    theirs = published(str(tmp_path), "balanced", train=False)
    data = load("emnist-balanced", tmp_path)
    assert torch.equal(data.test_images, theirs.data.transpose(1, 2))
    assert torch.equal(data.test_labels, theirs.targets)


def test_a_zip_file_that_lies_there_is_taken_and_stays(publish, tmp_path, compress):
    content = zipped(members(compress))
    server = publish(content)
    raw = tmp_path / "EMNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / "gzip.zip").write_bytes(content)
    assert load("emnist-mnist", tmp_path).classes == 10
    assert server.asked == []
    assert (raw / "gzip.zip").read_bytes() == content


@pytest.mark.parametrize("fault", ["missing", "wrong content", "cut", "stall", "longer", "endless"])
def test_what_a_server_does_wrong_is_told_and_nothing_is_left(
    publish, tmp_path, monkeypatch, compress, fault
):
    monkeypatch.setattr(download, "TIMEOUT_S", 0.2)
    publish(zipped(members(compress))).faults["gzip.zip"] = fault
    with pytest.raises(DataError, match="EMNIST could not be downloaded") as error:
        load("emnist-letters", tmp_path)
    assert len(str(error.value).splitlines()) == 1
    assert files_in(tmp_path) == []


def test_a_member_that_is_larger_than_it_can_be_is_refused(publish, tmp_path, compress):
    content = members(compress)
    content["gzip/emnist-digits-test-labels-idx1-ubyte.gz"] = bytes(10 + 8 + 4096 + 1)
    publish(zipped(content))
    with pytest.raises(DataError, match=r"emnist-digits-test-labels-idx1-ubyte\.gz is larger than"):
        load("emnist-letters", tmp_path)
    assert not [name for name in files_in(tmp_path) if name.endswith(".part")]


def test_another_count_of_a_class_or_another_label_is_told(publish, tmp_path, compress):
    content = members(compress)
    publish(zipped(content))
    load("emnist-letters", tmp_path)
    labels = tmp_path / "EMNIST" / "raw" / "emnist-letters-test-labels-idx1-ubyte.gz"
    labels.write_bytes(compress(labels_file(np.array([1, 1, *range(3, 27)]))))
    with pytest.raises(DataError, match="found 2 images of class A, expected 1"):
        load("emnist-letters", tmp_path)
    labels.write_bytes(compress(labels_file(np.arange(26))))
    with pytest.raises(DataError, match="has the label 0, the least is 1"):
        load("emnist-letters", tmp_path)
