"""Options that several commands have. Imports no torch."""

import argparse
import os

from sparse_explorer.cli.places import typed_path, typed_runs
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.pretrained_ids import PRETRAINED
from sparse_explorer.experiment.results.csv_text import DIALECTS
from sparse_explorer.experiment.runs.scheduler import SchedulerAddress


def add_execution(command: argparse.ArgumentParser) -> None:
    """What decides where runs are done and where their results go."""
    command.add_argument(
        "--jobs",
        type=int,
        default=1,
        metavar="N",
        help="runs at once, each in a process of its own (default 1)",
    )
    command.add_argument(
        "--scheduler",
        type=_scheduler,
        metavar="ADDRESS",
        help="do the runs on the Dask cluster with this scheduler, such as tcp://10.0.0.1:8786",
    )
    add_device(command)
    add_data_dir(command)
    command.add_argument(
        "--output", type=typed_path, metavar="DIR", help="where to write tables, curve and trained variants"
    )
    command.add_argument(
        "--overwrite",
        action="store_true",
        help="start over, and remove the experiment that --output holds; without it the run continues with what is "
        "missing there",
    )
    add_csv_dialect(command)


def add_runs(command: argparse.ArgumentParser) -> None:
    """Whose finished runs are looked at."""
    command.add_argument(
        "folder",
        type=typed_runs,
        metavar="DIR",
        help=f"the folder of the experiment, or '{PRETRAINED}' for the pair that comes with the program",
    )


def add_device(command: argparse.ArgumentParser) -> None:
    """What is computed with."""
    command.add_argument(
        "--device", default="auto", metavar="NAME", help="auto, cpu, cuda or mps (default auto)"
    )


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Where data sets lie."""
    default = "$SPARSE_EXPLORER_DATA" if os.environ.get("SPARSE_EXPLORER_DATA") else "the user's cache folder"
    parser.add_argument(
        "--data-dir", type=typed_path, metavar="DIR", help=f"where data sets lie (default {default})"
    )


def add_csv_dialect(parser: argparse.ArgumentParser) -> None:
    """How CSV files are written."""
    parser.add_argument(
        "--csv-dialect",
        choices=DIALECTS,
        default=DIALECTS[0],
        metavar="NAME",
        help="how CSV files are written: plain, for programs, or excel, for a double click: semicolons, the decimal "
        "mark of your locale, and a byte-order mark (default plain)",
    )


def noise_levels(text: str) -> tuple[float, ...]:
    """Levels as they are typed, parted by commas."""
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no list of numbers such as 0,0.25,0.5") from None


def _scheduler(text: str) -> SchedulerAddress:
    try:
        return SchedulerAddress.parse(text)
    except ConfigError as error:
        raise argparse.ArgumentTypeError(error.reason) from None
