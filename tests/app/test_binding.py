"""The window uses PySide6 whatever the environment says, and whatever else is installed."""

import sys
from pathlib import Path

import pytest

from tests.app.starting import complaints, run

REPORT = """
import sys
import sparse_explorer.app
import pyqtgraph
print(pyqtgraph.Qt.QT_LIB)
print(sorted({"PyQt5", "PyQt6", "PySide2"} & set(sys.modules)))
"""


@pytest.fixture
def others(tmp_path: Path) -> Path:
    """A folder with other bindings, which nobody should touch."""
    for name in ("PyQt5", "PyQt6", "PySide2"):
        (tmp_path / name).mkdir()
        for module in ("__init__", "QtCore", "QtGui", "QtWidgets"):
            (tmp_path / name / f"{module}.py").write_text(
                "PYQT_VERSION_STR = QT_VERSION_STR = __version__ = '5.15.2'"
            )
    return tmp_path


ENVIRONMENTS = [
    {},
    {"QT_API": "pyqt5"},
    {"QT_API": "pyqt5", "FORCE_QT_API": "1"},
    {"QT_API": "nonsense"},
    {"PYQTGRAPH_QT_LIB": "PyQt6"},
    {"QT_API": "PySide2", "FORCE_QT_API": "1", "PYQTGRAPH_QT_LIB": "PyQt5"},
]


@pytest.mark.parametrize(
    ("environment", "installed"),
    [*((each, True) for each in ENVIRONMENTS), (ENVIRONMENTS[1], False), (ENVIRONMENTS[-1], False)],
)
def test_a_binding_that_the_environment_asks_for_is_not_used(
    others: Path, environment: dict[str, str], installed: bool
) -> None:
    path = [str(others)] if installed else []
    done = run("-c", REPORT, PYTHONPATH=":".join([*path, *sys.path]), **environment)
    assert done.stdout.splitlines() == ["PySide6", "[]"], done.stderr


NAMES = """
import PySide6.QtGui
import sparse_explorer.app
import pyqtgraph
from pyqtgraph.Qt import QtCore, QtGui, QtWidgets
unused = "QPageLayout" in vars(QtGui)
print(unused, QtGui.QPageLayout is PySide6.QtGui.QPageLayout, "QPageLayout" in vars(QtGui))
print(QtWidgets.QOpenGLWidget.__module__, hasattr(QtCore, "QNonsense"))
"""


def test_pyqtgraph_has_all_of_qt_and_makes_what_is_used() -> None:
    done = run("-c", NAMES, PYTHONPATH=":".join(sys.path))
    assert done.stdout.splitlines() == ["False True True", "PySide6.QtOpenGLWidgets False"], done.stderr


IMPORTS = """
import linecache
import PySide6.QtCore
from sparse_explorer.app.qt.binding import use_plain_imports
def read(name):
    return any(path.endswith(name) for path in linecache.cache)
import colorsys
before = read("colorsys.py")
use_plain_imports()
use_plain_imports()
import chunk_of_code
from PySide6.QtNetwork import *
print(before, read("chunk_of_code.py"), chunk_of_code.VALUE, QLocalSocket.__name__)
"""


def test_the_source_of_what_is_imported_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "chunk_of_code.py").write_text("VALUE = 3")
    done = run("-c", IMPORTS, PYTHONPATH=":".join([str(tmp_path), *sys.path]))
    # The first is PySide6's doing: where that is False, the function has nothing to do any more.
    assert done.stdout == "True False 3 QLocalSocket\n", done.stderr


@pytest.mark.proof
def test_the_window_opens_all_the_same(own_home: Path, others: Path) -> None:
    done = run(
        "-m",
        "sparse_explorer.app",
        "--smoke",
        QT_QPA_PLATFORM="offscreen",
        PYTHONPATH=":".join([str(others), *sys.path]),
        **ENVIRONMENTS[-1],
    )
    assert (done.returncode, complaints(done)) == (0, [])
    assert done.stdout.startswith("smoke: trained Dense and Sparse")
