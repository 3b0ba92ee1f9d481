"""The folder that ``run --output`` fills: tables, curve, configuration and trained variants. Imports no torch."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sparse_explorer.experiment.config import Experiment
from sparse_explorer.experiment.curve import curve_png
from sparse_explorer.experiment.experiment_file import read_experiment, write_experiment
from sparse_explorer.experiment.fields import ConfigError
from sparse_explorer.experiment.files import write_atomically
from sparse_explorer.experiment.presets import PublishedCurve
from sparse_explorer.experiment.results import RunResult, results_csv, summarize, summary_csv
from sparse_explorer.experiment.table import published_columns, render, variant_columns

CONFIG, RESULTS, SUMMARY, TABLE, CURVE, VARIANTS = (
    "config.toml",
    "results.csv",
    "summary.csv",
    "table.md",
    "curve.png",
    "variants",
)


def check_output(folder: Path, experiment: Experiment, overwrite: bool) -> None:
    """Make sure, before any work, that results can be written to ``folder`` and that nothing is lost by it.

    Raises:
        ConfigError: the folder cannot be written to, or holds the results of a different experiment.
    """
    existing = folder.absolute()
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        raise ConfigError(
            "output",
            f"cannot write to {folder}: {existing}: {error.strerror}; choose a folder you may write to",
        ) from None
    if (folder / CONFIG).exists() and not overwrite and _other_experiment(folder / CONFIG, experiment):
        raise ConfigError(
            "output",
            f"{folder} holds the results of a different experiment; choose another folder or add --overwrite",
        )


def clear_output(folder: Path) -> None:
    """Remove what an earlier run left in ``folder``, and nothing else."""
    for name in (CONFIG, RESULTS, SUMMARY, TABLE, CURVE):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / VARIANTS, ignore_errors=True)


def write_results(
    folder: Path,
    experiment: Experiment,
    runs: Sequence[RunResult],
    published: Sequence[tuple[str, PublishedCurve]],
    circumstances: str,
) -> None:
    """Write tables, curve and configuration of the runs that are finished, each file whole or not at all.

    Args:
        folder: made if it is not there.
        experiment: what was asked for.
        runs: what is finished so far.
        published: (variant, curve) pairs for the picture and the table.
        circumstances: a line on device and versions, for the configuration's head.
    """
    summary = summarize(runs)
    columns = [*variant_columns(summary), *published_columns(published)]
    title = describe(experiment, runs)
    table = render(columns, experiment.noise.levels, "github")
    write_atomically(folder / CONFIG, f"# {circumstances}\n{write_experiment(experiment)}")
    write_atomically(folder / RESULTS, results_csv(runs))
    write_atomically(folder / SUMMARY, summary_csv(summary))
    write_atomically(folder / TABLE, f"% correct, {title}\n\n{table}\n")
    write_atomically(folder / CURVE, curve_png(summary, published, title))


def describe(experiment: Experiment, runs: Sequence[RunResult]) -> str:
    """What the numbers are of, in one line."""
    seeds = sorted({run.seed for run in runs})
    several = (
        f"seeds {seeds[0]} to {seeds[-1]}, mean ± standard deviation"
        if len(seeds) > 1
        else f"seed {seeds[0]}"
    )
    return f"{experiment.dataset}, {experiment.noise.convention}'s noise, {several}"


def _other_experiment(path: Path, experiment: Experiment) -> bool:
    try:
        return read_experiment(path) != experiment
    except ConfigError:
        return True
