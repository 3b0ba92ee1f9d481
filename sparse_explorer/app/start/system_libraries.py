"""Which libraries of the system Qt needs and does not find, on Linux. Imports no Qt, so that it works without."""

import importlib.util
import subprocess
from collections.abc import Iterable
from pathlib import Path

_SECONDS = 20
_PARTS = ("QtCore*.so", "QtGui*.so", "QtWidgets*.so", "QtNetwork*.so", "Qt/plugins/platforms/libqxcb.so")
"""Of PySide6: what the window imports, and the plugin without which there is no window on X11."""

DEBIAN = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""Debian's and Ubuntu's package of each."""


def missing_libraries() -> list[str]:
    """The names of all that is not found, such as ``libEGL.so.1``, in alphabetical order.

    Raises:
        OSError: there is no ``ldd`` here, or it does not answer.
        ModuleNotFoundError: PySide6 is not installed.
    """
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("PySide6 is not installed")
    folder = Path(spec.submodule_search_locations[0])
    files = [str(path) for pattern in _PARTS for path in sorted(folder.glob(pattern))]
    try:
        # In the words of the C locale, which are the ones that are looked for.
        done = subprocess.run(
            ["ldd", *files],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
        )
    except subprocess.TimeoutExpired:
        raise OSError("ldd does not answer") from None
    return missing_in(done.stdout.decode(errors="replace").splitlines())


def missing_in(lines: Iterable[str]) -> list[str]:
    """What ``ldd`` does not find, in the lines that it prints, such as ``libEGL.so.1 => not found``."""
    return sorted({line.split()[0] for line in lines if line.rstrip().endswith("=> not found")})


def where_to_get(library: str) -> str:
    """That a library is missing, and what brings it."""
    package = DEBIAN.get(library)
    return f"is not installed{f'; Debian and Ubuntu have it in {package}' if package else ''}"
