"""Files are written whole or not at all, and are anybody's to read as other files are."""

import os
from pathlib import Path

import pytest

from sparse_explorer.experiment.runs.files import replace_atomically, write_atomically


def test_text_and_bytes_arrive_as_they_are_in_folders_that_are_made(tmp_path: Path) -> None:
    write_atomically(tmp_path / "new" / "folder" / "a.txt", "ä\n")
    write_atomically(tmp_path / "b.bin", b"\x00\r\n")
    assert (tmp_path / "new" / "folder" / "a.txt").read_bytes() == "ä\n".encode()
    assert (tmp_path / "b.bin").read_bytes() == b"\x00\r\n"


@pytest.mark.skipif(os.name == "nt", reason="a file that is open is not replaced there")
def test_who_reads_the_old_file_reads_it_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with path.open() as reader:
        write_atomically(path, "new")
        assert reader.read() == "old"
    assert path.read_text() == "new"


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_a_file_may_be_read_by_those_who_may_read_others(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("")
    write_atomically(tmp_path / "a.txt", "")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "other.txt").stat().st_mode


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail(temporary: Path) -> None:
        temporary.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        replace_atomically(path, fail)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_the_temporary_file_has_the_ending_that_tells_its_format(tmp_path: Path) -> None:
    seen: list[Path] = []
    replace_atomically(tmp_path / "curve.png", lambda path: seen.append(path) or path.write_bytes(b""))
    assert (seen[0].suffix, seen[0].parent) == (".png", tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="POSIX files")
def test_a_device_or_a_pipe_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path):
        with pytest.raises(OSError, match="not a file"):
            write_atomically(path, "new")
    assert pipe.is_fifo() and [entry.name for entry in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_and_what_it_names_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere" / "a.txt", tmp_path / "link.txt"
    target.write_text("old")
    link.symlink_to(target)
    write_atomically(link, "new")
    assert link.is_symlink() and target.read_text() == "new"
    assert [entry.name for entry in target.parent.iterdir()] == ["a.txt"]
