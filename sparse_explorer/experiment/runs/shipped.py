"""The networks that come with the program, trained on MNIST beforehand: what they are called and what is known of them.

Made by packaging/pretrained.py. Imports no torch; the weights are read by
:mod:`sparse_explorer.experiment.runs.pretrained`.
"""

from dataclasses import dataclass
from pathlib import Path

from sparse_explorer.experiment.plan.pretrained_ids import IDS
from sparse_explorer.experiment.runs.stored import StoredVariant, StoreError, describe_stored
from sparse_explorer.paths import resource
from sparse_explorer.reading import entry, read_bytes, text, whole
from sparse_explorer.reading.errors import ReadError
from sparse_explorer.reading.parsing import parse_json

FOLDER = "pretrained"
"""Of the resources."""

VIEW = "view.json"


@dataclass(frozen=True)
class FirstLook:
    """What shows best what the pair is about.

    Attributes:
        noise: kind of noise.
        percent: its level.
        digit: number of the test digit.
    """

    noise: str
    percent: int
    digit: int


def shipped_folder(variant_id: str) -> Path:
    """Where a network lies in the resources.

    Raises:
        StoreError: it is not there.
    """
    try:
        return resource(FOLDER, IDS[variant_id])
    except FileNotFoundError as error:
        raise StoreError(str(error)) from None


def describe_shipped() -> dict[str, StoredVariant]:
    """What is known of the networks, by id, without their weights: configuration, training, noise sweeps.

    Raises:
        StoreError: a file is missing or broken.
    """
    return {variant_id: describe_stored(shipped_folder(variant_id)) for variant_id in IDS}


def first_look() -> FirstLook:
    """Where to look first: a digit and a noise at which the dense network is wrong and the sparse one right.

    Raises:
        StoreError: the file that says it is missing or broken.
    """
    try:
        found = parse_json(read_bytes(resource(FOLDER, VIEW), 1 << 16))
        return FirstLook(
            entry(found, "noise", text),
            entry(found, "percent", whole(0, 100)),
            entry(found, "digit", whole()),
        )
    except (OSError, ReadError, ValueError) as error:
        raise StoreError(f"where to look first cannot be read: {error}") from None
