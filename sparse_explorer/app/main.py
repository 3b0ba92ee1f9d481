"""Starting the app: QApplication, logging, exception hooks, the window."""

import os
import socket
import sys
from typing import Any

from sparse_explorer import paths
from sparse_explorer.threads import let_threads_sleep


class NoDisplayError(ValueError):
    """There is no screen to open a window on; says what is missing and what works without one."""


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

    sys.setswitchinterval(0.001)  # a training thread hands Python back to the window sooner
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("sparse-explorer")
    application.setApplicationDisplayName("Sparse Explorer")
    application.setDesktopFileName("sparse-explorer")
    application.setWindowIcon(QIcon(str(paths.resource("icons", "sparse-explorer.svg"))))
    start_logging(paths.home_dir())
    theme.install(application)
    window = MainWindow(data_dir)
    window.errors.install()
    GarbageCollector(application)
    window.show()
    if smoke:
        from sparse_explorer.app.smoke import Smoke

        scenario = Smoke(window)
        scenario.start()
        application.exec()
        return scenario.status
    return application.exec()
