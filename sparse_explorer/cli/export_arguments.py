"""What can be typed after ``sparse-explorer export``. Imports no torch."""

import argparse
from typing import Any

from sparse_explorer.cli.options import add_data_dir, add_runs
from sparse_explorer.cli.places import typed_path


def add_export(commands: Any) -> None:
    """Add the command with a command of its own for each thing that can be taken out."""
    export = commands.add_parser(
        "export",
        help="figures, a report, networks and activations out of an experiment",
        description="Take something out of an experiment that 'run --output' has filled a folder with.",
    )
    kinds = export.add_subparsers(dest="what", metavar="WHAT", required=True)
    figure = _kind(
        kinds, "figure", "the curves for a paper, as .png, .svg or .pdf; prints a caption", "OUT.pdf"
    )
    figure.add_argument("--noise", metavar="NAME", help="a kind of noise that was swept (default: the first)")
    figure.add_argument(
        "--width",
        default="single",
        metavar="WIDTH",
        help="single, double (columns), or millimetres (default single)",
    )
    figure.add_argument(
        "--theme", default="print", metavar="NAME", help="print, light or dark (default print)"
    )
    figure.add_argument(
        "--reference", metavar="NAME", help="show differences to this variant instead of accuracies"
    )
    figure.add_argument("--caption", action="store_true", help="put the caption into the picture too")
    report = _kind(kinds, "report", "variants, curves, tables and sentences as one HTML file", "OUT.html")
    report.add_argument(
        "--reference", metavar="NAME", help="what the others are compared with (default: the first)"
    )
    for name, words, file in (
        ("script", "a variant as a PyTorch script that needs nothing of this program", "OUT.py"),
        ("onnx", "a variant as ONNX", "OUT.onnx"),
    ):
        kind = _kind(kinds, name, words, file)
        kind.add_argument("--variant", metavar="NAME", help="which variant, if there are several")
        _add_seed(kind)
        add_data_dir(kind)
    activations = _kind(kinds, "activations", "what every layer makes of test images, as .npz", "OUT.npz")
    activations.add_argument(
        "--variant",
        action="append",
        metavar="NAME",
        help="a variant; may be given more than once (default: all)",
    )
    _add_seed(activations)
    chosen = activations.add_mutually_exclusive_group()
    chosen.add_argument(
        "--images", type=_whole_numbers, metavar="I,J", help="places among the test images, from 0"
    )
    chosen.add_argument(
        "--first", type=int, default=100, metavar="N", help="the first N test images (default 100)"
    )
    activations.add_argument(
        "--noise", metavar="NAME", help="a kind of noise (default: the experiment's first)"
    )
    activations.add_argument(
        "--level", type=float, default=0.5, metavar="P", help="its level, 0 to 1 (default 0.5)"
    )
    add_data_dir(activations)
    for name, words in (
        ("command", "print the command that does the experiment"),
        ("link", "print a link that 'sparse-explorer open' opens"),
    ):
        add_runs(kinds.add_parser(name, help=words, description=words.capitalize() + "."))


def _kind(kinds: Any, name: str, words: str, file: str) -> argparse.ArgumentParser:
    kind: argparse.ArgumentParser = kinds.add_parser(
        name, help=words, description=words[0].upper() + words[1:] + "."
    )
    add_runs(kind)
    kind.add_argument("file", type=typed_path, metavar=file, help="the file to write")
    kind.add_argument("--overwrite", action="store_true", help="replace files that are there already")
    return kind


def _add_seed(kind: argparse.ArgumentParser) -> None:
    kind.add_argument("--seed", type=int, metavar="S", help="which run (default: the first seed)")


def _whole_numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no list of whole numbers such as 0,17") from None
