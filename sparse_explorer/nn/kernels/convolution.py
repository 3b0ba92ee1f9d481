"""Convolutions that compute with winners alone, or pool at once; tensors and lists as :mod:`call` has them.

As operators they take sizes apart: of maps (N, H, W, C_in), of filters (C, kH, kW, C_in), and the pool.
"""

import dataclasses
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from sparse_explorer.nn.kernels.call import LANES, call, expect, expect_dims
from sparse_explorer.nn.kernels.operators import Gradient, differentiable_once, operator
from sparse_explorer.nn.kernels.pooling import empty_places, max_pool_backward
from sparse_explorer.nn.kernels.sizes import Convolution as Convolution
from sparse_explorer.nn.kernels.sizes import outputs_of as outputs_of


def convolution_grads(
    grad: Tensor, x: Tensor, weight: Tensor, wanted: list[bool]
) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
    """The gradients of a convolution's input, weight and bias, those that are wanted.

    Args:
        grad: of its output, (N, C, H', W').
        x, weight: (N, C_in, H, W), (C, C_in, kH, kW).
    """
    if wanted[0] and weight.shape[1] == 1:
        weight_grad: Tensor | None = None
        bias_grad: Tensor | None = None
        if any(wanted[1:]):
            _, weight_grad, bias_grad = convolution_grads(grad, x, weight, [False, *wanted[1:]])
        return _grey_grad(grad, x, weight), weight_grad, bias_grad
    no, one = [0, 0], [1, 1]
    grads: tuple[Tensor | None, Tensor | None, Tensor | None] = torch.ops.aten.convolution_backward(
        grad, x, weight, [len(weight)], one, no, one, False, no, 1, wanted
    )
    return grads


def _grey_grad(grad: Tensor, x: Tensor, weight: Tensor) -> Tensor:
    """The gradient of maps of a single channel, (N, 1, H, W): what each filter gives at each place, added up.

    A quarter of the time that torch takes for it, whose convolutions are made for many channels.
    """
    given = weight.flatten(1).t() @ grad.flatten(2)  # (kH * kW, C) @ (N, C, H' * W')
    return F.fold(given, tuple(x.shape[2:]), tuple(weight.shape[2:]))


def _grads_in_memory(
    grad: Tensor, maps: Tensor, filters: Tensor, wanted: list[bool]
) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
    """As :func:`convolution_grads`, with all axes in the order in which they lie."""
    grad, maps, filters = (tensor.permute(0, 3, 1, 2) for tensor in (grad, maps, filters))
    maps_grad, filters_grad, bias_grad = convolution_grads(grad, maps, filters, wanted)
    return (
        None if maps_grad is None else maps_grad.permute(0, 2, 3, 1),
        None if filters_grad is None else filters_grad.permute(0, 2, 3, 1),
        bias_grad,
    )


def _pooled_fake(
    maps: Tensor, filters: Tensor, bias: Tensor, relu: bool, origins: bool
) -> tuple[Tensor, Tensor]:
    n, height, width, channels = outputs_of(maps.shape, filters.shape)
    out = maps.new_empty(n, height // 2, width // 2, channels)
    return out, empty_places(out, origins)


def _pooled_save(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, Tensor]) -> None:
    maps, filters, _, _, ctx.origins = inputs
    ctx.save_for_backward(maps, filters, output[1])


def _pooled_backward(ctx: Any, grad: Tensor, _: Any) -> tuple[Tensor | None, ...]:
    if not ctx.origins:
        raise RuntimeError("a convolution with a max-pool has a gradient only with origins=True")
    maps, filters, places = ctx.saved_tensors
    outputs = outputs_of(maps.shape, filters.shape)
    convolved_grad = max_pool_backward(grad.contiguous(), places, outputs, 2)
    return *_grads_in_memory(convolved_grad, maps, filters, list(ctx.needs_input_grad[:3])), None, None


