"""Makes the pictures of the program's icon from resources/icons/sparse-explorer.svg: python packaging/icons.py [FOLDER]

PNG in the sizes of the hicolor theme, .ico for Windows, .icns for macOS; without FOLDER into packaging/desktop/icons.
"""

import io
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "resources" / "icons" / "sparse-explorer.svg"
NAME = "org.sparse_explorer.SparseExplorer"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def drawn(size: int) -> bytes:
    """The icon as PNG, so many pixels high and wide."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def main(folder: Path) -> None:
    """Write all pictures."""
    application = QGuiApplication.instance() or QGuiApplication([])
    assert application is not None
    pictures = {size: drawn(size) for size in SIZES}
    for size, png in pictures.items():
        place = folder / "hicolor" / f"{size}x{size}" / "apps" / f"{NAME}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(png)
    largest, *others = [Image.open(io.BytesIO(drawn(size))) for size in (1024, *reversed(SIZES))]
    small = [(size, size) for size in SIZES if size <= 256]
    largest.save(folder / "sparse-explorer.ico", sizes=small, append_images=others)
    largest.save(folder / "sparse-explorer.icns", append_images=others)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "packaging" / "desktop" / "icons")
