"""Opening networks from elsewhere, as a generator for a worker. It imports torch inside."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

from sparse_explorer.app.background.other_process import OtherProcess
from sparse_explorer.app.model.source import Source, kept_layers
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.paths import shown
from sparse_explorer.reading import short
from sparse_explorer.reading.files import hex_digest

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.engine.other_network import OtherNetwork


MOST_MEMORY = 6 << 30
"""Bytes that the process of an ONNX file may take, where the system can be told so: a few times the largest file that
is allowed, and torch."""


@dataclass(frozen=True, eq=False)
class Opened:
    """A network from elsewhere, ready to be asked.

    Attributes:
        source: with all that is known of it by now.
        networks: by seed.
        process: where it runs.
    """

    source: Source
    networks: dict[int, OtherNetwork]
    process: OtherProcess


def open_network(
    source: Source,
    name: str,
    data: ImageData,
    seeds: Sequence[int],
    process: OtherProcess | None,
    over: threading.Event | None = None,
) -> Iterator[Opened]:
    """Open a network, or make it fit another data set or further seeds; yields Opened.

    Args:
        source: where it is; with a digest it has to be the same file still.
        name: what it is called in what is said of it.
        data: what it is to tell apart.
        seeds: of functions that take one.
        process: the one in which it runs already, if there is one.
        over: set when nobody waits for it any more.

    Raises:
        ConfigError: it is of no use; one line.
    """
    from sparse_explorer.experiment.engine.called_network import CalledNetwork
    from sparse_explorer.experiment.engine.onnx_network import MOST_BYTES
    from sparse_explorer.experiment.engine.other_network import OtherNetwork

    path = module_file(source) if source.is_code else Path(source.where).absolute()
    digest = digest_of(path, MOST_BYTES)
    if source.digest and digest != source.digest and not (source.is_code and process is not None):
        raise ConfigError(
            "model",
            f"{shown(path)} has changed since it was opened; open it again to compare it as it is now",
        )
    mine = process
    if mine is None:
        # Code may take the memory that it needs: it has been agreed to. A file has not.
        most = None if source.is_code else MOST_MEMORY
        mine = OtherProcess(name, source.folder or str(path.parent), over, most_memory=most)

    def made(seed: int) -> OtherNetwork:
        where = source.where if source.is_code else str(path)
        return OtherNetwork(name, CalledNetwork(mine.make(where, seed, data)), data)

    try:
        if source.is_code:
            networks = {seed: made(seed) for seed in seeds}
        else:
            networks = dict.fromkeys(seeds, made(0))
    except BaseException:
        if process is None:
            mine.close()
        raise
    one = networks[seeds[0]]
    known = replace(
        source,
        digest=source.digest or digest,
        layers=kept_layers(one.layers),
        counts=one.counts,
        refusals=tuple(one.refusals.items()),
    )
    yield Opened(known, networks, mine)


def module_file(source: Source) -> Path:
    """The file of the module that a source names; nothing of it is run.

    Raises:
        ConfigError: the text names none, or there is none in the folder.
    """
    module, colon, function = source.where.partition(":")
    parts = module.split(".")
    if not colon or not function.isidentifier() or not all(part.isidentifier() for part in parts):
        raise ConfigError("model", f"{short(source.where)} is not allowed; allowed is module:function")
    folder = Path(source.folder)
    if not folder.is_dir():
        raise ConfigError(
            "model", f"{shown(folder)} {'is no folder' if folder.exists() else 'does not exist'}"
        )
    places, found = [str(folder)], None
    for depth in range(len(parts)):
        found = PathFinder.find_spec(".".join(parts[: depth + 1]), places)
        if found is None:
            raise ConfigError("model", f"{shown(folder)} has no module {module}")
        places = list(found.submodule_search_locations or ())
    if found is None or found.origin is None or not found.origin.endswith(".py"):
        raise ConfigError("model", f"{shown(folder)} has no module {module}")
    return Path(found.origin)


def digest_of(path: Path, most: int) -> str:
    """Of a file's content, in hexadecimal digits.

    Raises:
        ConfigError: it cannot be read, or has more than so many bytes.
    """
    try:
        if not path.is_file():  # what is none might never end
            raise ConfigError("model", f"{shown(path)} {'is no file' if path.exists() else 'does not exist'}")
        if (size := path.stat().st_size) > most:  # nobody waits for its end
            raise ConfigError("model", f"{shown(path)} has {size:,} bytes, allowed are {most:,}")
        with path.open("rb") as file:
            return hex_digest(file, hashlib.blake2b(digest_size=16))
    except OSError as error:
        raise ConfigError("model", f"{shown(path)} cannot be read: {error.strerror or error}") from None
