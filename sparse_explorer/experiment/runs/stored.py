"""What a folder says of the trained variant in it, without its weights. Imports no torch: the window shows it before.

The files of a folder and the order in which they are written are those of :mod:`sparse_explorer.experiment.runs.store`.
"""

import os
import re
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sparse_explorer.experiment.plan.experiment import MAX_SEED
from sparse_explorer.experiment.plan.fields import from_dict
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.runs import strict_json
from sparse_explorer.experiment.runs.files import is_leftover, write_atomically
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError, entry, read_bytes, short, text, truth, whole
from sparse_explorer.reading.aside import put_aside

FORMAT = 1
MOST_BYTES = 256 << 20
"""Of a description; a thousand epochs with the duty cycles of ten thousand units take 220 MB."""

DESCRIPTION, WEIGHTS, RESUME = "variant.json", "weights.safetensors", "resume.safetensors"
MOMENTUM = "momentum.safetensors"
"""Of a finished training, so that it can be trained for more epochs; a file of its own, for a run is whole without."""

OTHER = "other.json"
"""What is known of a network from elsewhere; see other_runs."""

HISTORY, SNAPSHOT = "history", r"step-(\d{1,12})\.safetensors"
"""Folder of what a network was during its training, and names in it; see snapshots."""

NEW = ".new"
"""Ending of a file that is not in its place yet."""

_FILES = {name + ending for name in (DESCRIPTION, WEIGHTS, RESUME) for ending in ("", NEW)} | {
    MOMENTUM,
    OTHER,
}

one_at_a_time = threading.RLock()
"""Threads of this program that save and load would put each other's files in place."""


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


def describe_stored(folder: Path) -> StoredVariant:
    """Read what a folder says of its trained variant, without its weights.

    Raises:
        StoreError: the description is missing, broken, or of a format that this version does not know; names it.
    """
    path = folder / DESCRIPTION
    try:
        with one_at_a_time:
            put_in_place(folder)
            description = _read_description(path)
        found = entry(description, "format", lambda value: value)
        if found != FORMAT or isinstance(found, bool):
            raise StoreError(f"{shown(path)} is of format {short(found)}; this version reads {FORMAT}")
        return StoredVariant(
            variant=entry(description, "variant", lambda value: from_dict(Variant, value)),
            dataset=entry(description, "dataset", text),
            seed=entry(description, "seed", whole(0, MAX_SEED)),
            unfinished=entry(description, "unfinished", truth),
            history=entry(description, "history", History.from_dict),
        )
    except OSError as error:
        raise StoreError(f"cannot read {shown(path)}: {error.strerror or error}") from None
    except ReadError as error:
        raise StoreError(f"{shown(path)} does not describe a trained variant: {error}") from None


def _read_description(path: Path) -> Any:
    return strict_json.loads(read_bytes(path, MOST_BYTES))


def put_in_place(folder: Path) -> None:
    """Finish a save that has come as far as its description; can itself be cut off and done again."""
    description = folder / (DESCRIPTION + NEW)
    if not description.exists():
        return
    try:
        unfinished = entry(_read_description(description), "unfinished", truth)
    except ReadError:  # a save that never counted, and no later one may stumble over
        put_aside(description)
        return
    if not unfinished:
        (folder / RESUME).unlink(missing_ok=True)
    for name in (WEIGHTS, RESUME):
        if (folder / (name + NEW)).exists():  # else it is in place already, or not part of this save
            (folder / (name + NEW)).replace(folder / name)
    description.replace(folder / DESCRIPTION)


def save_sweep(folder: Path, step: int, convention: str, levels: tuple[NoiseResult, ...]) -> None:
    """Add a noise sweep to what a folder says of its run.

    Args:
        folder: of the run.
        step: after which optimizer step the network was swept.
        convention, levels: what was swept, and the results.

    Raises:
        StoreError: the folder does not hold the run as it was then.
        OSError: the folder cannot be written to.
    """
    with one_at_a_time:
        stored = describe_stored(folder)
        if stored.history.step != step:
            raise StoreError(f"{folder} holds the run after step {stored.history.step}, not {step}")
        if not stored.history.add_sweep(convention, levels):
            return
        description = _read_description(folder / DESCRIPTION)
        description["history"] = stored.history.to_dict()
        write_atomically(folder / (DESCRIPTION + NEW), strict_json.dumps(description, indent=2) + "\n")
        put_in_place(folder)


def remove_variant(folder: Path) -> None:
    """Remove a trained variant, or what a process that was killed had saved of one; whatever else the folder holds
    stays, and the folder with it.

    Raises:
        OSError: a file cannot be removed.
    """
    _remove_history(folder / HISTORY)
    for path in list(folder.iterdir()):
        if (path.name in _FILES or is_leftover(path.name)) and not path.is_dir():
            path.unlink()
    with suppress(OSError):  # not empty
        folder.rmdir()


def snapshot_steps(folder: Path) -> list[int]:
    """After which steps a run's folder has a copy, in order."""
    try:
        names = os.listdir(folder / HISTORY)
    except OSError:
        return []
    return sorted(int(found[1]) for name in names if (found := re.fullmatch(SNAPSHOT, name)))


def _remove_history(folder: Path) -> None:
    if not folder.is_dir() or folder.is_symlink():
        return
    for path in list(folder.iterdir()):
        if re.fullmatch(SNAPSHOT, path.name) or is_leftover(path.name):
            path.unlink()
    with suppress(OSError):  # not empty
        folder.rmdir()


def is_half_saved(folder: Path) -> bool:
    """Whether a folder holds nothing, or nothing but what a first save that was cut off had written."""
    return all(
        (name.endswith(NEW) and name in _FILES) or is_leftover(name) or name == HISTORY
        for name in os.listdir(folder)
    )
