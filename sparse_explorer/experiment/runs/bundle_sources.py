"""What of an experiment's folder goes into a bundle, and what the manifest says of it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import read_experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.results.report import ExperimentReport
from sparse_explorer.experiment.results.verdict_report import PAGE
from sparse_explorer.experiment.runs import strict_json
from sparse_explorer.experiment.runs.bundle_format import FILES, MOST_PAGE_BYTES, MOST_RUNS, BundleError
from sparse_explorer.experiment.runs.folder_lock import LOCK_FILE, FolderLock, LockedError
from sparse_explorer.experiment.runs.inert_page import foreign_piece
from sparse_explorer.experiment.runs.manifest import MOST_LETTERS, MOST_WORDS, FileEntry, Manifest
from sparse_explorer.experiment.runs.ownership import CONFIG, MARK, VARIANTS
from sparse_explorer.experiment.runs.store import StoreError, folder_name, load_variant
from sparse_explorer.experiment.runs.stored import DESCRIPTION, RESUME, WEIGHTS
from sparse_explorer.experiment.runs.stored_runs import StoredRuns, tasks_of
from sparse_explorer.paths import shown


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Let no process write into a folder meanwhile, as far as this one can: the folder may be for reading alone.

    Raises:
        BundleError: a process is writing to it.
    """
    lock = FolderLock(folder)
    try:
        lock.acquire()
    except LockedError as error:
        raise BundleError(f"{shown(folder)} is in use by {error}; try again when that has ended") from None
    except OSError:
        if os.path.lexists(folder / LOCK_FILE):
            raise BundleError(
                f"{shown(folder)} is in use by another process, as the file {LOCK_FILE} in it says"
            ) from None
    try:
        yield
    finally:
        lock.release()


def experiment_of(folder: Path) -> Experiment:
    """The experiment in a folder, with nothing left open.

    Raises:
        BundleError: its configuration cannot be read, or is not what ``run`` writes.
    """
    try:
        experiment = read_experiment(folder / CONFIG)
    except ConfigError as error:
        raise BundleError(str(error)) from None
    epochs = [variant.training.epochs for variant in experiment.variants]
    if experiment.threads is None or None in epochs:
        raise BundleError(f"{shown(folder / CONFIG)} leaves open what 'sparse-explorer run' settles")
    runs = len(experiment.variants) * experiment.seeds
    if runs > MOST_RUNS:
        raise BundleError(
            f"{shown(folder / CONFIG)} is of {runs:,} runs; a bundle holds at most {MOST_RUNS:,}"
        )
    return experiment


def table_of(folder: Path) -> str:
    """What ``run`` prints of the finished runs in a folder.

    Raises:
        BundleError: none is finished.
    """
    experiment = experiment_of(folder)
    stored = StoredRuns(folder / VARIANTS)
    results = [result for task in tasks_of(experiment) for result in stored.finished(task) or ()]
    if not results:
        raise BundleError(f"{shown(folder)} holds no finished run of its experiment")
    return ExperimentReport(experiment, results).text()


def files_of(folder: Path) -> dict[str, Path]:
    """The experiment's own files, by their names in a bundle. Folders of runs are named as ``run`` names them; a page
    that the program has not written stays out."""
    files = {name: folder / name for name in FILES if (folder / name).is_file()}
    if PAGE in files and not _is_inert(files[PAGE]):
        del files[PAGE]
    stored = StoredRuns(folder / VARIANTS)
    taken: set[str] = set()
    for task in tasks_of(experiment_of(folder)):
        for run in filter(can_be_loaded, stored.folders(task)):
            name = folder_name(task.variant, task.seed, taken)
            taken.add(name)
            for file in (DESCRIPTION, WEIGHTS, RESUME):
                if (run / file).is_file():
                    files[f"{VARIANTS}/{name}/{file}"] = run / file
    return files


def _is_inert(page: Path) -> bool:
    try:
        return page.stat().st_size <= MOST_PAGE_BYTES and not foreign_piece(page.read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        return False


def can_be_loaded(run: Path) -> bool:
    """Whether a folder holds a trained variant, with weights that can be read."""
    try:
        load_variant(run)
    except StoreError:
        return False
    return True


def manifest_of(sources: Mapping[str, Path | bytes], files: Mapping[str, FileEntry]) -> Manifest:
    """The manifest of what was written of ``sources``."""
    versions: dict[str, set[str]] = {}
    for name, source in sources.items():
        if name.endswith(f"/{DESCRIPTION}") and isinstance(source, Path):
            described = strict_json.loads(source.read_text(encoding="utf-8")).get("versions", {})
            for library, version in described.items():
                versions.setdefault(str(library), set()).add(str(version))
    config = sources[CONFIG]
    assert isinstance(config, Path)
    return Manifest(
        {library: tuple(sorted(found)[:MOST_WORDS]) for library, found in versions.items()},
        circumstances(config),
        files=files,
    )


def circumstances(config: Path) -> tuple[str, ...]:
    """What the runs were computed with, in words: the comments at the head of ``config.toml``."""
    found = []
    for line in config.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            break
        if line != MARK:
            found.append("".join(letter for letter in line[2:] if letter.isprintable())[:MOST_LETTERS])
    return tuple(found[:MOST_WORDS])
