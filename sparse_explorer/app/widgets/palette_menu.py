"""A menu of the variants' colours."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from sparse_explorer.app.qt.theme import colors, variant_color

_SIDE = 16


class PaletteMenu(QMenu):
    """One entry a colour; those that variants have say so, and the present one has a ring around it.

    Args:
        current: number of the variant's own colour.
        used: numbers of the colours that any variants have.

    Signals:
        color_chosen(int): number of the colour that the user chose.
    """

    color_chosen = Signal(int)

    def __init__(self, current: int, used: Iterable[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Colour"))
        names = (
            self.tr("Orange"),
            self.tr("Blue"),
            self.tr("Green"),
            self.tr("Pink"),
            self.tr("Gold"),
            self.tr("Sky"),
            self.tr("Grey"),
        )
        count = len(colors().variants)
        taken = {number % count for number in (*used, current)}
        for number, name in zip(range(count), names, strict=True):
            own = number == current % count
            text = self.tr("{name} (in use)").format(name=name) if number in taken else name
            action = self.addAction(_swatch(number, own, self.devicePixelRatioF()), text)
            action.setData(number)
        self.triggered.connect(self._emit_chosen)

    def _emit_chosen(self, action: QAction) -> None:
        self.color_chosen.emit(action.data())


def _swatch(number: int, ringed: bool, ratio: float) -> QIcon:
    """A dot in a variant's colour."""
    pixmap = QPixmap(round(_SIDE * ratio), round(_SIDE * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(variant_color(number))
        painter.drawEllipse(QRectF(3, 3, _SIDE - 6, _SIDE - 6))
        if ringed:
            painter.setPen(QPen(QColor(colors().text), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(1, 1, _SIDE - 2, _SIDE - 2))
    return QIcon(pixmap)
