"""What a bundle is: which files may be in it, under which names, and how large they may be."""

import re

from sparse_explorer.experiment.results.report import ExperimentReport
from sparse_explorer.experiment.results.verdict_report import VerdictReport
from sparse_explorer.experiment.runs.ownership import CONFIG, VARIANTS
from sparse_explorer.experiment.runs.stored import DESCRIPTION, RESUME, WEIGHTS

MANIFEST, TABLE = "manifest.json", "table.txt"
"""In a bundle alone, beside the files of the experiment's folder."""

MOST_MANIFEST_BYTES = 4_000_000
MOST_TABLE_BYTES = 4_000_000
MOST_PAGE_BYTES = 50_000_000
MOST_FILES = 20_000
MOST_RUNS = MOST_FILES // 2
"""Of which each has two files. A stranger's configuration of many more would take memory for a list of them alone."""

CHUNK = 1 << 20
_RUN_FILE = re.compile(
    rf"{VARIANTS}/[a-z0-9][a-z0-9-]{{0,120}}-seed[0-9]{{1,10}}(-[0-9]{{1,6}})?/"
    rf"({re.escape(DESCRIPTION)}|{re.escape(WEIGHTS)}|{re.escape(RESUME)})"
)
FILES = (CONFIG, *ExperimentReport.FILES, *VerdictReport.FILES)
"""Of an experiment's folder."""

_NAMES = {MANIFEST, TABLE, *FILES}


class BundleError(ValueError):
    """A bundle cannot be written, or a file is none that can be trusted; one line says which file and why."""


def is_name(name: str) -> bool:
    """Whether a file in a bundle may be called that."""
    return name in _NAMES or _RUN_FILE.fullmatch(name) is not None
