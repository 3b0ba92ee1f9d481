"""Reading a file whole, with a limit that holds before anything is read: a device or a pipe never ends."""

import os
import stat
from pathlib import Path
from typing import BinaryIO, Protocol

from sparse_explorer.reading.errors import ReadError

_CHUNK = 1 << 20
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Readable(Protocol):
    """Whatever gives its content piece by piece."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at its end."""


class Digest(Protocol):
    """Whatever sums up content, as of :mod:`hashlib`."""

    def update(self, content: bytes, /) -> None:
        """Take more of the content."""

    def hexdigest(self) -> str:
        """The sum so far, in hexadecimal digits."""


def read_bytes(path: Path, most: int) -> bytes:
    """Read a file of at most ``most`` bytes.

    Raises:
        ReadError: it is no file (a folder, a pipe, a device), or larger.
        OSError: it is not there, or cannot be read.
    """
    with open_file(path) as file:
        # Beyond what its size says, as of files in /proc, or of one that grows.
        if os.fstat(file.fileno()).st_size > most or len(content := read_up_to(file, most + 1)) > most:
            raise _too_large(most)
    return bytes(content)


def open_file(path: Path) -> BinaryIO:
    """Open a file to be read; never waits for a pipe's other end.

    Raises:
        ReadError: it is no file.
        OSError: it is not there, or cannot be read.
    """
    _check(os.stat(path))  # opening a device may do something to it
    # Without waiting: what was a file a moment ago may be a pipe now, whose opening waits for a writer.
    file = os.fdopen(os.open(path, _FLAGS), "rb")
    try:
        _check(os.fstat(file.fileno()))
    except ReadError:
        file.close()
        raise
    return file


def read_up_to(stream: Readable, size: int) -> bytearray:
    """Read ``size`` bytes, or what there is: memory follows the content, not what a broken header says."""
    content = bytearray()
    while len(content) < size and (chunk := stream.read(min(_CHUNK, size - len(content)))):
        content += chunk
    return content


def hex_digest(stream: Readable, digest: Digest) -> str:
    """The digest of what is left of a stream, in hexadecimal digits; Python 3.11 has it as file_digest."""
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _check(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "no regular file"
        raise ReadError("", f"it is {kind}")


def _too_large(most: int) -> ReadError:
    size = f"{most >> 20} MB" if most >= 1 << 20 else f"{most} bytes"
    return ReadError("", f"it is larger than {size}, and so no file of this kind")
