"""Bundles as strangers send them: with other content, and perhaps a manifest that fits it."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sparse_explorer.experiment.runs import bundle
from sparse_explorer.experiment.runs.bundle import BundleError


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def _around(folder: Path) -> object:
    parent = sorted(os.listdir(folder.parent)) if folder.parent.is_dir() else None
    return parent, contents(folder) if folder.is_dir() else None


def rejected(path: Path, folder: Path) -> str:
    """Why a bundle is not opened; nothing is left of it."""
    before = _around(folder)
    with pytest.raises(BundleError) as caught:
        bundle.extract(path, folder)
    assert _around(folder) == before
    said = str(caught.value)
    assert said.isprintable()
    assert len(said) < 600
    return said


Change = Callable[[dict[str, bytes]], None]


def repacked(source: Path, target: Path, change: Change, *, described: bool = True, **options: int) -> Path:
    """The bundle with other content, and a manifest that fits it if it is to be ``described``."""
    with zipfile.ZipFile(source) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    said = json.loads(files.pop("manifest.json"))
    change(files)
    if described:
        said["files"] = {
            name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in files.items()
        }
    with zipfile.ZipFile(target, "w", **options) as archive:
        for name, content in {**files, "manifest.json": json.dumps(said).encode()}.items():
            archive.writestr(name, content)
    return target


def with_manifest(source: Path, target: Path, change: Callable[[dict], object]) -> Path:
    with zipfile.ZipFile(source) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    said = json.loads(files["manifest.json"])
    changed = change(said)
    files["manifest.json"] = changed if isinstance(changed, bytes) else json.dumps(said).encode()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target
