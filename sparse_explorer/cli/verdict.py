"""``sparse-explorer verdict``: controls against a reference, over noises and seeds."""

import argparse

from sparse_explorer import signals
from sparse_explorer.cli.run import Terminal, execution_of, print_ending
from sparse_explorer.experiment.plan.noises import noises
from sparse_explorer.experiment.plan.presets import variants
from sparse_explorer.experiment.plan.verdict_plan import VerdictPlan, verdict_plan
from sparse_explorer.experiment.results.csv_text import csv_dialect
from sparse_explorer.experiment.results.robustness import robustness_table
from sparse_explorer.experiment.runs.session import Session


def verdict_command(options: argparse.Namespace) -> int:
    """Do the runs that are missing, and print what came of all; returns the exit status.

    Raises:
        ConfigError, DataError: before any training, for what the user can mend.
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
    )
    with session:
        status = listener.follow(session)
        _print_robustness(plan, session)
        print_ending(session, interrupted=status > signals.STOPPED)
    return status


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


def _print_robustness(plan: VerdictPlan, session: Session) -> None:
    runs = [result for results in session.results.values() for result in results]
    for words, seeds in (("claiming", plan.claiming), ("confirming", plan.confirming)):
        if any(run.seed in seeds for run in runs):
            which = (
                f"seeds {seeds[0]} to {seeds[-1]}, {words}" if len(seeds) > 1 else f"seed {seeds[0]}, {words}"
            )
            print(
                f"\nRobustness, % correct, mean over the levels of each noise; {plan.experiment.dataset}, {which}\n"
            )
            print(robustness_table(runs, seeds))
