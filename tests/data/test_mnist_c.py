"""MNIST-C's published arrays, from a real server on this machine."""

import hashlib
import io
import zipfile

import numpy as np
import pytest

from sparse_explorer.data import download, mnist_c
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.mnist_c import CORRUPTIONS, download_mnist_c, load_mnist_c, mnist_c_folder

COUNT = 6
FILES = ["test_images.npy", "test_labels.npy"]


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def members():
    """What the zip file has, small, with the training images that are not asked for."""
    random = np.random.default_rng(0)
    found = {"mnist_c/README": b"hello"}
    for name in CORRUPTIONS:
        found[f"mnist_c/{name}/train_images.npy"] = b"large"
        found[f"mnist_c/{name}/test_images.npy"] = npy(random.integers(0, 256, (COUNT, 28, 28, 1), np.uint8))
        found[f"mnist_c/{name}/test_labels.npy"] = npy(np.arange(COUNT))
    return found


def zipped(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.fixture
def publish(monkeypatch, start):
    """Make a file the published one: at its address, with its size and its checksum."""
    server = start()

    def put(content):
        server.files["mnist_c.zip"] = content
        monkeypatch.setattr(mnist_c, "URL", f"{server.url}mnist_c.zip")
        monkeypatch.setattr(mnist_c, "SIZE", len(content))
        monkeypatch.setattr(mnist_c, "SHA256", hashlib.sha256(content).hexdigest())
        return server

    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(mnist_c, "IMAGES", COUNT)
    return put


def files_in(root):
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


EXPECTED = sorted(f"MNIST-C/{name}/{file}" for name in CORRUPTIONS for file in FILES)


def test_all_test_sets_arrive_and_nothing_else_stays(publish, tmp_path):
    content = members()
    server = publish(zipped(content))
    reports = []
    images, labels = load_mnist_c("fog", tmp_path, reports.append)
    assert npy(images.unsqueeze(3).numpy()) == content["mnist_c/fog/test_images.npy"]
    assert labels.tolist() == list(range(COUNT))
    assert files_in(tmp_path) == EXPECTED
    assert reports[0].file == "mnist_c.zip"
    assert [report.file_index for report in reports][-33:] == list(range(33))
    assert {report.files for report in reports} == {33}
    assert reports[-1].done_bytes == reports[-1].total_bytes > 0
    load_mnist_c("zigzag", tmp_path)
    assert list(download_mnist_c(tmp_path)) == []
    assert server.asked == ["mnist_c.zip"]


def test_files_that_are_there_are_kept(publish, tmp_path):
    publish(zipped(members()))
    mine = mnist_c_folder("fog", tmp_path)
    mine.mkdir(parents=True)
    (mine / "test_images.npy").write_bytes(b"mine")
    list(download_mnist_c(tmp_path))
    assert files_in(tmp_path) == EXPECTED
    assert (mine / "test_images.npy").read_bytes() == b"mine"
    with pytest.raises(DataError, match="delete what is broken there to have it downloaded again"):
        load_mnist_c("fog", tmp_path)


def test_another_file_is_refused_by_its_checksum(publish, tmp_path):
    server = publish(zipped(members()))
    damaged = bytearray(server.files["mnist_c.zip"])
    damaged[1000] ^= 1
    server.files["mnist_c.zip"] = bytes(damaged)
    with pytest.raises(DataError, match=r"gave a file with sha256 .* instead of"):
        list(download_mnist_c(tmp_path))
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("fault", ["missing", "wrong content", "cut", "stall", "longer", "endless"])
def test_what_a_server_does_wrong_is_told_and_nothing_is_left(publish, tmp_path, monkeypatch, fault):
    monkeypatch.setattr(download, "TIMEOUT_S", 0.2)
    publish(zipped(members())).faults["mnist_c.zip"] = fault
    with pytest.raises(
        DataError, match=r"MNIST-C could not be downloaded .* rename its folder mnist_c"
    ) as caught:
        list(download_mnist_c(tmp_path))
    assert "\n" not in str(caught.value)
    assert files_in(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mnist_c/fog/test_labels.npy": None}, "without mnist_c/fog/test_labels.npy"),
        ({"mnist_c/fog/test_images.npy": bytes(9 << 20)}, "test_images.npy is larger than 7,844,096 bytes"),
        ({"mnist_c/identity/test_labels.npy": bytes(1 << 20)}, "test_labels.npy is larger than 84,096 bytes"),
    ],
)
def test_an_archive_with_other_files_is_refused(publish, tmp_path, change, said):
    publish(zipped({name: content for name, content in (members() | change).items() if content is not None}))
    with pytest.raises(DataError, match=said):
        list(download_mnist_c(tmp_path))
    assert not any("part" in name or "zip" in name for name in files_in(tmp_path))


def test_names_that_lead_elsewhere_are_not_followed(publish, tmp_path):
    root = tmp_path / "a" / "b"
    publish(zipped(members() | {"../evil": b"!", "/tmp/evil": b"!", "mnist_c/../../../evil": b"!"}))
    list(download_mnist_c(root))
    assert files_in(tmp_path) == [f"a/b/{name}" for name in EXPECTED]


def test_what_is_no_archive_is_told(publish, tmp_path):
    publish(b"PK no zip file" * 100)
    with pytest.raises(DataError, match="gave a file that cannot be unpacked"):
        list(download_mnist_c(tmp_path))
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("steps", [1, 5])
def test_cancelling_leaves_whole_files_alone(publish, tmp_path, steps):
    content = members()
    publish(zipped(content))
    reports = download_mnist_c(tmp_path)
    unpacked = 0
    while unpacked < steps - 1:
        unpacked = next(reports).file_index
    reports.close()
    left = files_in(tmp_path)
    assert len(left) == unpacked
    for name in left:
        assert (tmp_path / name).read_bytes() == content[name.replace("MNIST-C", "mnist_c")]


def test_an_unknown_corruption_is_named(tmp_path):
    with pytest.raises(DataError, match="corruption of MNIST-C is 'rain', allowed are identity, shot_noise"):
        load_mnist_c("rain", tmp_path)


def test_the_kinds_made_here_are_those_that_were_published():
    from sparse_explorer.data.noise.kinds import KINDS

    made = {name.removeprefix("mnist-c-").replace("-", "_") for name in KINDS if name.startswith("mnist-c-")}
    assert made == set(CORRUPTIONS) - {"identity"}
