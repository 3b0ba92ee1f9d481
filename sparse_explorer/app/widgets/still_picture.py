"""What of a widget, or of a part of it, stays while the rest changes: painted once, and copied from then on."""

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.qt.theme import colors


class StillPicture:
    """The still part of an opaque widget, on the colour of a card.

    Texts, rounded corners and marks are most of what painting costs, and under the noise slider nearly all of them are
    what they were a moment ago.

    Example::

        with QPainter(self) as painter:
            self._still.draw(painter, self, (self._names, self._truth), self._paint_names)
            self._paint_bars(painter)
    """

    def __init__(self) -> None:
        self._key: object = None
        self._picture = QPixmap()

    def draw(
        self,
        painter: QPainter,
        widget: QWidget,
        shown: object,
        paint: Callable[[QPainter], None],
        area: QRect | None = None,
    ) -> None:
        """Draw it.

        Args:
            painter: at work on the widget.
            shown: all that the picture depends on, but for the widget's size and font and the theme.
            paint: paints it, in the widget's coordinates; called where any of these is another one than it was.
            area: where it is; all of the widget if nothing is said.
        """
        area = widget.rect() if area is None else area
        ratio = painter.deviceTransform().m11()  # of what is painted on, which need not be the screen
        if not ratio.is_integer():  # a copy would fall between the pixels of the screen
            painter.fillRect(area, QColor(colors().card))
            paint(painter)
            return
        key = (shown, area.size(), ratio, colors(), widget.font())
        if key != self._key:
            self._picture = QPixmap(area.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(QColor(colors().card))
            self._key = key
            if not self._picture.isNull():
                with QPainter(self._picture) as inner:
                    inner.setFont(widget.font())
                    inner.setLayoutDirection(widget.layoutDirection())
                    inner.setWorldTransform(QTransform.fromTranslate(-area.x(), -area.y()))
                    paint(inner)
        painter.drawPixmap(area.topLeft(), self._picture)
