"""The formats that are fuzzed: how each is broken, and what reading it has to end in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random


@dataclass(frozen=True)
class Outcome:
    """What reading ended in.

    Attributes:
        loaded: whether there was something valid, which was saved and read again as well.
        said: a line for each thing that was wrong.
        named: what one of the lines has to name.
    """

    loaded: bool
    said: tuple[str, ...] = ()
    named: str = ""


@dataclass(frozen=True)
class Format:
    """A format.

    Attributes:
        name: on the command line.
        title: in tables.
        make: a broken file, or one that is sound all the same.
        read: reads such a file, in a folder that it has for itself; what it raises is a finding.
    """

    name: str
    title: str
    make: Callable[[Random], bytes]
    read: Callable[[bytes, Path], Outcome]


def formats() -> Mapping[str, Format]:
    """All formats by name."""
    from tests.fuzz.formats import idx, npy, session, tables, toml, variant, weights

    known = (
        session.FORMAT,
        variant.FORMAT,
        toml.FORMAT,
        idx.PLAIN,
        idx.PACKED,
        npy.FORMAT,
        weights.FORMAT,
        weights.RESUME,
        tables.FORMAT,
    )
    return {each.name: each for each in known}
