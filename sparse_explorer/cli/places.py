"""Paths as they are typed, and the folder that they are relative to. Imports no torch."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sparse_explorer.data.catalogue import CATALOGUE, FOLDER_PREFIX, is_own
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.pretrained_ids import PRETRAINED

if TYPE_CHECKING:
    from sparse_explorer.experiment.runs.trained_runs import Place


def typed_dataset(text: str) -> str:
    """The name of a data set that was typed, or the path of one's own as such a name; for argparse."""
    known = text in CATALOGUE or is_own(text)
    looks_like_a_path = any(sign in text for sign in (os.sep, "/")) or text.endswith((".npz", ".npy", ".csv"))
    return f"{FOLDER_PREFIX}{text}" if looks_like_a_path and not known else text


def typed_path(text: str) -> Path:
    """The path that was typed behind an option, ``~`` expanded; for argparse.

    Raises:
        argparse.ArgumentTypeError: it is empty, or can be no path; the message fits behind the option's name.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("the path is empty; '.' is the working folder")
    if "\0" in text:
        raise argparse.ArgumentTypeError(f"{text!r} is no path: it holds a null character")
    try:
        return Path(text).expanduser()
    except RuntimeError:  # ~name of a user that does not exist
        raise argparse.ArgumentTypeError(f"{text!r} names no folder: there is no such user") from None


def typed_runs(text: str) -> "Place":
    """The folder of an experiment that was typed, or PRETRAINED for the pair that comes with the program; for
    argparse, raises as above."""
    return PRETRAINED if text == PRETRAINED else typed_path(text)


def check_working_folder() -> None:
    """Make sure that there is a working folder: paths are relative to it, and torch's libraries end without.

    Raises:
        ConfigError: it was deleted, or may not be looked at.
    """
    try:
        os.getcwd()
    except OSError:
        raise ConfigError(
            "", "the working folder does not exist any more; change to another folder"
        ) from None
