"""Downloading, from real servers on this machine: what arrives, what is kept, what is never left behind."""

import errno
import gzip
import hashlib
import os
import socket
import subprocess
import sys
import tracemalloc
from types import SimpleNamespace

import pytest

from sparse_explorer.data import download as module
from sparse_explorer.data.datasets import load
from sparse_explorer.data.download import DownloadProgress, download
from sparse_explorer.data.errors import DataError

FIRST = "train-images-idx3-ubyte.gz"


@pytest.fixture
def packed(idx_files, compress):
    return {f"{name}.gz": compress(content) for name, content in idx_files.items()}


@pytest.fixture
def sources(monkeypatch, start, packed, idx_files, as_catalogued):
    """What torchvision would say, and a first and a second mirror; both have all files."""
    for name in ("mnist", "fashion-mnist", "kmnist"):
        as_catalogued(name, idx_files)
    mirrors = [start(), start()]
    for mirror in mirrors:
        mirror.files.update(packed)
    found = SimpleNamespace(
        mirrors=[mirror.url for mirror in mirrors],
        resources=[(name, hashlib.md5(content).hexdigest()) for name, content in packed.items()],
    )
    monkeypatch.setattr(
        module, "_import_datasets", lambda: SimpleNamespace(MNIST=found, FashionMNIST=found, KMNIST=found)
    )
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return SimpleNamespace(first=mirrors[0], second=mirrors[1], found=found)


def files_in(root):
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def test_all_files_arrive_and_can_be_loaded(sources, packed, tmp_path):
    reports = []
    data = load("mnist", tmp_path, on_progress=reports.append)
    assert data.train_images.shape == (30, 28, 28)
    assert data.test_labels.tolist() == [i % 10 for i in range(12)]
    assert files_in(tmp_path / "MNIST" / "raw") == sorted(packed)
    assert sources.first.asked == list(packed)
    assert sources.second.asked == []
    assert reports[0] == DownloadProgress(FIRST, 0, len(packed[FIRST]), 0, 4)
    for index, (name, content) in enumerate(packed.items()):
        own = [report for report in reports if report.file == name]
        assert {(report.file_index, report.files) for report in own} == {(index, 4)}
        assert own[-1].done_bytes == own[-1].total_bytes == len(content)
        done = [report.done_bytes for report in own]
        assert done == sorted(done)


@pytest.mark.parametrize(("name", "folder"), [("fashion-mnist", "FashionMNIST"), ("kmnist", "KMNIST")])
def test_the_relatives_have_folders_of_their_own(sources, packed, tmp_path, name, folder):
    load(name, tmp_path)
    assert files_in(tmp_path) == files_in(tmp_path / folder / "raw") == sorted(packed)


def test_once_downloaded_nothing_is_asked_for_again(sources, tmp_path):
    load("mnist", tmp_path)
    sources.first.asked.clear()
    load("mnist", tmp_path)
    list(download("mnist", tmp_path))
    assert sources.first.asked == []


def test_finished_files_are_kept_and_wrong_ones_fetched_again(sources, packed, tmp_path):
    list(download("mnist", tmp_path))
    raw = tmp_path / "MNIST" / "raw"
    (raw / FIRST).write_bytes(packed[FIRST][:100])  # as a program without such care leaves it
    (raw / "t10k-labels-idx1-ubyte.gz").unlink()
    sources.first.asked.clear()
    reports = list(download("mnist", tmp_path))
    assert sources.first.asked == [FIRST, "t10k-labels-idx1-ubyte.gz"]
    assert {report.file for report in reports} == set(packed)
    assert (raw / FIRST).read_bytes() == packed[FIRST]
    # The other file may have been the user's own.
    assert (raw / f"{FIRST}.other-1").read_bytes() == packed[FIRST][:100]
    (raw / FIRST).write_bytes(b"mine")
    list(download("mnist", tmp_path))
    assert (raw / f"{FIRST}.other-1").read_bytes() == packed[FIRST][:100]
    assert (raw / f"{FIRST}.other-2").read_bytes() == b"mine"


def test_unpacked_files_are_kept(sources, idx_files, tmp_path):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    name = "train-images-idx3-ubyte"
    (raw / name).write_bytes(idx_files[name])
    load("mnist", tmp_path)
    assert FIRST not in sources.first.asked


