"""A font, and how wide texts are in it: under the noise slider the same few texts are asked for at each step."""

from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetrics

from sparse_explorer.app.qt.theme import scaled_font
from sparse_explorer.app.widgets.elision import elided

_MOST = 2048
"""Texts whose width is remembered, of each font."""


class Face:
    """A font with its measures.

    Example::

        bold = face(self.font(), bold=True)
        painter.setFont(bold.font)
        painter.drawText(area, bold.elided(name, area.width()))

    Attributes:
        font, metrics: the font; it is not to be changed.
        height: of a line, in pixels.
    """

    def __init__(self, font: QFont) -> None:
        self.font, self.metrics = font, QFontMetrics(font)
        self.height = self.metrics.height()
        self._widths: dict[str, int] = {}
        self._elided: dict[tuple[str, int], str] = {}

    def wide(self, text: str) -> int:
        """How wide a text is, in pixels."""
        if text not in self._widths:
            if len(self._widths) >= _MOST:
                self._widths.clear()
            self._widths[text] = self.metrics.horizontalAdvance(text)
        return self._widths[text]

    def elided(self, text: str, width: float) -> str:
        """``text`` as it can be painted in so many pixels, with "…" where it had to be cut."""
        key = text, int(width)
        if key not in self._elided:
            if len(self._elided) >= _MOST:
                self._elided.clear()
            self._elided[key] = elided(text, self.metrics, key[1])
        return self._elided[key]


def face(font: QFont, scale: float = 1.0, bold: bool = False) -> Face:
    """A font, so many times as large, and bold if that is wanted; the same object for whoever asks again."""
    return _face(QFont(font), scale, bold)  # a style's option takes its own font with it


@lru_cache(maxsize=64)
def _face(font: QFont, scale: float, bold: bool) -> Face:
    return Face(scaled_font(font, scale, bold))
