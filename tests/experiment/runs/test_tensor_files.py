"""Safetensors files that hold anything: what is expected is read, and all else is one line, before memory is taken."""

import json
import struct
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save

from sparse_explorer.experiment.runs.state_shapes import TensorSpec
from sparse_explorer.experiment.runs.tensor_files import (
    MOST_HEADER,
    check_header,
    check_numbers,
    read_tensors,
)
from sparse_explorer.reading import ReadError

EXPECTED = {"a": TensorSpec("F32", (2, 3)), "b": TensorSpec("I64"), "mask": TensorSpec("BOOL", (4,))}
TENSORS = {
    "a": torch.arange(6.0).view(2, 3),
    "b": torch.tensor(7),
    "mask": torch.tensor([True, False, True, True]),
}
SOUND = save(TENSORS)


def parts() -> tuple[dict[str, Any], bytes]:
    length = struct.unpack_from("<Q", SOUND)[0]
    return json.loads(SOUND[8 : 8 + length]), SOUND[8 + length :]


def build(header: Any, numbers: bytes) -> bytes:
    words = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(words)) + words + numbers


def changed(name: str, **values: Any) -> bytes:
    header, numbers = parts()
    header[name] |= values
    return build(header, numbers)


def moved(**places: tuple[int, int]) -> bytes:
    header, numbers = parts()
    for name, place in places.items():
        header[name]["data_offsets"] = list(place)
    return build(header, numbers)


def without(name: str) -> bytes:
    return save({key: value for key, value in TENSORS.items() if key != name})


def test_what_is_expected_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for content in (SOUND, save(TENSORS, metadata={"format": "pt"})):
        path.write_bytes(content)
        check_header(path, EXPECTED)
        read = read_tensors(path, EXPECTED)
        assert read.keys() == TENSORS.keys()
        assert all(torch.equal(read[name], TENSORS[name]) for name in TENSORS)
        read["a"].add_(1)  # what is read can be trained on


def test_what_is_not_needed_may_be_missing_and_nothing_else_be_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(without("a"))
    assert read_tensors(path, EXPECTED, needed=False).keys() == {"b", "mask"}
    check_header(path, EXPECTED, needed=False)
    with pytest.raises(ReadError, match=r"^a: is missing$"):
        check_header(path, EXPECTED)
    path.write_bytes(save({"c": torch.zeros(2)}))
    with pytest.raises(ReadError, match=r"^c: belongs to a different network$"):
        read_tensors(path, EXPECTED, needed=False)


