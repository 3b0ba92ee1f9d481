"""Unpacking gzip piece by piece, within bounds: nothing is unpacked that was not asked for.

Python's own module reads a header byte by byte, and goes through millions of empty members for one byte.
"""

import zlib
from typing import BinaryIO

from sparse_explorer.reading.errors import ReadError

MAGIC = b"\x1f\x8b"

MOST_MEMBERS = 20_000
"""Of a file that was put together of several; tools that compress in blocks make one of 64 kB each."""

_GZIP = 16 + zlib.MAX_WBITS
_CHUNK = 1 << 16


class GzipStream:
    """What a gzip file holds; checksums and lengths are compared on the way.

    Args:
        file: at its beginning.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._packed = b""
        self._member = zlib.decompressobj(_GZIP)
        self._members = 1

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end.

        Raises:
            ReadError: it is damaged, cut short, or goes on with something else.
        """
        while True:
            if self._member.eof and not self._next_member():
                return b""
            self._packed = self._packed or self._file.read(_CHUNK)
            try:
                found = self._member.decompress(self._packed, size)
            except zlib.error as error:
                raise ReadError("", str(error)) from None
            ended = not self._packed and not self._member.eof
            self._packed = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            if found:
                return found
            if ended:
                raise ReadError("", "it ends too soon")

    def _next_member(self) -> bool:
        """Go on to what follows a member that has ended; False where nothing does but zeros, as of a block device."""
        while not (rest := self._packed.lstrip(b"\0")) and (chunk := self._file.read(_CHUNK)):
            self._packed = chunk
        self._packed = rest
        if not rest:
            return False
        if len(rest) == 1:
            self._packed = rest = rest + self._file.read(_CHUNK)
        if not rest.startswith(MAGIC):
            raise ReadError("", "something else follows")
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise ReadError("", f"it has more than {MOST_MEMBERS} members")
        self._member = zlib.decompressobj(_GZIP)
        return True