def test_a_mirror_that_tells_no_length_will_do(sources, packed, tmp_path):
    sources.first.faults[FIRST] = "no length"
    reports = [report for report in download("mnist", tmp_path) if report.file == FIRST]
    assert reports[0].total_bytes is None
    assert reports[-1].done_bytes == reports[-1].total_bytes == len(packed[FIRST])


@pytest.mark.parametrize("fault", ["missing", "wrong content", "cut", "stall", "longer", "endless"])
def test_the_second_mirror_helps_out(sources, packed, tmp_path, monkeypatch, fault):
    monkeypatch.setattr(module, "TIMEOUT_S", 0.2)
    sources.first.faults[FIRST] = fault
    list(download("mnist", tmp_path))
    assert sources.second.asked == [FIRST]
    assert files_in(tmp_path) == sorted(packed)
    assert (tmp_path / "MNIST" / "raw" / FIRST).read_bytes() == packed[FIRST]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("missing", "answered 404 Not Found"),
        ("wrong content", "gave a file with md5"),
        ("cut", "broke off after"),
        ("stall", "broke off (timed out) after 0.2 seconds without a byte"),
        ("longer", "tells a Content-Length of"),
        ("endless", "gives more than the"),
    ],
)
def test_when_all_mirrors_fail_the_reason_and_the_local_ways_are_told(
    sources, tmp_path, monkeypatch, fault, reason
):
    monkeypatch.setattr(module, "TIMEOUT_S", 0.2)
    sources.first.faults[FIRST] = sources.second.faults[FIRST] = fault
    with pytest.raises(DataError) as caught:
        load("mnist", tmp_path)
    check_message(caught.value, reason, sources.first.url, sources.second.url, FIRST)
    assert files_in(tmp_path) == []


def check_message(error, *parts):
    for part in (*parts, "--data-dir DIR", "DIR/MNIST/raw", "--dataset folder:PATH"):
        assert part in str(error)
    assert "\n" not in str(error)


