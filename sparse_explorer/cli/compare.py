"""``sparse-explorer compare``: networks from elsewhere beside the variants of an experiment."""

import argparse
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sparse_explorer import signals
from sparse_explorer.cli.finished_runs import check_place, looking, noises_asked, say
from sparse_explorer.cli.progress import DownloadBars, RunBars
from sparse_explorer.experiment.engine.other_network import OtherModel
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.results.csv_text import csv_dialect
from sparse_explorer.experiment.results.model_layers import layer_table
from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.runs.beside import Beside
from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.experiment.runs.places import cannot_write, check_output
from sparse_explorer.paths import shown
from sparse_explorer.printable import printable
from sparse_explorer.reading import short

_LONGEST = "differences-mnist-c-impulse-noise.png.new" + 40 * "x"


def compare_command(options: argparse.Namespace) -> int:
    """Sweep, print and write what the options ask for; returns the exit status.

    Raises:
        ConfigError, DataError: for what the user can fix.
    """
    check_place(options.folder)
    if options.output is not None:
        _check_new(options.output)
    named = [_named(words) for words in options.model]
    with looking(options.folder):
        return _compare(options, [OtherModel(name, where) for name, where in named])


def _compare(options: argparse.Namespace, models: Sequence[OtherModel]) -> int:
    downloads = DownloadBars()
    with closing(downloads):
        found = Beside(
            options.folder,
            models,
            noises=noises_asked(options),
            reference=options.reference,
            device=options.device,
            data_dir=options.data_dir,
            on_download=downloads.show,
        )
    if found.left_out:
        say(f"{found.left_out} runs are not finished, and are left out")
    _sweep(found)
    print()
    for name, layers in found.layers.items():
        print(f"Layers of {printable(name)}\n\n{layer_table(layers)}\n")
    print(found.results().text())
    if options.output is not None:
        _write(options.output, found.files(csv_dialect(options.csv_dialect), say))
        say(f"\nTables and pictures are in {shown(options.output)}")
    return 0


def _sweep(found: Beside) -> None:
    labels = {number: sweep.label for number, sweep in enumerate(found.sweeps, start=1)}
    bars = RunBars(labels, 0, len(labels), "all sweeps")
    finished = 0
    with signals.kept(), closing(bars), closing(found.steps()) as steps:
        for each in steps:
            if isinstance(each, RunProgress):
                bars.show(each)
            else:
                finished += 1
                what = "diverged" if each.diverged else f"{each.levels[0].accuracy:.2f} %"
                bars.end(finished, printable(f"{labels[finished]}: {what}"))
            signals.check()


def _named(words: str) -> tuple[str, str]:
    """The name, and where the network is."""
    name, sign, where = words.partition("=")
    if not sign or not name.strip() or not where.strip():
        raise ConfigError(
            "model", f"{short(words)} is not NAME=module:function, NAME=file.py:function or NAME=file.onnx"
        )
    return name.strip(), where.strip()


def _check_new(folder: Path) -> None:
    """Make sure, before any work, that files can be written and that nothing is lost by it."""
    check_output(folder, _LONGEST)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        full = any(folder.iterdir())
    except OSError as error:
        raise cannot_write(folder, error) from None
    if full:
        raise ConfigError("output", f"{shown(folder)} is not empty; choose a new folder")


def _write(folder: Path, files: dict[str, str | bytes]) -> None:
    try:
        for name, content in files.items():
            write_atomically(folder / name, content)
    except OSError as error:
        raise cannot_write(folder, error) from None
