"""An experiment in one file: written from the folder that a run has filled, opened as such a folder elsewhere.

What is in it: configuration, tables, pictures, a verdict if there is one, and each run's description and weights, with
a manifest that names versions, circumstances, sizes and checksums. Whatever else is in the folder stays out.
"""

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sparse_explorer
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.results.verdict_report import PAGE
from sparse_explorer.experiment.runs.bundle_format import (
    MOST_PAGE_BYTES,
    MOST_TABLE_BYTES,
    TABLE,
    BundleError,
    is_name,
)
from sparse_explorer.experiment.runs.bundle_reading import Archive, open_archive
from sparse_explorer.experiment.runs.bundle_sources import (
    can_be_loaded,
    experiment_of,
    files_of,
    held,
    manifest_of,
    table_of,
)
from sparse_explorer.experiment.runs.bundle_writing import write_archive
from sparse_explorer.experiment.runs.files import replace_atomically
from sparse_explorer.experiment.runs.folder_lock import LockedError
from sparse_explorer.experiment.runs.inert_page import foreign_piece
from sparse_explorer.experiment.runs.manifest import Manifest
from sparse_explorer.experiment.runs.new_folder import NotEmptyError, new_folder
from sparse_explorer.experiment.runs.ownership import CONFIG, VARIANTS, is_experiment
from sparse_explorer.experiment.runs.stored_runs import StoredRuns, tasks_of
from sparse_explorer.paths import shown

__all__ = ["Bundle", "BundleError", "experiment_of", "extract", "read", "table_of", "write"]


@dataclass(frozen=True)
class Bundle:
    """What a bundle says of its experiment.

    Attributes:
        manifest: versions, circumstances and files.
        table: what was printed at the end of the run.
    """

    manifest: Manifest
    table: str


def write(path: Path, folder: Path, *, overwrite: bool = False) -> Bundle:
    """Write the experiment in ``folder`` into one file, the same bytes for the same content.

    Args:
        path: of the file, which appears when it is whole. A bundle of the same experiment is replaced.
        folder: what ``sparse-explorer run --output`` has filled, perhaps not yet to its end.
        overwrite: replace whatever file is there, but for those of the experiment itself.

    Raises:
        BundleError: there is no such experiment, none of its runs is finished, a process is writing to it, or the file
            cannot be written or may not be replaced.
    """
    if not folder.is_dir():
        raise BundleError(f"there is no folder {shown(folder)}")
    if not is_experiment(folder):
        raise BundleError(f"{shown(folder)} holds no experiment that 'sparse-explorer run' has written")
    manifests: list[Manifest] = []
    try:
        with held(folder):
            table = table_of(folder)
            files = files_of(folder)
            _check_target(path, files, experiment_of(folder), overwrite)
            sources: Mapping[str, Path | bytes] = {**files, TABLE: f"{table}\n".encode()}

            def save(temporary: Path) -> None:
                manifests.append(write_archive(temporary, sources, lambda said: manifest_of(sources, said)))

            replace_atomically(path, save)
    except OSError as error:
        raise BundleError(f"cannot write {shown(path)}: {error.strerror or error}") from None
    return Bundle(manifests[-1], table)


def read(path: Path) -> Bundle:
    """Look at a bundle without opening it: every file in it is read and compared with the manifest.

    Raises:
        BundleError: it cannot be read, is no bundle, or not one that can be trusted.
    """
    with open_archive(path) as archive, open(os.devnull, "wb") as nowhere:
        for name in archive.manifest.files:
            archive.copy(name, nowhere)
        _check_page(archive)
        return Bundle(archive.manifest, _table_in(archive))