BROKEN = {
    "nothing": (b"", "it has 0 bytes, and so no header"),
    "seven bytes": (SOUND[:7], "it has 7 bytes, and so no header"),
    "a header cut short": (SOUND[:40], "its header is said to take"),
    "numbers cut short": (SOUND[:-1], "do not fill the file"),
    "a byte too many": (SOUND + b"\0", "do not fill the file"),
    "a header without an end": (struct.pack("<Q", 2**64 - 1) + SOUND[8:], "its header is said to take"),
    "a header beyond the limit": (build(b" " * (MOST_HEADER + 1), b""), f"allowed are {MOST_HEADER}"),
    "no JSON": (build(b"{", b""), "it is no JSON"),
    "no UTF-8": (build(b"\xff", b""), "it is no JSON"),
    "a list": (build([], b""), "a list of 0 is not a table"),
    "nested": (build(b"[" * 50_000, b""), "nested too deeply"),
    "a name twice": (build(b'{"a": 1, "a": 2}', b""), "a: 'a' is there twice"),
    "no tensor": (build({"a": 1}, b""), "a: 1 is not a table"),
    "a kind that is none": (changed("a", dtype="F33"), "a.dtype: 'F33' is not allowed"),
    "another kind": (
        changed("a", dtype="I32"),
        r"a: I32 \[2, 3\] belongs to a different network; expected is F32",
    ),
    "another shape": (changed("a", shape=[3, 2]), r"a: F32 \[3, 2\] belongs to a different network"),
    "a shape that does not fit": (
        changed("a", shape=[2, 4]),
        r"a.data_offsets: 24 bytes are not what F32 \[2, 4\]",
    ),
    "a negative size": (changed("a", shape=[-2, -3]), r"a.shape\[0\]: -2 is not allowed"),
    "a huge size": (changed("a", shape=[2**31 - 1] * 8), "a.data_offsets: 24 bytes are not what"),
    "too many sizes": (changed("a", shape=[1] * 9), "a.shape: a list of 9 is not allowed"),
    "a size that is no number": (changed("a", shape=[2.0, 3.0]), r"a.shape\[0\]: 2.0 is not a whole number"),
    "three places": (changed("a", data_offsets=[0, 24, 48]), "a.data_offsets: a list of 3 is not allowed"),
    "backwards": (changed("a", data_offsets=[24, 0]), "a.data_offsets: -24 bytes"),
    "beyond the file": (moved(a=(12, 36)), "do not fill the file"),
    "over each other": (moved(a=(0, 24), b=(0, 8)), "do not fill the file"),
    "one missing": (without("b"), "b: is missing"),
    "one too many": (save(TENSORS | {"c": torch.zeros(1)}), "c: belongs to a different network"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_one_line(tmp_path: Path, case: str) -> None:
    content, words = BROKEN[case]
    path = tmp_path / "file"
    path.write_bytes(content)
    for read in (read_tensors, check_header):
        with pytest.raises(ReadError, match=words) as caught:
            read(path, EXPECTED)
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 300


def test_a_mask_of_other_values_than_true_and_false_is_refused(tmp_path: Path) -> None:
    header, numbers = parts()
    begin, end = header["mask"]["data_offsets"]
    (tmp_path / "file").write_bytes(build(header, numbers[:begin] + b"\1\0\2\1" + numbers[end:]))
    with pytest.raises(ReadError, match=r"^mask: has values that are neither true nor false$"):
        read_tensors(tmp_path / "file", EXPECTED)


def test_a_file_far_larger_than_its_network_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(SOUND)
    with path.open("ab") as file:
        file.truncate(1 << 28)
    with pytest.raises(ReadError, match="larger than"):
        read_tensors(path, EXPECTED)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for read in (read_tensors, check_header):
        with pytest.raises(FileNotFoundError):
            read(tmp_path / "gone", EXPECTED)
        with pytest.raises(ReadError, match="it is a folder"):
            read(tmp_path, EXPECTED)


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("hidden.weight", [0.5, NAN], "hidden.weight: holds NaN or infinite numbers"),
        ("hidden.weight", [0.5, -INF], "hidden.weight: holds NaN or infinite numbers"),
        ("a.duty_cycle", [0.5, -0.1], "a.duty_cycle: -0.1 is not allowed; allowed is 0 ... 1.001"),
        ("a.duty_cycle", [0.5, 1.1], "a.duty_cycle: 1.1 is not allowed"),
        ("a.boost_strength", -1.0, "a.boost_strength: -1 is not allowed"),
        ("a.boost_strength", 1001.0, "a.boost_strength: 1001 is not allowed"),
        ("a.learning_iterations", -1, "a.learning_iterations: -1 is not allowed"),
        ("a.learning_iterations", 2**62, "a.learning_iterations: "),
        ("step", -1, "step: -1 is not allowed"),
    ],
)
def test_numbers_out_of_their_range_are_named(name: str, value: Any, words: str) -> None:
    with pytest.raises(ReadError) as caught:
        check_numbers({"fine": torch.zeros(2), name: torch.tensor(value)})
    assert str(caught.value).startswith(words)


def test_numbers_at_the_ends_of_their_range_are_allowed() -> None:
    check_numbers(
        {
            "weight": torch.tensor([-3e38, 3e38]),
            "duty_cycle": torch.tensor([0.0, 1.0]),
            "boost_strength": torch.tensor(100.0),
            "learning_iterations": torch.tensor(0),
            "step": torch.tensor(10**9),
            "mask": torch.tensor([True]),
        }
    )
