"""A digit as the networks are given it: the picture that everything beside it is about."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, theme
from sparse_explorer.app.widgets.still_picture import StillPicture
from sparse_explorer.data.catalogue import IMAGE_SIZE

_FRAME = 1.0
_CORNER = 6.0


@guarded
class DigitView(QWidget):
    """One grey picture in a rounded frame, with a caption under it; of 28 x 28 pixels but in own data sets.

    Every pixel of the picture is a square of the same whole number of screen pixels, so the picture stays crisp
    at any scaling of the desktop; it grows from the upper left corner in steps of its own size.

    Args:
        caption: what the picture is, such as "clean"; also the accessible name. Empty: no caption.
        empty: a short sentence that stands in the frame while there is no picture.

    Emits nothing.
    """

    def __init__(self, caption: str = "", empty: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        self._empty = empty
        self._image: NDArray[np.float32] | None = None
        self._picture: QImage | None = None
        self._framed: tuple[int, int, int, int] | None = None
        self._still = StillPicture()
        self._corners: tuple[QRectF, QPainterPath] | None = None  # outside of the rounded frame, and of which
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(
            Qt.WidgetAttribute.WA_OpaquePaintEvent
        )  # or else all that lies behind is painted too
        theme().changed.connect(self.update)
        self._describe()

    def image(self) -> NDArray[np.float32] | None:
        """The picture shown, brightness 0 ... 1, or None."""
        return self._image

    def set_image(self, image: NDArray[np.float32] | None) -> None:
        """Show a float32 (S, S) picture of brightness 0 ... 1, or with None the empty state.

        Raises:
            ValueError: it is no square.
        """
        if image is not None and (image.ndim != 2 or image.shape[0] != image.shape[1] or not image.size):
            raise ValueError(f"image has the shape {image.shape}; it must be a square (S, S)")
        if (
            image is not None
            and self._image is not None
            and np.array_equal(image, self._image, equal_nan=True)
        ):
            return  # the clean digit, while the noise is moved
        alike = image is not None and self._image is not None and image.shape == self._image.shape
        self._image = image
        self._picture = None if image is None else _to_picture(image)
        if not alike:
            self._describe()
        self.update()

    def framed(self) -> tuple[int, int, int, int] | None:
        """The part that is framed."""
        return self._framed

    def set_frame(self, part: tuple[int, int, int, int] | None) -> None:
        """Frame a part of the picture, in its pixels: top, left, height, width; None for none."""
        if part != self._framed:
            self._framed = part
            self.update()

    def caption(self) -> str:
        """What stands under the picture."""
        return self._caption

    def set_caption(self, caption: str) -> None:
        """Say what the picture is."""
        if caption != self._caption:
            self._caption = caption
            self._describe()
            self.updateGeometry()
            self.update()

    def picture_rect(self) -> QRectF:
        """Where the picture, or the empty frame, is drawn: a square, in the widget's coordinates."""
        ratio = self.devicePixelRatioF()
        room = min(self.width(), self.height() - self._caption_height()) - 2 * _FRAME
        pixels, there = self._pixels(), max(int(room * ratio), 0)
        side = there // pixels * pixels or there  # a large image in little room is drawn smaller than it is
        corner = round(_FRAME * ratio) / ratio
        return QRectF(corner, corner, side / ratio, side / ratio)

    def _pixels(self) -> int:
        return IMAGE_SIZE if self._image is None else len(self._image)

    def sizeHint(self) -> QSize:
        side = 5 * IMAGE_SIZE + round(2 * _FRAME)
        return QSize(side, side + self._caption_height())

    def minimumSizeHint(self) -> QSize:
        side = 2 * IMAGE_SIZE + round(2 * _FRAME)
        return QSize(side, side + self._caption_height())

    def heightForWidth(self, width: int) -> int:
        return width + self._caption_height()

    def paintEvent(self, event: QPaintEvent) -> None:
        area = self.picture_rect()
        with QPainter(self) as painter:
            self._still.draw(painter, self, (self._caption, area), self._draw_caption)
            if not area.isEmpty():
                self._draw_picture(painter, area)

    def _draw_caption(self, painter: QPainter) -> None:
        if self._caption:
            area = self.picture_rect()
            painter.setPen(QColor(colors().muted))
            width = int(area.width())
            text = self.fontMetrics().elidedText(self._caption, Qt.TextElideMode.ElideRight, width)
            line = QRectF(area.left(), area.bottom() + _FRAME, width, self._caption_height())
            painter.drawText(line, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, text)

    def _draw_picture(self, painter: QPainter, area: QRectF) -> None:
        c = colors()
        if self._picture is not None:
            painter.drawImage(area, self._picture)  # nearest neighbour: no smooth transform is asked for
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            # A clip to the outline would be many times slower.
            painter.fillPath(self._outside(area), QColor(c.card))
        else:
            outline = QPainterPath()
            outline.addRoundedRect(area, _CORNER, _CORNER)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(outline, QColor(c.empty))
            painter.setPen(QColor(c.muted))
            inside = area.adjusted(SPACE, SPACE, -SPACE, -SPACE)
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)
        painter.setPen(QPen(QColor(c.border), 1))
        if self._framed is not None and self._picture is not None:
            top, left, high, wide = (each * area.width() / self._pixels() for each in self._framed)
            framed = QRectF(area.left() + left, area.top() + top, wide, high)
            painter.setPen(QPen(QColor(c.card), 4))
            painter.drawRect(framed)
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.drawRect(framed)
            painter.setPen(QPen(QColor(c.border), 1))
        half = QPointF(0.5, 0.5)
        painter.drawRoundedRect(QRectF(area.topLeft() - half, area.bottomRight() + half), _CORNER, _CORNER)

    def _outside(self, area: QRectF) -> QPainterPath:
        """What the rounded frame cuts off at the corners."""
        if self._corners is None or self._corners[0] != area:
            whole, outline = QPainterPath(), QPainterPath()
            whole.addRect(area)
            outline.addRoundedRect(area, _CORNER, _CORNER)
            self._corners = area, whole - outline
        return self._corners[1]

    def _caption_height(self) -> int:
        return self.fontMetrics().height() + SPACE // 2 if self._caption else 0

    def _describe(self) -> None:
        self.setAccessibleName(self._caption or self.tr("Image"))
        shown = self._empty
        if self._image is not None:
            shown = self.tr("Picture of {side} by {side} pixels").format(side=len(self._image))
        self.setAccessibleDescription(shown)


def _to_picture(image: NDArray[np.float32]) -> QImage:
    if not np.isfinite(image).all():  # asked first, since it is rare, and the other is slow
        image = np.nan_to_num(image, nan=0.0, posinf=1.0, neginf=0.0)
    grey = image.clip(0, 1) * 255
    data = np.ascontiguousarray(grey.round().astype(np.uint8))
    side = len(data)
    return QImage(
        data.data, side, side, side, QImage.Format.Format_Grayscale8
    ).copy()  # Qt must own the pixels
