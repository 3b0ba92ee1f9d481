"""What is read while the window opens, as generators for a worker: the engine, data sets, networks of earlier sessions.

They import torch inside, and only where they need it. What they yield are reports.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.data.catalogue import describe, is_own
from sparse_explorer.data.errors import DataError
from sparse_explorer.experiment.plan.effects import effective_network
from sparse_explorer.experiment.plan.pretrained_ids import is_pretrained
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.runs.keeper import is_sound
from sparse_explorer.experiment.runs.other_runs import is_other_run, read_other_run
from sparse_explorer.experiment.runs.stored import (
    DESCRIPTION,
    StoredVariant,
    StoreError,
    describe_stored,
    remove_variant,
)
from sparse_explorer.threads import default_threads

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData

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
    """A data set is in memory; ``data`` is an ImageData. A ``sample`` is the part that comes with the program, to look
    at and not to train on."""

    name: str
    data: ImageData
    test_images: Any = field(repr=False)
    test_labels: Any = field(repr=False)
    sample: bool = False


@dataclass(frozen=True)
class DownloadNeeded:
    """A data set is not on this machine, and nobody has allowed yet to fetch it."""

    name: str


@dataclass(frozen=True)
class Stored:
    """A run on disk that belongs to the session: whose it is, and what it should be."""

    place: Place
    variant: Variant
    folder: Path

    def check(self, found: StoredVariant) -> None:
        """StoreError if what is in the folder is not what should be there."""
        # Fields without effect may have been changed since.
        belongs = effective_network(found.variant.network), found.dataset, found.seed
        if belongs != (effective_network(self.variant.network), self.place.dataset, self.place.seed):
            raise StoreError(f"{self.folder} holds another network than the session's {self.variant.name}")


@dataclass(frozen=True)
class RunRead:
    """What a run of one of the session's variants has behind it, known before its network is read; ``digest`` of the
    file that a network from elsewhere was in, empty of the explorer's own."""

    place: Place
    history: History
    digest: str = ""


@dataclass(frozen=True)
class Restored:
    """A run's network is back on the shelf, with what its training has behind it; ``problem`` says why not."""

    place: Place
    history: History | None
    problem: str = ""


@dataclass(frozen=True)
class Orphan:
    """A run on disk that no variant of the session names."""

    variant_id: str
    folder: Path
    stored: StoredVariant


def read_runs(folder: Path, variants: Mapping[str, Variant]) -> Iterator[RunRead | Orphan]:
    """Read what all runs in ``folder/VARIANT_ID/DATA_SET/seed-N`` have behind them.

    What cannot be read, or is another variant's, is left alone, with a line in the log.

    Args:
        folder: of the runs.
        variants: the session's, by id.
    """
    for place in _subfolders(folder):
        if not (place.name.isascii() and place.name.isalnum()):
            continue
        for run in (run for dataset in _subfolders(place) for run in _subfolders(dataset)):
            if not is_run_folder(run.name):
                continue
            try:
                if is_other_run(run):
                    other = read_other_run(run)
                    describe(other.dataset)
                    if place.name in variants:
                        yield RunRead(
                            Place(place.name, other.dataset, other.seed), other.history, other.digest
                        )
                    continue
                stored = describe_stored(run)
                describe(stored.dataset)
                if place.name not in variants:
                    yield Orphan(place.name, run, stored)
                    continue
                where = Place(place.name, stored.dataset, stored.seed)
                Stored(where, variants[place.name], run).check(stored)
            except (StoreError, DataError, OSError) as error:
                log.warning("left alone: %s: %s", run, error)
            else:
                yield RunRead(where, stored.history)


def load_engine() -> Iterator[EngineReady]:
    """Import torch and look which devices there are."""
    import torch

    from sparse_explorer.experiment.engine.devices import available_devices

    # As many as the command line takes by default, so that both come to the same bits.
    torch.set_num_threads(default_threads())

    yield EngineReady(tuple(available_devices()))


