"""``sparse-explorer evaluate``: networks that are trained, on another labelled test set."""

import argparse
import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sparse_explorer import signals
from sparse_explorer.cli.finished_runs import check_place, looking, noises_asked, say
from sparse_explorer.cli.progress import DownloadBars, RunBars
from sparse_explorer.cli.run import ending
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.results.csv_text import csv_dialect
from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.experiment.runs.other_test_set import OtherTestSet
from sparse_explorer.experiment.runs.ownership import test_set_file
from sparse_explorer.experiment.runs.trained_runs import Place
from sparse_explorer.paths import shown
from sparse_explorer.printable import printable


def evaluate_command(options: argparse.Namespace) -> int:
    """Evaluate, print and write what the options ask for; returns the exit status.

    Raises:
        ConfigError, DataError: for what the user can fix.
    """
    check_place(options.folder)
    _check_output(options.output, options.folder)
    with looking(options.folder):
        return _evaluate(options)


def _evaluate(options: argparse.Namespace) -> int:
    downloads = DownloadBars()
    with closing(downloads):
        found = OtherTestSet(
            options.folder,
            options.test_set,
            noises=noises_asked(options),
            device=options.device,
            data_dir=options.data_dir,
            jobs=options.jobs,
            on_download=downloads.show,
        )
    if found.left_out:
        say(
            f"{found.left_out} of {found.left_out + len(found.tasks)} runs are not finished, and are left out"
        )
    say(f"{found.experiment.dataset}: {found.images:,} test images")
    target: Path | None = options.output
    if target is None and isinstance(options.folder, Path):
        target = options.folder / test_set_file(found.name)
    if target is not None:
        _try(target)
    runs = _sweep(found)
    content = found.csv(runs, csv_dialect(options.csv_dialect))
    print(f"\n{found.results(runs).text()}")
    if target is not None:
        with _named(target):
            write_atomically(target, content)
        say(f"\nThe table of every run is in {shown(target)}")
    return 0


def _try(target: Path) -> None:
    """Make sure, before a sweep that may take hours, that a file can be written there."""
    with _named(target):
        if target.is_dir():
            raise OSError(errno.EISDIR, "it is a folder")
        with tempfile.TemporaryFile(dir=target.parent):
            pass


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


def _check_output(path: Path | None, folder: Place) -> None:
    """Make sure, before any work, that a file can be written and that nothing is lost by it."""
    if path is None:
        return
    if os.path.lexists(path):
        raise ConfigError("output", f"{shown(path)} is there already; choose another name")
    if isinstance(folder, Path) and folder.resolve() in path.resolve().parents:
        raise ConfigError(
            "output",
            f"{shown(path)} lies in the experiment's own folder; choose a place elsewhere, or leave --output out",
        )
    if not path.absolute().parent.is_dir():
        raise ConfigError("output", f"there is no folder {shown(path.absolute().parent)}")
