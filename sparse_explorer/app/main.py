"""Starting the app: QApplication, logging, exception hooks, the window."""

import os
import sys

from sparse_explorer import paths


class NoDisplayError(ValueError):
    """There is no screen to open a window on; says what is missing and what works without one."""


def check_display() -> None:
    """Make sure that a window can be opened, before Qt would end the program over it.

    Raises:
        NoDisplayError: no display server is to be found.
    """
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    needs_server = sys.platform.startswith("linux") and not chosen.startswith(("offscreen", "minimal", "vnc"))
    if needs_server and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise NoDisplayError(
            "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set); "
            "'sparse-explorer run' trains and prints the table without a window"
        )


def run_app(smoke: bool = False, data_dir: str | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    Args:
        smoke: train and sweep the default variants briefly, export, print one line, and quit.
        data_dir: where data sets lie.

    Raises:
        NoDisplayError: there is no screen.
    """
    check_display()
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
