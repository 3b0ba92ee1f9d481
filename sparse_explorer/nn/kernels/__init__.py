"""Compiled kernels: on a CPU, computing with winners alone, which torch's own operations do not do well.

The C sources lie beside this file and are built when the package is installed. Where they could not be, everything
works with plain torch, and sparse networks are not faster than dense ones.

Each kernel is an operator of torch (:mod:`operators`), and a function of tensors in the modules here.
:func:`usable` and :func:`traceable` decide, for all layers, whether kernels compute or plain torch does.
"""

import torch
from torch import Tensor

from sparse_explorer.nn.kernels.library import load_library
from sparse_explorer.nn.transforms import is_for_elsewhere, is_plain, is_traced, is_transformed

LIBRARY, CAPABILITY = load_library()
"""The loaded library, and what it was built for; or None, and why there is none."""

MOST = 2**31 - 1
"""Numbers in a tensor: places among them are counted in 32 bits."""


def usable(*tensors: Tensor) -> bool:
    """Whether kernels may compute with these tensors, in ways that only the ordinary autograd can follow.

    They are plain float32 in the CPU's memory, none too large and none empty, and no transform of torch is at work.
    """
    if LIBRARY is None or is_transformed():
        return False
    return traceable(*tensors)


def traceable(*tensors: Tensor) -> bool:
    """Whether there are operators for these tensors: as :func:`usable`, but transforms may be at work.

    Not under autocast, where torch's operations choose their types, which kernels do not. Nor where a graph is
    recorded that is to be run without this package, as ``torch.export`` and ``torch.jit.trace`` make it.
    """
    if LIBRARY is None or torch.is_autocast_enabled("cpu") or is_for_elsewhere():
        return False
    return all(
        tensor.dtype is torch.float32
        and tensor.device.type == "cpu"
        and 0 < tensor.numel() <= MOST
        and (is_traced(tensor) or is_plain(tensor))
        for tensor in tensors
    )
