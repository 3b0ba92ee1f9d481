"""What can be typed after ``sparse-explorer``, and the experiment that it stands for. Imports no torch."""

import argparse
import dataclasses
import os
from collections.abc import Sequence
from typing import Any, NoReturn

import sparse_explorer
from sparse_explorer.cli.export_arguments import add_export
from sparse_explorer.cli.places import typed_dataset, typed_path
from sparse_explorer.experiment.plan import verdict_plan
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import read_experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig, find_noises
from sparse_explorer.experiment.plan.presets import common_noise, find_presets
from sparse_explorer.experiment.results.csv_text import DIALECTS
from sparse_explorer.experiment.runs.scheduler import SchedulerAddress

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
    return make_parser().parse_args(arguments)


def make_parser() -> argparse.ArgumentParser:
    """All that can be typed; the manual page and the completions of shells are made from it."""
    parser = _Parser(
        prog="sparse-explorer",
        description="Train dense and sparse networks, and see what noise does to each of them.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {sparse_explorer.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    app = commands.add_parser("app", help="open the window (so does no command at all)")
    _add_data_dir(app)
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
        help="open the window with what a link carries",
        description="Open the window, with the variants, seeds, noise and image that a link from 'Copy link' carries.",
    )
    open_.add_argument("link", metavar="LINK", help="such as sparse-explorer:1/eNp...")
    _add_data_dir(open_)
    parser.set_defaults(command="app", data_dir=None, or_run=False, smoke=False, link=None)
    _add_run(commands)
    _add_verdict(commands)
    _add_evaluate(commands)
    _add_compare(commands)
    _add_cost(commands)
    commands.add_parser("presets", help="list the variants that --preset knows")
    commands.add_parser("noises", help="list the kinds of noise that --noise knows, and their levels")
    datasets = commands.add_parser("datasets", help="list the data sets, and which are on this machine")
    _add_data_dir(datasets)
    _add_theory(commands)
    _add_bundles(commands)
    add_export(commands, _add_data_dir)
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


def _add_run(commands: Any) -> None:
    run = commands.add_parser(
        "run",
        help="train variants, sweep the noise, print the table",
        description="Train each variant with each seed, classify the test images at every noise level, and print the "
        "table. Without options: the article's dense and sparse networks on the bundled digits.",
    )
    run.add_argument(
        "--preset",
        action="append",
        metavar="NAME",
        help="a variant to train, or a group of them; may be given more than once; see 'sparse-explorer presets'",
    )
    run.add_argument(
        "--config", type=typed_path, metavar="FILE", help="a TOML file with variants of your own"
    )
    run.add_argument(
        "--dataset",
        type=typed_dataset,
        metavar="NAME",
        help="what to train on, or a path of your own images; see 'sparse-explorer datasets'",
    )
    run.add_argument(
        "--epochs",
        type=int,
        metavar="N",
        help="epochs of training (default: the preset's, or else what the data set suggests)",
    )
    run.add_argument("--seed", type=int, metavar="S", help="first seed (default 0)")
    run.add_argument("--seeds", type=int, metavar="N", help="number of seeds, S ... S+N-1 (default 1)")
    run.add_argument(
        "--noise",
        action="append",
        metavar="NAME",
        help="a kind of noise to sweep, or a group of them; several are parted by commas, or each given by itself; see "
        "'sparse-explorer noises' (default: paper if all presets are the paper's, or else article)",
    )
    run.add_argument(
        "--levels",
        type=_levels,
        metavar="LEVELS",
        help="noise levels, 0 to 1, that are swept instead of each noise's own, such as 0,0.25,0.5",
    )
    run.add_argument(
        "--sweep",
        metavar="WHEN",
        help="sweep the noises after the last epoch or after every one (default: every for the paper's noise, last for "
        "the others)",
    )
    run.add_argument(
        "--threads",
        type=int,
        metavar="N",
        help="CPU threads of each run; the last digits of the results depend on it, and not on --jobs "
        "(default $OMP_NUM_THREADS, or else 2)",
    )
    _add_execution(run)


