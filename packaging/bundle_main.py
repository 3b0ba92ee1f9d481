"""What the bundle starts: the same as the command ``sparse-explorer``."""

import sys

from sparse_explorer.__main__ import entry

if __name__ == "__main__":
    sys.exit(entry())