def prepare_statistics() -> None:
    """Import what comparisons over several seeds take, here, where it does not keep the window waiting."""
    import scipy.stats  # noqa: F401


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


def load_data_or_sample(name: str, data_dir: str | None) -> Iterator[Any]:
    """Load a data set if it is on this machine, and else the part of it that comes with the program; yields DataReady
    at its end."""
    from sparse_explorer import paths
    from sparse_explorer.data.datasets import needs_download
    from sparse_explorer.data.mnist_sample import load_mnist_sample

    if not needs_download(name, paths.data_dir(data_dir)):
        yield from load_data(name, data_dir, False)
        return
    digits = load_mnist_sample()
    yield DataReady(name, digits, digits.test_images.numpy(), digits.test_labels.numpy(), sample=True)


def _refuse(progress: Any) -> None:
    """Files went missing between the look and the loading."""
    raise DataError(f"{progress.file} is not there any more")


def restore(tasks: Sequence[Stored], shelf: NetworkShelf) -> Iterator[Restored]:
    """Put stored networks back on the shelf; one whose weights are no numbers any more stays off it."""
    from sparse_explorer.experiment.runs.runner import restore_network
    from sparse_explorer.experiment.runs.store import load_variant

    _put_shipped_in_place(tasks)
    if len({task.place.seed for task in tasks}) > 1:
        prepare_statistics()
    for task in tasks:
        try:
            found = load_variant(task.folder)
            task.check(
                StoredVariant(found.variant, found.dataset, found.seed, bool(found.resume), found.history)
            )
            network = restore_network(found).eval()
        except StoreError as error:
            yield Restored(task.place, None, str(error))
            continue
        if is_sound(network):
            shelf.put(task.place, network)
        yield Restored(task.place, found.history)


def _put_shipped_in_place(tasks: Iterable[Stored]) -> None:
    """Give networks that come with the program folders as all runs have, where they have none yet."""
    from sparse_explorer.experiment.runs.pretrained import load_pretrained
    from sparse_explorer.experiment.runs.store import save_variant

    for task in tasks:
        if is_pretrained(task.place.variant_id) and not (task.folder / DESCRIPTION).exists():
            try:
                save_variant(task.folder, load_pretrained(task.place.variant_id))
            except (StoreError, OSError) as error:  # what is missing then is told by whoever reads the folder
                log.warning("not in place: %s: %s", task.folder, error)


AGAIN = ".again"
"""Ending of the folder, beside a run's, of the same run while it is trained from its beginning."""


def run_folder(folder: Path, place: Place) -> Path:
    """Where a run is kept."""
    dataset = place.dataset
    if is_own(dataset):  # a path is no file name, and can be too long for one
        dataset = (
            dataset.partition(":")[0] + "-" + hashlib.blake2b(dataset.encode(), digest_size=8).hexdigest()
        )
    return folder / place.variant_id / dataset / f"seed-{place.seed}"


def is_run_folder(name: str) -> bool:
    """Whether a folder of that name is a run's; one that was put aside has another."""
    return re.fullmatch(r"seed-\d{1,10}", name) is not None


def with_runs(folder: Path, variant_ids: Iterable[str]) -> list[str]:
    """Those of the variants that have runs on disk, as far as names tell."""
    return [variant_id for variant_id in variant_ids if _subfolders(folder / variant_id)]


def remove_runs(folder: Path) -> None:
    """Remove the runs of a variant that the user has removed; what cannot be removed stays, with a line in the log."""
    try:
        for dataset in _subfolders(folder):
            for run in _subfolders(dataset):
                if is_run_folder(run.name.removesuffix(AGAIN)):
                    remove_variant(run)
            with suppress(OSError):  # not empty
                dataset.rmdir()
        with suppress(OSError):
            folder.rmdir()
    except OSError as error:
        log.warning("not removed: %s: %s", folder, error.strerror or error)


def _subfolders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())
    except FileNotFoundError:
        return []
    except OSError as error:
        log.warning("left alone: %s: %s", folder, error.strerror or error)
        return []
