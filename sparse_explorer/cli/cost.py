"""``sparse-explorer cost``: what the variants of an experiment cost beside what they can do."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from sparse_explorer import signals
from sparse_explorer.data.catalogue import IMAGE_SIZE, describe, is_own
from sparse_explorer.data.errors import DataError
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.csv_text import csv_dialect, to_csv
from sparse_explorer.experiment.results.frontier import (
    COLUMNS,
    Measured,
    answer,
    cost_rows,
    cost_table,
    csv_rows,
)
from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.experiment.runs.places import cannot_write
from sparse_explorer.paths import shown
from sparse_explorer.printable import printable
from sparse_explorer.reading import short

MOST_THREADS = 1024


def cost_command(options: argparse.Namespace) -> int:
    """Print the table, answer the question, write the file; returns the exit status.

    Raises:
        ConfigError: the folder holds no experiment, or was not swept with that noise or level.
    """
    from sparse_explorer.experiment.finished import load
    from sparse_explorer.experiment.runs.trained_runs import place_text

    if options.output is not None:
        _check_new(options.output)
    if not 1 <= options.threads <= MOST_THREADS:
        raise ConfigError("threads", f"{options.threads} is not allowed; allowed is 1 ... {MOST_THREADS}")
    if options.at_least is not None and not 0 <= options.at_least <= 100:
        raise ConfigError("at-least", f"{options.at_least:g} is not allowed; allowed is 0 ... 100")
    found = load(options.folder)
    swept = {run.noise_convention: [level.noise for level in run.levels] for run in found.runs if run.levels}
    if not swept:
        raise ConfigError("", f"{place_text(options.folder)} holds no finished run")
    noise = options.noise or next(iter(swept))
    if noise not in swept:
        raise ConfigError(
            "noise",
            f"{short(noise)} was not swept in {place_text(options.folder)}; allowed is {', '.join(swept)}",
        )
    if options.level not in swept[noise]:
        levels = ", ".join(f"{level:.2f}" for level in swept[noise])
        raise ConfigError("level", f"{options.level:g} was not swept; allowed is {levels}")
    variants = _fitted(found.experiment)
    measured = {} if options.no_measure else _measured(options.threads, variants)
    rows = cost_rows(variants, found.runs, noise, options.level, measured)
    print(cost_table(rows, options.level))
    print(f"\n* best for its cost: no other is as accurate at {noise} {options.level:.2f} for less work")
    if options.at_least is not None:
        print(answer(rows, noise, options.level, options.at_least))
    if options.output is not None:
        dialect = csv_dialect(options.csv_dialect)
        _write(options.output, to_csv(COLUMNS, csv_rows(rows, noise, options.level), dialect))
    return 0


def _fitted(experiment: Experiment) -> list[Variant]:
    """The variants for the images and the classes that they were trained on; a data set of one's own has to be read."""
    size, classes = IMAGE_SIZE, len(describe(experiment.dataset).class_names)
    if is_own(experiment.dataset):
        from sparse_explorer.data.datasets import load

        try:
            data = load(experiment.dataset)
        except DataError as error:
            print(f"sparse-explorer: costs are those for MNIST: {printable(str(error))}", file=sys.stderr)
        else:
            size, classes = data.size, data.classes
    return [
        replace(variant, network=variant.network.fitted(size, classes)) for variant in experiment.variants
    ]


def _measured(threads: int, variants: Sequence[Variant]) -> dict[str, Measured]:
    import torch

    from sparse_explorer.experiment.engine.measuring import measured

    torch.set_num_threads(threads)
    with tqdm(total=len(variants), desc="measuring", leave=False, disable=None) as bar:
        found = {}
        for variant in variants:
            found[variant.name] = measured(variant.network, signals.check)
            bar.update()
    return found


def _check_new(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise ConfigError("output", f"{shown(path)} is there already; choose the name of a new file")
    if not path.parent.is_dir():
        raise ConfigError("output", f"there is no folder {shown(path.parent)}")


def _write(path: Path, text: str) -> None:
    try:
        write_atomically(path, text)
    except OSError as error:
        raise cannot_write(path, error) from None
