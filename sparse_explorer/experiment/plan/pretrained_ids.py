"""Which variants of a session are those that come with the program, and what they were trained on. Imports no torch."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PRETRAINED: Final = "pretrained"
"""What names the pair where a folder of an experiment could stand, on the command line and in Python."""

DATASET, SEED = "mnist", 0
"""What they were trained on, and with which seed."""

IDS: Mapping[str, str] = MappingProxyType({"pretraineddense": "dense", "pretrainedsparse": "sparse"})
"""The folders of the networks by the ids that they have in a session, which no variant of the user's ever has."""


def is_pretrained(variant_id: str) -> bool:
    """Whether a variant of a session is one of those that come with the program."""
    return variant_id in IDS
