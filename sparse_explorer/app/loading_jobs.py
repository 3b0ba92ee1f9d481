"""What is read while the window opens, as generators for a worker: the engine, data sets, networks of earlier sessions.

They import torch inside, and only where they need it. What they yield are reports.
"""

import logging
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sparse_explorer.app.shelf import NetworkShelf
from sparse_explorer.data.catalogue import describe
from sparse_explorer.data.errors import DataError
from sparse_explorer.experiment.config import Variant
from sparse_explorer.experiment.effects import effective_network
from sparse_explorer.experiment.history import History
from sparse_explorer.experiment.stored import StoredVariant, StoreError, describe_stored
from sparse_explorer.threads import default_threads

log = logging.getLogger("sparse_explorer")


@dataclass(frozen=True)
class EngineReady:
    """The engine is imported.

    Attributes:
        devices: (name, description) of each device that there is, the best first.
    """

    devices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class DataReady:
    """A data set is in memory; ``data`` is an ImageData."""

    name: str
    data: Any
    test_images: Any = field(repr=False)
    test_labels: Any = field(repr=False)


@dataclass(frozen=True)
class DownloadNeeded:
    """A data set is not on this machine, and nobody has allowed yet to fetch it."""

    name: str


@dataclass(frozen=True)
class Stored:
    """A network on disk that belongs to the session: whose it is, and what it should be."""

    variant_id: str
    variant: Variant
    dataset: str
    seed: int
    folder: Path

    def check(self, found: StoredVariant) -> None:
        """StoreError if what is in the folder is not what should be there."""
        # Fields without effect may have been changed since.
        belongs = effective_network(found.variant.network), found.dataset, found.seed
        if belongs != (effective_network(self.variant.network), self.dataset, self.seed):
            raise StoreError(f"{self.folder} holds another network than the session's {self.variant.name}")


@dataclass(frozen=True)
class HistoryRead:
    """How the training of a stored network went, known before the network itself is read."""

    variant_id: str
    dataset: str
    history: History


@dataclass(frozen=True)
class Restored:
    """A variant's network is back on the shelf, with what its training has behind it; ``problem`` says why not."""

    variant_id: str
    dataset: str
    history: History | None
    problem: str = ""


@dataclass(frozen=True)
class Orphan:
    """A trained network on disk that no variant of the session names."""

    variant_id: str
    folder: Path
    stored: StoredVariant


def read_histories(tasks: Sequence[Stored]) -> Iterator[HistoryRead]:
    """Read how trainings went; those that cannot be read are left for :func:`restore` to report."""
    for task in tasks:
        try:
            found = describe_stored(task.folder)
            task.check(found)
        except StoreError:
            continue
        yield HistoryRead(task.variant_id, task.dataset, found.history)


def load_engine() -> Iterator[EngineReady]:
    """Import torch and look which devices there are."""
    import torch

    from sparse_explorer.experiment.devices import available_devices

    # As many as the command line takes by default, so that both come to the same bits.
    torch.set_num_threads(default_threads())

    yield EngineReady(tuple(available_devices()))


def load_data(name: str, data_dir: str | None, may_download: bool) -> Iterator[Any]:
    """Load a data set; yields DataReady at its end.

    One that is not here is downloaded if that is allowed, with DownloadProgress on the way; else the only report is
    DownloadNeeded.
    """
    from sparse_explorer import paths
    from sparse_explorer.data.datasets import load, needs_download
    from sparse_explorer.data.download import download

    root = paths.data_dir(data_dir)
    if needs_download(name, root):
        if not may_download:
            yield DownloadNeeded(name)
            return
        yield from download(name, root)
    data = load(name, root, on_progress=_refuse)
    yield DataReady(name, data, data.test_images.numpy(), data.test_labels.numpy())


def _refuse(progress: Any) -> None:
    """Files went missing between the look and the loading."""
    raise DataError(f"{progress.file} is not there any more")


def restore(tasks: Sequence[Stored], shelf: NetworkShelf) -> Iterator[Restored]:
    """Put stored networks back on the shelf; one whose weights are no numbers any more stays off it."""
    from sparse_explorer.experiment.runner import restore_network
    from sparse_explorer.experiment.store import load_variant

    for task in tasks:
        try:
            found = load_variant(task.folder)
            task.check(
                StoredVariant(found.variant, found.dataset, found.seed, bool(found.resume), found.history)
            )
            network = restore_network(found).eval()
        except StoreError as error:
            yield Restored(task.variant_id, task.dataset, None, str(error))
            continue
        if is_sound(network):
            shelf.put(task.variant_id, task.dataset, network)
        yield Restored(task.variant_id, task.dataset, found.history)


def is_sound(network: Any) -> bool:
    """Whether all of a network's numbers are finite; those of one that diverged may not be."""
    return all(
        math.isfinite(float(value.sum()))
        for value in network.state_dict().values()
        if value.is_floating_point()
    )


def find_orphans(folder: Path, known: Collection[str]) -> Iterator[Orphan]:
    """Look for trained networks that the session does not know, in ``folder/VARIANT_ID/DATA_SET``.

    What cannot be read is left alone, with a line in the log.
    """
    for place in _subfolders(folder):
        if place.name in known or not (place.name.isascii() and place.name.isalnum()):
            continue
        for run in _subfolders(place):
            try:
                stored = describe_stored(run)
                describe(stored.dataset)
            except (StoreError, DataError, OSError) as error:
                log.warning("left alone: %s: %s", run, error)
            else:
                yield Orphan(place.name, run, stored)


def _subfolders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())
    except FileNotFoundError:
        return []
    except OSError as error:
        log.warning("left alone: %s: %s", folder, error.strerror or error)
        return []
