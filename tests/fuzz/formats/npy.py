"""A test set in .npy files, of which one is broken."""

import functools
import io
import struct
from pathlib import Path
from random import Random

import numpy as np
import torch

from sparse_explorer.data.errors import DataError
from sparse_explorer.data.test_sets import load_test_set
from tests.fuzz.formats import Format, Outcome
from tests.fuzz.mutations import spoil

NAMES = ("test_images.npy", "test_labels.npy")
TYPES = ("|u1", "<i8", ">i4", "<f8", "|O", "|b1", "|S3", "<c16", "|V7", "<M8[s]", "u1,u1", "")
SHAPES = (
    "()", "(3,)", "(3, 28, 28)", "(3, 28, 28, 1)", "(28, 28)", "(-3, 28, 28)", "(0, 28, 28)", "(1000000, 28, 28)",
    "(9999999999999999999999, 28, 28)", "(1.5,)", "3", "(True,)", "(3, 28, 28, 1, 1)", "((((", "(3, 28, 'x')",
)  # fmt: skip


@functools.cache
def _sound() -> tuple[bytes, ...]:
    random = np.random.default_rng(0)
    files = []
    for array in (random.integers(0, 256, (3, 28, 28), np.uint8), np.arange(3)):
        stream = io.BytesIO()
        np.save(stream, array)
        files.append(stream.getvalue())
    return tuple(files)


def _make(dice: Random) -> bytes:
    which = dice.randrange(2)
    content = _sound()[which]
    if dice.random() < 0.5:
        return struct.pack(">I", which) + spoil(content, dice)
    kind = dice.choice(TYPES) if dice.random() < 0.5 else ("|u1", "<i8")[which]
    order = dice.choice(("True", "False", "False", "7"))
    shape = dice.choice(SHAPES) if dice.random() < 0.7 else ("(3, 28, 28)", "(3,)")[which]
    header = f"{{'descr': '{kind}', 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    version = dice.choice(((1, 0), (1, 0), (2, 0), (3, 0), (9, 9)))
    size = len(header).to_bytes(2 if version == (1, 0) else 4, "little")
    rest = content[128:] if dice.random() < 0.7 else dice.randbytes(dice.choice((0, 3, 784, 2352)))
    return struct.pack(">I", which) + b"\x93NUMPY" + bytes(version) + size + header + rest


def _read(content: bytes, folder: Path) -> Outcome:
    which, content = struct.unpack_from(">I", content)[0], content[4:]
    for place, name in enumerate(NAMES):
        (folder / name).write_bytes(content if place == which else _sound()[place])
    try:
        images, labels = load_test_set(folder)
    except DataError as error:
        return Outcome(False, (str(error),), str(folder))
    assert images.dtype == torch.uint8 and labels.dtype == torch.int64
    assert images.shape == (len(labels), 28, 28)
    assert labels.min() >= 0 and labels.max() <= 9
    return Outcome(True)


FORMAT = Format("npy", "NumPy arrays", _make, _read)
