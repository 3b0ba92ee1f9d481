"""The runs of several output folders put together, such as the seeds that two machines have trained.

A run is taken from its network's folder, which holds its figures in full, or where that is gone from the folder's
tables.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import write_experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect
from sparse_explorer.experiment.results.report import RESULTS, ExperimentReport
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.stored_tables import Run, runs_in_tables
from sparse_explorer.experiment.results.verdict import Verdict
from sparse_explorer.experiment.results.verdict_report import VerdictReport
from sparse_explorer.experiment.runs.alike import check_alike, variants_of
from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.experiment.runs.folder_lock import LockedError
from sparse_explorer.experiment.runs.new_folder import NotEmptyError, new_folder
from sparse_explorer.experiment.runs.ownership import (
    CONFIG,
    MARK,
    VARIANTS,
    comments_in,
    is_experiment,
)
from sparse_explorer.experiment.runs.places import cannot_write, check_output
from sparse_explorer.experiment.runs.runs import RunTask
from sparse_explorer.experiment.runs.store import folder_name, save_variant
from sparse_explorer.experiment.runs.stored_runs import StoredRuns, experiment_in, tasks_of
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError, read_bytes

_MOST_BYTES = 1 << 28
"""Of a table; the paper's networks with a thousand seeds have epochs.csv of 80 MB."""

_LONGEST = "weights.safetensors.new" + 40 * "x"


@dataclass(frozen=True)
class Part:
    """What a folder brings.

    Attributes:
        folder: where it is.
        experiment: what it is of, with nothing left open.
        runs: those that are finished, one result for each noise.
        networks: where those of them are whose networks are there.
    """

    folder: Path
    experiment: Experiment
    runs: Mapping[Run, tuple[RunResult, ...]]
    networks: Mapping[Run, RunTask]

    @property
    def text(self) -> str:
        """What was found, in one line."""
        total = len(self.experiment.variants) * self.experiment.seeds
        gone = len(self.runs) - len(self.networks)
        source = f", {gone} of them in its tables alone" if gone else ""
        return f"{shown(self.folder)}: {len(self.runs)} of {total} runs are finished{source}"


@dataclass(frozen=True)
class Merged:
    """What several folders hold together.

    Attributes:
        parts: each of the folders.
        experiment: the variants of all, over all seeds that there are.
        runs: of all, seed by seed; one result for each noise.
        left_out: seeds that not every variant has, where these were not wanted.
        repeated: how many runs are in several folders, with the same right answers; each counts once.
    """

    parts: tuple[Part, ...]
    experiment: Experiment
    runs: Mapping[Run, tuple[RunResult, ...]]
    left_out: tuple[int, ...] = ()
    repeated: int = 0

    @property
    def results(self) -> tuple[RunResult, ...]:
        """Of all runs, one for each noise."""
        return tuple(result for results in self.runs.values() for result in results)

    @property
    def missing(self) -> list[Run]:
        """Runs between the first and the last seed that are not in it."""
        wanted = [
            (variant.name, seed)
            for seed in self.experiment.all_seeds()
            for variant in self.experiment.variants
        ]
        return [run for run in wanted if run not in self.runs]

    def write(
        self,
        folder: Path,
        *,
        networks: bool = True,
        dialect: CsvDialect = PLAIN,
        complain: Callable[[str], object] = lambda line: None,
        verdict: Verdict | None = None,
    ) -> int:
        """Write what ``run`` would have written into a new folder, which is there whole or not at all.

        Args:
            folder: need not be there, or is empty.
            networks: whether the trained networks are copied too, as far as they are there.
            dialect: how CSV files are written.
            complain: told of pictures that could not be drawn.
            verdict: what the runs say; its page, table and pictures are written too.

        Returns:
            How many networks there are in it.

        Raises:
            ConfigError: it cannot be written to, or is not empty.
            StoreError: a network cannot be read any more.
        """
        check_output(folder, str(Path(VARIANTS, "x" * 80, _LONGEST)))
        report = ExperimentReport(self.experiment, self.results, dialect, complain)
        try:
            with new_folder(folder, CONFIG, _is_own) as inside:
                files = report.files()
                if verdict is not None:
                    files |= VerdictReport(verdict, self.results, dialect, complain).files()
                for name, content in files.items():
                    write_atomically(inside / name, content)
                copied = self._copy_networks(inside / VARIANTS) if networks else 0
                write_atomically(inside / CONFIG, self._configuration())
        except NotEmptyError:
            raise ConfigError("output", f"{shown(folder)} is not empty; choose a new folder") from None
        except LockedError as error:
            raise ConfigError("output", f"{shown(folder)} is in use by {error}") from None
        except OSError as error:
            raise cannot_write(folder, error) from None
        return copied

    def _copy_networks(self, variants: Path) -> int:
        copied: dict[Run, str] = {}
        for part in self.parts:
            stored = StoredRuns(part.folder / VARIANTS)
            for run, task in part.networks.items():
                wanted = run in self.runs and run not in copied
                trained = stored.trained(task) if wanted else None
                if trained is not None:
                    copied[run] = folder_name(task.variant, task.seed, {*copied.values()})
                    save_variant(variants / copied[run], trained)
        return len(copied)

    def _configuration(self) -> str:
        comments = (line for part in self.parts for line in comments_in(part.folder))
        head = dict.fromkeys([MARK, *comments])
        return "".join(f"{line}\n" for line in head) + write_experiment(self.experiment)


