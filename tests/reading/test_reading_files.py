"""A file is read whole up to its limit, and what is no file is refused without waiting for it."""

import os
from pathlib import Path

import pytest

from sparse_explorer.reading import ReadError, read_bytes


def test_a_file_up_to_the_limit_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    content = bytes(range(256)) * 12_000  # several pieces
    path.write_bytes(content)
    assert read_bytes(path, len(content)) == content
    with pytest.raises(ReadError, match=r"^it is larger than 2 MB, and so no file of this kind$"):
        read_bytes(path, 2 << 20)
    with pytest.raises(ReadError, match="larger than 255 bytes"):
        read_bytes(path, 255)


def test_an_empty_file_is_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert read_bytes(tmp_path / "file", 0) == b""


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ReadError, match="larger than 1 MB"):
        read_bytes(path, 1 << 20)


@pytest.mark.timeout(20)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes that have names")
def test_a_pipe_does_not_hold_the_program_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReadError, match=r"^it is no regular file$"):
        read_bytes(tmp_path / "pipe", 100)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a system without devices that are files")
def test_a_device_that_never_ends_is_no_file() -> None:
    with pytest.raises(ReadError, match="no regular file"):
        read_bytes(Path("/dev/zero"), 100)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="a system without /proc")
def test_a_file_that_says_it_has_no_size_is_limited_too() -> None:
    path = Path("/proc/self/status")
    assert path.stat().st_size == 0
    assert len(read_bytes(path, 1 << 20)) > 100
    with pytest.raises(ReadError, match="larger than 100 bytes"):
        read_bytes(path, 100)


def test_a_folder_and_nothing_at_all(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"^it is a folder$"):
        read_bytes(tmp_path, 100)
    with pytest.raises(FileNotFoundError):
        read_bytes(tmp_path / "gone", 100)
