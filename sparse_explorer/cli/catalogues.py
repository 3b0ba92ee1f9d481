"""The commands that list what there is: presets, kinds of noise, and data sets. Imports no torch."""

import argparse
from pathlib import Path

from sparse_explorer.data.catalogue import CATALOGUE, OWN_PREFIX, DatasetInfo
from sparse_explorer.data.locations import find
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.data.own_sets import own_sets
from sparse_explorer.experiment.plan.noises import groups
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.text_table import text_table
from sparse_explorer.paths import data_dir, shown


def presets_command(options: argparse.Namespace) -> int:
    """Print every preset with its groups."""
    rows = [(preset.name, ", ".join(preset.groups), preset.summary) for preset in presets().values()]
    print(text_table(("preset", "groups", "what it is"), rows, (False, False, False)))
    return 0


def noises_command(options: argparse.Namespace) -> int:
    """Print every kind of noise, what its levels mean, and the words that stand for several."""
    rows = [
        (
            kind.name,
            kind.label,
            kind.family.value,
            f"{kind.levels[0]:.2f} to {kind.levels[-1]:.2f} ({len(kind.levels)})",
            kind.level,
        )
        for kind in KINDS.values()
    ]
    print(text_table(("noise", "label", "family", "levels", "what a level is"), rows, (False,) * 5))
    print(f"\n--noise takes names and groups: {', '.join(groups())}.")
    return 0


def datasets_command(options: argparse.Namespace) -> int:
    """Print every data set, which of them are on this machine, and where files are looked for."""
    root = data_dir(options.data_dir)
    rows = [
        (
            info.name,
            f"{info.train_count:,}",
            f"{info.test_count:,}",
            str(info.epochs),
            _here(info, root),
            info.description,
        )
        for info in CATALOGUE.values()
    ]
    own = "images of your own: PNG files in a folder a class, .npz, .npy, .csv, or IDX files named as MNIST's are"
    rows.append(("folder:PATH", "", "", "1", "", own))
    rows += [(f"{OWN_PREFIX}{name}", "", "", "30", "yes", "kept in the window") for name in own_sets()]
    headers = ("data set", "training", "test", "epochs", "on this machine", "what it is")
    print(text_table(headers, rows, (False, True, True, True, False, False)))
    print(f"\nData is looked for in {shown(root)}; --data-dir and $SPARSE_EXPLORER_DATA change that.")
    return 0


def _here(info: DatasetInfo, root: Path) -> str:
    """Whether a data set is on this machine, where and how large, or what having it takes."""
    if not info.download:
        return "yes, bundled"
    found = find(info.name, root)
    download = f"a download of {_megabytes(info.download_bytes)}"
    if found is None:
        return f"no, {download}"
    if not found.fits:
        return f"no, but other files in {shown(found.folder)}"
    return f"yes, {_megabytes(found.size)} in {shown(found.folder)}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
