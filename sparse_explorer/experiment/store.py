"""Trained variants on disk: a folder with ``variant.json`` and ``weights.safetensors``. Nothing is ever unpickled.

While training is unfinished, ``resume.safetensors`` holds momentum and place. The files of a folder always belong to
the same moment: all are written under other names first, the description last. From then on the save counts, and
whoever saves or loads next finishes putting the files in place, should a power cut have come between.
"""

import os
import re
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

import sparse_explorer
from sparse_explorer.experiment import strict_json
from sparse_explorer.experiment.config import Variant
from sparse_explorer.experiment.fields import from_dict, to_dict
from sparse_explorer.experiment.files import is_leftover, write_atomically
from sparse_explorer.experiment.history import History

FORMAT = 1
_one_at_a_time = threading.RLock()
"""Threads of this program that save and load would put each other's files in place."""

DESCRIPTION, _WEIGHTS, _RESUME = "variant.json", "weights.safetensors", "resume.safetensors"
_NEW = ".new"
_FILES = {name + ending for name in (DESCRIPTION, _WEIGHTS, _RESUME) for ending in ("", _NEW)}


class StoreError(ValueError):
    """A folder does not hold a trained variant, or a broken one; names the file."""


@dataclass(frozen=True)
class StoredVariant:
    """What ``variant.json`` says.

    Attributes:
        variant: its configuration, epochs settled.
        dataset, seed: what it was trained on, and with which seed.
        unfinished: whether training can be resumed.
        history: how training went.
    """

    variant: Variant
    dataset: str
    seed: int
    unfinished: bool
    history: History


@dataclass(frozen=True)
class TrainedVariant:
    """A network with all that led to it.

    Attributes:
        variant: its configuration, epochs settled.
        dataset, seed: what it was trained on, and with which seed.
        weights: the network's state, with masks and duty cycles.
        resume: momentum and place of an unfinished training; empty when finished.
        history: how training went.
    """

    variant: Variant
    dataset: str
    seed: int
    weights: dict[str, Tensor]
    resume: dict[str, Tensor] = field(default_factory=dict)
    history: History = field(default_factory=History)


def folder_name(variant: Variant, seed: int, taken: set[str] | None = None) -> str:
    """A folder name for a variant's run that every file system takes; unlike those already ``taken``."""
    slug = re.sub(r"[^a-z0-9]+", "-", variant.name.lower()).strip("-") or "variant"
    name = base = f"{slug}-seed{seed}"
    number = 2
    while taken is not None and name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def save_variant(folder: Path, trained: TrainedVariant) -> None:
    """Write a trained variant into ``folder``.

    Raises:
        OSError: the folder cannot be written to.
    """
    description = {
        "format": FORMAT,
        "variant": to_dict(trained.variant),
        "dataset": trained.dataset,
        "seed": trained.seed,
        "versions": {"sparse_explorer": sparse_explorer.__version__, "torch": torch.__version__},
        "unfinished": bool(trained.resume),
        "history": trained.history.to_dict(),
    }
    text = strict_json.dumps(description, indent=2) + "\n"
    with _one_at_a_time:
        _put_in_place(folder)  # what an earlier save left half done
        write_atomically(folder / (_WEIGHTS + _NEW), save(_portable(trained.weights)))
        if trained.resume:
            write_atomically(folder / (_RESUME + _NEW), save(_portable(trained.resume)))
        else:
            (folder / (_RESUME + _NEW)).unlink(missing_ok=True)
        write_atomically(folder / (DESCRIPTION + _NEW), text)  # from here on it is this save that counts
        _put_in_place(folder)


def _put_in_place(folder: Path) -> None:
    """Finish a save that has come as far as its description; can itself be cut off and done again."""
    description = folder / (DESCRIPTION + _NEW)
    if not description.exists():
        return
    if not strict_json.loads(description.read_text(encoding="utf-8"))["unfinished"]:
        (folder / _RESUME).unlink(missing_ok=True)
    for name in (_WEIGHTS, _RESUME):
        if (folder / (name + _NEW)).exists():  # else it is in place already, or not part of this save
            (folder / (name + _NEW)).replace(folder / name)
    description.replace(folder / DESCRIPTION)


def load_variant(folder: Path) -> TrainedVariant:
    """Read a trained variant; tensors are on the CPU.

    Raises:
        StoreError: a file is missing, broken, or of a format that this version does not know; names it.
    """
    with _one_at_a_time:
        return _load(folder)


def describe_stored(folder: Path) -> StoredVariant:
    """Read what a folder says of its trained variant, without its weights.

    Raises:
        StoreError: the description is missing, broken, or of a format that this version does not know; names it.
    """
    path = folder / DESCRIPTION
    try:
        with _one_at_a_time:
            _put_in_place(folder)
            description = strict_json.loads(path.read_text(encoding="utf-8"))
        if description["format"] != FORMAT:
            raise StoreError(f"{path} is of format {description['format']!r}; this version reads {FORMAT}")
        return StoredVariant(
            variant=from_dict(Variant, description["variant"]),
            dataset=str(description["dataset"]),
            seed=int(description["seed"]),
            unfinished=bool(description["unfinished"]),
            history=History.from_dict(description["history"]),
        )
    except StoreError:
        raise
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror or error}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StoreError(f"{path} does not describe a trained variant: {error}") from None


def remove_variant(folder: Path) -> None:
    """Remove a trained variant, or what a process that was killed had saved of one; whatever else the folder holds
    stays, and the folder with it.

    Raises:
        OSError: a file cannot be removed.
    """
    for path in list(folder.iterdir()):
        if (path.name in _FILES or is_leftover(path.name)) and not path.is_dir():
            path.unlink()
    with suppress(OSError):  # not empty
        folder.rmdir()


def is_half_saved(folder: Path) -> bool:
    """Whether a folder holds nothing, or nothing but what a first save that was cut off had written."""
    return all((name.endswith(_NEW) and name in _FILES) or is_leftover(name) for name in os.listdir(folder))


def _load(folder: Path) -> TrainedVariant:
    stored = describe_stored(folder)
    return TrainedVariant(
        variant=stored.variant,
        dataset=stored.dataset,
        seed=stored.seed,
        weights=_read_tensors(folder / _WEIGHTS),
        resume=_read_tensors(folder / _RESUME) if stored.unfinished else {},
        history=stored.history,
    )


def _read_tensors(path: Path) -> dict[str, Tensor]:
    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise StoreError(f"cannot read the weights in {path}: {error}") from None


def _portable(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """On the CPU and contiguous, as safetensors wants them; a copy where that is needed."""
    return {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
