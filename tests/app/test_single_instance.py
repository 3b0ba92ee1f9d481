"""A second start on the same session raises the first one's window, or says why it opens none."""

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile, Qt
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.start.errors import AlreadyOpenError
from sparse_explorer.app.start.single_instance import Listener, lock_folder
from tests.app.starting import environment, run

APP = ("-m", "sparse_explorer")
HURRIED_APP = (
    "-c",
    "import sys; from sparse_explorer.app.start import single_instance; single_instance.PATIENCE_S = 0.1; "
    "from sparse_explorer.cli import main; sys.exit(main([]))",
)
"""Waits no longer for an answer that does not come."""


@pytest.fixture
def lock(own_home: Path) -> Iterator[QLockFile]:
    """The lock of the home folder, as the first window has it."""
    lock = lock_folder(own_home)
    assert lock is not None
    yield lock
    lock.unlock()


class Window(QWidget):
    """Counts how often it was put above the others, which the offscreen platform cannot do."""

    raised = 0

    def raise_(self) -> None:
        self.raised += 1


@pytest.fixture
def window(qtbot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def listener(lock: QLockFile, window: Window, own_home: Path) -> Iterator[Listener]:
    listener = Listener(window, own_home)
    yield listener
    listener.close()


HURRY_S = 0.1


class Start:
    """A second process, which runs while the first one's event loop does."""

    def __init__(self, qtbot, *words: str, **changes: str) -> None:
        process = subprocess.Popen(
            [sys.executable, *(words or APP)],
            env=environment(QT_QPA_PLATFORM="offscreen", **changes),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            qtbot.waitUntil(lambda: process.poll() is not None, timeout=60_000)
            self.said, self.complaints = process.communicate()
            self.status = process.returncode


ASK = """
import sys
from pathlib import Path
from sparse_explorer.app.start import single_instance
single_instance.PATIENCE_S = float(sys.argv[2])
print(single_instance.raise_the_other(Path(sys.argv[1])))
"""


def asked(qtbot, folder: Path, patience_s: float = 20) -> bool:
    """Whether the process that listens for this folder says, to another one, that it raised its window."""
    start = Start(qtbot, "-c", ASK, str(folder), str(patience_s))
    assert start.complaints == ""
    return {"True\n": True, "False\n": False}[start.said]


def test_a_second_start_hands_its_link_over(
    qtbot, listener: Listener, window: Window, own_home: Path
) -> None:
    links: list[str] = []
    listener.link_received.connect(links.append)
    link = "sparse-explorer:1/" + "a" * 1900
    code = ASK.replace("Path(sys.argv[1])", f"Path(sys.argv[1]), {link!r}")
    assert Start(qtbot, "-c", code, str(own_home), "20").said == "True\n"
    qtbot.waitUntil(lambda: links == [link])


def test_a_second_start_raises_the_first_window(
    qtbot, listener: Listener, window: Window, own_home: Path
) -> None:
    window.showMinimized()
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: other.isActiveWindow() and not window.isActiveWindow())
    second = Start(qtbot)
    assert (second.status, second.complaints) == (0, "")
    (line,) = second.said.splitlines()
    assert (
        line
        == f"Sparse Explorer is open already with the session in {own_home}; its window comes to the front."
    )
    assert window.isActiveWindow() and not window.isMinimized()
    assert window.raised == 1


def test_a_maximized_window_stays_maximized(
    qtbot, listener: Listener, window: Window, own_home: Path
) -> None:
    window.showMaximized()
    window.setWindowState(window.windowState() | Qt.WindowState.WindowMinimized)
    assert asked(qtbot, own_home)
    assert window.isMaximized() and not window.isMinimized()


def test_it_can_be_raised_time_and_again(qtbot, listener: Listener, own_home: Path) -> None:
    assert [asked(qtbot, own_home) for _ in range(3)] == [True] * 3


def test_a_start_that_gets_no_answer_is_refused(lock: QLockFile, own_home: Path) -> None:
    done = run(*HURRIED_APP, QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"sparse-explorer: Sparse Explorer is open already (process {os.getpid()})")
    assert f"its session in {own_home};" in line and "SPARSE_EXPLORER_HOME" in line


def test_the_automatic_tour_does_not_take_another_window_for_its_own(qtbot, listener: Listener) -> None:
    second = Start(qtbot, "-m", "sparse_explorer.app", "--smoke")
    assert second.status == 2
    assert "is open already" in second.complaints


def test_where_no_socket_can_be_made_a_second_start_is_refused(
    qtbot, lock: QLockFile, window: Window, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    listener = Listener(window, own_home)
    second = Start(qtbot, *HURRIED_APP)
    listener.close()
    assert second.status == 2 and "is open already" in second.complaints


def test_a_window_that_is_being_closed_is_not_shown_again(
    qtbot, listener: Listener, window: Window, own_home: Path
) -> None:
    window.hide()
    assert not asked(qtbot, own_home, HURRY_S)
    assert not window.isVisible()


def test_who_listens_no_more_does_not_answer(qtbot, listener: Listener, own_home: Path) -> None:
    listener.close()
    assert not asked(qtbot, own_home, HURRY_S)


def test_each_folder_has_a_window_of_its_own(
    qtbot, listener: Listener, own_home: Path, tmp_path: Path
) -> None:
    assert not asked(qtbot, tmp_path, HURRY_S)
    # The same folder by another name is the same.
    (tmp_path / "link").symlink_to(own_home)
    assert asked(qtbot, tmp_path / "link")


def test_another_users_window_is_another(
    qtbot, lock: QLockFile, window: Window, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A folder of its own with a short name: a socket's path has at most some hundred characters.
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        with monkeypatch.context() as other:
            other.setattr(os, "getuid", lambda: 4711)
            listener = Listener(window, own_home)
        (socket,) = Path(folder).glob("sparse-explorer-*")
        assert socket.stat().st_mode & 0o077 == 0  # nobody else may ask
        assert not asked(qtbot, own_home, HURRY_S)
        listener.close()


def test_what_a_killed_process_left_is_replaced(qtbot, window: Window, own_home: Path) -> None:
    code = """
import os, signal, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QWidget
from sparse_explorer import paths
from sparse_explorer.app.start.single_instance import Listener, lock_folder
app = QApplication([])
lock, listener = lock_folder(paths.home_dir()), Listener(QWidget(), paths.home_dir())
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert run("-c", code, QT_QPA_PLATFORM="offscreen").returncode == -9
    lock = lock_folder(own_home)
    assert lock is not None
    listener = Listener(window, own_home)
    assert asked(qtbot, own_home)
    listener.close()
    lock.unlock()


def test_a_lock_from_before_a_crash_is_no_obstacle(own_home: Path) -> None:
    (own_home / "lock").write_text(f"999999\nsparse-explorer\n{platform.node()}\n")
    lock = lock_folder(own_home)
    assert lock is not None
    lock.unlock()


def test_a_window_that_is_closed_meanwhile_leaves_its_place(own_home: Path) -> None:
    # Between the two looks at the lock, the first process ends.
    code = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from sparse_explorer import paths
from sparse_explorer.app.start import single_instance
from sparse_explorer.app.start.main import run_app
first = single_instance.lock_folder(paths.home_dir())
single_instance.raise_the_other = lambda folder, link: first.unlock()
app = QApplication([])
os.environ["QT_QPA_PLATFORM"] = "nonsense"  # whatever an application that there is was made with will do
QTimer.singleShot(0, QApplication.closeAllWindows)
sys.exit(run_app())
"""
    assert run("-c", code, QT_QPA_PLATFORM="offscreen").returncode == 0
    assert (own_home / "session.json").exists()


def test_a_folder_that_cannot_be_written_to_is_not_locked(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert lock_folder(tmp_path / "file" / "home") is None


def test_two_locks_on_one_folder_are_refused_however_long_the_first_is_open(
    lock: QLockFile, own_home: Path
) -> None:
    os.utime(own_home / "lock", (1, 1))
    with pytest.raises(AlreadyOpenError, match=f"process {os.getpid()}"):
        lock_folder(own_home)
