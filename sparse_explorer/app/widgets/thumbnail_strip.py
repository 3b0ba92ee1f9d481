"""A strip of small digits to choose from; only those in sight are ever made into pictures."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import colors
from sparse_explorer.data.catalogue import DIGITS, IMAGE_SIZE

_SIDE = 34
_GAP = 6
Index = QModelIndex | QPersistentModelIndex


def label_text(digit: int | str) -> str:
    """What an image shows, such as "a 9"."""
    return QCoreApplication.translate("DigitPicker", "a {digit}").format(digit=digit)


@guarded
class ThumbnailModel(QAbstractListModel):
    """Images and labels as a list; holds no copies. N images of H x W pixels."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images: NDArray[np.uint8] = np.zeros((0, IMAGE_SIZE, IMAGE_SIZE), np.uint8)  # N, H, W
        self._labels: NDArray[np.integer] = np.zeros(0, np.int64)  # N
        self._names: Sequence[str] = DIGITS

    def set_images(
        self, images: NDArray[np.uint8], labels: NDArray[np.integer], class_names: Sequence[str] = DIGITS
    ) -> None:
        """Take other images, and which digits they are, or of which of these classes.

        Raises:
            ValueError: they are not uint8 (N, H, W), or the labels are not as many.
        """
        if images.dtype != np.uint8 or images.ndim != 3 or len(labels) != len(images):
            found = f"{images.dtype} {images.shape} with {len(labels)} labels"
            raise ValueError(f"images are {found}; expected uint8 (N, H, W) with N labels")
        self.beginResetModel()
        self._images, self._labels, self._names = images, labels, tuple(class_names)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._images)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._images):
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            pixels = np.ascontiguousarray(self._images[index.row()])
            height, width = pixels.shape
            # The copy owns its pixels; the array may be gone when it is painted.
            return QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8).copy()
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            label = self._names[int(self._labels[index.row()])]
            text = self.tr("image {number:,} of {count:,}, {label}")
            count = len(self._images)
            return text.format(number=index.row() + 1, count=count, label=label_text(label))
        return None


@guarded
class ThumbnailDelegate(QStyledItemDelegate):
    """Paints a digit on a rounded tile, with a ring where it is chosen or pointed at."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_SIDE + _GAP, _SIDE + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c, flag, state = colors(), QStyle.StateFlag, option.state
        strip = option.widget
        if isinstance(strip, QListView) and not strip.viewport().rect().contains(option.rect):
            return  # a part of a digit is none
        left = option.rect.left() + (option.rect.width() - _SIDE) // 2
        tile = QRectF(left, option.rect.top() + _GAP / 2, _SIDE, _SIDE)
        outline = QPainterPath()
        outline.addRoundedRect(tile, 5, 5)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setClipPath(outline)
            painter.drawImage(tile, index.data(Qt.ItemDataRole.DecorationRole))
            painter.setClipping(False)
            here, hover = state & flag.State_Selected, state & flag.State_MouseOver
            ring = _ring(here, hover, state & flag.State_HasFocus)
            if ring:
                painter.setPen(QPen(QColor(getattr(c, ring)), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(tile.adjusted(-2, -2, 2, 2), 6, 6)
            elif c.dark:  # black tiles would melt into the card
                painter.setPen(QPen(QColor(c.border), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(tile.adjusted(-0.5, -0.5, 0.5, 0.5), 5, 5)
        finally:
            painter.restore()


def _ring(selected: Any, hover: Any, focus: Any) -> str:
    """Name of the colour of the ring around a tile; empty for none."""
    if focus:
        return "text"
    if selected:
        return "accent"
    return "muted" if hover else ""


@guarded
class ThumbnailStrip(QListView):
    """Digits from left to right, as many as there are.

    Signals:
        chosen(int): the user went to the digit with that index.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._showing = False
        self._digits = ThumbnailModel(self)
        self.setObjectName("digit_thumbnails")
        self.setAccessibleName(self.tr("Images"))
        self.setModel(self._digits)
        self.setItemDelegate(ThumbnailDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # wheel and keys do
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(_SIDE + _GAP)
        self.selectionModel().currentRowChanged.connect(self._current_changed)

    def set_images(
        self, images: NDArray[np.uint8], labels: NDArray[np.integer], class_names: Sequence[str] = DIGITS
    ) -> None:
        """Show other images, uint8 (N, H, W), with their labels (N,); nothing is chosen then."""
        self._showing = True
        try:
            self._digits.set_images(images, labels, class_names)
        finally:
            self._showing = False

    def set_index(self, index: int) -> None:
        """Show a digit as the chosen one, scroll to it, and emit nothing; -1 chooses none."""
        place = self._digits.index(index) if index >= 0 else QModelIndex()
        if place.isValid() and place == self.currentIndex():
            return
        self._showing = True
        try:
            if place.isValid():
                self.selectionModel().setCurrentIndex(place, QItemSelectionModel.SelectionFlag.ClearAndSelect)
                self.scrollTo(place, QAbstractItemView.ScrollHint.PositionAtCenter)
                self._scroll_by(0)
            else:
                self.selectionModel().clear()
        finally:
            self._showing = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
        by = turned if isinstance(turned, QPoint) else turned.toPoint()
        self._scroll_by(-(by.x() or by.y()))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among as many whole pictures as fit."""
        super().resizeEvent(event)
        width = self.viewport().width()
        self.setGridSize(QSize(width // max(1, width // (_SIDE + _GAP)), _SIDE + _GAP))
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
        self._scroll_by(0)

    def _scroll_by(self, pixels: int) -> None:
        """Scroll by about so much, so that no picture is cut at the left."""
        bar, step = self.horizontalScrollBar(), max(1, self.gridSize().width())
        steps = round(pixels / step) or (pixels > 0) - (pixels < 0)  # the smallest turn goes one on
        bar.setValue((round(bar.value() / step) + steps) * step)

    def _current_changed(self, current: QModelIndex) -> None:
        if current.isValid() and not self._showing:
            self.chosen.emit(current.row())
