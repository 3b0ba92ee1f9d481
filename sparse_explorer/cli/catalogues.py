"""The commands that list what there is: presets and data sets. Imports no torch."""

import argparse

from tabulate import tabulate

from sparse_explorer.data.catalogue import CATALOGUE
from sparse_explorer.experiment.presets import presets
from sparse_explorer.paths import data_dir


def presets_command(options: argparse.Namespace) -> int:
    """Print every preset with its groups."""
    rows = [(preset.name, ", ".join(preset.groups), preset.summary) for preset in presets().values()]
    print(tabulate(rows, ("preset", "groups", "what it is"), disable_numparse=True))
    return 0


def datasets_command(options: argparse.Namespace) -> int:
    """Print every data set, and where files are looked for."""
    rows = [
        (info.name, f"{info.train_count:,}", f"{info.test_count:,}", info.epochs, info.description)
        for info in CATALOGUE.values()
    ]
    rows.append(("folder:PATH", "", "", 1, "IDX files of your own, plain or .gz, named as MNIST's are"))
    print(tabulate(rows, ("data set", "training", "test", "epochs", "what it is"), disable_numparse=True))
    print(
        f"\nData is looked for in {data_dir(options.data_dir)}; --data-dir and $SPARSE_EXPLORER_DATA change that."
    )
    return 0
