"""Writing files whole or not at all. Imports no torch."""

import errno
import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def _read_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


# Once, at import: it can be read by setting it only, and two threads that do so at the same time may leave it at 0.
UMASK = _read_umask()
"""The permissions that new files and folders do not get."""


TEMPORARY = ".tmp-sparse-explorer-"
"""How the names begin of what is being written."""


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader, or a power cut, sees the old content or the new one and nothing between.

    Raises:
        OSError: the folder cannot be written to; the old file is untouched.
    """
    data = content.encode() if isinstance(content, str) else content
    replace_atomically(path, lambda temporary: temporary.write_bytes(data))


def replace_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` make a temporary file beside ``path``, then put it in its place; a link stays, and what it names is
    replaced.

    Raises:
        OSError: the folder cannot be written to, or there is something else than a file, such as a device; what is
            there is untouched.
    """
    path = path.resolve() if path.is_symlink() else path
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a file", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own for each writer; the ending is kept because some writers choose the format by it.
    handle, name = tempfile.mkstemp(prefix=TEMPORARY, suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~UMASK)  # mkstemp's own mode would hide the file from other users
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Let a power cut find the new name, where a folder can be opened for that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove_leftovers(folder: Path) -> None:
    """Remove what a process that was killed had not finished writing into a folder that no other process writes to;
    what cannot be removed stays."""
    with suppress(OSError):
        for name in filter(is_leftover, os.listdir(folder)):
            with suppress(OSError):  # one that stays keeps no other
                (folder / name).unlink()


def is_leftover(name: str) -> bool:
    """Whether a file of that name is what a process that was killed had not finished writing."""
    return re.fullmatch(re.escape(TEMPORARY) + r"[a-z0-9_]{8}(\.\w+)?", name) is not None
