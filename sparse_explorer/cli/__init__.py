"""The command line: ``sparse-explorer COMMAND``, the window without one; ``--help`` lists the commands.

``--help`` imports neither torch nor Qt.
"""

import argparse
import errno
import sys
from collections.abc import Callable, Sequence
from multiprocessing import freeze_support

from sparse_explorer import signals
from sparse_explorer.cli import streams
from sparse_explorer.cli.arguments import parse
from sparse_explorer.cli.places import check_working_folder
from sparse_explorer.cli.recording import recorded
from sparse_explorer.data.errors import DataError
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.printable import printable
from sparse_explorer.threads import let_threads_sleep, let_threads_spin

FAILED, USAGE_ERROR = 1, 2
_RUNNING = ("run", "verdict")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    0, 1 for what failed, 2 for what the user can fix, 128 and the signal's number for a request to stop: 130 after
    Ctrl-C.
    """
    freeze_support()  # first: in a frozen app, a process that --jobs starts comes by here, and goes to its work
    with signals.listening(), streams.guarded() as output:
        try:
            options = parse(arguments)
            check_working_folder()
            # Before torch is imported, which asks once.
            alone = (
                options.command in {*_RUNNING, "evaluate"}
                and options.jobs == 1
                and not getattr(options, "scheduler", None)
            )
            if options.command != "doctor":  # which shows how things are, and changes nothing
                (let_threads_spin if alone else let_threads_sleep)()
            with recorded(options.command, sys.argv[1:] if arguments is None else arguments):
                command = _command(options.command)
                signals.started()
                status = command(options)
            saved = getattr(options, "output", None) is not None or options.command == "evaluate"
            return status or _not_printed(output, saved, needed=options.command in _RUNNING)
        except (ConfigError, DataError) as error:
            print(f"sparse-explorer: {printable(str(error))}", file=sys.stderr)
            return USAGE_ERROR
        except KeyboardInterrupt as error:
            print("\nsparse-explorer: stopped", file=sys.stderr)
            return signals.exit_status(error)
        except SystemExit as end:  # --help and --version
            if not end.code and _not_printed(output):
                return FAILED
            raise


def _not_printed(output: streams.Stream, saved: bool = False, needed: bool = False) -> int:
    """The exit status of a command that has done its work: whether anybody has what came out.

    Args:
        output: what was printed to.
        saved: whether it is in files too.
        needed: whether a reader that left, such as head, has not seen enough.
    """
    output.flush()
    gone = getattr(output.problem, "errno", None) == errno.EPIPE
    if output.problem is None or saved or (gone and not needed):
        return 0
    reason = getattr(output.problem, "strerror", None) or output.problem
    print(f"sparse-explorer: standard output cannot be written to: {reason}", file=sys.stderr)
    return FAILED


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    if name in ("app", "open"):
        from sparse_explorer.cli.app import app_command  # imports Qt

        return app_command
    if name == "run":
        from sparse_explorer.cli.run import run_command  # imports torch

        return run_command
    if name == "verdict":
        from sparse_explorer.cli.verdict import verdict_command  # imports torch

        return verdict_command
    if name == "evaluate":
        from sparse_explorer.cli.evaluate import evaluate_command  # imports torch

        return evaluate_command
    if name == "compare":
        from sparse_explorer.cli.compare import compare_command  # imports torch

        return compare_command
    if name == "merge":
        from sparse_explorer.cli.merge import merge_command  # imports torch

        return merge_command
    if name == "cost":
        from sparse_explorer.cli.cost import cost_command  # imports torch

        return cost_command
    if name == "export":
        from sparse_explorer.cli.export import export_command  # imports torch for some

        return export_command
    if name == "theory":
        from sparse_explorer.cli.theory import theory_command

        return theory_command
    if name == "doctor":
        from sparse_explorer.cli.doctor import doctor_command

        return doctor_command
    if name in ("bundle", "unbundle", "rerun"):
        from sparse_explorer.cli import bundle  # imports torch

        return {
            "bundle": bundle.bundle_command,
            "unbundle": bundle.unbundle_command,
            "rerun": bundle.rerun_command,
        }[name]
    from sparse_explorer.cli import catalogues

    return {
        "presets": catalogues.presets_command,
        "noises": catalogues.noises_command,
        "datasets": catalogues.datasets_command,
    }[name]
