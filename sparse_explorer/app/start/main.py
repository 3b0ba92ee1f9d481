"""Starting the app: whether a window can be opened, the lock, logging, exception hooks, the window."""

import gc
import importlib
import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sparse_explorer import paths
from sparse_explorer.app.qt.binding import use_plain_imports
from sparse_explorer.app.start.display import usable_platforms
from sparse_explorer.app.start.errors import AlreadyOpenError, StartError, WindowError, why_not_loaded
from sparse_explorer.app.start.preloading import preload_torch
from sparse_explorer.logs import loaded_versions, log, start_logging
from sparse_explorer.signals import STOPPED
from sparse_explorer.threads import let_threads_sleep

if TYPE_CHECKING:
    from PySide6.QtCore import QLockFile

    from sparse_explorer.app.start.single_instance import Listener
    from sparse_explorer.app.window.main_window import MainWindow

COMPILED = (
    "csv",
    "multiprocessing.connection",
    "statistics",
    "subprocess",
    "unicodedata",
    "uuid",
    "pyqtgraph",
)
"""What of the window's imports has compiled parts, numpy's among them: the system loads one library at a time, and so
none beside torch's."""


def run_app(
    smoke: bool = False,
    data_dir: str | None = None,
    link: str | None = None,
    watch: "Callable[[MainWindow], None] | None" = None,
) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    Where a window is open already on the same home folder, that one comes to the front instead.

    Args:
        smoke: train and sweep the default variants briefly, export, print one line, and quit.
        data_dir: where data sets lie.
        link: whose variants, seeds, noise and image are opened, by the window that is open already if there is one.
        watch: is called with the window before it is shown, for a script that drives it.

    Raises:
        WindowError: no window can be opened; NoDisplayError where it is for want of a screen.
        AlreadyOpenError: another window keeps its session in the same folder, and does not answer or, with ``smoke``,
            is not asked.
    """
    gc.disable()  # hardly anything that is imported and made now becomes garbage; GarbageCollector takes over
    try:
        return _run(smoke, data_dir, link, watch)
    except StartError:
        gc.enable()
        raise


def _run(
    smoke: bool, data_dir: str | None, link: str | None, watch: "Callable[[MainWindow], None] | None"
) -> int:
    platforms = [] if _has_application() else usable_platforms()
    use_plain_imports()
    let_threads_sleep()
    if sys.platform == "win32":
        import torch  # noqa: F401  # imported after Qt it fails there (pytorch#166628)
    from sparse_explorer.app.start.single_instance import lock_folder, raise_the_other

    home = paths.home_dir()
    try:
        lock = lock_folder(home)
    except AlreadyOpenError:
        if not smoke and raise_the_other(home, link):
            print(
                f"Sparse Explorer is open already with the session in {home}; its window comes to the front."
            )
            return 0
        lock = lock_folder(home)  # it may have been closed meanwhile
    try:
        return _show_window(platforms, lock, smoke, data_dir, link, watch)
    except ImportError as error:
        raise WindowError(why_not_loaded(str(error))) from None


def _has_application() -> bool:
    """Whether the process has a QApplication already, as tests have, and notebooks."""
    core = sys.modules.get("PySide6.QtCore")
    return core is not None and core.QCoreApplication.instance() is not None


def _show_window(
    platforms: list[str],
    lock: "QLockFile | None",
    smoke: bool,
    data_dir: str | None,
    link: str | None,
    watch: "Callable[[MainWindow], None] | None",
) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    Args:
        lock: of the home folder; None where nothing can be written there.
        link: to be opened; None for none.
        watch: called before the window is shown; None for nothing.
    """
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImageReader

    from sparse_explorer.app.qt import theme
    from sparse_explorer.app.start.application import make_application
    from sparse_explorer.app.start.garbage import GarbageCollector
    from sparse_explorer.app.start.stop_requests import StopRequests

    sys.setswitchinterval(0.001)  # a training thread hands Python back to the window sooner
    application = make_application(platforms)
    start_logging(fallback=True)
    theme.prepare(application)
    QImageReader(str(paths.resource("icons", "sparse-explorer.svg"))).canRead()  # loads what the looks need
    for name in COMPILED:
        importlib.import_module(name)
    preload_torch()
    from sparse_explorer.app.window.main_window import MainWindow

    window = MainWindow(data_dir, welcome=not smoke)
    window.errors.install()
    collector = GarbageCollector(application)
    for loaded in (window.loading.engine_ready, window.loading.data_ready):
        loaded.connect(collector.begin)
    window.loading.engine_ready.connect(lambda ready: log.info("the window is ready: %s", loaded_versions()))
    if watch is not None:
        watch(window)
    window.show()
    requests = StopRequests(application)
    signalled: list[int] = []
    requests.asked.connect(signalled.append)
    requests.asked.connect(window.leave)
    listeners: list[Listener] = []
    if lock is not None:  # once the window is painted: a second start asks for some seconds
        window.loading.status.connect(
            lambda: listeners.append(_listener_of(window)), Qt.ConnectionType.SingleShotConnection
        )
    if link is not None:
        open_first(window, link)
    if smoke:
        from sparse_explorer.app.start.smoke import Smoke

        scenario = Smoke(window)
        scenario.start()
        application.exec()
        status = scenario.status
    else:
        status = application.exec()
    requests.close()
    if signalled:
        status = STOPPED + signalled[0]
    for listener in listeners:
        listener.close()
    if lock is not None:
        lock.unlock()
    _leave_threads_behind(status)
    return status


def _listener_of(window: "MainWindow") -> "Listener":
    from sparse_explorer.app.start.single_instance import Listener

    listener = Listener(window, paths.home_dir())
    listener.link_received.connect(partial(open_in, window))
    return listener


def _leave_threads_behind(status: int) -> None:
    """End the process if a thread did not stop in time. All is saved, and Qt would abort over it."""
    from sparse_explorer.app.background.worker import any_running

    if not any_running():
        return
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as where there is no console
            stream.flush()  # what was printed would be lost
    os._exit(status)


def open_first(window: "MainWindow", link: str) -> None:
    """Open what the program was started with. At a first start nothing else is there, unless it cannot be opened."""
    session = window.session
    if window.first_start and window.undo.stack.count() == 0 and not _is_network(link):
        for item in list(session.items):
            session.remove(item.id)
        window.undo.stack.clear()  # nobody has edited anything
        for opener in (window.experiments, window.take_away):
            opener.failed.connect(lambda *_: None if session.items else window.welcome())
    open_in(window, link)


def open_in(window: "MainWindow", link: str) -> None:
    """Open what a link carries, or the experiment or network that a file's address names."""
    address = urlsplit(link)
    if address.scheme == "file":
        from urllib.request import url2pathname  # which brings all of HTTP with it

        path = Path(url2pathname(address.path))
        if _is_network(link):
            window.networks.open_file(path)
        else:
            window.experiments.open_from(path)
    else:
        window.take_away.open_link(link)


def _is_network(link: str) -> bool:
    return link.startswith("file:") and link.lower().endswith(".onnx")
