"""What in an output folder is this program's own. Nothing else is ever deleted or overwritten.

A folder is an experiment's if its ``config.toml`` begins with the line that this program writes there, and can be read.
In such a folder the report's files are its own by their names, so are tables of runs on other test sets, and in
``variants`` those folders that hold a run.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import read_experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.runs.files import is_leftover
from sparse_explorer.experiment.runs.files import remove_leftovers as remove_leftovers_in
from sparse_explorer.experiment.runs.folder_lock import LOCK_FILE
from sparse_explorer.experiment.runs.store import StoreError, describe_stored, is_half_saved, remove_variant
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError
from sparse_explorer.reading.files import open_file

CONFIG, VARIANTS = "config.toml", "variants"
MARK = "# Written by sparse-explorer run; the same command continues what this folder holds."

_ON_TEST_SET = re.compile(r"test-set-[A-Za-z0-9.-]+-[0-9a-f]{8}\.csv")

_NEUTRAL = {LOCK_FILE, ".DS_Store", "desktop.ini", "Thumbs.db", "lost+found"}
"""In a folder that is as good as empty: what file managers and new disks bring, and a process that was killed."""


def read_owned(folder: Path, files: Iterable[str]) -> Experiment | None:
    """The experiment that a folder holds; None if there is no such folder, or nothing in it.

    Args:
        folder: looked at only.
        files: names of the report's files.

    Raises:
        ConfigError: the folder holds anything else.
        OSError: it cannot be looked at.
    """
    try:
        names = {path.name for path in folder.iterdir()}
    except FileNotFoundError:
        return None
    if all(name in _NEUTRAL or is_leftover(name) for name in names):
        return None
    if not _has_mark(folder / CONFIG):
        raise ConfigError(
            "output",
            f"{shown(folder)} is not empty and holds no experiment that 'sparse-explorer run' has written; choose a "
            "new or an empty folder",
        )
    try:
        experiment = read_experiment(folder / CONFIG)
    except ConfigError as error:
        raise ConfigError(
            "output", f"cannot tell what {shown(folder)} holds: {error}; choose another folder"
        ) from None
    _check_kinds(folder, files)
    return experiment


def is_experiment(folder: Path) -> bool:
    """Whether this program has written an experiment into a folder, as far as the first line there tells."""
    return _has_mark(folder / CONFIG)


def comments_in(folder: Path) -> list[str]:
    """The comments in an experiment's configuration, a line each: what its runs were made with, below MARK.

    Raises:
        OSError: it cannot be read.
    """
    lines = (folder / CONFIG).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("# ")]


def test_set_file(name: str) -> str:
    """The file's name for results on another test set, by the name of that."""
    file = f"test-set-{name}.csv"
    assert _ON_TEST_SET.fullmatch(file), name
    return file


def clear(folder: Path, files: Iterable[str]) -> None:
    """Remove tables, pictures and runs from an experiment's folder; whatever else is in it stays.

    ``config.toml`` is the last that shows whose the folder is, and stays too, to be replaced.

    Raises:
        ConfigError: ``variants`` is a link to elsewhere.
        OSError: something cannot be removed.
    """
    variants = folder / VARIANTS
    if variants.is_symlink():
        raise ConfigError(
            "output",
            f"{variants} is a link, and nothing is removed behind it; remove the link, or choose another folder",
        )
    others = (
        path.name for path in folder.iterdir() if _ON_TEST_SET.fullmatch(path.name) and not path.is_dir()
    )
    for name in (*files, *others):
        (folder / name).unlink(missing_ok=True)
    for run in _runs(variants):
        remove_variant(run)
    if variants.is_dir() and not any(variants.iterdir()):
        variants.rmdir()


def remove_leftovers(folder: Path) -> None:
    """Remove what processes that were killed had not finished writing into an experiment's folder."""
    variants = folder / VARIANTS
    for place in [folder] if variants.is_symlink() else [folder, *_runs(variants)]:
        remove_leftovers_in(place)


def _runs(variants: Path) -> list[Path]:
    """The folders in ``variants`` that hold a run, whole or half saved, and are no links."""
    if not variants.is_dir():
        return []
    return [path for path in variants.iterdir() if path.is_dir() and not path.is_symlink() and _is_run(path)]


def _is_run(folder: Path) -> bool:
    try:
        describe_stored(folder)
    except StoreError:
        return is_half_saved(folder)
    return True


def _has_mark(path: Path) -> bool:
    try:
        with open_file(path) as file:
            return file.read(len(MARK) + 1).rstrip() == MARK.encode()
    except (OSError, ReadError):
        return False


def _check_kinds(folder: Path, files: Iterable[str]) -> None:
    """Make sure that no folder has the name of a file that will be written, and no file that of a folder."""
    for name in files:
        if (folder / name).is_dir():
            raise ConfigError("output", f"{folder / name} is a folder; a file of that name is to be written")
    variants = folder / VARIANTS
    if (variants.exists() or variants.is_symlink()) and not variants.is_dir():
        raise ConfigError(
            "output", f"{variants} is not a folder; the trained variants are to be written there"
        )
