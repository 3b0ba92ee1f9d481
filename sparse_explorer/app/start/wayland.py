"""Whether a Wayland compositor answers. Imports no Qt."""

import os
import socket

_PATIENCE_S = 5


def is_named() -> bool:
    """Whether the environment names a compositor."""
    return bool(os.environ.get("WAYLAND_DISPLAY") or os.environ.get("WAYLAND_SOCKET"))


def why_not() -> str:
    """Why no window can be opened on the compositor that the environment names, or the usual one; empty if it can."""
    if os.environ.get("WAYLAND_SOCKET"):  # a connection that was opened for this program by what started it
        return ""
    name = os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
    path = os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name)  # an absolute name stays as it is
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_PATIENCE_S)
        try:
            connection.connect(path)
        except OSError:
            return f"there is no display (no Wayland compositor answers at {path})"
    return ""
