"""Downloading MNIST and its relatives. torchvision knows where they are; the bytes are fetched here.

torchvision's own download shows no progress that a window could use, cannot be cancelled, and leaves half
files. So only its lists of mirrors, file names and checksums are used. This is the one module that imports
torchvision.
"""

import gzip
import hashlib
import importlib
import importlib.util
import sys
import warnings
import zlib
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import torch

from sparse_explorer.data.catalogue import EMNIST, describe
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.locations import TORCHVISION_CLASSES, plain_size, raw_folder
from sparse_explorer.data.metered_http import Limits, TransferError
from sparse_explorer.data.parts import finish, part_of, remove_leftovers
from sparse_explorer.data.transfer import Transfer
from sparse_explorer.paths import shown
from sparse_explorer.printable import printable

TIMEOUT_S = 20.0  # without a byte, before the next mirror is tried
_CHUNK = 1 << 20

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


def download(name: str, root: Path) -> Generator[DownloadProgress, None, None]:
    """Fetch those files of ``mnist``, ``fashion-mnist``, ``kmnist`` or EMNIST that are not yet under ``root``.

    Nothing happens before the first step. A file appears under its own name once it is whole and its checksum
    is right; closing the generator, an error or Ctrl-C leaves nothing of a file that was not finished, and
    keeps the finished. Files stay compressed, as they come.

    Yields:
        At least one report a file; the last one of a file has ``done_bytes`` equal to ``total_bytes``.

    Raises:
        DataError: no such data set, all mirrors failed, or the folder cannot be written to.

    Examples:
        >>> from pathlib import Path
        >>> from sparse_explorer.data.download import download
        >>> for step in download("mnist", Path("data")):  # doctest: +SKIP
        ...     print(step.done_bytes, "of", step.total_bytes)
        >>> next(download("letters", Path("data")))
        Traceback (most recent call last):
        ...
        sparse_explorer.data.errors.DataError: 'letters' cannot be downloaded
    """
    if name in EMNIST:
        from sparse_explorer.data.emnist import download_emnist  # which is built on what is here

        yield from download_emnist(name, root)
        return
    if name not in TORCHVISION_CLASSES:
        names = ", ".join((*TORCHVISION_CLASSES, *EMNIST))
        raise DataError(f"{name!r} cannot be downloaded, only {names} can")
    folder = raw_folder(name, root)
    mirrors, resources = _sources(name)
    unknown = [file for file, _ in resources if file not in describe(name).download_sizes]
    if unknown:
        raise _cannot_download(name, f"torchvision names files that are not known here: {unknown[0]}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder)
        for index, (file, md5) in enumerate(resources):
            with closing(_file_steps(name, mirrors, folder / file, md5)) as steps:
                for done, total in steps:
                    yield DownloadProgress(file, done, total, index, len(resources))
    except OSError as error:  # of the disk: those of the network are dealt with mirror by mirror
        raise cannot_write(folder, error) from error


def _file_steps(name: str, mirrors: list[str], target: Path, md5: str) -> Generator[_Bytes, None, None]:
    """Have one file in place; yields bytes done and in total."""
    if not _is_there(name, target, md5):
        yield from _fetch(name, mirrors, target, md5)
    found = target if target.is_file() else _unpacked(target)
    size = found.stat().st_size
    yield size, size


def _unpacked(target: Path) -> Path:
    return target.with_suffix("")


def _is_there(name: str, target: Path, md5: str) -> bool:
    """Tell whether a file need not be fetched: its checksum is right, or somebody has unpacked it."""
    if target.is_file() and target.stat().st_size <= describe(name).download_sizes[target.name]:
        with target.open("rb") as file:
            if _md5(file) == md5:
                return True
    return _unpacked(target).is_file()


def _fetch(name: str, mirrors: list[str], target: Path, md5: str) -> Generator[_Bytes, None, None]:
    """Fetch one file from the first mirror that has it; yields bytes done and in total."""
    failures = []
    for mirror in mirrors:
        try:
            with part_of(target) as part:
                yield from receive(mirror + target.name, part, describe(name).download_sizes[target.name])
                _check(name, target, part, md5)
                finish(part, target)
            return
        except TransferError as error:
            failures.append(f"{mirror}{target.name} {error}")
    raise _cannot_download(name, ", ".join(failures))


def receive(url: str, part: BinaryIO, largest: int) -> Generator[_Bytes, None, None]:
    """Write what a URL gives to ``part``, ``largest`` bytes at most; yields bytes done and in total.

    Raises:
        TransferError: the file cannot be had from there.
    """
    done = 0
    with Transfer(url, Limits(largest, TIMEOUT_S)) as transfer, closing(transfer.pieces()) as pieces:
        for piece in pieces:
            part.write(piece)
            done += len(piece)
            yield done, transfer.total


def check_sha256(part: BinaryIO, sha256: str) -> None:
    """Make sure that a file is the one that was published.

    Raises:
        TransferError: it is not.
    """
    found = _digest(part, hashlib.sha256())
    if found != sha256:
        raise TransferError(f"gave a file with sha256 {found} instead of {sha256}")


def cannot_write(folder: Path, error: OSError) -> DataError:
    """What the disk has against files in a folder, and what can be done."""
    reason = error.strerror or str(error)
    return DataError(f"cannot write to {shown(folder)}: {reason}; choose another with --data-dir DIR")


def _check(name: str, target: Path, part: BinaryIO, md5: str) -> None:
    """Make sure that a file is the one that was wanted, and that it is no larger inside; memory stays small.

    Raises:
        TransferError: it is not.
    """
    found = _md5(part)
    if found != md5:
        raise TransferError(f"gave a file with md5 {found} instead of {md5}")
    expected, size = plain_size(name, target.name), 0
    part.seek(0)
    try:
        with gzip.open(part) as unpacked:
            while size <= expected and (chunk := unpacked.read(_CHUNK)):
                size += len(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise TransferError(f"gave a file that cannot be unpacked ({error})") from None
    if size != expected:
        found = "more than" if size > expected else f"{size:,} instead of"
        raise TransferError(f"gave a file that unpacks to {found} {expected:,} bytes")


def _md5(file: BinaryIO) -> str:
    return _digest(file, hashlib.md5(usedforsecurity=False))


def _digest(file: BinaryIO, digest: "hashlib._Hash") -> str:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


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
        words = printable(" ".join(str(error).split())) or type(error).__name__
        reason = f"torchvision, which knows the addresses, fails: {words}"
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