def _add_verdict(commands: Any) -> None:
    verdict = commands.add_parser(
        "verdict",
        help="compare controls with a reference, over noises and seeds",
        description="Train controls and the network that they are compared with, all with the same seeds, sweep many "
        "noises over each, and say how robust they are. The first seeds make claims, the last ones confirm them.",
    )
    verdict.add_argument(
        "--preset",
        action="append",
        metavar="NAME",
        help="what is compared, a preset or a group of them; may be given more than once (default "
        f"{' '.join(verdict_plan.PRESETS)})",
    )
    verdict.add_argument(
        "--reference",
        metavar="NAME",
        help="name of the variant that the others are compared with (default Dense)",
    )
    verdict.add_argument(
        "--dataset",
        type=typed_dataset,
        default="digits",
        metavar="NAME",
        help="what to train on (default digits)",
    )
    verdict.add_argument("--epochs", type=int, metavar="N", help="epochs of training, as of 'run'")
    verdict.add_argument(
        "--seeds",
        type=int,
        default=verdict_plan.SEEDS,
        metavar="N",
        help=f"seeds that make claims, 0 ... N-1 (default {verdict_plan.SEEDS})",
    )
    verdict.add_argument(
        "--confirm",
        type=int,
        default=verdict_plan.CONFIRM,
        metavar="N",
        help=f"further seeds, which confirm (default {verdict_plan.CONFIRM})",
    )
    verdict.add_argument(
        "--noise",
        action="append",
        metavar="NAME",
        help="a kind of noise, or a group of them, as of 'run' (default "
        f"{', '.join(noise.convention for noise in verdict_plan.default_noises())})",
    )
    verdict.add_argument(
        "--threads", type=int, default=1, metavar="N", help="CPU threads of each run (default 1)"
    )
    _add_execution(verdict)


def _add_evaluate(commands: Any) -> None:
    evaluate = commands.add_parser(
        "evaluate",
        help="classify another labelled test set with networks that are trained",
        description="Sweep noise over another labelled test set with every finished run in a folder that "
        "'run --output' has filled. Nothing is trained; the folder's own results stay as they are. The table is "
        "printed, and written to test-set-NAME.csv beside results.csv.",
    )
    evaluate.add_argument("folder", type=typed_path, metavar="DIR", help="the folder of the experiment")
    evaluate.add_argument(
        "--test-set",
        required=True,
        metavar="PATH",
        help="a folder with test_images.npy and test_labels.npy, the .npy file of the images (that of the labels is "
        "called the same, with 'labels' for 'images'), or mnist-c:NAME, a corruption of MNIST-C such as mnist-c:fog, "
        "which is downloaded if it is not here",
    )
    evaluate.add_argument(
        "--noise",
        action="append",
        metavar="NAME",
        help="a kind of noise, or a group of them, as of 'run' (default: the experiment's)",
    )
    evaluate.add_argument(
        "--levels",
        type=_levels,
        metavar="LEVELS",
        help="noise levels instead of each noise's own, as of 'run'; 0 is the test set as it is",
    )
    evaluate.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help="sweeps at once, which change no result (default: as many as there are cores)",
    )
    _add_device(evaluate)
    _add_data_dir(evaluate)
    evaluate.add_argument(
        "--output", type=typed_path, metavar="FILE", help="a new CSV file, instead of the one in DIR"
    )
    _add_csv_dialect(evaluate)


def _add_compare(commands: Any) -> None:
    compare = commands.add_parser(
        "compare",
        help="networks from elsewhere (PyTorch, ONNX) beside the variants of an experiment",
        description="Sweep noise over networks that were not trained here, and print them beside every finished "
        "variant in a folder that 'run --output' has filled, paired by seed. Nothing is trained. They are shown images "
        "(N, 1, height, width), scaled to 0 ... 1, less the data set's mean, over its standard deviation (digits and "
        "MNIST: 0.1307 and 0.3081), and give a number for each class: scores, log-probabilities or probabilities.",
    )
    compare.add_argument("folder", type=typed_path, metavar="DIR", help="the folder of the experiment")
    compare.add_argument(
        "--model",
        action="append",
        required=True,
        metavar="NAME=WHERE",
        help="a network and what it is to be called; may be given more than once. module:function and "
        "file.py:function give a torch.nn.Module, and their code IS EXECUTED: name none that you would not run. A "
        "function with a parameter seed is called for each seed. file.onnx is run by onnxruntime",
    )
    compare.add_argument(
        "--reference",
        metavar="NAME",
        help="the variant or model that all others are compared with (default: the first variant)",
    )
    compare.add_argument(
        "--noise",
        action="append",
        metavar="NAME",
        help="a kind of noise, or a group of them, as of 'run' (default: the experiment's)",
    )
    compare.add_argument(
        "--levels",
        type=_levels,
        metavar="LEVELS",
        help="noise levels instead of each noise's own, as of 'run'",
    )
    _add_device(compare)
    _add_data_dir(compare)
    compare.add_argument(
        "--output",
        type=typed_path,
        metavar="FOLDER",
        help="a new folder for results.csv, tables, curves, comparisons, and the networks' layers",
    )
    _add_csv_dialect(compare)


