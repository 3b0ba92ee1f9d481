"""A folder is one process's: the lock is gone with it, however it ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sparse_explorer.experiment.runs import folder_lock
from sparse_explorer.experiment.runs.folder_lock import LOCK_FILE, FolderLock, LockedError

HOLD = """
import sys
from pathlib import Path
from sparse_explorer.experiment.runs.folder_lock import FolderLock
FolderLock(Path(sys.argv[1])).acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_lock_is_refused_until_the_first_is_released(tmp_path: Path) -> None:
    one, other = FolderLock(tmp_path), FolderLock(tmp_path)
    one.acquire()
    with pytest.raises(LockedError, match=f"^process {os.getpid()} on "):
        other.acquire()
    assert (tmp_path / LOCK_FILE).exists()
    one.release()
    assert list(tmp_path.iterdir()) == []
    other.acquire()
    one.release()  # which it has done already: the other one's is not touched
    with pytest.raises(LockedError):
        one.acquire()
    other.release()


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=f"^process {process.pid} on "):
            FolderLock(tmp_path).acquire()
        process.send_signal(signal.SIGKILL)
    assert (tmp_path / LOCK_FILE).exists()
    lock = FolderLock(tmp_path)
    lock.acquire()
    assert str(os.getpid()) in (tmp_path / LOCK_FILE).read_text()
    lock.release()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"process 1 on a", b"\x00\x01\n"])
def test_who_holds_it_may_not_be_known(tmp_path: Path, content: bytes) -> None:
    lock = FolderLock(tmp_path)
    lock.acquire()
    (tmp_path / LOCK_FILE).write_bytes(content)
    with pytest.raises(LockedError, match=r"^another process$"):
        FolderLock(tmp_path).acquire()
    lock.release()


def test_a_file_that_its_holder_deletes_meanwhile_is_not_taken_for_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between opening the file and locking it, its holder may go, and a third process may come."""
    first, late, third = (FolderLock(tmp_path) for _ in range(3))
    first.acquire()
    locked = folder_lock._lock
    seen = []

    def slow(handle: int) -> bool:
        if not seen:
            seen.append(handle)
            monkeypatch.setattr(folder_lock, "_lock", locked)
            first.release()
            third.acquire()
        return locked(handle)

    monkeypatch.setattr(folder_lock, "_lock", slow)
    with pytest.raises(LockedError):
        late.acquire()
    third.release()


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FolderLock(tmp_path / "absent").acquire()
