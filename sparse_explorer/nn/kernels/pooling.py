"""Max-pools, alone and with a ReLU behind; tensors as :mod:`call` has them."""

from typing import Any

import torch
from torch import Tensor

from sparse_explorer.nn.kernels.call import call, expect, expect_dims
from sparse_explorer.nn.kernels.operators import Gradient, differentiable_once, operator

LARGEST_POOL = 15
"""Places in a window are counted in a byte, of which one value has another meaning."""


def empty_places(out: Tensor, wanted: bool) -> Tensor:
    """Room for where each output came from; for none if that is not wanted."""
    return out.new_empty(out.shape if wanted else (0,), dtype=torch.uint8)


def _pool_fake(x: Tensor, pool: int, relu: bool, origins: bool) -> tuple[Tensor, Tensor]:
    n, height, width, channels = x.shape
    out = x.new_empty(n, height // pool, width // pool, channels)
    return out, empty_places(out, origins)


def _pool_save(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, Tensor]) -> None:
    x, ctx.pool, _, ctx.origins = inputs
    ctx.save_for_backward(output[1])
    ctx.shape = x.shape


def _pool_backward(ctx: Any, grad: Tensor, _: Any) -> tuple[Tensor | None, ...]:
    if not ctx.origins:
        raise RuntimeError("a max-pool has a gradient only with origins=True")
    return max_pool_backward(grad.contiguous(), *ctx.saved_tensors, ctx.shape, ctx.pool), None, None, None


@operator(
    "max_pool(Tensor x, SymInt pool, bool relu, bool origins) -> (Tensor, Tensor)",
    fake=_pool_fake,
    gradient=Gradient(_pool_save, _pool_backward),
)
def _max_pool(x: Tensor, pool: int, relu: bool, origins: bool) -> tuple[Tensor, Tensor]:
    expect_dims(x, 4)
    expect_pool(pool)
    n, height, width, channels = x.shape
    out = x.new_empty(n, height // pool, width // pool, channels)
    places = empty_places(out, origins)
    call("sx_max_pool", x, *x.shape, pool, relu, out, places if origins else None)
    return out, places


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
    out, places = _max_pool(x, pool, relu, origins)
    return out, places if origins else None


def _backward_fake(grad: Tensor, origins: Tensor, shape: list[int], pool: int) -> Tensor:
    return grad.new_empty(shape)


@operator(
    "max_pool_backward(Tensor grad, Tensor origins, SymInt[] shape, SymInt pool) -> Tensor",
    fake=_backward_fake,
    gradient=differentiable_once("max_pool_backward"),
)
def max_pool_backward(grad: Tensor, origins: Tensor, shape: tuple[int, ...], pool: int) -> Tensor:
    """The gradient of :func:`max_pool`'s input, (N, H, W, C) = ``shape``, given that of its output."""
    expect_pool(pool)
    n, height, width, channels = shape
    expect(origins, (n, height // pool, width // pool, channels))
    expect(grad, origins.shape)
    x_grad = grad.new_empty(shape)
    call("sx_max_pool_backward", grad, origins, *shape, pool, x_grad)
    return x_grad


def expect_pool(pool: int) -> None:
    """Check the size of a pool.

    Raises:
        ValueError: it is outside its range.
    """
    if not 1 <= pool <= LARGEST_POOL:
        raise ValueError(f"pool is {pool}, allowed is 1 ... {LARGEST_POOL}")
