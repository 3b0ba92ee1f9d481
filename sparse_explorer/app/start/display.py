"""Whether Qt can open a window here, asked before Qt is: it would end the program with an abort and a page of text."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sparse_explorer.app.qt.binding import use_own_plugins
from sparse_explorer.app.start import wayland, x11
from sparse_explorer.app.start.errors import NoDisplayError, WindowError, why_not_loaded

_WAYLAND, _XCB = "wayland", "xcb"
_SERVERS: dict[str, Callable[[], str]] = {_WAYLAND: wayland.why_not, _XCB: x11.why_not}


def usable_platforms() -> list[str]:
    """Return those of Qt's platforms that a window can be opened with, as ``-platform`` takes them.

    They are what $QT_QPA_PLATFORM names, such as ``wayland;xcb:option``; without that, those whose display server the
    environment names. Empty leaves the choice to Qt: all that are asked for can be used.

    Raises:
        NoDisplayError: no display server answers.
        WindowError: Qt cannot be imported, there is no such platform, or its plugin cannot be loaded.
    """
    asked = _asked_for()
    reasons = {platform: _why_no_server(platform) for platform in asked}
    # Without a server there may be no Qt either, and no need of it.
    if asked and all(reasons.values()):
        raise NoDisplayError(_joined(reasons.values()))
    _check_import()
    use_own_plugins()
    plugins = _plugins()
    for platform in asked:
        reasons[platform] = reasons[platform] or _why_no_plugin(_name(platform), plugins)
    usable = [platform for platform in asked if not reasons[platform]]
    if asked and not usable:
        there_are = (
            "" if set(map(_name, asked)) <= plugins.keys() else f" (Qt has {', '.join(sorted(plugins))})"
        )
        raise WindowError(_joined(reasons.values()) + there_are)
    return [] if len(usable) == len(asked) else usable


def _joined(reasons: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(reasons))


def _asked_for() -> Sequence[str]:
    """The platforms that Qt would try, in its order."""
    chosen = [name.strip() for name in os.environ.get("QT_QPA_PLATFORM", "").split(";") if name.strip()]
    if chosen or not sys.platform.startswith("linux"):
        return chosen
    asked = [name for name, named in ((_WAYLAND, wayland.is_named()), (_XCB, x11.is_named())) if named]
    if not asked:
        raise NoDisplayError("there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)")
    return asked


def _name(platform: str) -> str:
    """``XCB:option`` is called ``xcb``."""
    return platform.partition(":")[0].lower()


def _why_no_server(platform: str) -> str:
    """Why the platform's display server cannot be used; empty if it can, or if there is none to ask."""
    server = _SERVERS.get(_name(platform).partition("-")[0]) if sys.platform.startswith("linux") else None
    return server() if server else ""


def _check_import() -> None:
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        raise WindowError(why_not_loaded(str(error))) from None


def _plugins() -> dict[str, Path]:
    """The file of each platform's plugin, by the names that it goes by, in lower case; as Qt does, the first counts."""
    from PySide6.QtCore import QCoreApplication, QPluginLoader

    found: dict[str, Path] = {}
    for folder in QCoreApplication.libraryPaths():
        for path in sorted(Path(folder, "platforms").glob("*")):
            about: dict[str, Any] = QPluginLoader(str(path)).metaData()
            for key in about.get("MetaData", {}).get("Keys", []):
                found.setdefault(str(key).lower(), path)
    return found


def _why_no_plugin(name: str, plugins: Mapping[str, Path]) -> str:
    """Why the platform's plugin cannot be used; empty if it can. What can is loaded, as Qt does next."""
    from PySide6.QtCore import QPluginLoader

    if name not in plugins:
        return f"Qt has no platform {name!r}, which QT_QPA_PLATFORM asks for"
    loader = QPluginLoader(str(plugins[name]))
    return "" if loader.load() else f"Qt's platform {name!r}: {why_not_loaded(loader.errorString())}"
