"""Files that are not whole yet: each is locked by the process that writes it, so that what a dead one left is known."""

import itertools
import os
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_NAME = re.compile(r".+\.(gz|zip|npy)\.[0-9a-f]{8}\.part")


@contextmanager
def part_of(target: Path) -> Iterator[BinaryIO]:
    """A new file beside ``target``, to be written and then put in its place with :func:`finish`; else it is removed."""
    # Named at random, so that two programs that download at once do not write into each other's file.
    path = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        with path.open("x+b") as file:
            with suppress(OSError):  # a file system without locks
                _lock(file.fileno())
            yield file
    finally:
        path.unlink(missing_ok=True)


def finish(part: BinaryIO, target: Path) -> None:
    """Put a part that is whole in its place, for good; a file of that name gets another one."""
    part.flush()
    os.fsync(part.fileno())
    _set_aside(target)
    if os.name == "nt":  # where an open file cannot be renamed
        part.close()
    os.replace(part.name, target)
    with suppress(OSError):  # a folder cannot be opened everywhere
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def remove_leftovers(folder: Path) -> None:
    """Remove the parts that processes left which were killed. What cannot be removed, or is not there, is let be."""
    with suppress(OSError):
        for path in folder.iterdir():
            if _NAME.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                with suppress(OSError):
                    _remove_if_dead(path)


def _set_aside(target: Path) -> None:
    """Keep a file that has the name of one that was fetched, but not its checksum: it may be the user's own."""
    if target.exists():
        names = (target.with_name(f"{target.name}.other-{number}") for number in itertools.count(1))
        target.rename(next(name for name in names if not name.exists()))


if sys.platform == "win32":  # where nobody else can delete a file that is open

    def _lock(handle: int) -> None:
        pass

    def _remove_if_dead(path: Path) -> None:
        path.unlink()

else:
    import fcntl

    def _lock(handle: int) -> None:
        """Lock a file for this process, which loses it however it ends; OSError if another has it, or nobody can."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _remove_if_dead(path: Path) -> None:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
        try:
            _lock(handle)
            path.unlink()
        finally:
            os.close(handle)