def extract(path: Path, folder: Path) -> Bundle:
    """Open a bundle as a folder in which ``sparse-explorer run --output`` finds everything that is finished.

    Args:
        path: of the bundle.
        folder: not there yet, or empty. It is filled whole or not at all.

    Raises:
        BundleError: the bundle cannot be read or not be trusted, or the folder cannot be filled.
    """
    with open_archive(path) as archive:
        bundle = Bundle(archive.manifest, _table_in(archive))
        _check_page(archive)
        try:
            with new_folder(folder, CONFIG, is_name) as inside:
                _check_space(inside, bundle.manifest)
                for name in sorted(bundle.manifest.files.keys() - {TABLE}):
                    _unpack(archive, name, inside / name)
                _check_content(path, inside, bundle)
        except NotEmptyError:
            raise BundleError(f"{shown(folder)} is not an empty folder; choose a new one") from None
        except LockedError as error:
            raise BundleError(f"{shown(folder)} is in use by {error}") from None
        except OSError as error:
            raise BundleError(f"cannot write to {shown(folder)}: {error.strerror or error}") from None
    return bundle


def _check_target(path: Path, files: Mapping[str, Path], experiment: Experiment, overwrite: bool) -> None:
    """Make sure that nothing is lost by what is written."""
    if not os.path.lexists(path):
        return
    if any(_are_same(file, path) for file in files.values()):
        raise BundleError(f"{shown(path)} is a file of the experiment itself; choose another name")
    if overwrite:
        return
    try:
        with open_archive(path) as archive, tempfile.TemporaryDirectory() as aside:
            _unpack(archive, CONFIG, Path(aside, CONFIG))
            differs = experiment_of(Path(aside)).beyond(experiment)
    except BundleError:
        raise BundleError(
            f"{shown(path)} is there already and is no bundle; choose another name, or add --overwrite"
        ) from None
    if differs:
        raise BundleError(
            f"{shown(path)} is the bundle of a different experiment ({differs}); choose another name, or add "
            "--overwrite"
        )


def _are_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _table_in(archive: Archive) -> str:
    table = archive.text(TABLE, MOST_TABLE_BYTES)
    if not all(letter == "\n" or letter.isprintable() for letter in table):
        raise archive.error(f"{TABLE} holds control characters")
    return table.removesuffix("\n")


def _check_page(archive: Archive) -> None:
    """Make sure that a browser, in which the verdict's page is opened, shows it and does nothing else."""
    if PAGE in archive.manifest.files:
        piece = foreign_piece(archive.text(PAGE, MOST_PAGE_BYTES))
        if piece:
            raise archive.error(f"{PAGE} holds {piece!r}, which no page of this program does")


def _check_space(folder: Path, manifest: Manifest) -> None:
    needed, free = sum(entry.size for entry in manifest.files.values()), shutil.disk_usage(folder).free
    if free < needed:
        raise BundleError(
            f"the disk of {shown(folder.parent)} is too full: the bundle takes {needed / 1e6:,.1f} MB, and "
            f"{free / 1e6:,.1f} MB are free"
        )


def _unpack(archive: Archive, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        archive.copy(name, file)
        file.flush()
        os.fsync(file.fileno())


def _check_content(path: Path, folder: Path, bundle: Bundle) -> None:
    """Make sure that what was unpacked is an experiment, that its runs are this one's and can be read, and that they
    are what the table is of."""
    if not is_experiment(folder):
        raise BundleError(f"{shown(path)} is refused: its {CONFIG} was not written by 'sparse-explorer run'")
    try:
        experiment = experiment_of(folder)
        table = table_of(folder)
    except BundleError as error:
        # In the words of the bundle: where it was unpacked to is gone in a moment.
        reason = str(error).replace(str(folder), "the folder in it")
        raise BundleError(f"{shown(path)} is refused: {reason}") from None
    stored = StoredRuns(folder / VARIANTS)
    known = {run for task in tasks_of(experiment) for run in stored.folders(task)}
    for run in sorted((folder / VARIANTS).iterdir()):
        if run not in known or not can_be_loaded(run):
            raise BundleError(f"{shown(path)} is refused: {VARIANTS}/{run.name} is no run of its experiment")
    if table != bundle.table and bundle.manifest.written_by == sparse_explorer.__version__:
        raise BundleError(f"{shown(path)} is refused: its table is not that of its runs")
