"""What a folder says of the trained variant in it, without its weights. Imports no torch: the window shows it before.

The files of a folder and the order in which they are written are those of :mod:`sparse_explorer.experiment.store`.
"""

import threading
from dataclasses import dataclass
from pathlib import Path

from sparse_explorer.experiment import strict_json
from sparse_explorer.experiment.config import Variant
from sparse_explorer.experiment.fields import from_dict
from sparse_explorer.experiment.history import History

FORMAT = 1
DESCRIPTION, WEIGHTS, RESUME = "variant.json", "weights.safetensors", "resume.safetensors"
NEW = ".new"
"""Ending of a file that is not in its place yet."""

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
