"""Lets ``python -m sparse_explorer`` do what the ``sparse-explorer`` command does."""

import sys

from sparse_explorer.cli import main

if __name__ == "__main__":
    sys.exit(main())
