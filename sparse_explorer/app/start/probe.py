"""Whether the window can be opened here, and what is missing if not: imports Qt and starts it, so that it may fail.

To be called in a process of its own, which Qt may end; whoever started it has what was found until then.
"""

import os
import sys
from collections.abc import Iterator

from sparse_explorer.app.start import wayland, x11
from sparse_explorer.app.start.display import usable_platforms
from sparse_explorer.app.start.errors import NoDisplayError, WindowError, why_not_loaded
from sparse_explorer.app.start.system_libraries import missing_libraries, where_to_get

Fact = tuple[str, str, bool]
"""What was looked at, how it is, and whether the window lacks it."""


def window_facts() -> Iterator[Fact]:
    """Look at the system's libraries, the display, and Qt."""
    yield from _libraries()
    platform, fact = _display()
    yield fact
    try:
        import PySide6
        import PySide6.QtWidgets
        from PySide6.QtCore import qVersion

        yield "import of Qt", f"works: PySide6 {PySide6.__version__}, Qt {qVersion()}", False
    except Exception as error:
        yield "import of Qt", f"fails: {why_not_loaded(str(error))}", True
        return
    yield from _started(platform)
    try:
        import pyqtgraph

        yield "import of pyqtgraph", f"works: {pyqtgraph.__version__}", False
    except Exception as error:
        yield "import of pyqtgraph", f"fails: {why_not_loaded(str(error))}", True


def _libraries() -> Iterator[Fact]:
    if not sys.platform.startswith("linux"):
        return
    try:
        missing = missing_libraries()
    except (OSError, ModuleNotFoundError) as error:
        yield "system libraries", f"cannot be told: {getattr(error, 'strerror', None) or error}", False
        return
    if not missing:
        yield "system libraries", "all that Qt needs are here", False
    for library in missing:
        yield library, where_to_get(library), True


def _display() -> tuple[str, Fact]:
    """A platform that Qt can be started with, and what there is to say of the display.

    That a machine has no display is as it should be on many; that one which is named does not answer is not.
    """
    try:
        platforms = usable_platforms()
    except NoDisplayError as error:
        named = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"))
        return "offscreen", ("display", _reason(error), named)
    except WindowError as error:
        return "offscreen", ("display", _reason(error), True)
    servers = [name for name, server in (("wayland", wayland), ("xcb", x11)) if server.is_named()]
    usable = (
        ", ".join(platforms) or os.environ.get("QT_QPA_PLATFORM") or ", ".join(servers) or "the system's own"
    )
    return ";".join(platforms), ("display", f"usable: {usable}", False)


def _reason(error: WindowError) -> str:
    return str(error).removeprefix("the window cannot be opened: ").partition("; 'sparse-explorer run'")[0]


def _started(platform: str) -> Iterator[Fact]:
    """What Qt says once it has started, which it may not survive."""
    from PySide6.QtGui import QFontDatabase, QGuiApplication

    application = QGuiApplication(["sparse-explorer", *(["-platform", platform] if platform else [])])
    screens = [
        f"{screen.size().width()}x{screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in application.screens()
    ]
    yield "start of Qt", f"works: platform {application.platformName()}, screens {', '.join(screens)}", False
    families = len(QFontDatabase.families())
    wanted = "; Debian and Ubuntu have some in fonts-dejavu-core" if not families else ""
    yield "fonts", f"{families} families{wanted}", not families
