"""Calling a kernel: looks at what it is given, hands it on, and says so if it fails.

The modules beside this one have the kernels as functions of tensors, each those of the C file of its name. All their
tensors are on the CPU, contiguous, float32 unless it says otherwise, and have the axes in the order in which they lie.

Axes: N batch, C channels, H height, W width, n units of a sample, m outputs of a linear layer, M winners of a batch.
A list of winners is ragged: those of sample s are at offsets[s] ... offsets[s + 1] - 1; ``offsets`` is int64, (N + 1,),
and what is listed int32, (M,). What a list says is looked at in C, before anything is read or written there.
"""

import ctypes

import torch
from torch import Tensor

from sparse_explorer.nn import kernels
from sparse_explorer.nn.kernels.library import SIGNATURES

LANES = 16
"""The most numbers that a machine's vector holds."""

_NO_MEMORY, _BAD_LIST = 1, 2
"""What kernels return, if not 0."""

_DTYPES = {
    "float *": torch.float32,
    "int32_t *": torch.int32,
    "int64_t *": torch.int64,
    "uint8_t *": torch.uint8,
}
_EXPECTED = {
    name: [_DTYPES.get(kind) for _, kind in signature.arguments] for name, signature in SIGNATURES.items()
}
_THREADED = {name for name, signature in SIGNATURES.items() if signature.arguments[-1][0] == "threads"}

Argument = Tensor | ctypes.Structure | int | None


class Geometry(ctypes.Structure):
    """The sizes of a convolution."""

    _fields_ = tuple(
        (name, ctypes.c_int64)
        for name in "samples height width inputs channels filter_height filter_width pool".split()
    )


def call(name: str, *arguments: Argument, pieces: int | None = None) -> None:
    """Call a kernel, once it is certain that all tensors lie as it expects.

    Args:
        arguments: of its signature, but for the number of threads.
        pieces: into how many the work can be divided among threads, where these are few.

    Raises:
        ValueError: a tensor does not lie as it should, or a list of winners does not fit what it is a list of.
        RuntimeError: there are no kernels.
        MemoryError: there was none for the kernel's own notes.
    """
    if kernels.LIBRARY is None:
        raise RuntimeError("there are no compiled kernels here")
    # The tensors stay alive until the kernel returns, because ``arguments`` holds them.
    passed = [_passed(argument, dtype) for argument, dtype in zip(arguments, _EXPECTED[name])]  # noqa: B905
    if name in _THREADED:
        threads = torch.get_num_threads()
        passed.append(threads if pieces is None else max(min(threads, pieces), 1))
    failed = getattr(kernels.LIBRARY, name)(*passed)
    if failed == _BAD_LIST:
        raise ValueError(_what_is_wrong(name, arguments))
    if failed == _NO_MEMORY:
        raise MemoryError("a kernel found no memory for its own notes")


def _passed(argument: Argument, dtype: torch.dtype | None) -> object:
    if isinstance(argument, Geometry):
        return ctypes.byref(argument)
    if not isinstance(argument, Tensor):
        return argument
    if argument.dtype is not dtype or argument.device.type != "cpu" or not argument.is_contiguous():
        raise ValueError(
            f"a kernel takes contiguous {dtype} on the CPU, got {argument.dtype} on {argument.device} of "
            f"shape {tuple(argument.shape)} and strides {argument.stride()}"
        )
    address, count = argument.data_ptr(), argument.numel()
    if count > kernels.MOST or (count and not address):
        raise ValueError(
            f"a kernel takes 0 ... {kernels.MOST} numbers in memory, got {count} at {address:#x}"
        )
    return address


def _what_is_wrong(name: str, arguments: tuple[Argument, ...]) -> str:
    """Why a kernel refused a list of winners."""
    words = [word for word, _ in SIGNATURES[name].arguments]
    given = dict(zip(words, arguments))  # noqa: B905
    winners, offsets = given["winners"], given.get("offsets")
    if isinstance(offsets, Tensor):
        ends = offsets.tolist()
        if ends[0] != 0 or ends[-1] != winners or ends != sorted(ends):
            shown = ", ".join(map(str, ends[:4])) + (f" ... {ends[-1]}" if len(ends) > 4 else "")
            return f"the offsets of {winners} winners rise from 0 to {winners}, got {shown}"
    if name == "sx_list":
        return "the offsets count more winners than there are units that reach the least value"
    listed = {word: given[word] for word in ("at", "units", "places", "channels", "corners") if word in given}
    ranges = ", ".join(
        f"{word} {int(tensor.min())} ... {int(tensor.max())}"
        for word, tensor in listed.items()
        if isinstance(tensor, Tensor) and tensor.numel()
    )
    return f"{name.removeprefix('sx_')} takes winners among its units alone, got others: {ranges}"


def expect(tensor: Tensor, shape: tuple[int, ...]) -> None:
    """Check that a tensor has the shape that others ask for.

    Raises:
        ValueError: it has another one.
    """
    if tensor.shape != shape:
        raise ValueError(f"a kernel takes shape {tuple(shape)} here, got {tuple(tensor.shape)}")


def expect_dims(tensor: Tensor, dims: int) -> None:
    """Check that a tensor has as many dimensions as it must.

    Raises:
        ValueError: it has more or fewer.
    """
    if tensor.dim() != dims:
        raise ValueError(f"a kernel takes {dims} dimensions here, got shape {tuple(tensor.shape)}")
