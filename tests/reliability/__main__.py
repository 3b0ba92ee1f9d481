"""``python -m tests.reliability [FILE.json ...]``: take over what was counted, and write docs/RELIABILITY.md's tables.

make fuzz && .venv/bin/python -m tests.reliability out/fuzz/fuzz.json
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.reliability.page import filled

ROOT = Path(__file__).parents[2]
PAGE = Path("docs/RELIABILITY.md")
COUNTS = Path("docs/reliability")


def main(files: Sequence[str], root: Path = ROOT) -> int:
    """Copy the files to docs/reliability and fill the page."""
    for name in files:
        shutil.copyfile(name, root / COUNTS / Path(name).name)
    page = root / PAGE
    page.write_text(filled(page.read_text(encoding="utf-8"), root), encoding="utf-8")
    print(f"{PAGE} is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
