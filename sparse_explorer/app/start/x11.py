"""Whether an X server answers and lets this program in. Imports no Qt."""

import ctypes
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_S = 5
_MOST_WORDS = 1000


def is_named() -> bool:
    """Whether the environment names a server."""
    return bool(os.environ.get("DISPLAY"))


def why_not() -> str:
    """Why no window can be opened on the server that $DISPLAY names; empty if it can."""
    display = os.environ.get("DISPLAY")
    if not display:
        return "there is no display (DISPLAY is not set)"
    refused: list[bool] = []
    # In a thread, for a server that hangs would hold up the connection for ever.
    thread = threading.Thread(target=lambda: refused.append(_is_refused()), daemon=True)
    with _standard_error_aside() as said:
        thread.start()
        thread.join(PATIENCE_S)
        words = said()
    if refused == [False]:
        return ""
    answer = f"refuses: {words}" if words else "does not answer"
    return f"there is no display (the X server at {display} {answer})"


def _is_refused() -> bool:
    """Connect by means of the library that Qt uses too, which knows all kinds of addresses and the cookies."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False  # no word about the server; Qt's plugin needs the library too, and loading that says so
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)  # never null
    try:
        return bool(xcb.xcb_connection_has_error(connection))
    finally:
        xcb.xcb_disconnect(connection)


@contextmanager
def _standard_error_aside() -> Iterator[Callable[[], str]]:
    """Catch what the library writes to standard error, a server's reason to refuse; gives what returns it."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    try:
        before = os.dup(2)
    except OSError:  # there is none
        before = None
    os.dup2(writer, 2)
    os.close(writer)

    def said() -> str:
        try:
            return " ".join(os.read(reader, _MOST_WORDS).decode(errors="replace").split())
        except BlockingIOError:
            return ""

    try:
        yield said
    finally:
        if before is None:
            os.close(2)
        else:
            os.dup2(before, 2)
            os.close(before)
        os.close(reader)
