"""The program as a folder that runs where there is no Python: it is built, and does all that the script tries."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sparse_explorer.nn import kernels

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.proof, pytest.mark.timeout(1800)]


@pytest.mark.skipif(kernels.LIBRARY is None, reason="the kernels were not built")
def test_it_does_all_that_is_tried_and_is_no_larger_than_allowed(tmp_path: Path) -> None:
    pytest.importorskip("PyInstaller", reason="make bundle installs it")
    try:
        done = subprocess.run(
            [sys.executable, ROOT / "packaging" / "build_bundle.py", "--output", tmp_path],
            capture_output=True,
            text=True,
            timeout=1700,
            check=False,
        )
    finally:  # pytest keeps what tests leave behind
        shutil.rmtree(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"sparse-explorer: (\d+) MB; smoke: trained ", done.stdout)
    assert found and 200 < int(found[1]) <= 800
