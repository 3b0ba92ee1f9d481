"""``sparse-explorer export``: figures, a report, networks and activations out of an experiment's folder."""

import argparse
import errno
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sparse_explorer.experiment.plan.command import shell_text
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.share import Shared, write_link
from sparse_explorer.experiment.results.figures import FORMATS, FigureError
from sparse_explorer.experiment.results.paper_figure import WIDTHS, FigureStyle, content_of, figure_file
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.session_report import SessionReport, report_page, versions
from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.paths import shown
from sparse_explorer.printable import printable
from sparse_explorer.reading import short

if TYPE_CHECKING:
    from sparse_explorer.experiment.results.collected import Results


def export_command(options: argparse.Namespace) -> int:
    """Write or print what is asked for; returns the exit status.

    Raises:
        ConfigError, DataError: for what the user can fix.
    """
    from sparse_explorer.experiment.finished import load

    results = load(options.folder)
    _EXPORTS[options.what](options, results)
    return 0


def _figure(options: argparse.Namespace, results: "Results") -> None:
    suffix = options.file.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise ConfigError(
            "", f"{shown(options.file)} has no ending of a picture; endings are {', '.join(FORMATS)}"
        )
    style = FigureStyle(_width(options.width), options.theme, options.caption, options.reference or "")
    runs = _of_noise(results, options.noise)
    content = content_of(runs, _styles(results.experiment), style.reference)
    try:
        picture = figure_file(content, style, suffix)
    except FigureError as error:
        raise ConfigError("", f"{shown(options.file)} could not be drawn: {error}") from None
    _write(options, {options.file: picture})
    print(printable(content.caption))


def _report(options: argparse.Namespace, results: "Results") -> None:
    names = [variant.name for variant in results.experiment.variants]
    report = SessionReport(
        results.experiment,
        [run for run in results.runs if run.levels],
        _styles(results.experiment),
        _named(options.reference, names) if options.reference else names[0],
        shell_text(results.experiment),
        versions(),
    )
    _write(options, {options.file: report_page(report).encode()})


def _script(options: argparse.Namespace, results: "Results") -> None:
    from sparse_explorer.data.datasets import load
    from sparse_explorer.experiment.engine.script import script_files
    from sparse_explorer.experiment.finished import load_network

    if options.file.suffix != ".py":
        raise ConfigError("", f"{shown(options.file)} is no name of a script; it ends in .py")
    experiment = results.experiment
    name, seed = _one_variant(options, experiment), _seed(options, experiment)
    network = load_network(options.folder, name, seed)
    variant = next(each for each in experiment.variants if each.name == name)
    data = load(experiment.dataset, options.data_dir)
    files = script_files(variant, network, data, options.file.stem)
    _write(options, {options.file.with_name(name): content for name, content in files.items()})


def _onnx(options: argparse.Namespace, results: "Results") -> None:
    from sparse_explorer.experiment.engine.onnx_file import onnx_file
    from sparse_explorer.experiment.finished import load_network

    name, seed = _one_variant(options, results.experiment), _seed(options, results.experiment)
    _write(options, {options.file: onnx_file(load_network(options.folder, name, seed))})


def _activations(options: argparse.Namespace, results: "Results") -> None:
    from sparse_explorer.data.datasets import load
    from sparse_explorer.experiment.engine.activations import activations_npz
    from sparse_explorer.experiment.finished import load_network
    from sparse_explorer.experiment.plan.noises import find_noises, most_percent

    experiment = results.experiment
    known = [each.name for each in experiment.variants]
    names = [_named(name, known) for name in options.variant or known]
    seed = _seed(options, experiment)
    convention = find_noises([options.noise])[0].name if options.noise else experiment.noises[0].convention
    most = most_percent(convention)
    if not 0 <= options.level <= most / 100:
        raise ConfigError("level", f"{options.level:g} is not allowed; allowed is 0 ... {most / 100:g}")
    networks = {name: load_network(options.folder, name, seed) for name in names}
    data = load(experiment.dataset, options.data_dir)  # last: it may be a download
    count = len(data.test_images)
    indices = options.images if options.images else tuple(range(min(options.first, count)))
    wrong = [index for index in indices if not 0 <= index < count]
    if wrong:
        raise ConfigError("images", f"{wrong[0]} is not allowed; allowed is 0 ... {count - 1}")
    try:
        content = activations_npz(
            networks, data, indices, noise=round(100 * options.level), convention=convention, pattern=0
        )
    except ValueError as error:
        raise ConfigError("images", str(error)) from None
    _write(options, {options.file: content})


def _command(options: argparse.Namespace, results: "Results") -> None:
    print(shell_text(results.experiment), end="")


def _link(options: argparse.Namespace, results: "Results") -> None:
    experiment = results.experiment
    shared = Shared(
        experiment.variants,
        dataset=experiment.dataset,
        seed=experiment.seed,
        seeds=experiment.seeds,
        noise=experiment.noises[0],
        level=0,
    )
    print(write_link(shared))


_EXPORTS: Mapping[str, Callable[[argparse.Namespace, "Results"], None]] = {
    "figure": _figure,
    "report": _report,
    "script": _script,
    "onnx": _onnx,
    "activations": _activations,
    "command": _command,
    "link": _link,
}


def _styles(experiment: Experiment) -> dict[str, int]:
    return {variant.name: number for number, variant in enumerate(experiment.variants)}


def _width(text: str) -> float:
    if text in WIDTHS:
        return WIDTHS[text]
    try:
        return float(text)
    except ValueError:
        raise ConfigError(
            "width", f"{short(text)} is not allowed; allowed are {', '.join(WIDTHS)} and millimetres"
        ) from None


def _of_noise(results: "Results", wanted: str | None) -> Sequence[RunResult]:
    kinds = [noise.convention for noise in results.experiment.noises]
    if wanted is not None and wanted not in kinds:
        raise ConfigError("noise", f"{short(wanted)} was not swept; swept are {', '.join(kinds)}")
    return [run for run in results.runs if run.noise_convention == (wanted or kinds[0])]


def _one_variant(options: argparse.Namespace, experiment: Experiment) -> str:
    names = [each.name for each in experiment.variants]
    if options.variant is None:
        if len(names) == 1:
            return names[0]
        raise ConfigError("", f"say which variant with --variant; variants are {', '.join(names)}")
    return _named(options.variant, names)


def _named(name: str, names: Sequence[str]) -> str:
    if name not in names:
        raise ConfigError("variant", f"{short(name)} is unknown; variants are {', '.join(names)}")
    return name


def _seed(options: argparse.Namespace, experiment: Experiment) -> int:
    return experiment.seed if options.seed is None else int(options.seed)


def _write(options: argparse.Namespace, files: Mapping[Path, bytes]) -> None:
    """Write all or nothing of what is there already."""
    there = [path for path in files if path.exists()]
    if there and not options.overwrite:
        raise ConfigError("", f"{shown(there[0])} is there already; choose another name, or add --overwrite")
    try:
        for path, content in files.items():
            if path.is_dir():
                raise OSError(errno.EISDIR, "it is a folder")
            write_atomically(path, content)
    except OSError as error:
        raise ConfigError("", f"cannot write {shown(options.file)}: {error.strerror or error}") from None
