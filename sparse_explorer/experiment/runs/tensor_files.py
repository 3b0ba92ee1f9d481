"""Reading safetensors files that may hold anything: the header is checked against the file and against what is expected
before a tensor is made, and the numbers before they are used.

The format: eight bytes, the length of the header; the header, JSON, by name the kind, shape and place of each tensor's
numbers; then the numbers. Source: the format's description at github.com/huggingface/safetensors.
"""

import itertools
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from sparse_explorer.experiment.runs import strict_json
from sparse_explorer.experiment.runs.state_shapes import BYTES, TensorSpec
from sparse_explorer.reading import ReadError, choice, each, entry, one_line, read_bytes, short, table, whole
from sparse_explorer.reading.files import open_file, read_up_to

MOST_HEADER = 1 << 16
"""Bytes; a network has some twenty tensors, which take a hundred bytes each."""

_LENGTH = struct.Struct("<Q")
_METADATA = "__metadata__"


def read_tensors(path: Path, expected: Mapping[str, TensorSpec], *, needed: bool = True) -> dict[str, Tensor]:
    """Read the tensors that are expected, and no others; on the CPU.

    Args:
        path: of the file.
        expected: by name.
        needed: whether all of them have to be there.

    Raises:
        ReadError: the file holds something else; nothing of it is read if it is larger than what is expected.
        OSError: it is not there, or cannot be read.
    """
    content = read_bytes(path, _most(expected))
    _check(_header(content[: _LENGTH.size + MOST_HEADER], len(content)), expected, needed)
    try:
        tensors: dict[str, Tensor] = load(content)
    except (SafetensorError, ValueError, RuntimeError) as error:
        raise ReadError("", one_line(error)) from None
    for name, tensor in tensors.items():
        if tensor.dtype == torch.bool and bool((tensor.view(torch.uint8) > 1).any()):
            raise ReadError(name, "has values that are neither true nor false")
    return tensors


def check_header(path: Path, expected: Mapping[str, TensorSpec], *, needed: bool = True) -> None:
    """Make sure that a file is whole and holds what is expected, without reading the numbers; raises as above."""
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        start = bytes(read_up_to(file, _LENGTH.size + MOST_HEADER))
    _check(_header(start, size), expected, needed)


def check_numbers(tensors: Mapping[str, Tensor]) -> None:
    """Make sure that all numbers of a network or its training are finite, and duty cycles and counters in their range.

    Raises:
        ReadError: names the first tensor that holds another.
    """
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise ReadError(name, "holds NaN or infinite numbers")
        if name.endswith("duty_cycle"):  # a share of images; sums are rounded
            _within(name, tensor, 0, 1.001)
        elif name.endswith("boost_strength"):
            _within(name, tensor, 0, 1000)
        elif name.endswith("learning_iterations") or name == "step":
            _within(name, tensor, 0, 1 << 53)


def _within(name: str, tensor: Tensor, lowest: float, highest: float) -> None:
    wrong = tensor[(tensor < lowest) | (tensor > highest)]
    if wrong.numel():
        raise ReadError(
            name, f"{wrong.flatten()[0].item():g} is not allowed; allowed is {lowest} ... {highest}"
        )


def _most(expected: Mapping[str, TensorSpec]) -> int:
    return _LENGTH.size + MOST_HEADER + sum(spec.size for spec in expected.values())


def _header(start: bytes, size: int) -> dict[str, TensorSpec]:
    """The tensors of a file of ``size`` bytes that begins with ``start``, whose numbers lie one behind the other."""
    if len(start) < _LENGTH.size:
        raise ReadError("", f"it has {len(start)} bytes, and so no header")
    (length,) = _LENGTH.unpack_from(start)
    if length > min(MOST_HEADER, size - _LENGTH.size):
        raise ReadError(
            "", f"its header is said to take {short(length)} bytes of {size}; allowed are {MOST_HEADER}"
        )
    read = table(strict_json.loads(start[_LENGTH.size : _LENGTH.size + length]))
    found: dict[str, TensorSpec] = {}
    places: list[tuple[int, int]] = []
    for name in read:
        if name != _METADATA:
            found[name], place = entry(read, name, _tensor)
            places.append(place)
    # Neither beyond the file nor over each other nor with anything hidden in between.
    ends = [
        0,
        *(end for _, end in sorted(places)),
    ]
    starts = [*(begin for begin, _ in sorted(places)), size - _LENGTH.size - length]
    if ends != starts:
        raise ReadError("", "its tensors do not fill the file one behind the other; perhaps it is cut short")
    return found


def _tensor(data: Any) -> tuple[TensorSpec, tuple[int, int]]:
    spec = TensorSpec(
        kind=entry(data, "dtype", choice(*BYTES)),
        shape=tuple(entry(data, "shape", each(whole(), most=8))),
    )
    begin, end = entry(data, "data_offsets", each(whole(0, 1 << 53), fewest=2, most=2))
    if end - begin != spec.size:
        raise ReadError("data_offsets", f"{end - begin} bytes are not what {spec} takes, {spec.size}")
    return spec, (begin, end)


def _check(found: Mapping[str, TensorSpec], expected: Mapping[str, TensorSpec], needed: bool) -> None:
    for name in itertools.chain(found, expected if needed else ()):
        if name not in expected:
            raise ReadError(name, "belongs to a different network")
        if name not in found:
            raise ReadError(name, "is missing")
        if found[name] != expected[name]:
            raise ReadError(
                name, f"{found[name]} belongs to a different network; expected is {expected[name]}"
            )
