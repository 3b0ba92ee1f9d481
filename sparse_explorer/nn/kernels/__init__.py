"""Compiled kernels: on a CPU, computing with winners alone, which torch's own operations do not do well.

The C sources lie beside this file and are built when the package is installed. Where they could not be, everything
works with plain torch, and sparse networks are not faster than dense ones.

:func:`usable` says whether kernels take a tensor; the modules here have them as functions of tensors. Nothing here
knows gradients.
"""

import torch
from torch import Tensor

from sparse_explorer.nn.kernels.library import load_library

LIBRARY, CAPABILITY = load_library()
"""The loaded library, and what it was built for; or None, and why there is none."""

_MOST = 2**31 - 1
"""Numbers in a tensor: places among them are counted in 32 bits."""


def usable(*tensors: Tensor) -> bool:
    """Whether there are kernels for these tensors: on the CPU, float32, none too large and none empty.

    Under autocast there are none: torch's operations choose their types there, which kernels do not.
    """
    if LIBRARY is None or torch.is_autocast_enabled("cpu"):
        return False
    return all(
        tensor.dtype is torch.float32 and tensor.device.type == "cpu" and 0 < tensor.numel() <= _MOST
        for tensor in tensors
    )
