"""A test that hangs fails within its time, also inside of Qt's event loop, and the tests after it are still run."""

import os
import subprocess
import sys
from pathlib import Path

SETTINGS = Path(__file__).parents[1] / "pyproject.toml"

HANGING = """
import threading
from PySide6.QtCore import QCoreApplication, QEventLoop

def test_before(): pass

def test_hangs_in_qt():
    application = QCoreApplication([])
    QEventLoop().exec()

def test_hangs_on_a_lock(): threading.Event().wait()

def test_after(): pass
"""


def test_a_hang_fails_its_test_alone(tmp_path: Path) -> None:
    (tmp_path / "test_hanging.py").write_text(HANGING)
    options = ["-c", SETTINGS, "--rootdir", tmp_path, "-o", "timeout=0.5", "-o", "faulthandler_timeout=0.3"]
    options += ["-o", "filterwarnings="]  # which would end it for the settings of plugins that are left out
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *map(str, options), "-n", "1", "-p", "no:cacheprovider", "-rf", "."],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=tmp_path,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "xdist.plugin,pytest_timeout"},
    )
    assert done.returncode == 1, done.stdout
    assert "2 failed, 2 passed" in done.stdout
    for name in ("test_hangs_in_qt", "test_hangs_on_a_lock"):
        assert f"FAILED test_hanging.py::{name}" in done.stdout
        assert f"in {name}" in done.stderr  # the line that it hangs at


def test_no_test_may_hang_for_long(pytestconfig) -> None:
    assert 0 < float(pytestconfig.getini("timeout")) <= 120
    assert 0 < float(pytestconfig.getini("faulthandler_timeout")) < float(pytestconfig.getini("timeout"))
    assert pytestconfig.getini("timeout_method") == "thread"
