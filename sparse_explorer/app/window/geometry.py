"""Where a window is and how large: as it was left, as far as the present screen has room for it."""

import re

from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

_USUAL = QSize(1440, 900)
_FRAME = QSize(16, 48)
"""About what the window manager adds; unknown before the window is shown."""


def give_usual_size(window: QMainWindow) -> None:
    """The size of a first start: comfortable, and no larger than the screen."""
    window.resize(_USUAL.boundedTo(room(window).size() - _FRAME))


def room(window: QMainWindow) -> QRect:
    """Where a window may be: what the screen has for windows.

    Without a screen it is what the usual window takes. The 800x800 that Qt then names are nobody's, and would hide half
    of the window from a script that drives it.
    """
    screen = window.screen().availableGeometry()
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        return screen.united(QRect(screen.topLeft(), _USUAL + _FRAME))
    return screen


def to_text(window: QMainWindow) -> str:
    """A window's place and size, and whether it is maximized."""
    size = window.normalGeometry().size() if window.isMaximized() else window.size()
    return f"{bytes(window.saveGeometry().toBase64().data()).decode()} {size.width()}x{size.height()}"


def from_text(window: QMainWindow, text: object) -> None:
    """Take over what :func:`to_text` gave, whatever screen that was on; nothing for anything else."""
    found = re.fullmatch(r"(\S+) (\d{1,6})x(\d{1,6})", text) if isinstance(text, str) else None
    if found is None or not window.restoreGeometry(QByteArray.fromBase64(found[1].encode())):
        return
    if not (window.isMaximized() or window.isFullScreen()):
        window.resize(int(found[2]), int(found[3]))  # Qt itself bounds it by the screen as it sees that
    fit_to_screen(window)


def fit_to_screen(window: QMainWindow) -> None:
    """Make a window that is neither maximized nor full-screen no larger than its screen, and bring it there."""
    if window.isMaximized() or window.isFullScreen():
        return
    screen = room(window)
    size = window.size().boundedTo(screen.size() - _FRAME)
    area = QRect(window.pos(), size)
    area.moveLeft(max(screen.left(), min(area.left(), screen.right() + 1 - size.width() - _FRAME.width())))
    area.moveTop(max(screen.top(), min(area.top(), screen.bottom() + 1 - size.height() - _FRAME.height())))
    window.resize(size)
    window.move(area.topLeft())
