"""``sparse-explorer`` and ``sparse-explorer app``: the window."""

import argparse
import sys

from sparse_explorer import signals
from sparse_explorer.experiment.plan.fields import ConfigError


def app_command(options: argparse.Namespace) -> int:
    """Open the window, or say why not and what works without one.

    Raises:
        ConfigError: there is no display, Qt cannot be used, or a window is open already.
    """
    from sparse_explorer.app.start.errors import NoDisplayError, StartError
    from sparse_explorer.app.start.main import run_app

    try:
        with signals.released():
            return run_app(options.smoke, str(options.data_dir) if options.data_dir else None)
    except StartError as error:
        if not (options.or_run and isinstance(error, NoDisplayError)):
            raise ConfigError("", str(error)) from None
    from sparse_explorer.cli.arguments import parse
    from sparse_explorer.cli.run import run_command

    print("There is no display, so the default experiment runs in the terminal instead.", file=sys.stderr)
    return run_command(parse(["run"]))
