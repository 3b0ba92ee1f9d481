"""Texts in too little room: cut where their reading ends, at the right or, in Hebrew and Arabic, at the left."""

import unicodedata

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.plain_tip import plain_tip

_RIGHT_TO_LEFT, _END = (
    "\u2067",
    "\u2069",
)  # an isolate: what stands in it is ordered from the right, on its own


def isolated(text: str) -> str:
    """``text`` as it can be painted, or stand in a sentence: unchanged unless it reads from right to left.

    The window reads from left to right, so Qt would put the full stop, the number or the "…" behind a Hebrew name
    before its first letter.
    """
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return text if first == "L" else f"{_RIGHT_TO_LEFT}{text}{_END}"


def elided(text: str, metrics: QFontMetrics | QFontMetricsF, width: float) -> str:
    """``text`` as it can be painted in so many pixels, with "…" where it had to be cut."""
    if metrics.horizontalAdvance(text) > width:  # asked here, since Qt counts fractions of a pixel
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(width)))
    return isolated(text)


@guarded
class ElidedLabel(QLabel):
    """A line of plain text; where room is short it is a shorter one or cut, and the tool tip says it whole.

    Attributes:
        least: the width in pixels that it asks for at least; None: that of its shortest text, so that none is cut.
        tip: stands in the tool tip under the whole text, or alone while nothing is cut.
    """

    def __init__(self, text: str = "", least: int | None = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.least = least
        self._shorter: tuple[str, ...] = ()
        self.tip = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str, *shorter: str) -> None:
        """Say something else; where the room is too small for it, the first of ``shorter`` that fits."""
        if (text, shorter) == (self.text(), self._shorter):
            return  # as under the noise slider, at every step
        self._shorter = shorter
        super().setText(text)
        self.setAccessibleName(text)
        self._update_tip()

    def set_tip(self, tip: str) -> None:
        """Explain the text in the tool tip."""
        self.tip = tip
        self._update_tip()

    def is_cut(self) -> bool:
        """Whether there is too little room for the whole text."""
        return not self._fits(self.text())

    def shown_text(self) -> str:
        """What is painted."""
        texts = (self.text(), *self._shorter)
        text = next((text for text in texts if self._fits(text)), texts[-1])
        return elided(text, self.fontMetrics(), self.contentsRect().width())

    def _fits(self, text: str) -> bool:
        return self.fontMetrics().horizontalAdvance(text) <= self.contentsRect().width()

    def minimumSizeHint(self) -> QSize:
        least = self.least
        if least is None:
            texts = (self.text(), *self._shorter)
            least = min(self.fontMetrics().horizontalAdvance(text) for text in texts) + 1
        return QSize(least, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self.style().drawItemText(
                painter,
                self.contentsRect(),
                self.alignment(),
                self.palette(),
                self.isEnabled(),
                self.shown_text(),
                self.foregroundRole(),
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_tip()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._update_tip()

    def _update_tip(self) -> None:
        whole = self.text() if self.is_cut() else ""
        self.setToolTip(plain_tip("\n".join(part for part in (whole, self.tip) if part)))
