"""Calling a kernel: looks at what it is given, hands it on, and says so if it fails.

The modules beside this one have the kernels as functions of tensors, each those of the C file of its name. All their
tensors are on the CPU, contiguous, float32 unless it says otherwise, and have the axes in the order in which they lie.

Axes: N batch, C channels, H height, W width, n units of a sample, m outputs of a linear layer, M winners of a batch.
A list of winners is ragged: those of sample s are at offsets[s] ... offsets[s + 1] - 1; ``offsets`` is int64, (N + 1,),
and what is listed int32, (M,). Lists are taken as the kernels made them: that their entries lie inside of what they
count is not looked at again.
"""

import ctypes

import torch
from torch import Tensor

from sparse_explorer.nn import kernels
from sparse_explorer.nn.kernels.library import SIGNATURES

LANES = 16
"""The most numbers that a machine's vector holds."""

_DTYPES = {"f": torch.float32, "w": torch.int32, "l": torch.int64, "b": torch.uint8}


class Geometry(ctypes.Structure):
    """The sizes of a convolution."""

    _fields_ = tuple(
        (name, ctypes.c_int64)
        for name in "samples height width inputs channels filter_height filter_width pool".split()
    )


def call(name: str, *arguments: Tensor | Geometry | int | None, pieces: int | None = None) -> None:
    """Call a kernel, once it is certain that all tensors lie as it expects.

    Args:
        arguments: of its signature, but for the number of threads.
        pieces: into how many the work can be divided among threads, where these are few.
    """
    if kernels.LIBRARY is None:
        raise RuntimeError("there are no compiled kernels here")
    signature = SIGNATURES[name]
    # The tensors stay alive until the kernel returns, because ``arguments`` holds them.
    passed = [_passed(letter, argument) for letter, argument in zip(signature, arguments)]  # noqa: B905
    if signature[len(passed) :].startswith("t"):
        threads = torch.get_num_threads()
        passed.append(threads if pieces is None else max(min(threads, pieces), 1))
    if getattr(kernels.LIBRARY, name)(*passed):
        raise MemoryError("a kernel found no memory for its own notes")


def _passed(letter: str, argument: Tensor | Geometry | int | None) -> object:
    if isinstance(argument, Geometry):
        return ctypes.byref(argument)
    if not isinstance(argument, Tensor):
        return argument
    if argument.dtype is not _DTYPES[letter] or argument.device.type != "cpu" or not argument.is_contiguous():
        raise ValueError(
            f"a kernel takes contiguous {_DTYPES[letter]} on the CPU, got {argument.dtype} on {argument.device} of "
            f"shape {tuple(argument.shape)} and strides {argument.stride()}"
        )
    return argument.data_ptr()


def expect_list(offsets: Tensor, *listed: Tensor) -> int:
    """Check that what is listed is as long as ``offsets`` say; returns the number of samples."""
    length = int(offsets[-1])
    for tensor in listed:
        expect(tensor, (length,))
    return len(offsets) - 1


def expect(tensor: Tensor, shape: tuple[int, ...]) -> None:
    """Check that a tensor has the shape that others ask for.

    Raises:
        ValueError: it has another one.
    """
    if tensor.shape != shape:
        raise ValueError(f"a kernel takes shape {tuple(shape)} here, got {tuple(tensor.shape)}")