def test_offline(sources, tmp_path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # a port that nobody listens at
        sources.found.mirrors[:] = [f"http://127.0.0.1:{unused.getsockname()[1]}/"]
        with pytest.raises(DataError) as caught:
            load("mnist", tmp_path)
    check_message(caught.value, "mnist could not be downloaded", "refused")
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("steps", [1, 2])
def test_cancelling_leaves_no_half_file_and_keeps_the_finished(sources, packed, tmp_path, steps):
    progress = download("mnist", tmp_path)
    for report in progress:  # to the first report of the second file, and a number of steps on
        if report.file_index == 1:
            break
    for _ in range(steps - 1):
        next(progress)
    assert len(files_in(tmp_path)) == 2
    progress.close()
    assert files_in(tmp_path) == [FIRST]


def test_an_error_of_the_listener_leaves_no_half_file(sources, tmp_path):
    def interrupt(report):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load("mnist", tmp_path, on_progress=interrupt)
    assert files_in(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_while_receiving_leaves_no_half_file(sources, tmp_path):
    sources.first.faults[FIRST] = "interrupt"
    with pytest.raises(KeyboardInterrupt):
        list(download("mnist", tmp_path))
    assert files_in(tmp_path) == []


def test_a_full_disk_is_told_and_leaves_no_half_file(sources, tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match=r"cannot write to .*raw: No space left on device; .*--data-dir DIR"):
        list(download("mnist", tmp_path))
    assert files_in(tmp_path) == []
    assert sources.second.asked == []  # another mirror would not help


def test_a_folder_that_cannot_be_made_is_told(sources, tmp_path):
    (tmp_path / "MNIST").write_bytes(b"")  # a file in its place stops root too
    with pytest.raises(DataError, match=r"cannot write to .*MNIST.raw: .*--data-dir DIR"):
        list(download("mnist", tmp_path))
    assert sources.first.asked == []


def test_nothing_happens_before_the_first_step(sources, tmp_path):
    download("mnist", tmp_path).close()
    assert sources.first.asked == []
    assert not (tmp_path / "MNIST").exists()


def test_what_cannot_be_downloaded_is_named(tmp_path):
    with pytest.raises(DataError, match="'digits' cannot be downloaded, only mnist, fashion-mnist, kmnist"):
        next(download("digits", tmp_path))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(bytes(15_000_000), mtime=0), "gave a file that unpacks to more than 23,536 bytes"),
        (gzip.compress(bytes(1_000), mtime=0), "gave a file that unpacks to 1,000 instead of 23,536 bytes"),
        (
            gzip.compress(bytes(23_536), mtime=0)[:-1],
            "gave a file that cannot be unpacked (Compressed file ended",
        ),
        (b"no gzip at all", "gave a file that cannot be unpacked (Not a gzipped file"),
    ],
)
def test_a_file_that_is_something_else_inside_is_refused_with_little_memory(sources, tmp_path, content, said):
    for mirror in (sources.first, sources.second):
        mirror.files[FIRST] = content
    sources.found.resources[0] = (FIRST, hashlib.md5(content).hexdigest())
    tracemalloc.start()
    with pytest.raises(DataError) as caught:
        load("mnist", tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    check_message(caught.value, f"{sources.first.url}{FIRST} {said}", f"{sources.second.url}{FIRST} {said}")
    assert peak < 8_000_000
    assert files_in(tmp_path) == []


def test_a_file_of_that_name_that_is_too_large_is_not_read(sources, packed, tmp_path, monkeypatch):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    with (raw / FIRST).open("wb") as file:
        file.truncate(1 << 26)  # of no content
    most, made = max(map(len, packed.values())), hashlib.md5

    def bounded(**options):
        digest, read = made(**options), []

        def update(chunk):
            read.append(len(chunk))
            assert sum(read) <= most, "more is read than the download has"
            digest.update(chunk)

        return SimpleNamespace(update=update, hexdigest=digest.hexdigest)

    monkeypatch.setattr(hashlib, "md5", bounded)
    list(download("mnist", tmp_path))
    assert (raw / FIRST).read_bytes() == packed[FIRST]
    assert (raw / f"{FIRST}.other-1").stat().st_size == 1 << 26


@pytest.mark.parametrize("file", ["../../evil.gz", "new-images-idx3-ubyte.gz"])
def test_files_that_are_not_known_are_not_fetched(sources, tmp_path, file):
    sources.found.resources.append((file, "0" * 32))
    with pytest.raises(DataError) as caught:
        load("mnist", tmp_path)
    check_message(caught.value, f"torchvision names files that are not known here: {file}")
    assert sources.first.asked == []


def test_a_listener_is_asked_while_nothing_comes(sources, tmp_path):
    sources.first.faults[FIRST] = "stall"
    reports = download("mnist", tmp_path)
    while next(reports).done_bytes == 0:
        pass
    first, second = next(reports), next(reports)  # of a mirror that sends nothing more
    assert first == second
    reports.close()
    assert files_in(tmp_path) == []


KILLED = """
import sys
from pathlib import Path
from types import SimpleNamespace
from sparse_explorer.data import download as module
found = SimpleNamespace(mirrors=[sys.argv[1]], resources=[("train-images-idx3-ubyte.gz", "0" * 32)])
module._import_datasets = lambda: SimpleNamespace(MNIST=found)
for report in module.download("mnist", Path(sys.argv[2])):
    if report.done_bytes:
        print("at work", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be deleted there")
def test_what_a_download_that_died_left_is_removed_and_what_another_is_at_stays(sources, tmp_path):
    sources.first.faults[FIRST] = "stall"
    raw = tmp_path / "MNIST" / "raw"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, sources.first.url, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "no_proxy": "127.0.0.1"},
    ) as process:
        assert process.stdout.readline() == b"at work\n"
        (part,) = files_in(raw)
        assert part.startswith(FIRST) and part.endswith(".part")
        mine = ["mine.part", f"{FIRST}.part", f"{FIRST}.12345678.part.txt"]
        for name in mine:
            (raw / name).write_bytes(b"mine")
        (raw / f"{FIRST}.aaaaaaaa.part").symlink_to(raw / mine[0])
        sources.first.faults.clear()
        list(download("mnist", tmp_path))
        assert part in files_in(raw)
        process.kill()
    load("mnist", tmp_path)  # all is there; the folder is used, and nothing asked for
    assert part not in files_in(raw)
    assert {*mine, f"{FIRST}.aaaaaaaa.part"} <= set(files_in(raw))
