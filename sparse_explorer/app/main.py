"""Starting the app: QApplication, logging, exception hooks, the window."""

import contextlib
import logging
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparse_explorer import paths
from sparse_explorer.threads import let_threads_sleep

if TYPE_CHECKING:
    from PySide6.QtCore import QLockFile


class NoDisplayError(ValueError):
    """There is no screen to open a window on; says what is missing and what works without one."""


class AlreadyOpenError(ValueError):
    """Another window is using the folder that this one would write to; says which and what to do."""


def check_display() -> None:
    """Make sure that a window can be opened, before Qt would end the program over it.

    Raises:
        NoDisplayError: no display server is to be found.
    """
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux") or chosen.startswith(("offscreen", "minimal", "vnc")):
        return
    wayland, x11 = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("DISPLAY")
    if not wayland and not x11:
        reason = "neither DISPLAY nor WAYLAND_DISPLAY is set"
    elif (wayland and _wayland_answers(wayland)) or (x11 and _x11_answers(x11)):
        return
    else:
        reason = f"nothing answers at {x11 or wayland}"
    raise NoDisplayError(
        f"there is no display ({reason}); 'sparse-explorer run' trains and prints the table without a window"
    )


def _wayland_answers(name: str) -> bool:
    path = os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name)
    return _answers(socket.AF_UNIX, path)


def _x11_answers(display: str) -> bool:
    """Whether the server of ``host:number.screen`` takes a connection; a host means the network."""
    host, _, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not number.isdigit():
        return False
    if host and host != "unix":
        return _answers(socket.AF_INET, (host, 6000 + int(number)))
    path = f"/tmp/.X11-unix/X{number}"
    return _answers(socket.AF_UNIX, path) or _answers(socket.AF_UNIX, "\0" + path)


def _answers(family: int, address: Any) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(5)
        try:
            connection.connect(address)
        except OSError:
            return False
    return True


def run_app(smoke: bool = False, data_dir: str | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    Args:
        smoke: train and sweep the default variants briefly, export, print one line, and quit.
        data_dir: where data sets lie.

    Raises:
        NoDisplayError: there is no screen.
        AlreadyOpenError: another window keeps its session in the same folder.
    """
    check_display()
    let_threads_sleep()
    if sys.platform == "win32":
        import torch  # noqa: F401  # imported after Qt it fails there (pytorch#166628)
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from sparse_explorer.app import theme
    from sparse_explorer.app.errors import start_logging
    from sparse_explorer.app.garbage import GarbageCollector
    from sparse_explorer.app.main_window import MainWindow
    from sparse_explorer.app.worker import any_running

    sys.setswitchinterval(0.001)  # a training thread hands Python back to the window sooner
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("sparse-explorer")
    application.setApplicationDisplayName("Sparse Explorer")
    application.setDesktopFileName("sparse-explorer")
    application.setWindowIcon(QIcon(str(paths.resource("icons", "sparse-explorer.svg"))))
    lock = _lock(paths.home_dir())
    start_logging(paths.home_dir())
    theme.install(application)
    window = MainWindow(data_dir)
    window.errors.install()
    collector = GarbageCollector(application)
    for loaded in (window.loading.engine_ready, window.loading.data_ready):
        loaded.connect(collector.begin)
    window.show()
    if smoke:
        from sparse_explorer.app.smoke import Smoke

        scenario = Smoke(window)
        scenario.start()
        application.exec()
        status = scenario.status
    else:
        status = application.exec()
    if lock is not None:
        lock.unlock()
    if any_running():
        # A thread did not stop in time. All is saved, and Qt would abort over it. What was printed would be lost.
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # as where there is no console
                stream.flush()
        os._exit(status)
    return status


def _lock(folder: Path) -> "QLockFile | None":
    """Keep a second window out of the folder, where each would overwrite the other's session. None where that cannot be
    done: nothing can be written there then."""
    from PySide6.QtCore import QLockFile

    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    lock = QLockFile(str(folder / "lock"))
    lock.setStaleLockTime(0)  # a lock is stale when its process is gone, however old it is
    if lock.tryLock(100):
        return lock
    if lock.error() != QLockFile.LockError.LockFailedError:
        return None
    process = lock.getLockInfo()[0]
    raise AlreadyOpenError(
        f"Sparse Explorer is open already (process {process}) and keeps its session in {folder}; "
        "use that window, or set SPARSE_EXPLORER_HOME to another folder"
    )
