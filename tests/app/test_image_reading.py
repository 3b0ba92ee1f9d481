"""Pictures from files: what kinds are read, what becomes of transparency, and one line for each that is none."""

import io
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QImage

from sparse_explorer.app.background import image_reading
from sparse_explorer.app.background.image_reading import ImageError, grey_of, read_picture


def read(path: Path) -> np.ndarray:
    (found,) = read_picture(path)
    assert found.title == path.name
    return found.grey


def cross(mode: str = "L") -> Image.Image:
    """Light on dark, 12 x 16."""
    grey = np.zeros((16, 12), np.uint8)
    grey[6:10], grey[:, 5:7] = 255, 255
    return Image.fromarray(grey).convert(mode)


@pytest.mark.parametrize(
    ("ending", "mode"),
    [("png", "L"), ("png", "RGB"), ("png", "P"), ("jpg", "L"), ("bmp", "RGB"), ("gif", "P"), ("webp", "RGB")],
)
def test_a_picture_of_any_common_kind_is_read_as_grey(tmp_path: Path, ending: str, mode: str) -> None:
    path = tmp_path / f"ein Bild ☃.{ending}"
    cross(mode).save(path)
    grey = read(path)
    assert grey.shape == (16, 12)
    assert grey.dtype == np.float32
    assert grey[8, 0] > 0.9
    assert grey[0, 0] < 0.1


def test_the_content_tells_what_it_is_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    cross().save(path, format="PNG")
    assert read(path)[8, 0] == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("ink", [0, 255])
def test_transparent_paper_is_the_opposite_of_the_ink(tmp_path: Path, ink: int) -> None:
    pixels = np.zeros((16, 12, 4), np.uint8)
    pixels[6:10, :, :3], pixels[6:10, :, 3] = ink, 255
    path = tmp_path / "ink.png"
    Image.fromarray(pixels).save(path)
    grey = read(path)
    assert grey[8, 5] == pytest.approx(ink / 255)
    assert grey[0, 0] == pytest.approx(1 - ink / 255)


def test_sixteen_bits_are_read(tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    Image.fromarray(np.full((8, 8), 32768, np.uint16)).save(path)
    assert read(path)[4, 4] == pytest.approx(0.5, abs=0.01)


def test_a_large_picture_is_made_smaller_in_its_proportions(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("L", (2240, 1120), 128).save(path)
    assert read(path).shape == (280, 560)


def bomb() -> bytes:
    """A PNG whose head announces 60,000 x 60,000 pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(9000)))
        + chunk(b"IEND", b"")
    )


def whole() -> bytes:
    content = io.BytesIO()
    cross().save(content, format="PNG")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no picture; allowed are PNG"),
        (b"digits, but as text", "is no picture; allowed are PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "is no picture; allowed are PNG"),
        (bomb(), "has 60000 × 60000 pixels; allowed are 64 million in all"),
        (whole()[:40], "is a broken picture"),
    ],
    ids=["empty", "text", "svg", "bomb", "cut"],
)
def test_what_is_no_picture_is_one_line_with_the_name(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "odd\nname.png" if os.name == "posix" else tmp_path / "odd name.png"
    path.write_bytes(content)
    with pytest.raises(ImageError, match=words) as caught:
        read(path)
    (line,) = str(caught.value).splitlines()
    assert "odd" in line


def test_a_folder_a_missing_file_and_a_huge_one_are_refused(tmp_path: Path, monkeypatch) -> None:
    with pytest.raises(ImageError, match="cannot be read: it is a folder"):
        read(tmp_path)
    with pytest.raises(ImageError, match=r"gone\.png cannot be read"):
        read(tmp_path / "gone.png")
    monkeypatch.setattr(image_reading, "MOST_BYTES", 10)
    path = tmp_path / "huge.png"
    path.write_bytes(whole())
    with pytest.raises(ImageError, match="larger than 10 bytes"):
        read(path)


@pytest.fixture
def quiet_decoders() -> Iterator[None]:
    """Qt says of each broken file what is wrong with it."""
    QLoggingCategory.setFilterRules("qt.gui.imageio*=false")
    yield
    QLoggingCategory.setFilterRules("")


def test_broken_files_end_in_one_line_or_a_picture(tmp_path: Path, quiet_decoders: None) -> None:
    sound, numbers = whole(), np.random.default_rng(0)
    path = tmp_path / "fuzz.png"
    refused = []
    for _ in range(60):
        content = bytearray(sound)
        for place in numbers.integers(8, len(content), 3):
            content[place] = numbers.integers(0, 256)
        path.write_bytes(content)
        try:
            assert read(path).ndim == 2
        except ImageError as error:
            refused.append(str(error))
    assert refused
    assert all(len(line.splitlines()) == 1 for line in refused)


def test_a_picture_without_pixels_is_refused() -> None:
    with pytest.raises(ImageError, match="the copy has 0 × 0 pixels"):
        grey_of(QImage(), "the copy")
