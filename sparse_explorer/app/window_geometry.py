"""Where a window is and how large: as it was left, as far as the present screen has room for it."""

from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtWidgets import QMainWindow

_USUAL = QSize(1440, 900)
_FRAME = QSize(16, 48)
"""About what the window manager adds; unknown before the window is shown."""


def give_usual_size(window: QMainWindow) -> None:
    """The size of a first start: comfortable, and no larger than the screen."""
    window.resize(_USUAL.boundedTo(window.screen().availableGeometry().size() - _FRAME))


def to_text(window: QMainWindow) -> str:
    """A window's place and size, and whether it is maximized."""
    return bytes(window.saveGeometry().toBase64().data()).decode()


def from_text(window: QMainWindow, text: object) -> None:
    """Take over what :func:`to_text` gave, whatever screen that was on; nothing for anything else."""
    if isinstance(text, str) and window.restoreGeometry(QByteArray.fromBase64(text.encode())):
        fit_to_screen(window)


def fit_to_screen(window: QMainWindow) -> None:
    """Make a window that is neither maximized nor full-screen no larger than its screen, and bring it there."""
    if window.isMaximized() or window.isFullScreen():
        return
    screen = window.screen().availableGeometry()
    size = window.size().boundedTo(screen.size() - _FRAME)
    area = QRect(window.pos(), size)
    area.moveLeft(max(screen.left(), min(area.left(), screen.right() + 1 - size.width() - _FRAME.width())))
    area.moveTop(max(screen.top(), min(area.top(), screen.bottom() + 1 - size.height() - _FRAME.height())))
    window.resize(size)
    window.move(area.topLeft())