def merge(folders: Sequence[Path], complete_seeds: bool = False) -> Merged:
    """Put the finished runs of several folders together. Nothing is written, and a folder may be filled meanwhile.

    Args:
        folders: that ``run`` or ``verdict`` has filled; at least one.
        complete_seeds: leave out the seeds that not every variant has.

    Raises:
        ConfigError: one is no such folder, a table cannot be read, the experiments differ in anything but seeds and
            variants, a run is there twice with other figures, or there is none.
    """
    experiments = [(folder, _experiment(folder)) for folder in folders]
    for each in experiments[1:]:
        check_alike(experiments[0], each)
    variants = variants_of(experiments)
    parts = tuple(_part(folder, experiment) for folder, experiment in experiments)
    runs: dict[Run, tuple[RunResult, ...]] = {}
    homes: dict[Run, Path] = {}
    twice: set[Run] = set()
    for part in parts:
        for run, results in part.runs.items():
            if run in homes:
                if _answers(results) != _answers(runs[run]):
                    where = f"{shown(homes[run])} and in {shown(part.folder)}"
                    raise ConfigError("", f"{run[0]}, seed {run[1]}, is in {where}, with other figures")
                twice.add(run)
            if run not in homes or run in part.networks:  # which has the figures in full
                runs[run], homes[run] = results, part.folder
    left_out = _incomplete(runs, variants) if complete_seeds else ()
    order = {name: place for place, name in enumerate(variants)}
    kept = sorted((run for run in runs if run[1] not in left_out), key=lambda run: (run[1], order[run[0]]))
    if not kept:
        which = "no seed that all variants have finished" if runs else "no finished run"
        raise ConfigError("", f"there is {which} in {', '.join(shown(part.folder) for part in parts)}")
    first, last = kept[0][1], kept[-1][1]
    experiment = dataclasses.replace(
        parts[0].experiment, variants=tuple(variants.values()), seed=first, seeds=last - first + 1
    )
    return Merged(parts, experiment, {run: runs[run] for run in kept}, left_out, len(twice))


def _answers(results: Sequence[RunResult]) -> list[list[int]]:
    return [[level.correct for level in result.levels] for result in results]


def _experiment(folder: Path) -> Experiment:
    if not folder.is_dir():
        raise ConfigError("", f"there is no folder {shown(folder)}")
    if not is_experiment(folder):
        raise ConfigError("", f"{shown(folder)} holds no experiment that 'sparse-explorer run' has written")
    return experiment_in(folder)


def _part(folder: Path, experiment: Experiment) -> Part:
    stored = StoredRuns(folder / VARIANTS)
    runs: dict[Run, tuple[RunResult, ...]] = {}
    networks: dict[Run, RunTask] = {}
    gone: set[Run] = set()
    for task in tasks_of(experiment):
        run = task.variant.name, task.seed
        found = stored.finished(task)
        if found is not None:
            runs[run], networks[run] = found, task
        elif not stored.is_begun(task):  # of one at work, tables may be half rewritten
            gone.add(run)
    if gone and (folder / RESULTS).exists():
        runs = {**_in_tables(folder, experiment, gone), **runs}
    return Part(folder, experiment, runs, networks)


def _in_tables(folder: Path, experiment: Experiment, wanted: set[Run]) -> dict[Run, tuple[RunResult, ...]]:
    def read(name: str) -> str | None:
        try:
            return read_bytes(folder / name, _MOST_BYTES).decode()
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            raise ReadError(name, "it is no text in UTF-8") from None
        except (OSError, ReadError) as error:
            reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
            raise ReadError(name, str(reason)) from None

    try:
        return runs_in_tables(experiment, read, wanted)
    except ReadError as error:
        raise ConfigError("", f"{shown(folder)}: {error}") from None


def _incomplete(runs: Mapping[Run, object], variants: Mapping[str, Variant]) -> tuple[int, ...]:
    seeds = sorted({seed for _, seed in runs})
    return tuple(seed for seed in seeds if any((name, seed) not in runs for name in variants))


def _is_own(name: str) -> bool:
    """Whether a file, by its path, may be what an earlier call had written when it was killed."""
    return name in (*ExperimentReport.FILES, *VerdictReport.FILES, CONFIG) or name.startswith(f"{VARIANTS}/")
