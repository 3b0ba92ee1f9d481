"""Downloading MNIST and its relatives. torchvision knows where they are; the bytes are fetched here.

torchvision's own download shows no progress that a window could use, cannot be cancelled, and leaves half
files. So only its lists of mirrors, file names and checksums are used. This is the one module that imports
torchvision.
"""

import hashlib
import http.client
import importlib
import importlib.util
import itertools
import os
import secrets
import sys
import urllib.error
import urllib.request
import warnings
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from sparse_explorer.data.errors import DataError
from sparse_explorer.data.locations import TORCHVISION_CLASSES, raw_folder

TIMEOUT_S = 20.0  # without a byte, before the next mirror is tried
_CHUNK = 1 << 16

_SCHEMAS = {
    "nms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}

_Bytes = tuple[int, int | None]  # done, and in total where that is known


@dataclass(frozen=True)
class DownloadProgress:
    """How far a download has come.

    Attributes:
        file: name of the file being fetched.
        done_bytes, total_bytes: of this file; the total is None where the mirror does not tell.
        file_index, files: this file's number, from 0, and how many there are.
    """

    file: str
    done_bytes: int
    total_bytes: int | None
    file_index: int
    files: int


class _MirrorError(Exception):
    """One mirror could not give the file; the message says why, in a few words. The next one may."""


def download(name: str, root: Path) -> Generator[DownloadProgress, None, None]:
    """Fetch those files of ``mnist``, ``fashion-mnist`` or ``kmnist`` that are not yet under ``root``.

    Nothing happens before the first step. A file appears under its own name once it is whole and its checksum
    is right; closing the generator, an error or Ctrl-C leaves nothing of a file that was not finished, and
    keeps the finished. Files stay compressed, as they come.

    Yields:
        At least one report a file; the last one of a file has ``done_bytes`` equal to ``total_bytes``.

    Raises:
        DataError: no such data set, all mirrors failed, or the folder cannot be written to.
    """
    if name not in TORCHVISION_CLASSES:
        raise DataError(f"{name!r} cannot be downloaded, only {', '.join(TORCHVISION_CLASSES)} can")
    folder = raw_folder(name, root)
    mirrors, resources = _sources(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for index, (file, md5) in enumerate(resources):
            target = folder / file
            with closing(_file_steps(name, mirrors, target, md5)) as steps:
                for done, total in steps:
                    yield DownloadProgress(file, done, total, index, len(resources))
    except OSError as error:  # of the disk: those of the network are dealt with mirror by mirror
        reason = _words(error)
        raise DataError(f"cannot write to {folder}: {reason}; choose another with --data-dir DIR") from error


def _file_steps(name: str, mirrors: list[str], target: Path, md5: str) -> Generator[_Bytes, None, None]:
    """Have one file in place; yields bytes done and in total."""
    if not _is_there(target, md5):
        yield from _fetch(name, mirrors, target, md5)
    found = target if target.is_file() else _unpacked(target)
    size = found.stat().st_size
    yield size, size


def _unpacked(target: Path) -> Path:
    return target.with_suffix("")


def _is_there(target: Path, md5: str) -> bool:
    """Tell whether a file need not be fetched: its checksum is right, or somebody has unpacked it."""
    if target.is_file() and hashlib.md5(target.read_bytes(), usedforsecurity=False).hexdigest() == md5:
        return True
    return _unpacked(target).is_file()


def _fetch(name: str, mirrors: list[str], target: Path, md5: str) -> Generator[_Bytes, None, None]:
    """Fetch one file from the first mirror that has it; yields bytes done and in total."""
    failures = []
    for mirror in mirrors:
        # Named at random, so that two programs that download at once do not write into each other's file.
        part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
        try:
            yield from _fetch_from(mirror + target.name, part, md5)
            _set_aside(target)
            os.replace(part, target)
            return
        except _MirrorError as error:
            failures.append(f"{mirror} {error}")
        finally:
            part.unlink(missing_ok=True)
    raise _cannot_download(name, f"{target.name}: {', '.join(failures)}")


def _set_aside(target: Path) -> None:
    """Keep a file that has the name of one that was fetched, but not its checksum: it may be the user's own."""
    if target.exists():
        names = (target.with_name(f"{target.name}.other-{number}") for number in itertools.count(1))
        target.rename(next(name for name in names if not name.exists()))


def _fetch_from(url: str, part: Path, md5: str) -> Generator[_Bytes, None, None]:
    """Write what a URL gives to ``part``, check it and flush it to the disk."""
    digest = hashlib.md5(usedforsecurity=False)
    done = 0
    with _open(url) as response, part.open("xb") as file:
        length = response.headers.get("Content-Length", "")
        total = int(length) if length.isdecimal() else None
        yield done, total
        while chunk := _receive(response):
            file.write(chunk)
            digest.update(chunk)
            done += len(chunk)
            yield done, total
        if total is not None and done < total:
            raise _MirrorError(f"broke off after {done} of {total} bytes")
        if digest.hexdigest() != md5:
            raise _MirrorError(f"gave a file with md5 {digest.hexdigest()} instead of {md5}")
        file.flush()
        os.fsync(file.fileno())


def _open(url: str) -> http.client.HTTPResponse:
    request = urllib.request.Request(url, headers={"User-Agent": "sparse-explorer"})
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=TIMEOUT_S)
        return response
    except urllib.error.HTTPError as error:
        error.close()
        raise _MirrorError(f"answered {error.code} {error.reason}") from error
    except (OSError, http.client.HTTPException) as error:
        raise _MirrorError(f"failed ({_words(error)})") from error


def _receive(response: http.client.HTTPResponse) -> bytes:
    """Return the next bytes as soon as there are some: progress and cancelling keep pace on a slow line."""
    try:
        return response.read1(_CHUNK)
    except (OSError, http.client.HTTPException) as error:
        raise _MirrorError(f"broke off ({_words(error)})") from error


def _words(error: Exception) -> str:
    """Return an error's message on one line; URLError wraps the one that says something."""
    reason = getattr(error, "reason", error)
    return " ".join(str(getattr(reason, "strerror", None) or reason or type(error).__name__).split())


def _cannot_download(name: str, reason: str) -> DataError:
    return DataError(
        f"{name} could not be downloaded ({reason}); with the files in DIR/{TORCHVISION_CLASSES[name]}/raw "
        "use --data-dir DIR, with the files in any folder use --dataset folder:PATH"
    )


def _sources(name: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Return torchvision's mirrors, and the names and checksums of the files."""
    try:
        dataset = getattr(_import_datasets(), TORCHVISION_CLASSES[name])
        return list(dataset.mirrors), list(dataset.resources)
    except Exception as error:  # a broken torchvision fails in many ways; the local ways remain open in all
        reason = f"torchvision, which knows the addresses, fails: {_words(error)}"
        raise _cannot_download(name, reason) from error


def _import_datasets() -> Any:
    """Import torchvision's data sets, also beside a torch that its compiled part does not fit.

    The registry's torchvision is built for the torch with CUDA. Beside a CPU-only torch its compiled part
    does not load, and the import ends in "operator torchvision::nms does not exist", though data sets need no
    operator at all.
    """
    if "torchvision" not in sys.modules and not _has_compiled_part():
        for operator, schema in _SCHEMAS.items():
            if not hasattr(torch.ops.torchvision, operator):
                torch.library.define(f"torchvision::{operator}", schema)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a compiled part for images, which is not needed either
        from torchvision import datasets
    return datasets


def _has_compiled_part() -> bool:
    """Tell whether torchvision's compiled operators load, in its own judgement, without importing all of it.

    Its extension module is imported inside an empty stand-in for the package. Trying the whole import and
    mending it afterwards would leave half-imported modules; and to declare an operator that then loads is an
    error as well.
    """
    spec = importlib.util.find_spec("torchvision")
    if spec is None:
        raise ModuleNotFoundError("torchvision is not installed")
    sys.modules["torchvision"] = importlib.util.module_from_spec(spec)
    try:
        return bool(importlib.import_module("torchvision.extension")._has_ops())
    finally:
        for module in [module for module in sys.modules if module.partition(".")[0] == "torchvision"]:
            del sys.modules[module]
