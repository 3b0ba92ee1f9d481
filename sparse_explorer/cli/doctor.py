"""``sparse-explorer doctor``: what is here and what is missing, to be pasted into a report. Imports no torch and no Qt.

It works where the rest of the program does not, which is when it is needed: whatever may fail is asked in other
processes, and whatever fails all the same is said in its line.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from sparse_explorer.cli import surroundings
from sparse_explorer.cli.findings import Item, Section, missing_of, render
from sparse_explorer.cli.probes import ENGINE, WINDOW, Probe, answer
from sparse_explorer.paths import data_dir

MISSING = 1


def doctor_command(options: argparse.Namespace) -> int:
    """Print what was found; returns 1 if a command lacks something that it needs, or else 0."""
    root = data_dir(options.data_dir).absolute()
    if options.probe:
        return answer(options.probe, root)
    engine, window = Probe(ENGINE, ["--data-dir", str(root)]), Probe(WINDOW)
    try:
        sections = _sections(root, engine, window)
    finally:
        engine.end()
        window.end()
    missing = missing_of(sections)
    print(render(sections))
    print(_verdict(missing))
    return MISSING if missing else 0


def _sections(root: Path, engine: Probe, window: Probe) -> list[Section]:
    before = [surroundings.versions(), surroundings.machine()]
    after = [surroundings.folders(root), surroundings.environment(), surroundings.log()]
    found = engine.items()
    sets = [item for item in found if item.name.startswith("data set ")]
    return [
        *before,
        Section("Engine", [item for item in found if item not in sets]),
        surroundings.datasets(root, sets),
        Section("Window", window.items()),
        *after,
    ]


def _verdict(missing: Sequence[Item]) -> str:
    if not missing:
        return "All is well."
    names = ", ".join(item.name for item in missing)
    return f"{len(missing)} thing{'s are' if len(missing) > 1 else ' is'} missing or wrong, marked with !: {names}"
