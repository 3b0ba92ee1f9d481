"""What a folder says of the trained variant in it, without its weights. Imports no torch: the window shows it before.

The files of a folder and the order in which they are written are those of :mod:`sparse_explorer.experiment.store`.
"""

import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sparse_explorer.experiment import strict_json
from sparse_explorer.experiment.config import Variant
from sparse_explorer.experiment.fields import from_dict
from sparse_explorer.experiment.files import is_leftover, write_atomically
from sparse_explorer.experiment.history import History
from sparse_explorer.experiment.reports import NoiseResult

FORMAT = 1
DESCRIPTION, WEIGHTS, RESUME = "variant.json", "weights.safetensors", "resume.safetensors"
NEW = ".new"
"""Ending of a file that is not in its place yet."""

_FILES = {name + ending for name in (DESCRIPTION, WEIGHTS, RESUME) for ending in ("", NEW)}

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


def put_in_place(folder: Path) -> None:
    """Finish a save that has come as far as its description; can itself be cut off and done again."""
    description = folder / (DESCRIPTION + NEW)
    if not description.exists():
        return
    if not strict_json.loads(description.read_text(encoding="utf-8"))["unfinished"]:
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
        description = strict_json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        description["history"] = stored.history.to_dict()
        write_atomically(folder / (DESCRIPTION + NEW), strict_json.dumps(description, indent=2) + "\n")
        put_in_place(folder)


def put_aside(folder: Path) -> Path:
    """Give a folder with something that cannot be used a name that no other has, so that nothing in it is overwritten.

    Raises:
        OSError: it cannot be renamed.
    """
    number = 1
    while True:
        aside = folder.with_name(f"{folder.name}.broken{'' if number == 1 else f'-{number}'}")
        if not os.path.lexists(aside):
            folder.rename(aside)
            return aside
        number += 1


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
    return all((name.endswith(NEW) and name in _FILES) or is_leftover(name) for name in os.listdir(folder))
