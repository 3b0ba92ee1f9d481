"""Writing the zip file that is a bundle: the same bytes for the same content."""

import hashlib
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sparse_explorer.experiment.runs.bundle_format import (
    CHUNK,
    MANIFEST,
    MOST_FILES,
    MOST_MANIFEST_BYTES,
    BundleError,
)
from sparse_explorer.experiment.runs.manifest import MOST_BYTES, FileEntry, Manifest

_TIME = (1980, 1, 1, 0, 0, 0)


def write_archive(
    path: Path, sources: Mapping[str, Path | bytes], describe: Callable[[Mapping[str, FileEntry]], Manifest]
) -> Manifest:
    """Write a bundle: the same bytes for the same content, on every machine.

    Args:
        path: a file that may be overwritten.
        sources: each file's content, or where it is, by its name in the bundle.
        describe: makes the manifest of what was written.

    Raises:
        OSError: a file cannot be read or written.
        BundleError: there are more or larger files than a bundle may have.
    """
    if len(sources) > MOST_FILES:
        raise BundleError(f"{len(sources):,} files are too many for a bundle; allowed are {MOST_FILES:,}")
    # Stored as they are: what a compressor makes of them depends on its version.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        written: dict[str, FileEntry] = {}
        left = MOST_BYTES
        for name in sorted(sources):
            written[name] = _add(archive, name, sources[name], left)
            left -= written[name].size
        manifest = describe(written)
        _add(archive, MANIFEST, manifest.to_json().encode(), MOST_MANIFEST_BYTES)
    return manifest


def _add(archive: zipfile.ZipFile, name: str, source: Path | bytes, most: int) -> FileEntry:
    info = zipfile.ZipInfo(name, _TIME)
    info.create_system = 3  # as on POSIX, wherever it is made
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w") as target:
        for chunk in _chunks_of(source):
            size += len(chunk)
            if size > most:
                raise BundleError(f"more than {MOST_BYTES:,} bytes are too many for a bundle")
            digest.update(chunk)
            target.write(chunk)
    return FileEntry(size, digest.hexdigest())


def _chunks_of(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
