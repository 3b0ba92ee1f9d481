"""``sparse-explorer``, ``sparse-explorer app`` and ``sparse-explorer open``: the window."""

import argparse
import os
import sys
from pathlib import Path

from sparse_explorer import signals
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.share import PREFIX, read_link
from sparse_explorer.reading import short


def app_command(options: argparse.Namespace) -> int:
    """Open the window, or say why not and what works without one.

    Raises:
        ConfigError: there is no display, Qt cannot be used, a window is open that does not answer, or the link
            is none.
    """
    link = options.link
    if link is not None and os.path.exists(link):
        link = Path(link).resolve().as_uri()
    elif link is not None and not link.startswith("file:"):
        if not link.startswith(PREFIX):
            raise ConfigError("", f"{short(link)} is not there, and no link; links begin with {PREFIX}")
        read_link(link)  # before a window is opened in vain
    from sparse_explorer.app.start.errors import NoDisplayError, StartError
    from sparse_explorer.app.start.main import run_app

    try:
        with signals.released():
            data_dir = str(options.data_dir) if options.data_dir else None
            return run_app(options.smoke, data_dir, link)
    except StartError as error:
        if not (options.or_run and isinstance(error, NoDisplayError)):
            raise ConfigError("", str(error)) from None
    from sparse_explorer.cli.arguments import parse
    from sparse_explorer.cli.run import run_command

    print("There is no display, so the default experiment runs in the terminal instead.", file=sys.stderr)
    return run_command(parse(["run"]))
