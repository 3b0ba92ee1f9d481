"""Convolutions before and between k-winners: they learn from the winners' patches alone, and skip zeros.

Everything here is exact: it leaves out additions of zero, and adds in another order. It takes the compiled kernels;
:func:`sparse_explorer.nn.kernels.usable` says whether they take a tensor.

Axes: N batch, C channels, H height, W width, M winners of the whole batch.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable

from sparse_explorer.nn.kernels import choosing, pooling
from sparse_explorer.nn.kernels import convolution as kernels
from sparse_explorer.nn.kernels.call import LANES
from sparse_explorer.nn.kernels.operators import below_autograd
from sparse_explorer.nn.kernels.winners import collect
from sparse_explorer.nn.layout import in_logic, in_memory
from sparse_explorer.nn.winners import Winners

FEW_INPUTS = 64
"""Numbers under a filter up to which a kernel's plain loop is faster than a library's convolution; measured."""


def convolve_and_pool(
    x: Tensor,
    weight: Tensor,
    bias: Tensor,
    pool: int,
    *,
    relu: bool = False,
    origins: bool = False,
    mostly_zero: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """Convolution (stride 1, no padding) and max-pool, where no gradient is asked for.

    Args:
        x: (N, C_in, H, W).
        weight, bias: (C, C_in, kH, kW), (C,).
        pool: size and stride of the max-pool.
        relu: let a ReLU follow.
        origins: say where each output came from.
        mostly_zero: skip the zeros of ``x``.

    Returns:
        (N, C, H'', W''); and where each came from, as the kernels have it, (N, H'', W'', C).
    """
    with below_autograd():
        maps, filters = in_memory(x), in_memory(weight)
        convolution = kernels.Convolution(maps.shape, filters.shape, pool)
        if _is_direct(weight, pool):
            out, places = kernels.convolve_and_pool(
                convolution, maps, filters, bias, relu=relu, origins=origins
            )
        else:
            if mostly_zero:
                convolved = kernels.convolve_sparse(convolution, maps, filters, bias)
            else:
                convolved = in_memory(F.conv2d(x, weight, bias))
            out, places = pooling.max_pool(convolved, pool, relu=relu, origins=origins)
        return in_logic(out), places


class _ConvolutionPoolReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, pool: int, mostly_zero: bool) -> Tensor:
        out, origins = convolve_and_pool(
            x, weight, bias, pool, relu=True, origins=True, mostly_zero=mostly_zero
        )
        ctx.save_for_backward(x, weight, origins)
        ctx.pool = pool
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        x, weight, origins = ctx.saved_tensors
        maps, filters = in_memory(x), in_memory(weight)
        with below_autograd():
            outputs = kernels.outputs_of(maps.shape, filters.shape)
            convolved_grad = in_logic(pooling.max_pool_backward(in_memory(grad), origins, outputs, ctx.pool))
        wanted = list(ctx.needs_input_grad[:3])
        return *kernels.convolution_grads(convolved_grad, x, weight, wanted), None, None


def convolution_pool_relu(
    x: Tensor, weight: Tensor, bias: Tensor, pool: int, mostly_zero: bool = False
) -> Tensor:
    """Convolution, max-pool and ReLU with gradient; arguments as in :func:`convolve_and_pool`."""
    out: Tensor = _ConvolutionPoolReLU.apply(x, weight, bias, pool, mostly_zero)
    return out


def _is_direct(weight: Tensor, pool: int) -> bool:
    """Whether a convolution by a weight (C, C_in, kH, kW) and its max-pool are one loop."""
    return pool == 2 and weight[0].numel() <= FEW_INPUTS and len(weight) >= LANES


def can_choose(weight: Tensor, pool: int, mostly_zero: bool) -> bool:
    """Whether :func:`choose` takes a convolution by a weight (C, C_in, kH, kW)."""
    return _is_direct(weight, pool) or (mostly_zero and len(weight) % LANES == 0)


def pooled_shape(x: Tensor, weight: Tensor, pool: int) -> tuple[int, int, int, int]:
    """(N, C, H'', W'') of the outputs of :func:`convolve_and_pool`."""
    n, _, height, width = x.shape
    channels, _, filter_height, filter_width = weight.shape
    return n, channels, (height - filter_height + 1) // pool, (width - filter_width + 1) // pool


def choose(
    x: Tensor,
    weight: Tensor,
    bias: Tensor,
    pool: int,
    boosts: Tensor | None,
    k: int,
    *,
    relu: bool = False,
    mostly_zero: bool = False,
    before: tuple[Tensor, Winners] | None = None,
) -> tuple[Tensor, Winners, Tensor]:
    """:func:`convolve_and_pool`, the choice of winners, and :func:`winning_values`, in one; with the same numbers.

    Args:
        x, weight, bias, pool, mostly_zero: as there, such as :func:`can_choose` accepts.
        boosts: (C,), what the outputs are multiplied by to be ranked; None for nothing.
        k, relu: as in :func:`sparse_explorer.nn.winners.choose_winners`, but k is 1 or more.
        before: what ``x`` was spread from, values (M,) and winners; gradient goes to these values instead of ``x``.

    Returns:
        The winners' values (M,), with gradient; the winners; and how many of each channel are above 0, int64 (C,).
    """
    with torch.no_grad(), below_autograd():
        maps, filters = in_memory(x), in_memory(weight)
        convolution = kernels.Convolution(maps.shape, filters.shape, pool)
        skip_zeros = mostly_zero and not _is_direct(weight, pool)
        chosen = choosing.choose(
            convolution, maps, filters, bias, boosts, k, relu=relu, skip_zeros=skip_zeros
        )
    shape = pooled_shape(x, weight, pool)
    # Maps of one position lie both ways at once.
    winners = Winners(chosen.places, chosen.units, chosen.offsets, shape, shape[2] * shape[3] > 1)
    seen = (chosen.channels, chosen.corners, chosen.offsets)
    source, places = (x, None) if before is None else (before[0], before[1])
    values: Tensor = _WinningValues.apply(
        source, weight, bias, chosen.values, maps, filters, *seen, convolution, places
    )
    return values, winners, chosen.active


class _WinningValues(torch.autograd.Function):
    """The winners' values as a function of what they were convolved from: maps, or the winners that these hold."""

    @staticmethod
    def forward(
        ctx: Any,
        source: Tensor,
        weight: Tensor,
        bias: Tensor,
        values: Tensor,
        maps: Tensor,
        filters: Tensor,
        channels: Tensor,
        corners: Tensor,
        offsets: Tensor,
        convolution: kernels.Convolution,
        before: Winners | None,
    ) -> Tensor:
        ctx.convolution = convolution
        ctx.spread = before is not None
        listed = (before.places, before.offsets) if before is not None else ()
        ctx.save_for_backward(maps, filters, channels, corners, offsets, *listed)
        return values.view_as(values)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        maps, filters, channels, corners, offsets, *listed = ctx.saved_tensors
        grad = grad.contiguous()
        source_grad = weight_grad = bias_grad = None
        with below_autograd():
            if ctx.needs_input_grad[0]:
                maps_grad = kernels.maps_grad(ctx.convolution, filters, grad, channels, corners, offsets)
                source_grad = collect(maps_grad.flatten(1), *listed) if ctx.spread else in_logic(maps_grad)
            if ctx.needs_input_grad[1] or ctx.needs_input_grad[2]:
                weight_grad, bias_grad = kernels.filters_grad(ctx.convolution, maps, grad, channels, corners)
                weight_grad = in_logic(weight_grad)
        return source_grad, weight_grad, bias_grad, *[None] * 8


