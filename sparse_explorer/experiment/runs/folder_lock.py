"""One process at a time writes into a folder. Imports no torch.

A file in the folder is locked by the operating system, which takes the lock away with its process, however that ends:
a lock is never left behind, and the file of a process that was killed is in nobody's way.
"""

import errno
import os
import socket
import sys
from pathlib import Path

LOCK_FILE = ".sparse-explorer.lock"
_FAR = 1 << 30  # Windows keeps others from reading what is locked, so what is locked is not the text
_NOT_HERE = (errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK)


class LockedError(Exception):
    """Another process holds the folder; the message says which, such as ``process 17 on pc``."""


class FolderLock:
    """Holds a folder, which is there, from :meth:`acquire` to :meth:`release` or the end of the process."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_FILE
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock, without waiting.

        Raises:
            LockedError: another process, or another lock of this one, has it.
            OSError: the folder cannot be written to.
        """
        while self._handle is None:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
            try:
                if not _lock(handle):
                    raise LockedError(_holder(handle))
                # Its last holder may have deleted it in the meantime, and a third process made another.
                if _is_at(self._path, handle):
                    self._sign(handle)
                    self._handle = handle
            finally:
                if self._handle is None:
                    os.close(handle)

    def release(self) -> None:
        """Give the lock back, and take its file away."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        if sys.platform == "win32":  # where an open file cannot be deleted
            os.close(handle)
            self._path.unlink(missing_ok=True)
        else:
            self._path.unlink(missing_ok=True)
            os.close(handle)

    def _sign(self, handle: int) -> None:
        """Say who holds it; on a full disk this is what fails."""
        try:
            os.ftruncate(handle, 0)
            os.write(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
            os.fsync(handle)
        except OSError:
            self._path.unlink(missing_ok=True)
            raise


def _holder(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    text = os.read(handle, 300).decode(errors="replace")
    # Nothing yet if the other one has only just taken it.
    return text.strip() if text.endswith("\n") and text.strip().isprintable() else "another process"


def _is_at(path: Path, handle: int) -> bool:
    try:
        there, mine = os.lstat(path), os.fstat(handle)
    except FileNotFoundError:
        return False
    return (there.st_dev, there.st_ino) == (mine.st_dev, mine.st_ino)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        for lock in (fcntl.flock, fcntl.lockf):
            try:
                lock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except OSError as error:
                if error.errno not in _NOT_HERE:
                    return False
        return True  # a file system without locks: no worse than no lock at all