@operator(
    "convolve_and_pool(Tensor maps, Tensor filters, Tensor bias, bool relu, bool origins) -> (Tensor, Tensor)",
    fake=_pooled_fake,
    gradient=Gradient(_pooled_save, _pooled_backward),
)
def _convolve_and_pool(
    maps: Tensor, filters: Tensor, bias: Tensor, relu: bool, origins: bool
) -> tuple[Tensor, Tensor]:
    expect_dims(maps, 4)
    expect_dims(filters, 4)
    if len(filters) < LANES:
        raise ValueError(f"channels are {len(filters)}, allowed are {LANES} or more")
    convolution = Convolution(maps.shape, filters.shape, 2)
    expect(bias, (len(filters),))
    n, height, width, channels = convolution.outputs
    out = maps.new_empty(n, height // 2, width // 2, channels)
    places = empty_places(out, origins)
    taps = filters.permute(1, 2, 3, 0).contiguous()  # (kH, kW, C_in, C)
    call(
        "sx_convolve_and_pool",
        *(convolution.geometry(), maps, taps, bias, relu, out, places if origins else None),
    )
    return out, places


def convolve_and_pool(
    convolution: Convolution,
    maps: Tensor,
    filters: Tensor,
    bias: Tensor,
    *,
    relu: bool = False,
    origins: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """Convolution and max-pool in one, for maps with few numbers under a filter; the pool must be 2.

    Args:
        maps: (N, H, W, C_in).
        filters, bias: (C, kH, kW, C_in), (C,); C must be 16 or more.
        relu, origins: as in :func:`max_pool`, as is what is returned.
    """
    if convolution.pool != 2:
        raise ValueError(f"pool is {convolution.pool}, allowed is 2")
    if len(filters) < LANES:
        raise ValueError(f"channels are {len(filters)}, allowed are {LANES} or more")
    expect(maps, convolution.maps)
    expect(filters, convolution.filters)
    out, places = _convolve_and_pool(maps, filters, bias, relu, origins)
    return out, places if origins else None


def _corners_fake(
    origins: Tensor, places: Tensor, offsets: Tensor, maps: list[int], filters: list[int], pool: int
) -> tuple[Tensor, Tensor]:
    return torch.empty_like(places), torch.empty_like(places)


@operator(
    "corners(Tensor origins, Tensor places, Tensor offsets, SymInt[] maps, SymInt[] filters, SymInt pool) "
    "-> (Tensor, Tensor)",
    fake=_corners_fake,
)
def _corners(
    origins: Tensor, places: Tensor, offsets: Tensor, maps: list[int], filters: list[int], pool: int
) -> tuple[Tensor, Tensor]:
    convolution = Convolution(torch.Size(maps), torch.Size(filters), pool)
    n, height, width, channels = convolution.outputs
    expect(origins, (n, height // pool, width // pool, channels))
    expect(offsets, (n + 1,))
    expect_dims(places, 1)
    by_channel, where = torch.empty_like(places), torch.empty_like(places)
    geometry = convolution.geometry()
    call("sx_corners", geometry, origins, places, offsets, len(places), by_channel, where)
    return by_channel, where


def corners(
    convolution: Convolution, origins: Tensor, places: Tensor, offsets: Tensor
) -> tuple[Tensor, Tensor]:
    """Where winners among the pooled outputs came from.

    Args:
        origins: of all pooled outputs, without a ReLU.
        places: of the winners.

    Returns:
        channels (M,), and corners (M,): the index in the memory of the maps of the first number that the filter saw.
    """
    found: tuple[Tensor, Tensor] = _corners(
        origins, places, offsets, convolution.maps, convolution.filters, convolution.pool
    )
    return found


def _filters_fake(
    maps: Tensor, grad: Tensor, channels: Tensor, corners: Tensor, filters: list[int]
) -> tuple[Tensor, Tensor]:
    return grad.new_empty(filters), grad.new_empty(filters[0])


@operator(
    "filters_grad(Tensor maps, Tensor grad, Tensor channels, Tensor corners, SymInt[] filters) -> (Tensor, Tensor)",
    fake=_filters_fake,
    gradient=differentiable_once("filters_grad"),
)
def _filters_grad(
    maps: Tensor, grad: Tensor, channels: Tensor, corners: Tensor, filters: list[int]
) -> tuple[Tensor, Tensor]:
    expect_dims(maps, 4)
    expect_dims(grad, 1)
    expect(channels, grad.shape)
    expect(corners, grad.shape)
    convolution = Convolution(maps.shape, torch.Size(filters))
    result, bias_grad = grad.new_empty(filters), grad.new_empty(filters[0])
    call(
        "sx_filters_grad",
        *(convolution.geometry(), maps, grad, channels, corners, len(grad), result, bias_grad),
    )
    return result, bias_grad


def filters_grad(
    convolution: Convolution, maps: Tensor, grad: Tensor, channels: Tensor, corners: Tensor
) -> tuple[Tensor, Tensor]:
    """The gradients of the filters (C, kH, kW, C_in) and of the bias (C,), given that of the winners (M,)."""
    expect(maps, convolution.maps)
    found: tuple[Tensor, Tensor] = _filters_grad(maps, grad, channels, corners, convolution.filters)
    return found


def _maps_fake(
    filters: Tensor, grad: Tensor, channels: Tensor, corners: Tensor, offsets: Tensor, maps: list[int]
) -> Tensor:
    return grad.new_empty(maps)


@operator(
    "maps_grad(Tensor filters, Tensor grad, Tensor channels, Tensor corners, Tensor offsets, SymInt[] maps) -> Tensor",
    fake=_maps_fake,
    gradient=differentiable_once("maps_grad"),
)
def _maps_grad(
    filters: Tensor, grad: Tensor, channels: Tensor, corners: Tensor, offsets: Tensor, maps: list[int]
) -> Tensor:
    expect_dims(filters, 4)
    expect_dims(grad, 1)
    expect(channels, grad.shape)
    expect(corners, grad.shape)
    convolution = Convolution(torch.Size(maps), filters.shape)
    expect(offsets, (maps[0] + 1,))
    result = grad.new_empty(maps)
    call(
        "sx_maps_grad",
        *(convolution.geometry(), filters, grad, channels, corners, offsets, len(grad), result),
    )
    return result


def maps_grad(
    convolution: Convolution,
    filters: Tensor,
    grad: Tensor,
    channels: Tensor,
    corners: Tensor,
    offsets: Tensor,
) -> Tensor:
    """The gradient of the maps (N, H, W, C_in), given that of the winners (M,)."""
    expect(filters, convolution.filters)
    result: Tensor = _maps_grad(filters, grad, channels, corners, offsets, convolution.maps)
    return result


def _sparse_fake(maps: Tensor, filters: Tensor, bias: Tensor) -> Tensor:
    return maps.new_empty(outputs_of(maps.shape, filters.shape))


def _sparse_save(ctx: Any, inputs: tuple[Tensor, ...], output: Tensor) -> None:
    ctx.save_for_backward(*inputs[:2])


def _sparse_backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
    maps, filters = ctx.saved_tensors
    return _grads_in_memory(grad, maps, filters, list(ctx.needs_input_grad))


@operator(
    "convolve_sparse(Tensor maps, Tensor filters, Tensor bias) -> Tensor",
    fake=_sparse_fake,
    gradient=Gradient(_sparse_save, _sparse_backward),
)
def _convolve_sparse(maps: Tensor, filters: Tensor, bias: Tensor) -> Tensor:
    expect_dims(maps, 4)
    expect_dims(filters, 4)
    convolution = Convolution(maps.shape, filters.shape)
    channels, *others = filters.shape
    expect(bias, (channels,))
    more = -channels % LANES
    padded = dataclasses.replace(convolution, filters=torch.Size((channels + more, *others)))
    taps = F.pad(filters.permute(1, 2, 3, 0), (0, more)).contiguous()  # (kH, kW, C_in, C), C rounded up
    out = maps.new_empty(padded.outputs)
    call("sx_convolve_sparse", padded.geometry(), maps, taps, F.pad(bias, (0, more)), out, pieces=len(maps))
    return out[..., :channels].contiguous() if more else out


def convolve_sparse(convolution: Convolution, maps: Tensor, filters: Tensor, bias: Tensor) -> Tensor:
    """The convolution (N, H', W', C) of maps that are zero in most places, which are skipped.

    Args:
        maps: (N, H, W, C_in).
        filters: (C, kH, kW, C_in).
        bias: (C,).
    """
    expect(maps, convolution.maps)
    expect(filters, convolution.filters)
    out: Tensor = _convolve_sparse(maps, filters, bias)
    return out