def winning_values(
    x: Tensor,
    weight: Tensor,
    bias: Tensor,
    values: Tensor,
    origins: Tensor,
    winners: Winners,
    pool: int,
) -> Tensor:
    """The values of the winners, through which gradient flows to what they were convolved from.

    Args:
        x: (N, C_in, H, W), what was convolved.
        weight, bias: of the convolution: (C, C_in, kH, kW), (C,).
        values: (M,), the winners' values.
        origins: where the pooled outputs came from, of :func:`convolve_and_pool`.
        winners: among its outputs.
        pool: as there.

    Returns:
        (M,), ``values``.

    Raises:
        ValueError: the winners are not of channels-last maps, as those outputs are.
    """
    _, channels, height, width = winners.shape
    if not winners.channels_last and channels > 1 and height * width > 1:
        raise ValueError("the winners are of maps that lie channel by channel, expected channels-last")
    with torch.no_grad(), below_autograd():
        maps, filters = in_memory(x), in_memory(weight)
        convolution = kernels.Convolution(maps.shape, filters.shape, pool)
        found = kernels.corners(convolution, origins, winners.places, winners.offsets)
    result: Tensor = _WinningValues.apply(
        x, weight, bias, values, maps, filters, *found, winners.offsets, convolution, None
    )
    return result
