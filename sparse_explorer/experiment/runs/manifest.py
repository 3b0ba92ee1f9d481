"""What a bundle says of itself: its ``manifest.json``. Imports no torch."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sparse_explorer
from sparse_explorer.experiment.runs import strict_json

FORMAT, VERSION = "sparse-explorer bundle", 1
MOST_BYTES = 2_000_000_000
"""Of all files together, so that no bundle needs the extensions of the zip format for more than 2 GiB."""

MOST_WORDS, MOST_LETTERS = 64, 400
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class FileEntry:
    """One file of a bundle: its size in bytes, and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What is in a bundle, and what it was made with.

    Attributes:
        versions: of this program and its libraries, as the runs name them, such as ``{"torch": ("2.13.0",)}``; several
            where a folder was continued with another version.
        made_with: what the runs were computed with, in words, such as ``torch 2.13.0, CPU, 2 threads``; one line for
            each change.
        written_by: the version of this program that wrote the bundle.
        files: by their names in the bundle, sorted; without the manifest itself.
    """

    versions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    made_with: tuple[str, ...] = ()
    written_by: str = sparse_explorer.__version__
    files: Mapping[str, FileEntry] = field(default_factory=dict)

    def to_json(self) -> str:
        """As text, the same for the same content."""
        content = {
            "format": FORMAT,
            "version": VERSION,
            "versions": {name: list(self.versions[name]) for name in sorted(self.versions)},
            "made_with": list(self.made_with),
            "written_by": self.written_by,
            "files": {
                name: {"size": self.files[name].size, "sha256": self.files[name].sha256}
                for name in sorted(self.files)
            },
        }
        return strict_json.dumps(content, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read what :meth:`to_json` wrote, or anybody else.

        Raises:
            ValueError: it is no manifest, or of another version; says what is wrong.
        """
        content = strict_json.loads(text)
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise ValueError("it does not say that this is a bundle of sparse-explorer")
        if type(content.get("version")) is not int or content["version"] != VERSION:
            raise ValueError(
                f"its format is version {content.get('version')!r:.20}; this program reads {VERSION}"
            )
        unknown = content.keys() - {"format", "version", "versions", "made_with", "written_by", "files"}
        if unknown:
            raise ValueError(f"{sorted(unknown)[0]!r:.40} is not known")
        versions = _table(content, "versions")
        (written_by,) = _words([content.get("written_by")], "written_by")
        manifest = cls(
            {name: _words(value, f"the version of {name!r:.40}") for name, value in versions.items()},
            _words(content.get("made_with"), "made_with"),
            written_by,
            {name: _entry(name, value) for name, value in _table(content, "files").items()},
        )
        total = sum(entry.size for entry in manifest.files.values())
        if total > MOST_BYTES:
            raise ValueError(f"its files take {total:,} bytes; allowed are {MOST_BYTES:,}")
        return manifest


def _table(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name)
    if not isinstance(value, dict):
        raise ValueError(f"{name} is not a table")
    return value


def _words(value: Any, what: str) -> tuple[str, ...]:
    """A list of short texts that can be printed."""
    if not isinstance(value, list) or len(value) > MOST_WORDS:
        raise ValueError(f"{what} is not a list of at most {MOST_WORDS} texts")
    for text in value:
        if not isinstance(text, str) or len(text) > MOST_LETTERS or not text.isprintable():
            raise ValueError(f"{what} holds what is no text of at most {MOST_LETTERS} printable characters")
    return tuple(value)


def _entry(name: str, value: Any) -> FileEntry:
    if not isinstance(value, dict) or value.keys() != {"size", "sha256"}:
        raise ValueError(f"it says of {name!r:.60} something else than size and sha256")
    size, sha256 = value["size"], value["sha256"]
    if type(size) is not int or size < 0:
        raise ValueError(f"the size of {name!r:.60} is no whole number of bytes")
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        raise ValueError(f"the sha256 of {name!r:.60} is none")
    return FileEntry(size, sha256)
