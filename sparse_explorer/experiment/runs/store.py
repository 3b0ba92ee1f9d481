"""Trained variants on disk: a folder with ``variant.json`` and ``weights.safetensors``. Nothing is ever unpickled.

While training is unfinished, ``resume.safetensors`` holds momentum and place. The files of a folder always belong to
the same moment: all are written under other names first, the description last. From then on the save counts, and
whoever saves or loads next finishes putting the files in place, should a power cut have come between.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor

import sparse_explorer
from sparse_explorer.experiment.plan.fields import to_dict
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.runs import strict_json
from sparse_explorer.experiment.runs.files import remove_leftovers, write_atomically
from sparse_explorer.experiment.runs.state_shapes import TensorSpec, network_state, training_state
from sparse_explorer.experiment.runs.stored import (
    DESCRIPTION,
    FORMAT,
    MOMENTUM,
    NEW,
    RESUME,
    WEIGHTS,
    StoredVariant,
    StoreError,
    describe_stored,
    is_half_saved,
    one_at_a_time,
    put_in_place,
    remove_variant,
    save_sweep,
)
from sparse_explorer.experiment.runs.tensor_files import check_header, check_numbers, read_tensors
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError
from sparse_explorer.reading.aside import put_aside

__all__ = [
    "DESCRIPTION",
    "StoreError",
    "StoredVariant",
    "TrainedVariant",
    "describe_stored",
    "folder_name",
    "is_half_saved",
    "load_finished",
    "load_variant",
    "remove_variant",
    "save_momentum",
    "save_sweep",
    "save_variant",
]

_last_saved: dict[Path, tuple[int, ...]] = {}
"""What this process has written itself need not be looked at again at each save."""


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
    with one_at_a_time:
        put_in_place(folder)  # what an earlier save left half done
        remove_leftovers(folder)
        if _last_saved.get(folder) != _stamp(folder):
            _put_broken_aside(folder)
        write_atomically(folder / (WEIGHTS + NEW), save(_portable(trained.weights)))
        if trained.resume:
            write_atomically(folder / (RESUME + NEW), save(_portable(trained.resume)))
        else:
            (folder / (RESUME + NEW)).unlink(missing_ok=True)
        write_atomically(folder / (DESCRIPTION + NEW), text)  # from here on it is this save that counts
        put_in_place(folder)
        _last_saved[folder] = _stamp(folder)


def save_momentum(folder: Path, state: dict[str, Tensor]) -> None:
    """Keep where the training of a finished run stood, beside it, for :func:`load_finished`.

    Raises:
        OSError: the folder cannot be written to.
    """
    with one_at_a_time:
        write_atomically(folder / MOMENTUM, save(_portable(state)))


def load_finished(folder: Path) -> TrainedVariant:
    """Read a finished run with what it needs to be trained for more epochs, in ``resume``.

    Raises:
        StoreError: see :func:`load_variant`; or it is not finished, or has not kept its momentum.
    """
    with one_at_a_time:
        stored = describe_stored(folder)
        if not stored.history.finished:
            raise StoreError(f"the run in {shown(folder)} is not finished")
        weights = _read_tensors(folder / WEIGHTS, stored)
        if stored.variant.training.momentum:
            resume = _read_tensors(folder / MOMENTUM, stored)
        else:
            resume = {"step": torch.tensor(stored.history.step)}
    if int(resume.get("step", -1)) != stored.history.step:
        raise StoreError(f"the momentum in {shown(folder)} is that of another run")
    return TrainedVariant(stored.variant, stored.dataset, stored.seed, weights, resume, stored.history)


def load_variant(folder: Path) -> TrainedVariant:
    """Read a trained variant; tensors are on the CPU.

    Raises:
        StoreError: a file is missing, broken, or of a format that this version does not know; names it.
    """
    with one_at_a_time:
        return _load(folder)


def _stamp(folder: Path) -> tuple[int, ...]:
    """Tells a description from any other of that name; empty where there is none."""
    try:
        status = (folder / DESCRIPTION).stat()
    except OSError:
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _load(folder: Path) -> TrainedVariant:
    stored = describe_stored(folder)
    return TrainedVariant(
        variant=stored.variant,
        dataset=stored.dataset,
        seed=stored.seed,
        weights=_read_tensors(folder / WEIGHTS, stored),
        resume=_read_tensors(folder / RESUME, stored) if stored.unfinished else {},
        history=stored.history,
    )


def _read_tensors(path: Path, stored: StoredVariant) -> dict[str, Tensor]:
    with _named(path):
        tensors = read_tensors(path, _expected(path, stored), needed=path.name == WEIGHTS)
        if stored.history.diverged is None:
            check_numbers(tensors)
    return tensors


def _expected(path: Path, stored: StoredVariant) -> dict[str, TensorSpec]:
    return (network_state if path.name == WEIGHTS else training_state)(stored.variant.network)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Name the file in what is wrong with it."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"cannot read the weights in {shown(path)}: {error.strerror or error}") from None
    except ReadError as error:
        raise StoreError(f"cannot read the weights in {shown(path)}: {error}") from None


def _put_broken_aside(folder: Path) -> None:
    """Let no save overwrite what cannot be read: whoever it belongs to may still get something out of it.

    Raises:
        OSError: something broken cannot be renamed.
    """
    if not (folder / DESCRIPTION).exists():
        return
    try:
        stored = describe_stored(folder)
    except StoreError:
        for name in (DESCRIPTION, WEIGHTS, RESUME):
            if (folder / name).exists():
                put_aside(folder / name)
        return
    for path in (folder / WEIGHTS, folder / RESUME):
        try:
            check_header(path, _expected(path, stored), needed=path.name == WEIGHTS)
        except FileNotFoundError:
            continue
        except (OSError, ReadError):
            put_aside(path)


def _portable(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """On the CPU and contiguous, as safetensors wants them; a copy where that is needed."""
    return {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
