"""Reading a file whole, with a limit that holds before anything is read: a device or a pipe never ends."""

import os
import stat
from pathlib import Path

from sparse_explorer.reading.errors import ReadError

_CHUNK = 1 << 20
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def read_bytes(path: Path, most: int) -> bytes:
    """Read a file of at most ``most`` bytes.

    Raises:
        ReadError: it is no file (a folder, a pipe, a device), or larger.
        OSError: it is not there, or cannot be read.
    """
    _check(os.stat(path), most)
    # Without waiting: what was a file a moment ago may be a pipe now, whose opening waits for a writer.
    handle = os.open(path, _FLAGS)
    with os.fdopen(handle, "rb", buffering=0) as file:
        _check(os.fstat(handle), most)
        content = bytearray()
        while len(content) <= most and (chunk := file.read(min(_CHUNK, most + 1 - len(content)))):
            content += chunk
    if len(content) > most:  # it grew, or its size says nothing, as in /proc
        raise _too_large(most)
    return bytes(content)


def _check(status: os.stat_result, most: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "no regular file"
        raise ReadError("", f"it is {kind}")
    if status.st_size > most:
        raise _too_large(most)


def _too_large(most: int) -> ReadError:
    size = f"{most >> 20} MB" if most >= 1 << 20 else f"{most} bytes"
    return ReadError("", f"it is larger than {size}, and so no file of this kind")
