"""``sparse-explorer evaluate``: networks that are trained, on another labelled test set."""

import argparse
import errno
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sparse_explorer import signals
from sparse_explorer.cli.progress import DownloadBars, RunBars
from sparse_explorer.cli.run import ending
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig, noises
from sparse_explorer.experiment.results.csv_text import csv_dialect
from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.runs.bundle_format import BundleError
from sparse_explorer.experiment.runs.bundle_sources import held
from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.experiment.runs.other_test_set import OtherTestSet
from sparse_explorer.experiment.runs.ownership import is_experiment, test_set_file
from sparse_explorer.experiment.runs.stored_runs import experiment_in
from sparse_explorer.paths import shown
from sparse_explorer.printable import printable


def evaluate_command(options: argparse.Namespace) -> int:
    """Evaluate, print and write what the options ask for; returns the exit status.

    Raises:
        ConfigError, DataError: for what the user can mend.
    """
    if not is_experiment(options.folder):
        raise ConfigError(
            "", f"{shown(options.folder)} holds no experiment that 'sparse-explorer run' has written"
        )
    _check_output(options.output, options.folder)
    try:
        with held(options.folder):
            return _evaluate(options)
    except BundleError as error:
        raise ConfigError("", str(error)) from None


def _evaluate(options: argparse.Namespace) -> int:
    downloads = DownloadBars()
    with closing(downloads):
        found = OtherTestSet(
            options.folder,
            options.test_set,
            noises=_noises(options),
            device=options.device,
            data_dir=options.data_dir,
            jobs=options.jobs,
            on_download=downloads.show,
        )
    if found.left_out:
        _say(
            f"{found.left_out} of {found.left_out + len(found.tasks)} runs are not finished, and are left out"
        )
    _say(f"{found.experiment.dataset}: {found.images:,} test images")
    target = options.output or options.folder / test_set_file(found.name)
    with _named(target):
        if target.is_dir():
            raise OSError(errno.EISDIR, "it is a folder")
        with tempfile.TemporaryFile(dir=target.parent):  # before a sweep that may take hours
            pass
    runs = _sweep(found)
    content = found.csv(runs, csv_dialect(options.csv_dialect))
    print(f"\n{found.results(runs).text()}")
    with _named(target):
        write_atomically(target, content)
    _say(f"\nThe table of every run is in {shown(target)}")
    return 0


@contextmanager
def _named(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(
            "output", f"cannot write {shown(target)}: {reason}; choose another file with --output FILE"
        ) from None


def _sweep(found: OtherTestSet) -> list[RunResult]:
    labels = {
        number: f"{task.variant.name}, seed {task.seed}" for number, task in enumerate(found.tasks, start=1)
    }
    bars = RunBars(labels, 0, len(labels))
    runs: list[RunResult] = []
    finished = 0
    with signals.kept(), closing(bars), closing(found.steps()) as steps:
        for each in steps:
            if isinstance(each, RunProgress):
                bars.show(each)
            else:
                runs += each
                finished += 1
                bars.end(finished, printable(f"{labels[finished]}{ending(each[0])}"))
            signals.check()
    return runs


def _noises(options: argparse.Namespace) -> Sequence[NoiseConfig] | None:
    """What is swept; None for the experiment's own."""
    if options.noise is None and options.levels is None:
        return None
    asked = noises(*options.noise) if options.noise else experiment_in(options.folder).noises
    if options.levels is None:
        return asked
    return [NoiseConfig(noise.convention, options.levels) for noise in asked]


def _check_output(path: Path | None, folder: Path) -> None:
    """Make sure, before any work, that a file can be written and that nothing is lost by it."""
    if path is None:
        return
    if os.path.lexists(path):
        raise ConfigError("output", f"{shown(path)} is there already; choose another name")
    if folder.resolve() in path.resolve().parents:
        raise ConfigError(
            "output",
            f"{shown(path)} lies in the experiment's own folder; choose a place elsewhere, or leave --output out",
        )
    if not path.absolute().parent.is_dir():
        raise ConfigError("output", f"there is no folder {shown(path.absolute().parent)}")


def _say(text: str) -> None:
    print(printable(text, keep="\n"), file=sys.stderr, flush=True)
