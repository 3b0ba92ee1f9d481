"""Starting the app: the short tour, no display, and no Qt."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(*words: str, **environment: str) -> subprocess.CompletedProcess:
    base = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
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
import sys
from PySide6.QtWidgets import QApplication
from sparse_explorer.app import theme
app = QApplication([])
theme.install(app)
from sparse_explorer.app.main_window import MainWindow
window = MainWindow()
window.show()
app.processEvents()
assert not window.grab().isNull()
print(sorted({"torch", "sklearn", "matplotlib", "torchvision"} & set(sys.modules)))
window.close()
"""
    done = run("-c", code, QT_QPA_PLATFORM="offscreen")
    assert done.stdout.strip() == "[]", done.stderr
    assert done.returncode == 0, done.stderr
