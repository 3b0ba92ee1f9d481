"""Starting the app: the short tour, what comes first, and how it ends."""

import sys
from pathlib import Path

import pytest

from tests.app.starting import refusal, run

# Slow or large, and not needed to train, to sweep, to look inside and to write tables.
HEAVY = {
    "sklearn",
    "scipy",
    "sympy",
    "torchvision",
    "matplotlib",
    "torch._dynamo",
    "networkx",
    "tkinter",
    "IPython",
}

READY_MIB = 550
"""What the window may take in memory once it can be worked with, with the build of torch for the CPU alone."""


def test_the_tour_trains_sweeps_drags_exports_and_says_so_in_one_line(own_home: Path) -> None:
    done = run(
        "-m", "sparse_explorer.app", "--smoke", QT_QPA_PLATFORM="offscreen", PYTHONPROFILEIMPORTTIME="1"
    )
    assert done.returncode == 0, done.stderr
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "torch" in imported
    assert HEAVY & imported == set()
    assert len(done.stdout.strip().splitlines()) == 1
    assert "Dense and Sparse" in done.stdout
    assert len((own_home / "smoke.csv").read_text().splitlines()) == 1 + 2 * 17
    assert (own_home / "session.json").exists()


def test_the_window_is_painted_before_torch_is_imported() -> None:
    code = """
import sys, time
from PySide6.QtWidgets import QApplication
from sparse_explorer.app.qt import theme
app = QApplication([])
theme.install(app)
from sparse_explorer.app.window.main_window import MainWindow
class Watched(MainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        if not painted:
            painted.append(sorted({"torch", "sklearn", "matplotlib", "torchvision"} & set(sys.modules)))
painted = []
window = Watched()
time.sleep(0.3)  # however slow it is to appear
window.show()
window.loading.data_ready.connect(lambda _: app.quit())
app.exec()
import torch
from pathlib import Path
status = Path("/proc/self/status")
kib = status.read_text().partition("VmRSS:")[2].split()[0] if status.exists() else 0
print(painted[0], "torch" in sys.modules, torch.version.cuda, kib, sep=";")
window.close()
"""
    done = run("-c", code, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr
    painted, has_torch, cards, kib = done.stdout.split(";")
    assert (painted, has_torch) == ("[]", "True")
    if cards == "None" and sys.platform.startswith("linux"):
        assert int(kib) / 1024 < READY_MIB


def test_the_programs_window_comes_to_the_front_at_a_second_start_and_keeps_no_source(own_home: Path) -> None:
    code = """
import linecache, subprocess, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
from sparse_explorer.app.start.main import run_app

def look():
    if second.poll() is not None:
        timer.stop()
        kept = sum("torch" in path for path in linecache.cache)  # torch itself looks at a few of its files
        print(second.returncode, window.isMinimized(), "torch" in sys.modules and kept < 100)
        QApplication.closeAllWindows()

def start():
    global second, timer, window
    (window,) = (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMainWindow))
    if window.loading.data is None:
        QTimer.singleShot(20, start)  # it has enough to do
        return
    window.showMinimized()
    second = subprocess.Popen([sys.executable, "-m", "sparse_explorer"], stdout=subprocess.PIPE)
    timer = QTimer(interval=20)
    timer.timeout.connect(look)
    timer.start()

app = QApplication([])
QTimer.singleShot(0, start)
sys.exit(run_app())
"""
    done = run("-c", code, QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout) == (0, "0 False True\n"), done.stderr


def test_a_package_of_the_window_that_is_missing_is_named() -> None:
    code = """
import sys
sys.modules["pyqtgraph"] = None  # importing it raises ImportError
from sparse_explorer.cli import main
sys.exit(main([]))
"""
    assert "pyqtgraph" in refusal(run("-c", code, QT_QPA_PLATFORM="offscreen"))


def test_what_was_printed_is_not_lost_where_a_thread_does_not_stop_in_time(own_home: Path) -> None:
    code = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from sparse_explorer.app.start import main
from sparse_explorer.app.background import worker
worker.any_running = lambda: True
app = QApplication([])
QTimer.singleShot(0, lambda: (print("said"), QApplication.closeAllWindows()))
sys.exit(main.run_app())
"""
    done = run("-c", code, QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout) == (0, "said\n"), done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_whoever_is_refused_a_window_collects_garbage_as_before() -> None:
    code = """
import gc
from sparse_explorer.app.start.errors import NoDisplayError
from sparse_explorer.app.start.main import run_app
try:
    run_app()
except NoDisplayError:
    print(gc.isenabled())
"""
    done = run("-c", code)
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr
