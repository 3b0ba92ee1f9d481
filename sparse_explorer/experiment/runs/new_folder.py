"""Filling a folder so that it is there whole or not at all. Imports no torch."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sparse_explorer.experiment.runs.files import TEMPORARY, UMASK, is_leftover, sync_folder
from sparse_explorer.experiment.runs.folder_lock import LOCK_FILE, FolderLock, LockedError


class NotEmptyError(Exception):
    """The folder is there and holds something."""


@contextmanager
def new_folder(path: Path, last: str, is_own: Callable[[str], bool]) -> Iterator[Path]:
    """Give a folder to be filled, which takes its place at ``path`` when the block ends without an exception.

    Args:
        path: not there yet, or an empty folder, which stays the same one: it may be somebody's working folder.
        last: name of the file that shows what a folder is; in an empty one it comes last.
        is_own: whether a file may have been written by an earlier call, told by its path in the folder with ``/``;
            what one that was killed has left, and nothing else, is removed.

    Raises:
        NotEmptyError: there is something in it.
        LockedError: another process is about to fill it.
        OSError: it cannot be written.
    """
    path = Path(os.path.realpath(path))
    if os.path.lexists(path):
        with _emptiness(path):
            remove_abandoned(path, is_own)
            with _temporary(path) as (temporary, lock):
                yield temporary
                lock.release()
                _move_contents(temporary, path, last)
        return
    made = _make_parents(path)
    try:
        remove_abandoned(path.parent, is_own)
        with _temporary(path.parent) as (temporary, lock):
            yield temporary
            lock.release()
            temporary.chmod(0o777 & ~UMASK)
            temporary.rename(path)
            sync_folder(path.parent)
    finally:
        for folder in made:
            with suppress(OSError):  # not empty, as it should be
                folder.rmdir()


def remove_abandoned(parent: Path, is_own: Callable[[str], bool]) -> None:
    """Remove folders in ``parent`` that processes that were killed had begun to fill."""
    with suppress(OSError):  # a folder that may not be listed
        for folder in [path for path in parent.iterdir() if is_leftover(path.name)]:
            if folder.is_dir() and not folder.is_symlink():
                with suppress(LockedError, OSError):  # one that is at work, or of another user
                    _remove_own(folder, is_own)


def _remove_own(folder: Path, is_own: Callable[[str], bool]) -> None:
    lock = FolderLock(folder)
    lock.acquire()
    try:
        files = [
            Path(where, name).relative_to(folder) for where, _, names in os.walk(folder) for name in names
        ]
        ours = all(file.name == LOCK_FILE or is_own(file.as_posix()) for file in files)
    finally:
        lock.release()
    if ours:
        shutil.rmtree(folder)


@contextmanager
def _emptiness(path: Path) -> Iterator[None]:
    """Hold an empty folder."""
    if not path.is_dir() or not _is_empty(path):
        raise NotEmptyError
    lock = FolderLock(path)
    lock.acquire()
    try:
        if not _is_empty(path):
            raise NotEmptyError
        yield
    finally:
        lock.release()


def _is_empty(path: Path) -> bool:
    return all(name == LOCK_FILE or is_leftover(name) for name in os.listdir(path))


@contextmanager
def _temporary(parent: Path) -> Iterator[tuple[Path, FolderLock]]:
    """A folder to be filled, and the lock that shows others that this is going on; both go in the end."""
    temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=parent))
    lock = FolderLock(temporary)
    try:
        lock.acquire()
        yield temporary, lock
    finally:
        with suppress(OSError):
            lock.release()
        shutil.rmtree(temporary, ignore_errors=True)


def _move_contents(source: Path, target: Path, last: str) -> None:
    """Move everything in a folder into another one; what was moved goes again if not all can be."""
    moved: list[Path] = []
    try:
        for path in sorted(source.iterdir(), key=lambda path: path.name == last):
            path.rename(target / path.name)
            moved.append(target / path.name)
    except OSError:
        for path in moved:
            (shutil.rmtree if path.is_dir() else os.unlink)(path)
        raise
    sync_folder(target)


def _make_parents(path: Path) -> list[Path]:
    """Make the folders that a path is in; returns those that were not there, the innermost first."""
    missing = [folder for folder in path.parents if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
    return missing
