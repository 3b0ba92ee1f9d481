"""What can be typed after the commands that look at the folder of an experiment. Imports no torch."""

import argparse
from typing import Any

from sparse_explorer.cli.options import add_csv_dialect, add_data_dir, add_device, add_runs, noise_levels
from sparse_explorer.cli.places import typed_path


def add_looking_commands(commands: Any) -> None:
    """Add ``merge``, ``evaluate``, ``compare`` and ``cost``."""
    _add_merge(commands)
    _add_evaluate(commands)
    _add_compare(commands)
    _add_cost(commands)


def _add_merge(commands: Any) -> None:
    merge = commands.add_parser(
        "merge",
        help="put the runs of several folders together, such as seeds trained apart",
        description="Take the finished runs of several folders that 'run --output' has filled as one experiment, and "
        "print its tables. The folders have to be of the same experiment, but for seeds and variants; a run that is in "
        "two of them has to have the same figures there. A run whose network is gone is taken from its folder's "
        "tables. Nothing is trained, and the folders stay as they are.",
    )
    merge.add_argument(
        "folder",
        type=typed_path,
        nargs="+",
        metavar="DIR",
        help="the folders; a single one has its tables made again",
    )
    merge.add_argument(
        "--complete-seeds",
        action="store_true",
        help="leave out the seeds that not every variant has finished",
    )
    merge.add_argument(
        "--confirm",
        type=int,
        metavar="N",
        help="make the verdict on the runs: the last N seeds confirm what the others claim",
    )
    merge.add_argument(
        "--reference",
        metavar="NAME",
        help="name of the variant that the verdict compares the others with (default Dense, or else the first)",
    )
    merge.add_argument(
        "--output",
        type=typed_path,
        metavar="NEW",
        help="a new folder for tables, pictures and trained networks, with which 'run' can go on",
    )
    merge.add_argument(
        "--tables-only", action="store_true", help="copy no networks into it, such as for publishing"
    )
    add_csv_dialect(merge)


def _add_evaluate(commands: Any) -> None:
    evaluate = commands.add_parser(
        "evaluate",
        help="classify another labelled test set with networks that are trained",
        description="Sweep noise over another labelled test set with every finished run in a folder that "
        "'run --output' has filled. Nothing is trained; the folder's own results stay as they are. The table is "
        "printed, and written to test-set-NAME.csv beside results.csv; that of the pair which comes with the program "
        "is written with --output alone.",
    )
    add_runs(evaluate)
    evaluate.add_argument(
        "--test-set",
        required=True,
        metavar="PATH",
        help="a folder with test_images.npy and test_labels.npy, the .npy file of the images (that of the labels is "
        "called the same, with 'labels' for 'images'), or mnist-c:NAME, a corruption of MNIST-C such as mnist-c:fog, "
        "which is downloaded if it is not here",
    )
    _add_noises(evaluate, "; 0 is the test set as it is")
    evaluate.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help="sweeps at once, which change no result (default: as many as there are cores)",
    )
    add_device(evaluate)
    add_data_dir(evaluate)
    evaluate.add_argument(
        "--output", type=typed_path, metavar="FILE", help="a new CSV file, instead of the one in DIR"
    )
    add_csv_dialect(evaluate)


def _add_compare(commands: Any) -> None:
    compare = commands.add_parser(
        "compare",
        help="networks from elsewhere (PyTorch, ONNX) beside the variants of an experiment",
        description="Sweep noise over networks that were not trained here, and print them beside every finished "
        "variant in a folder that 'run --output' has filled, paired by seed. Nothing is trained. They are shown images "
        "(N, 1, height, width), scaled to 0 ... 1, less the data set's mean, over its standard deviation (digits and "
        "MNIST: 0.1307 and 0.3081), and give a number for each class: scores, log-probabilities or probabilities.",
    )
    add_runs(compare)
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
    _add_noises(compare)
    add_device(compare)
    add_data_dir(compare)
    compare.add_argument(
        "--output",
        type=typed_path,
        metavar="FOLDER",
        help="a new folder for results.csv, tables, curves, comparisons, and the networks' layers",
    )
    add_csv_dialect(compare)


def _add_cost(commands: Any) -> None:
    cost = commands.add_parser(
        "cost",
        help="what the variants of an experiment cost beside what they can do",
        description="Of the variants in a folder that 'run --output' has filled: accuracy and robustness, "
        "multiply-adds and weights that no zero makes needless, measured time and memory; cheapest first, with a star "
        "at those that are the best for their cost. Nothing is trained.",
    )
    add_runs(cost)
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
    add_csv_dialect(cost)


def _add_noises(command: argparse.ArgumentParser, about_levels: str = "") -> None:
    """What is swept over networks that are trained."""
    command.add_argument(
        "--noise",
        action="append",
        metavar="NAME",
        help="a kind of noise, or a group of them, as of 'run' (default: the experiment's; of the pair 'article')",
    )
    command.add_argument(
        "--levels",
        type=noise_levels,
        metavar="LEVELS",
        help=f"noise levels instead of each noise's own, as of 'run'{about_levels}",
    )


def add_bundles(commands: Any) -> None:
    """Add ``bundle``, ``unbundle`` and ``rerun``."""
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
    add_device(rerun)
    add_data_dir(rerun)
