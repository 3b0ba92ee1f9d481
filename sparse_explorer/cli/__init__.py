"""The command line: ``sparse-explorer [app] | run | theory | presets | datasets | bundle | unbundle | rerun | doctor``.

``--help`` imports neither torch nor Qt.
"""

import os
import sys
from collections.abc import Sequence
from multiprocessing import freeze_support

from sparse_explorer.cli.arguments import parse
from sparse_explorer.cli.places import check_working_folder
from sparse_explorer.cli.recording import recorded
from sparse_explorer.data.errors import DataError
from sparse_explorer.experiment.fields import ConfigError
from sparse_explorer.threads import let_threads_sleep, let_threads_spin

USAGE_ERROR = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0, 2 for what the user can mend, 130 after Ctrl-C."""
    freeze_support()  # first: in a frozen app, a process that --jobs starts comes by here, and goes to its work
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an ASCII terminal shows "?" instead of ending the run
    try:
        options = parse(arguments)
        check_working_folder()
        # Before torch is imported, which asks once.
        alone = options.command == "run" and options.jobs == 1 and not options.scheduler
        if options.command != "doctor":  # which shows how things are, and changes nothing
            (let_threads_spin if alone else let_threads_sleep)()
        with recorded(options.command, sys.argv[1:] if arguments is None else arguments):
            return _command(options.command)(options)
    except (ConfigError, DataError) as error:
        print(f"sparse-explorer: {_one_line(str(error))}", file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:
        print("\nsparse-explorer: stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader, such as head, has seen enough. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _one_line(text: str) -> str:
    """A message as one line that changes nothing in a terminal, whatever is quoted in it."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def _command(name: str):  # type: ignore[no-untyped-def]
    if name == "app":
        from sparse_explorer.cli.app import app_command  # imports Qt

        return app_command
    if name == "run":
        from sparse_explorer.cli.run import run_command  # imports torch

        return run_command
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

    return {"presets": catalogues.presets_command, "datasets": catalogues.datasets_command}[name]