def _add_cost(commands: Any) -> None:
    cost = commands.add_parser(
        "cost",
        help="what the variants of an experiment cost beside what they can do",
        description="Of the variants in a folder that 'run --output' has filled: accuracy and robustness, "
        "multiply-adds and weights that no zero makes needless, measured time and memory; cheapest first, with a star "
        "at those that are the best for their cost. Nothing is trained.",
    )
    cost.add_argument("folder", type=typed_path, metavar="DIR", help="the folder of the experiment")
    cost.add_argument(
        "--noise", metavar="NAME", help="one of the noises that were swept (default: the first)"
    )
    cost.add_argument(
        "--level",
        type=float,
        default=0.5,
        metavar="LEVEL",
        help="one of the levels that were swept (default 0.5)",
    )
    cost.add_argument(
        "--at-least",
        type=float,
        metavar="PERCENT",
        help="name the cheapest network with so much accuracy at that level",
    )
    cost.add_argument("--no-measure", action="store_true", help="leave time and memory out")
    cost.add_argument(
        "--threads", type=int, default=1, metavar="N", help="CPU threads while it is measured (default 1)"
    )
    cost.add_argument("--output", type=typed_path, metavar="FILE", help="a new CSV file")
    _add_csv_dialect(cost)


def _add_execution(command: argparse.ArgumentParser) -> None:
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
    _add_device(command)
    _add_data_dir(command)
    command.add_argument(
        "--output", type=typed_path, metavar="DIR", help="where to write tables, curve and trained variants"
    )
    command.add_argument(
        "--overwrite",
        action="store_true",
        help="start over, and remove the experiment that --output holds; without it the run continues with what is "
        "missing there",
    )
    _add_csv_dialect(command)


def _levels(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no list of numbers such as 0,0.25,0.5") from None


def _scheduler(text: str) -> SchedulerAddress:
    try:
        return SchedulerAddress.parse(text)
    except ConfigError as error:
        raise argparse.ArgumentTypeError(error.reason) from None


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
    _add_csv_dialect(theory)


def _add_bundles(commands: Any) -> None:
    bundle = commands.add_parser(
        "bundle",
        help="put an experiment into one file, to be sent or kept",
        description="Write the experiment in a folder that 'run --output' has filled into one file: configuration, "
        "versions, tables, pictures and trained variants. Other files in the folder stay out.",
    )
    bundle.add_argument("file", type=typed_path, metavar="OUT.zip", help="the bundle to write")
    bundle.add_argument("folder", type=typed_path, metavar="DIR", help="the folder of the experiment")
    bundle.add_argument(
        "--overwrite", action="store_true", help="replace OUT.zip even if it is no bundle of this experiment"
    )
    unbundle = commands.add_parser(
        "unbundle",
        help="open a bundle as a folder, and print its table",
        description="Check a bundle and open it as a folder, in which 'run --output' finds every run finished; print "
        "the table that the run has printed.",
    )
    unbundle.add_argument("file", type=typed_path, metavar="IN.zip", help="the bundle to open")
    unbundle.add_argument("folder", type=typed_path, metavar="DIR", help="a new or an empty folder")
    rerun = commands.add_parser(
        "rerun",
        help="train a bundle's experiment again, and say whether the figures agree",
        description="Train every run of a bundle again, and say of each whether its weights and figures are the same. "
        "The exit status is 0 if all figures agree, or else 1.",
    )
    rerun.add_argument("file", type=typed_path, metavar="IN.zip", help="the bundle to compare with")
    rerun.add_argument(
        "--output",
        type=typed_path,
        metavar="DIR",
        help="where to keep the runs; the same command continues there",
    )
    rerun.add_argument("--jobs", type=int, default=1, metavar="N", help="runs at once (default 1)")
    _add_device(rerun)
    _add_data_dir(rerun)


def _add_doctor(commands: Any) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="say what is here and what is missing, to be pasted into a report",
        description="Print versions, devices, kernels, data sets, folders, missing system libraries and the last "
        "errors of the log, in a form to be pasted into a report. The exit status is 1 if a command lacks something.",
    )
    _add_data_dir(doctor)
    doctor.add_argument("--probe", choices=("engine", "window"), help=argparse.SUPPRESS)


def _add_csv_dialect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--csv-dialect",
        choices=DIALECTS,
        default=DIALECTS[0],
        metavar="NAME",
        help="how CSV files are written: plain, for programs, or excel, for a double click: semicolons, the decimal "
        "mark of your locale, and a byte-order mark (default plain)",
    )


def _add_device(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--device", default="auto", metavar="NAME", help="auto, cpu, cuda or mps (default auto)"
    )


def _add_data_dir(parser: argparse.ArgumentParser) -> None:
    default = "$SPARSE_EXPLORER_DATA" if os.environ.get("SPARSE_EXPLORER_DATA") else "the user's cache folder"
    parser.add_argument(
        "--data-dir", type=typed_path, metavar="DIR", help=f"where data sets lie (default {default})"
    )
