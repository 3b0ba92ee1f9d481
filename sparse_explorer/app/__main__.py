"""``python -m sparse_explorer.app [--smoke]``: the window, or a short automatic tour of it that prints one line."""

import argparse
import sys
from multiprocessing import freeze_support

from sparse_explorer.app.start.errors import StartError
from sparse_explorer.app.start.main import run_app
from sparse_explorer.logs import log_start, start_logging


def main() -> int:
    """Parse the command line and open the window."""
    freeze_support()  # as in the command line
    parser = argparse.ArgumentParser(prog="python -m sparse_explorer.app", description=__doc__)
    parser.add_argument(
        "--smoke", action="store_true", help="train, sweep, drag, export, print one line and quit"
    )
    options = parser.parse_args()
    start_logging()
    log_start(["app", *sys.argv[1:]])
    try:
        return run_app(smoke=options.smoke)
    except StartError as error:
        print(f"sparse-explorer: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
