"""IDX: a folder of four files of which one is broken, plain or gzip."""

import functools
import gzip
import io
import struct
from collections.abc import Callable
from pathlib import Path
from random import Random

import torch

from sparse_explorer.data.datasets import load
from sparse_explorer.data.errors import DataError
from tests.fuzz.formats import Format, Outcome
from tests.fuzz.mutations import spoil

NAMES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
COUNTS = (0, 1, 2, 3, 5, 27, 28, 29, 784, 999_999, 1_000_000, 1_000_001, 2**31 - 1, 2**31, 2**32 - 1)
MAGICS = (0, 2049, 2050, 2051, 2052, 0x0D03, 0x1F8B0808, 2**32 - 1)
PLACE = 4
"""Bytes that say which of the four files is broken, before its content."""


@functools.cache
def _sound() -> tuple[bytes, ...]:
    dice = Random(0)
    files = []
    for count in (4, 3):
        files.append(struct.pack(">4I", 2051, count, 28, 28) + dice.randbytes(count * 784))
        files.append(struct.pack(">2I", 2049, count) + bytes(dice.randrange(10) for _ in range(count)))
    return tuple(files)


@functools.cache
def _bomb() -> bytes:
    """A quarter of a gigabyte in a quarter of a megabyte."""
    return gzip.compress(struct.pack(">4I", 2051, 4, 28, 28) + bytes(1 << 28), compresslevel=9, mtime=0)


def _broken(dice: Random, which: int) -> bytes:
    content = _sound()[which]
    if dice.random() < 0.4:
        return spoil(content, dice)
    words = 4 if which in (0, 2) else 2
    header = list(struct.unpack_from(f">{words}I", content))
    for _ in range(dice.choice((1, 1, 2))):
        place = dice.randrange(words)
        header[place] = dice.choice(COUNTS if place else MAGICS)
    rest = content[4 * words :]
    length = dice.choice((len(rest), len(rest), 0, 1, 784, header[1] if header[1] < 5000 else 7))
    rest = (rest * 9)[:length] if dice.random() < 0.8 else dice.randbytes(length)
    return struct.pack(f">{words}I", *header) + rest


def _pack(content: bytes, dice: Random) -> bytes:
    """gzip in one of its many ways."""
    way = dice.randrange(9)
    if way == 0:
        stream = io.BytesIO()
        with gzip.GzipFile("x" * dice.choice((1, 100, 5000)), "wb", 9, stream, mtime=0) as file:
            file.write(content)
        return stream.getvalue()
    if way == 1:
        at = dice.randint(0, len(content))
        return _packed(content[:at]) + _packed(content[at:])
    if way == 2:
        return _packed(_packed(content))
    if way == 3:
        return _packed(content) + dice.choice((bytes(100), b"rubbish", _packed(b"") * 300, content))
    if way == 4:
        packed = bytearray(_packed(content))
        packed[3] = dice.randrange(256)  # which fields its header has
        return bytes(packed)
    if way == 5 and dice.random() < 0.05:
        return _bomb()
    return _packed(content, dice.choice((0, 1, 9)))


def _make(packed: bool) -> Callable[[Random], bytes]:
    def make(dice: Random) -> bytes:
        which = dice.randrange(4)
        content = _sound()[which] if packed and dice.random() < 0.3 else _broken(dice, which)
        if packed:
            content = _pack(content, dice)
            content = spoil(content, dice) if dice.random() < 0.4 else content
        return struct.pack(">I", which) + content

    return make


def _read(content: bytes, folder: Path) -> Outcome:
    which, content = struct.unpack_from(">I", content)[0], content[PLACE:]
    for place, name in enumerate(NAMES):
        (folder / name).write_bytes(content if place == which else _sound()[place])
    try:
        data = load(f"folder:{folder}")
    except DataError as error:
        return Outcome(False, (str(error),), str(folder))
    for images, labels in ((data.train_images, data.train_labels), (data.test_images, data.test_labels)):
        assert images.dtype == torch.uint8 and labels.dtype == torch.int64
        assert images.shape == (len(labels), data.size, data.size)
        assert labels.min() >= 0 and labels.max() < data.classes
        assert bool(torch.isfinite(data.normalized(images)).all())
    assert data.std > 0
    return Outcome(True)


PLAIN = Format("idx", "IDX", _make(packed=False), _read)
PACKED = Format("idx.gz", "IDX, gzip", _make(packed=True), _read)


def _packed(content: bytes, level: int = 9) -> bytes:
    """Compressed, without the time of day that gzip would put in."""
    return gzip.compress(content, level, mtime=0)
