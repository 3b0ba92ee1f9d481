"""Max-pools, alone and with a ReLU behind; tensors as :mod:`call` has them."""

import torch
from torch import Tensor

from sparse_explorer.nn.kernels.call import call, expect

LARGEST_POOL = 15
"""Places in a window are counted in a byte, of which one value has another meaning."""


def max_pool(
    x: Tensor, pool: int, *, relu: bool = False, origins: bool = False
) -> tuple[Tensor, Tensor | None]:
    """Max-pool with stride ``pool``, with ``relu`` followed by a ReLU.

    Args:
        x: (N, H, W, C).
        origins: say where each output came from.

    Returns:
        (N, H // pool, W // pool, C); and uint8 of that shape, for :func:`max_pool_backward` and :func:`corners`.
    """
    if not 1 <= pool <= LARGEST_POOL:
        raise ValueError(f"pool is {pool}, allowed is 1 ... {LARGEST_POOL}")
    n, height, width, channels = x.shape
    out = x.new_empty(n, height // pool, width // pool, channels)
    places = torch.empty(out.shape, dtype=torch.uint8) if origins else None
    call("sx_max_pool", x, *x.shape, pool, relu, out, places)
    return out, places


def max_pool_backward(grad: Tensor, origins: Tensor, shape: tuple[int, ...], pool: int) -> Tensor:
    """The gradient of :func:`max_pool`'s input, (N, H, W, C) = ``shape``, given that of its output."""
    n, height, width, channels = shape
    expect(origins, (n, height // pool, width // pool, channels))
    expect(grad, origins.shape)
    x_grad = grad.new_empty(shape)
    call("sx_max_pool_backward", grad, origins, *shape, pool, x_grad)
    return x_grad
