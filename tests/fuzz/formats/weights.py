"""weights.safetensors and resume.safetensors: another network's, a header that lies, or numbers that are none."""

import json
import math
import struct
from pathlib import Path
from random import Random

import torch

from sparse_explorer.experiment.runs.runner import restore_network
from sparse_explorer.experiment.runs.store import StoreError, load_variant, save_variant
from tests.fuzz.formats import Format, Outcome, tiny
from tests.fuzz.mutations import VALUES, spoil, spoil_tree, write_json

SIZES = (0, 1, 7, 8, 100, 65_535, 65_536, 65_537, 2**31, 2**32, 2**63, 2**64 - 1)
KINDS = ("F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U8", "BOOL", "F8_E4M3", "U64", "", "f32")
FLOATS = (math.nan, math.inf, -math.inf, 3e38, -1.0, 1e-40)
NUMBERS = (*(struct.pack("<f", value) for value in FLOATS), b"\xff" * 8, b"\x80" + bytes(7), b"\2")


def _weights(dice: Random) -> bytes:
    return _broken(tiny.files()["weights.safetensors"], dice)


def _resume(dice: Random) -> bytes:
    return _broken(tiny.files(half=True)["resume.safetensors"], dice)


def _broken(sound: bytes, dice: Random) -> bytes:
    (length,) = struct.unpack_from("<Q", sound)
    header, numbers = json.loads(sound[8 : 8 + length]), sound[8 + length :]
    way = dice.randrange(6)
    if way == 0:
        return spoil(sound, dice)
    if way == 1:  # the header's length
        return struct.pack("<Q", dice.choice((*SIZES, length - 1, length + 1, len(sound) - 8))) + sound[8:]
    if way == 2:  # what the header says
        words = write_json(spoil_tree(header, dice, VALUES + KINDS), dice).encode()
    elif way == 3:  # numbers
        at = dice.randrange(len(numbers))
        piece = dice.choice(NUMBERS)
        numbers = numbers[:at] + piece + numbers[at + len(piece) :]
        words = write_json(header).encode()
    else:  # places, names and shapes that are exchanged
        one, other = dice.choice(list(header)), dice.choice(list(header))
        key = dice.choice(("data_offsets", "shape", "dtype", None))
        if key is None:
            header[one], header[other] = header[other], header[one]
        elif key in header[one] and key in header[other]:
            header[one][key], header[other][key] = header[other][key], header[one][key]
        words = write_json(header).encode()
    return struct.pack("<Q", len(words)) + words + numbers


def _read(content: bytes, folder: Path) -> Outcome:
    tiny.fill(folder, weights=content)
    try:
        loaded = load_variant(folder)
        network = restore_network(loaded).eval()
    except StoreError as error:
        return Outcome(False, (str(error),), str(folder / "weights.safetensors"))
    with torch.no_grad():
        assert network(torch.zeros(2, 1, 28, 28)).shape == (2, 10)
    save_variant(folder / "again", loaded)
    again = load_variant(folder / "again").weights
    assert all(torch.equal(value, again[name]) for name, value in loaded.weights.items()), "a save changes it"
    return Outcome(True)


def _read_resume(content: bytes, folder: Path) -> Outcome:
    tiny.fill(folder, half=True, resume=content)
    try:
        loaded = load_variant(folder)
    except StoreError as error:
        return Outcome(False, (str(error),), str(folder / "resume.safetensors"))
    try:
        tiny.training().load_state_dict(loaded.resume)
    except ValueError as error:  # a step beyond the last; who resumes names the file
        return Outcome(False, (str(error),))
    save_variant(folder / "again", loaded)
    assert load_variant(folder / "again").resume.keys() == loaded.resume.keys()
    return Outcome(True)


FORMAT = Format("safetensors", "weights.safetensors", _weights, _read)
RESUME = Format("resume", "resume.safetensors", _resume, _read_resume)
