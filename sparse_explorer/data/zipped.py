"""Data sets that are published as one zip file: fetching it, and unpacking what is wanted of it."""

import zipfile
from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sparse_explorer.data.download import DownloadProgress, check_sha256, receive
from sparse_explorer.data.metered_http import TransferError
from sparse_explorer.data.parts import finish, part_of

_CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError)
"""What zipfile raises for files that are none, or not whole; RuntimeError for a password."""


class ZipSource(NamedTuple):
    """A zip file as it was published: its name here, its address, bytes and SHA-256."""

    name: str
    url: str
    size: int
    sha256: str


class Member(NamedTuple):
    """A file that is wanted.

    Attributes:
        name: of it, in the zip file.
        target: where it goes.
        most: bytes that it may have, whatever the zip file says of it.
        label: its name in reports.
        there: where it is already; None if it is to be unpacked.
    """

    name: str
    target: Path
    most: int
    label: str
    there: Path | None


def fetch(source: ZipSource, part: BinaryIO, files: int) -> Generator[DownloadProgress, None, None]:
    """Write a zip file to ``part``, and make sure that it is the one that was published.

    Args:
        files: how many reports are counted through, this one included.

    Raises:
        TransferError: it cannot be had, or is another one.
    """
    with closing(receive(source.url, part, source.size)) as steps:
        for done, total in steps:
            yield DownloadProgress(source.name, done, total, 0, files)
    check_sha256(part, source.sha256)


def unpack(
    archive: BinaryIO, members: Iterable[Member], files: int
) -> Generator[DownloadProgress, None, None]:
    """Put the files that are wanted in their places. What else is in the zip file, and how it is called, is let be.

    Args:
        archive: the zip file.
        members: asked for one by one, each when those before it are in place.
        files: how many reports are counted through, that of the zip file included.

    Yields:
        A report on each of them.

    Raises:
        TransferError: one of them is not there, or larger than it may be.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            for index, member in enumerate(members, start=1):
                if member.there is None:
                    _unpack_one(opened, member)
                size = (member.there or member.target).stat().st_size
                yield DownloadProgress(member.label, size, size, index, files)
    except _BROKEN as error:
        raise TransferError(f"gave a file that cannot be unpacked ({error})") from None


def _unpack_one(archive: zipfile.ZipFile, member: Member) -> None:
    try:
        packed = archive.open(member.name)
    except KeyError:
        raise TransferError(f"gave a file without {member.name}") from None
    size = 0
    with packed, part_of(member.target) as part:
        while chunk := packed.read(min(_CHUNK, member.most + 1 - size)):
            part.write(chunk)
            size += len(chunk)
            if size > member.most:
                raise TransferError(f"gave a file whose {member.name} is larger than {member.most:,} bytes")
        finish(part, member.target)
