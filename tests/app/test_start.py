"""Starting the app: the short tour, no display, and no Qt."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest


def run(*words: str, **environment: str) -> subprocess.CompletedProcess:
    base = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PYTHONUNBUFFERED")
    }
    return subprocess.run(
        [sys.executable, *words],
        env={**base, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_the_tour_trains_sweeps_drags_exports_and_says_so_in_one_line(own_home: Path) -> None:
    done = run("-m", "sparse_explorer.app", "--smoke", QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.strip().splitlines()) == 1
    assert "Dense and Sparse" in done.stdout
    assert len((own_home / "smoke.csv").read_text().splitlines()) == 1 + 2 * 17
    assert (own_home / "session.json").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")
@pytest.mark.parametrize("words", [("-m", "sparse_explorer"), ("-m", "sparse_explorer.app")])
def test_without_a_display_one_line_says_what_works_instead(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert "DISPLAY" in done.stderr
    assert "sparse-explorer run" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_window_is_painted_before_torch_is_imported() -> None:
    code = """
import sys, time
from PySide6.QtWidgets import QApplication
from sparse_explorer.app import theme
app = QApplication([])
theme.install(app)
from sparse_explorer.app.main_window import MainWindow
class Watched(MainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        if not painted:
            painted.append(sorted({"torch", "sklearn", "matplotlib", "torchvision"} & set(sys.modules)))
painted = []
window = Watched()
time.sleep(0.3)  # however slow it is to appear
window.show()
while window.loading.data is None:
    app.processEvents()
print(painted[0], "torch" in sys.modules)
window.close()
"""
    done = run("-c", code, QT_QPA_PLATFORM="offscreen")
    assert done.stdout.strip() == "[] True", done.stderr
    assert done.returncode == 0, done.stderr


def test_what_was_printed_is_not_lost_where_a_thread_does_not_stop_in_time(own_home: Path) -> None:
    code = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from sparse_explorer.app import main, worker
worker.any_running = lambda: True
app = QApplication([])
QTimer.singleShot(0, lambda: (print("said"), QApplication.closeAllWindows()))
sys.exit(main.run_app())
"""
    done = run("-c", code, QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout) == (0, "said\n"), done.stderr


def test_a_second_window_on_the_same_session_is_refused(own_home: Path) -> None:
    code = """
import subprocess, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from sparse_explorer.app.main import run_app

def try_another():
    second = subprocess.run([sys.executable, "-m", "sparse_explorer"], capture_output=True, text=True, timeout=120)
    print(second.returncode, second.stderr.strip())
    QApplication.closeAllWindows()

app = QApplication([])
QTimer.singleShot(0, try_another)
sys.exit(run_app())
"""
    done = run("-c", code, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert line.startswith("2 sparse-explorer: Sparse Explorer is open already (process ")
    assert str(own_home) in line
    # Once it is closed, the next one may open, and so it may after a crash left the lock behind.
    (own_home / "lock").write_text(f"999999\nsparse-explorer\n{platform.node()}\n")
    assert run("-m", "sparse_explorer.app", "--smoke", QT_QPA_PLATFORM="offscreen").returncode == 0
