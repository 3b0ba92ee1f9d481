"""What can be typed after ``sparse-explorer``, and the experiment that it stands for. Imports no torch."""

import argparse
import dataclasses
import functools
import os
from collections.abc import Sequence
from typing import Any, NoReturn

import sparse_explorer
from sparse_explorer.cli.export_arguments import add_export
from sparse_explorer.cli.folder_arguments import add_bundles, add_looking_commands
from sparse_explorer.cli.options import add_csv_dialect, add_data_dir
from sparse_explorer.cli.places import typed_path
from sparse_explorer.cli.training_arguments import add_training_commands
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import read_experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig, find_noises
from sparse_explorer.experiment.plan.presets import common_noise, find_presets

DEFAULT_PRESETS = ("article",)


class _Parser(argparse.ArgumentParser):
    color = property(lambda self: False, lambda self, value: None)
    """Python 3.14 would colour the help with escape sequences, none of which are printed here."""

    def error(self, message: str) -> NoReturn:
        raise ConfigError("", f"{message} (see '{self.prog} --help')")


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse a command line.

    Raises:
        ConfigError: an argument is unknown, missing or not allowed.
        SystemExit: ``--help`` and ``--version``, after printing.
    """
    return _parser_beside(os.environ.get("SPARSE_EXPLORER_DATA")).parse_args(arguments)


@functools.lru_cache(maxsize=1)
def _parser_beside(data: str | None) -> argparse.ArgumentParser:
    """The parser, kept for whoever gives several commands; its help says whether that variable is set."""
    return make_parser()


def make_parser() -> argparse.ArgumentParser:
    """All that can be typed; the manual page and the completions of shells are made from it."""
    parser = _Parser(
        prog="sparse-explorer",
        description="Train dense and sparse networks, and see what noise does to each of them.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {sparse_explorer.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    app = commands.add_parser("app", help="open the window (so does no command at all)")
    add_data_dir(app)
    app.add_argument(
        "--or-run",
        action="store_true",
        help="without a display run the default experiment in the terminal instead",
    )
    app.add_argument(
        "--smoke",
        action="store_true",
        help="train, sweep, drag and export in a window by itself, print one line, and quit",
    )
    open_ = commands.add_parser(
        "open",
        help="open the window with what a link or a file carries",
        description="Open the window, with the variants, seeds, noise and image that a link from 'Copy link' carries, "
        "with the experiment in a bundle or in an output folder of 'run', or with the network in an ONNX file.",
    )
    open_.add_argument(
        "link",
        nargs="?",
        metavar="WHAT",
        help="a link, such as sparse-explorer:1/eNp..., a bundle, a folder or an ONNX file; nothing for the window as "
        "it was",
    )
    add_data_dir(open_)
    parser.set_defaults(command="app", data_dir=None, or_run=False, smoke=False, link=None)
    add_training_commands(commands)
    add_looking_commands(commands)
    commands.add_parser("presets", help="list the variants that --preset knows")
    commands.add_parser("noises", help="list the kinds of noise that --noise knows, and their levels")
    datasets = commands.add_parser("datasets", help="list the data sets, and which are on this machine")
    add_data_dir(datasets)
    _add_theory(commands)
    add_bundles(commands)
    add_export(commands)
    _add_doctor(commands)
    return parser


def experiment_of(options: argparse.Namespace) -> Experiment:
    """The experiment that ``run``'s options stand for: the file's, with what the command line says laid over it.

    Raises:
        ConfigError: an unknown preset, a bad file, or a value that is not allowed.
    """
    given = read_experiment(options.config) if options.config else None
    names = options.preset or ([] if given else DEFAULT_PRESETS)
    found = [preset for name in names for preset in find_presets(name)]
    variants = list(given.variants) if given else []
    added = dict.fromkeys(preset.variant for preset in found)
    variants += [variant for variant in added if variant not in variants]
    changes: dict[str, Any] = {
        name: value
        for name in ("dataset", "seed", "seeds", "sweep", "threads")
        if (value := getattr(options, name)) is not None
    }
    if options.noise is not None:
        # A file may have levels of its own for some of them, which stay.
        own = {noise.convention: noise for noise in given.noises} if given else {}
        changes["noises"] = tuple(
            own.get(kind.name, NoiseConfig(kind.name)) for kind in find_noises(options.noise)
        )
    elif given is None:
        changes["noises"] = (NoiseConfig(common_noise(found)),)
    if options.levels is not None:
        noises = changes["noises"] if "noises" in changes or given is None else given.noises
        changes["noises"] = tuple(NoiseConfig(noise.convention, options.levels) for noise in noises)
    experiment = dataclasses.replace(
        given or Experiment(tuple(variants)), variants=tuple(variants), **changes
    )
    return experiment if options.epochs is None else experiment.with_epochs(options.epochs)


def _add_theory(commands: Any) -> None:
    theory = commands.add_parser(
        "theory",
        help="how likely chance is to match sparse patterns",
        description="Print the probability that two random patterns share a given part of their active units, for "
        "numbers of units and activities of your choice, and for the k-winners of networks: the fewer are active and "
        "the more there are, the less likely it is that noise looks like something else.",
    )
    theory.add_argument(
        "--n", type=int, nargs="+", metavar="N", help="numbers of units (default 100 300 1000 3000 10000)"
    )
    activity = theory.add_mutually_exclusive_group()
    activity.add_argument(
        "--percent", type=float, nargs="+", metavar="P", help="active units, percent (default 1 2 5 10 50)"
    )
    activity.add_argument(
        "--active", type=int, nargs="+", metavar="A", help="active units, the same number for every N"
    )
    theory.add_argument(
        "--threshold",
        type=float,
        default=0.5,
        metavar="SHARE",
        help="part of the active units that is to be shared, above 0 and at most 1 (default 0.5)",
    )
    theory.add_argument(
        "--weights",
        type=int,
        metavar="W",
        help="sparse numbers instead of bits: how likely a random input is to match a unit with W weights that are "
        "not zero (paper, figure 3)",
    )
    theory.add_argument(
        "--scale",
        type=float,
        nargs="+",
        metavar="S",
        help="with --weights: how large inputs are beside weights (default 1)",
    )
    theory.add_argument(
        "--preset",
        action="append",
        metavar="NAME",
        help="a network, or a group of them, whose k-winners are shown; may be given more than once (default sparse)",
    )
    theory.add_argument(
        "--output", type=typed_path, metavar="DIR", help="where to write theory.csv and theory.png"
    )
    add_csv_dialect(theory)


def _add_doctor(commands: Any) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="say what is here and what is missing, to be pasted into a report",
        description="Print versions, devices, kernels, data sets, folders, missing system libraries and the last "
        "errors of the log, in a form to be pasted into a report. The exit status is 1 if a command lacks something.",
    )
    add_data_dir(doctor)
    doctor.add_argument("--probe", choices=("engine", "window"), help=argparse.SUPPRESS)
