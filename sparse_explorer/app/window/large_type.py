"""Larger type in everything that a window shows, and back again."""

import shiboken6
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from sparse_explorer.app.qt.theme import scaled_font, theme


class LargeType:
    """The type of the application and of one window's widgets, those with fonts of their own included.

    A style sheet keeps the fonts that widgets had when it was set: it is taken away meanwhile.
    """

    def __init__(self, window: QWidget, factor: float) -> None:
        self._window = window
        self._before = QFont(QApplication.font())
        fonts = [(widget, QFont(widget.font())) for widget in window.findChildren(QWidget)]
        _set_font(scaled_font(self._before, factor))
        self._own = [(widget, font) for widget, font in fonts if _size(widget.font()) == _size(font)]
        for widget, font in self._own:
            widget.setFont(scaled_font(font, factor))

    def put_back(self) -> None:
        """As it was before; widgets that are gone by now do not matter."""
        _set_font(self._before)
        for widget, font in self._own:
            if shiboken6.isValid(widget):
                widget.setFont(font)


def _set_font(font: QFont) -> None:
    theme().lift()
    QApplication.setFont(font)
    theme().refresh()


def _size(font: QFont) -> tuple[float, int]:
    return font.pointSizeF(), font.pixelSize()
