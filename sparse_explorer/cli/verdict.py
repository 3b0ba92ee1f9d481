"""``sparse-explorer verdict``: controls against a reference, over noises and seeds."""

import argparse
import shlex

from sparse_explorer import signals
from sparse_explorer.cli.run import FAILED, Terminal, execution_of, print_ending
from sparse_explorer.experiment.plan.noises import noises
from sparse_explorer.experiment.plan.presets import variants
from sparse_explorer.experiment.plan.verdict_plan import VerdictPlan, verdict_plan
from sparse_explorer.experiment.results.csv_text import csv_dialect
from sparse_explorer.experiment.results.report import RESULTS
from sparse_explorer.experiment.results.verdict_report import PAGE
from sparse_explorer.experiment.runs.session import Session


def verdict_command(options: argparse.Namespace) -> int:
    """Do the runs that are missing, and print what came of all; returns the exit status.

    Raises:
        ConfigError, DataError: before any training, for what the user can fix.
    """
    plan = plan_of(options)
    listener = Terminal(estimates=True)
    session = Session(
        plan.experiment,
        execution_of(options),
        options.output,
        overwrite=options.overwrite,
        dialect=csv_dialect(options.csv_dialect),
        listener=listener,
        hold={name for contrast in plan.contrasts for name in contrast.variants},
    )
    with session:
        status = listener.follow(session)
        if status < signals.STOPPED:
            status = listener.follow_examination(session, plan) or status
        report = session.judge(plan, command_of(options))
        if report is not None:
            print(f"\n{report.text()}")
        print_ending(session, interrupted=status > signals.STOPPED, first=PAGE if report else RESULTS)
    return status or (0 if session.complete else FAILED)


def plan_of(options: argparse.Namespace) -> VerdictPlan:
    """The plan that the command's options stand for.

    Raises:
        ConfigError: a value that is not allowed.
    """
    compared = variants(*options.preset) if options.preset else None
    plan = verdict_plan(
        compared,
        dataset=options.dataset,
        seeds=options.seeds,
        confirm=options.confirm,
        noises=noises(*options.noise) if options.noise else None,
        reference=options.reference,
        threads=options.threads,
    )
    return plan if options.epochs is None else plan.with_epochs(options.epochs)


def command_of(options: argparse.Namespace) -> str:
    """The command line that makes the same verdict, without what changes nothing of it."""
    words = ["sparse-explorer", "verdict", "--dataset", options.dataset]
    for name in ("preset", "noise"):
        words += [word for value in getattr(options, name) or () for word in (f"--{name}", value)]
    words += ["--seeds", str(options.seeds), "--confirm", str(options.confirm)]
    for name in ("reference", "epochs"):
        if getattr(options, name) is not None:
            words += [f"--{name}", str(getattr(options, name))]
    return shlex.join(words if options.threads == 1 else [*words, "--threads", str(options.threads)])
