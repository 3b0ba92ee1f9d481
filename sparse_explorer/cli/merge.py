"""``sparse-explorer merge``: the runs of several output folders as one experiment."""

import argparse

from sparse_explorer.cli.finished_runs import say
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.results.collected import Results
from sparse_explorer.experiment.results.csv_text import csv_dialect
from sparse_explorer.experiment.results.report import ExperimentReport
from sparse_explorer.experiment.results.spread import seeds_text
from sparse_explorer.experiment.results.verdict_report import VerdictReport
from sparse_explorer.experiment.runs.merging import merge
from sparse_explorer.experiment.runs.store import StoreError
from sparse_explorer.paths import shown

_NAMED = 6
"""Of the runs that are missing."""


def merge_command(options: argparse.Namespace) -> int:
    """Print the tables of all runs together, and write the folder; returns the exit status.

    Raises:
        ConfigError: the folders do not belong together, or the new one cannot be written.
    """
    if options.tables_only and options.output is None:
        raise ConfigError("tables-only", "says what --output receives, and there is none")
    if options.reference is not None and options.confirm is None:
        raise ConfigError("reference", "says what --confirm compares with, and that is not there")
    found = merge(options.folder, options.complete_seeds)
    judged = None
    if options.confirm is not None:
        judged = Results(found.experiment, found.results).verdict(options.confirm, options.reference)
    for part in found.parts:
        say(part.text)
    if found.repeated:
        say(f"{_runs(found.repeated)} in several folders, with the same right answers; each counts once")
    if found.left_out:
        say(f"left out, as not every variant has finished it: {seeds_text(found.left_out)}")
    missing = [f"{name}, seed {seed}" for name, seed in found.missing if seed not in found.left_out]
    if missing:
        more = f", and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        say(f"{_runs(len(missing))} missing: {'; '.join(missing[:_NAMED])}{more}")
    print()
    if judged is None:
        print(ExperimentReport(found.experiment, found.results).text())
    else:
        print(VerdictReport(judged, found.results).text())
    if options.output is not None:
        try:
            copied = found.write(
                options.output,
                networks=not options.tables_only,
                dialect=csv_dialect(options.csv_dialect),
                complain=say,
                verdict=judged,
            )
        except StoreError as error:
            raise ConfigError("", str(error)) from None
        written = f"Tables, pictures and {copied} trained networks" if copied else "Tables and pictures"
        say(f"\n{written} are in {shown(options.output)}")
    return 0


def _runs(count: int) -> str:
    return f"{count} runs are" if count > 1 else f"{count} run is"
