"""Reading the zip file that is a bundle, as what a stranger sent.

Nothing in it is believed: which names there may be is known here, sizes and sums are those of the manifest, and no
more is read than that. What does not fit is refused in one line.
"""

import hashlib
import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from sparse_explorer.experiment.runs.bundle_format import (
    CHUNK,
    MANIFEST,
    MOST_FILES,
    MOST_MANIFEST_BYTES,
    TABLE,
    BundleError,
    is_name,
)
from sparse_explorer.experiment.runs.manifest import Manifest
from sparse_explorer.experiment.runs.ownership import CONFIG
from sparse_explorer.paths import shown

MOST_RATIO = 200
"""Of a file's size to the place that it takes; the weights of the sparsest networks stay below."""

_MOST_DIRECTORY_BYTES = 8_000_000
_END, _END_SIGNATURE = struct.Struct("<4s4H2LH"), b"PK\x05\x06"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
    OverflowError,
)
"""What zipfile raises for files that are none, or not whole."""


class Archive:
    """A bundle that is open for reading: its manifest fits its list of files; their content is not yet read.

    Attributes:
        manifest: what it says of itself.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for info in self._checked():
            self._entries[info.filename] = info
        if MANIFEST not in self._entries:
            raise self.error(f"it is no bundle of sparse-explorer, for it holds no {MANIFEST}")
        text = b"".join(self._read(MANIFEST, MOST_MANIFEST_BYTES))
        try:
            self.manifest = Manifest.from_json(text.decode("utf-8"))
        except ValueError as error:
            raise self.error(f"its {MANIFEST} cannot be used: {error}") from None
        self._compare()

    def text(self, name: str, most: int) -> str:
        """The content of a file of text, of at most ``most`` bytes, checked as by :meth:`copy`.

        Raises:
            BundleError: it is not what the manifest says, larger, or no text.
        """
        if self.manifest.files[name].size > most:
            raise self.error(f"{name} is larger than it may be")
        content = io.BytesIO()
        self.copy(name, content)
        try:
            return content.getvalue().decode("utf-8")
        except UnicodeDecodeError:
            raise self.error(f"{name} is no text") from None

    def copy(self, name: str, target: BinaryIO) -> None:
        """Write the content of a file to ``target``.

        Raises:
            BundleError: it is not what the manifest says.
            OSError: it cannot be written.
        """
        entry = self.manifest.files[name]
        digest, size = hashlib.sha256(), 0
        for chunk in self._read(name, entry.size):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
        if size != entry.size or digest.hexdigest() != entry.sha256:
            raise self.error(f"{name} is not what the manifest says: its content has changed")

    def _checked(self) -> Iterator[zipfile.ZipInfo]:
        """The entries, as far as they can be taken as files of a bundle."""
        entries = self._archive.infolist()
        if len(entries) > MOST_FILES + 1:
            raise self.error(f"it holds {len(entries):,} files; allowed are {MOST_FILES:,}")
        if self._archive.comment:
            raise self.error("it has a comment, as no bundle has")
        seen: set[str] = set()
        for info in entries:
            name = info.orig_filename
            problem = _problem_with(info, seen)
            if problem:
                raise self.error(f"it holds {name[:80]!r}{'...' if len(name) > 80 else ''}, {problem}")
            seen.add(name.lower())
            yield info

    def _compare(self) -> None:
        """Make sure that the manifest and the list of files name the same, of the same sizes."""
        listed, there = self.manifest.files.keys(), self._entries.keys() - {MANIFEST}
        for name in sorted(listed - there)[:1]:
            raise self.error(f"{name[:80]!r} is missing, which the manifest lists")
        for name in sorted(there - listed)[:1]:
            raise self.error(f"it holds {name!r}, which the manifest does not list")
        for name in sorted(there):
            if self._entries[name].file_size != self.manifest.files[name].size:
                raise self.error(f"{name} has another size than the manifest says")
        for name in (CONFIG, TABLE):
            if name not in there:
                raise self.error(f"it holds no {name}")

    def _read(self, name: str, most: int) -> Iterator[bytes]:
        """The content of a file, refused beyond ``most`` bytes."""
        size = 0
        with self._named(name), self._archive.open(self._entries[name]) as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                if size > most:
                    raise self.error(f"{name} is larger than it may be")
                yield chunk

    @contextmanager
    def _named(self, name: str) -> Iterator[None]:
        try:
            yield
        except BundleError:
            raise
        except OSError as error:
            raise BundleError(f"cannot read {shown(self._path)}: {error.strerror or error}") from None
        except _BROKEN as error:
            raise self.error(f"{name} in it is broken: {_words(error)}") from None

    def error(self, reason: str) -> BundleError:
        """That the bundle is refused, and why."""
        return BundleError(f"{shown(self._path)} is refused: {reason}")


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a bundle for reading.

    Raises:
        BundleError: it cannot be read, is no bundle, or not one that can be trusted.
    """
    with ExitStack() as opened:
        try:
            file = opened.enter_context(_regular(path))
            _check_ends(path, file)
            archive = opened.enter_context(zipfile.ZipFile(file))
        except BundleError:
            raise
        except OSError as error:
            raise BundleError(f"cannot read {shown(path)}: {error.strerror or error}") from None
        except _BROKEN as error:
            raise BundleError(f"{shown(path)} is no bundle, or not all of one: {_words(error)}") from None
        yield Archive(path, archive)


def _regular(path: Path) -> BinaryIO:
    """Open what is a file; a pipe would never end."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise BundleError(f"{shown(path)} is not a file")
    return os.fdopen(handle, "rb")


def _check_ends(path: Path, file: BinaryIO) -> None:
    """Look at both ends, where no reader is needed: what zipfile would read at once, however much it is."""
    length = os.fstat(file.fileno()).st_size
    start = file.read(4)
    file.seek(max(length - _END.size, 0))
    end = file.read(_END.size)
    file.seek(0)
    if start != b"PK\x03\x04":
        raise BundleError(f"{shown(path)} is no bundle: it does not begin as one")
    if len(end) < _END.size or not end.startswith(_END_SIGNATURE):
        raise BundleError(f"{shown(path)} is no bundle, or not all of one: its end is missing")
    *_, size, offset, _comment = _END.unpack(end)
    if size > _MOST_DIRECTORY_BYTES or offset + size + _END.size != length:
        raise BundleError(
            f"{shown(path)} is refused: its list of files is not where it should be, or too long"
        )


def _problem_with(info: zipfile.ZipInfo, seen: set[str]) -> str:
    """Why an entry cannot be taken as a file of a bundle; empty if it can."""
    name = info.orig_filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    if name.lower() in seen:
        return "which is there twice, or differs from another in case alone"
    if "\\" in name or name.startswith("/") or ":" in name or ".." in name.split("/"):
        return "which would be written elsewhere"
    if not is_name(name) or info.filename != name:
        return "which is no name that a bundle has"
    if kind not in (0, stat.S_IFREG):
        return "which is a link or something else that is no file"
    if info.flag_bits & 0x41:
        return "which is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "which is compressed in a way that no bundle is"
    if info.file_size > MOST_RATIO * info.compress_size + CHUNK:
        return f"which grows to more than {MOST_RATIO} times what it takes"
    return ""


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
