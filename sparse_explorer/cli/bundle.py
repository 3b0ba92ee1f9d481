"""``sparse-explorer bundle``, ``unbundle`` and ``rerun``: an experiment as one file, opened and repeated elsewhere."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sparse_explorer
from sparse_explorer.cli.run import Terminal, execution_of, run_session
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.results.text_table import printable, text_table
from sparse_explorer.experiment.runs import bundle
from sparse_explorer.experiment.runs.agreement import Agreement, compare, what_differs
from sparse_explorer.experiment.runs.bundle_sources import circumstances
from sparse_explorer.experiment.runs.manifest import Manifest
from sparse_explorer.experiment.runs.ownership import CONFIG
from sparse_explorer.experiment.runs.places import check_output
from sparse_explorer.experiment.runs.session import Session
from sparse_explorer.paths import shown

_LONGEST = os.path.join("variants", 100 * "x", "weights.safetensors")
DIFFERENT = 1


def bundle_command(options: argparse.Namespace) -> int:
    """Write a bundle; returns the exit status.

    Raises:
        ConfigError: for what the user can fix.
    """
    with _told():
        written = bundle.write(options.file, options.folder, overwrite=options.overwrite)
    print(f"{_name(options.file)}: {_content(written.manifest)}")
    return 0


def unbundle_command(options: argparse.Namespace) -> int:
    """Open a bundle as a folder, and print the table of its runs; returns the exit status.

    Raises:
        ConfigError: for what the user can fix.
    """
    check_output(options.folder, _LONGEST)
    with _told():
        opened = bundle.extract(options.file, options.folder)
        table = bundle.table_of(options.folder)
    print(table)
    _say(f"\n{_name(options.folder)}: {_content(opened.manifest)}")
    _say(_origin(opened.manifest))
    if table != opened.table:
        _say(
            f"The bundle was written by version {opened.manifest.written_by}, whose table of the same runs reads "
            f"otherwise; this is the one of version {sparse_explorer.__version__}."
        )
    return 0


def rerun_command(options: argparse.Namespace) -> int:
    """Do the runs of a bundle again, and print whether they agree; returns the exit status.

    Raises:
        ConfigError, DataError: before any training, for what the user can fix.
    """
    with tempfile.TemporaryDirectory(prefix="sparse-explorer-") as aside, _told():
        before = Path(aside, "bundle")
        opened = bundle.extract(options.file, before)
        after = options.output if options.output is not None else Path(aside, "again")
        terminal = Terminal()
        session = Session(bundle.experiment_of(before), execution_of(options), after, listener=terminal)
        status = run_session(session, terminal)
        if options.output is None:
            _say("That folder was for this comparison alone; --output DIR keeps the runs.")
        found = [compare(task, before, after) for task in session.tasks]
        print(f"\n{_comparison(found)}\n")
        for line in what_differs(opened.manifest, circumstances(after / CONFIG)):
            print(printable(line))
        if session.earlier:
            print(
                f"{session.earlier} of {len(found)} runs were in {_name(after)} already, and were not done again."
            )
        print(_verdict(found))
    if status:  # not all could be done
        return int(status)
    return 0 if all(each.agrees for each in found) else DIFFERENT


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except bundle.BundleError as error:
        raise ConfigError("", str(error)) from None


def _content(manifest: Manifest) -> str:
    size = sum(entry.size for entry in manifest.files.values())
    runs = sum(name.endswith("/variant.json") for name in manifest.files)
    return f"{runs} run{'' if runs == 1 else 's'}, {len(manifest.files)} files, {size / 1e6:,.1f} MB"


def _origin(manifest: Manifest) -> str:
    versions = ", ".join(f"{name} {' and '.join(found)}" for name, found in manifest.versions.items())
    return printable(f"Made with {'; '.join(manifest.made_with) or 'what it does not say'} ({versions})")


def _comparison(found: Sequence[Agreement]) -> str:
    """A row for each run."""
    rows = [(each.task.variant.name, str(each.task.seed), each.text) for each in found]
    return text_table(("variant", "seed", "compared with the bundle"), rows, (False, True, False))


def _verdict(found: Sequence[Agreement]) -> str:
    differ = sum(not each.agrees for each in found)
    if differ:
        return f"{differ} of {len(found)} runs differ{'s' if differ == 1 else ''}."
    if all(each.identical for each in found):
        return f"All of {len(found)} runs agree, bit for bit."
    return f"All of {len(found)} runs agree in their figures."


def _name(path: Path) -> str:
    return printable(shown(path))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
