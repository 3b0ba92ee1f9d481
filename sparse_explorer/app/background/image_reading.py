"""Reading a picture that the user brings, from a file or as it was copied, within limits."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from sparse_explorer.app.language.messages import message_text
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError
from sparse_explorer.reading.files import read_bytes

MOST_BYTES = 64 << 20
MOST_PIXELS = 64_000_000
"""Of a picture in a file: more than most cameras make, and 256 MB while it is read."""

MOST_SIDE = 560
"""What a larger picture is made smaller to; networks are shown far fewer pixels."""

LEAST_SIDE = 4

FORMATS = ("png", "jpg", "jpeg", "bmp", "gif", "webp", "pbm", "pgm", "ppm", "ico", "tif", "tiff")


class ImageError(Exception):
    """What is wrong with a picture, in one line for the user."""


@dataclass(frozen=True, eq=False)
class PictureRead:
    """A picture: float32, (h, w), grey 0 ... 1, and the name of its file."""

    grey: NDArray[np.float32]
    title: str


def read_picture(path: Path) -> Iterator[PictureRead]:
    """Read a picture from a file; its first frame, if it has several.

    Raises:
        ImageError: it is no picture, or too large; the one line names the file.
    """
    name, translate = shown(Path(path.name)), QCoreApplication.translate
    try:
        content = read_bytes(path, MOST_BYTES)
    except (OSError, ReadError) as error:
        reason = getattr(error, "strerror", None) or message_text(str(error))
        text = translate("Picture", "{name} cannot be read: {reason}.")
        raise ImageError(text.format(name=name, reason=reason)) from error
    yield PictureRead(grey_of(_decoded(content, name), name), path.name)


def _decoded(content: bytes, name: str) -> QImage:
    translate = QCoreApplication.translate
    stream = QBuffer()
    stream.setData(QByteArray(content))
    stream.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(stream)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()).decode("ascii", "replace") not in FORMATS:
        text = translate("Picture", "{name} is no picture; allowed are PNG, JPEG, BMP, GIF, WebP and TIFF.")
        raise ImageError(text.format(name=name))
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        text = translate(
            "Picture", "{name} has {width} × {height} pixels; allowed are {most} million in all."
        )
        raise ImageError(
            text.format(
                name=name, width=size.width(), height=size.height(), most=round(MOST_PIXELS / 1_000_000)
            )
        )
    picture = reader.read()  # within Qt's own limit of memory as well, where the size was not announced
    if picture.isNull():
        text = translate("Picture", "{name} is a broken picture: {reason}.")
        raise ImageError(text.format(name=name, reason=reader.errorString().rstrip(".")))
    return picture


def grey_of(picture: QImage, name: str) -> NDArray[np.float32]:
    """The grey values of a picture, float32 (h, w), 0 ... 1, made smaller where it is large.

    What is transparent becomes the opposite of what is not, so that ink without paper is seen.

    Raises:
        ImageError: there is no picture, or one of too few pixels.
    """
    if min(picture.width(), picture.height()) < LEAST_SIDE:
        text = QCoreApplication.translate(
            "Picture", "{name} has {width} × {height} pixels; a picture has at least {least} × {least}."
        )
        raise ImageError(
            text.format(name=name, width=picture.width(), height=picture.height(), least=LEAST_SIDE)
        )
    if max(picture.width(), picture.height()) > MOST_SIDE:
        picture = picture.scaled(
            QSize(MOST_SIDE, MOST_SIDE),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    picture = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    high, wide = picture.height(), picture.width()
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(high, picture.bytesPerLine())
    pixels = rows[:, : 4 * wide].reshape(high, wide, 4).astype(np.float32) / 255
    grey = pixels[..., :3] @ np.array((0.299, 0.587, 0.114), np.float32)  # (h, w)
    alpha = pixels[..., 3]
    if alpha.min() < 1:
        weight = float(alpha.sum())
        paper = 1.0 if weight and float((grey * alpha).sum()) / weight < 0.5 else 0.0
        grey = grey * alpha + paper * (1 - alpha)
    return np.ascontiguousarray(grey, dtype=np.float32)
