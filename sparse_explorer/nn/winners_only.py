"""Computing with winners alone: products and gradients that never touch what k-winners set to zero.

After k-winners most units are zero, so the next layer needs the rows of the winners instead of a full product, and the
convolution before needs the patches of the winners instead of all of them. Everything here is exact: it leaves out
additions of zero, and adds in another order. (A weight that is not a number is therefore seen where a winner meets it,
and nowhere else.) It takes the compiled kernels; :func:`sparse_explorer.nn.kernels.usable` says whether they take a
tensor.

Axes: N batch, C channels, H height, W width, n inputs of a linear layer, m its outputs, M winners of the whole batch.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable

from sparse_explorer.nn.kernels import calls
from sparse_explorer.nn.winners import Winners


def in_memory(maps: Tensor) -> Tensor:
    """Feature maps (N, C, H, W) with the axes as they lie, (N, H, W, C); a copy if they lie in another order."""
    return maps.permute(0, 2, 3, 1).contiguous()


def in_logic(maps: Tensor) -> Tensor:
    """Undo :func:`in_memory`."""
    return maps.permute(0, 3, 1, 2)


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
    with torch.no_grad():
        maps, filters = in_memory(x), in_memory(weight)
        convolution = calls.Convolution(maps.shape, filters.shape, pool)
        if pool == 2 and filters[0].numel() <= FEW_INPUTS and len(filters) >= calls.LANES:
            out, places = calls.convolve_and_pool(
                convolution, maps, filters, bias, relu=relu, origins=origins
            )
        else:
            if mostly_zero:
                convolved = calls.convolve_sparse(convolution, maps, filters, bias)
            else:
                convolved = in_memory(F.conv2d(x, weight, bias))
            out, places = calls.max_pool(convolved, pool, relu=relu, origins=origins)
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
        outputs = calls.Convolution(in_memory(x).shape, in_memory(weight).shape, ctx.pool).outputs
        convolved_grad = in_logic(calls.max_pool_backward(in_memory(grad), origins, outputs, ctx.pool))
        wanted = list(ctx.needs_input_grad[:3])
        no, one = [0, 0], [1, 1]
        grads = torch.ops.aten.convolution_backward(
            convolved_grad, x, weight, [len(weight)], one, no, one, False, no, 1, wanted
        )
        return *grads, None, None


def convolution_pool_relu(
    x: Tensor, weight: Tensor, bias: Tensor, pool: int, mostly_zero: bool = False
) -> Tensor:
    """Convolution, max-pool and ReLU with gradient; arguments as in :func:`convolve_and_pool`."""
    out: Tensor = _ConvolutionPoolReLU.apply(x, weight, bias, pool, mostly_zero)
    return out


class _WinningValues(torch.autograd.Function):
    """The winners' values as a function of what they were convolved from."""

    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        weight: Tensor,
        bias: Tensor,
        values: Tensor,
        origins: Tensor,
        winners: Winners,
        pool: int,
    ) -> Tensor:
        maps, filters = in_memory(x), in_memory(weight)
        ctx.convolution = calls.Convolution(maps.shape, filters.shape, pool)
        channels, corners = calls.corners(ctx.convolution, origins, winners.places, winners.offsets)
        ctx.save_for_backward(maps, filters, channels, corners, winners.offsets)
        return values.view_as(values)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        maps, filters, channels, corners, offsets = ctx.saved_tensors
        grad = grad.contiguous()
        x_grad = weight_grad = bias_grad = None
        if ctx.needs_input_grad[0]:
            x_grad = in_logic(calls.maps_grad(ctx.convolution, filters, grad, channels, corners, offsets))
        if ctx.needs_input_grad[1] or ctx.needs_input_grad[2]:
            weight_grad, bias_grad = calls.filters_grad(ctx.convolution, maps, grad, channels, corners)
            weight_grad = in_logic(weight_grad)
        return x_grad, weight_grad, bias_grad, None, None, None, None


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
    result: Tensor = _WinningValues.apply(x, weight, bias, values, origins, winners, pool)
    return result


class _Spread(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, values: Tensor, at: Tensor, offsets: Tensor, units: int) -> Tensor:
        ctx.save_for_backward(at, offsets)
        return calls.spread(values, at, offsets, units)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        return calls.collect(grad.contiguous(), *ctx.saved_tensors), None, None, None


def spread(values: Tensor, winners: Winners) -> Tensor:
    """Feature maps (N, C, H, W), zero but for the winners, lying in memory as the maps do that these won among."""
    n, c, h, w = winners.shape
    flat: Tensor = _Spread.apply(values, winners.places, winners.offsets, winners.competing)
    return in_logic(flat.view(n, h, w, c)) if winners.channels_last else flat.view(winners.shape)


def spread_units(values: Tensor, winners: Winners) -> Tensor:
    """(N, n), zero but for the winners, in the order that a linear layer's weights are counted in."""
    flat: Tensor = _Spread.apply(values, winners.units, winners.offsets, winners.competing)
    return flat


def rows_of(weight: Tensor) -> Tensor:
    """The weight (m, n) of a linear layer as (n, m): each input's row in one piece; no copy if it is input-major."""
    return weight.detach().t().contiguous()


def check_inputs(weight: Tensor, winners: Winners) -> None:
    """Refuse a linear layer's weight (m, n) that is not made for as many units as these winners won among.

    Raises:
        ValueError: it is made for more or fewer.
    """
    if weight.shape[1] != winners.competing:
        raise ValueError(
            f"the layer takes {weight.shape[1]} units, the winners are of {winners.competing} a sample"
        )


class _WinnersLinear(torch.autograd.Function):
    """A linear layer without bias."""

    @staticmethod
    def forward(ctx: Any, values: Tensor, weight: Tensor, winners: Winners) -> Tensor:
        ctx.save_for_backward(values, weight, winners.units, winners.offsets)
        return calls.sum_rows(values, winners.units, winners.offsets, rows_of(weight))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        values, weight, units, offsets = ctx.saved_tensors
        grad = grad.contiguous()
        values_grad = weight_grad = None
        if ctx.needs_input_grad[0]:
            values_grad = calls.dot_rows(grad, units, offsets, rows_of(weight))
        if ctx.needs_input_grad[1]:
            weight_grad = calls.add_rows(values, units, offsets, grad, weight.shape[1]).t()
        return values_grad, weight_grad, None


def winners_linear(values: Tensor, winners: Winners, weight: Tensor, bias: Tensor) -> Tensor:
    """A linear layer on winners alone.

    Args:
        values: (M,), the winners' activations.
        winners: which units they are.
        weight, bias: (m, n), (m,). Fastest if the weight is input-major: ``weight.t()`` is contiguous.

    Returns:
        (N, m), what the linear layer gives on (N, n) activations that are zero but for the winners.

    Raises:
        ValueError: the layer takes another number of units than the winners won among.
    """
    check_inputs(weight, winners)
    outputs: Tensor = _WinnersLinear.apply(values, weight, winners)
    return outputs + bias


class _WinnersLinearPair(torch.autograd.Function):
    """Two linear layers, seen from behind the second one.

    The gradient of the first weight is a product of two matrices with as many columns and rows as the second layer has
    outputs: few. That is far less work than forming it from the hidden units' gradient.
    """

    @staticmethod
    def forward(
        ctx: Any,
        values: Tensor,
        weight: Tensor,
        bias: Tensor,
        second: Tensor,
        second_bias: Tensor,
        winners: Winners,
    ) -> Tensor:
        hidden = calls.sum_rows(values, winners.units, winners.offsets, rows_of(weight)).add_(bias)
        ctx.save_for_backward(values, weight, second, hidden, winners.units, winners.offsets)
        return torch.addmm(second_bias, hidden, second.t())

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        values, weight, second, hidden, units, offsets = ctx.saved_tensors
        grad = grad.contiguous()
        hidden_grad = grad.mm(second)  # (N, m)
        values_grad = weight_grad = None
        if ctx.needs_input_grad[0]:
            values_grad = calls.dot_rows(hidden_grad, units, offsets, rows_of(weight))
        if ctx.needs_input_grad[1]:
            through = calls.add_rows(values, units, offsets, grad, weight.shape[1])  # (n, classes)
            weight_grad = calls.few_columns_product(through, second.contiguous()).t()
        return values_grad, weight_grad, hidden_grad.sum(0), grad.t().mm(hidden), grad.sum(0), None


def winners_linear_pair(
    values: Tensor, winners: Winners, weight: Tensor, bias: Tensor, second: Tensor, second_bias: Tensor
) -> Tensor:
    """Two linear layers on winners alone, with nothing between the two.

    Args:
        values, winners, weight, bias: as in :func:`winners_linear`, n -> m.
        second, second_bias: of the second layer, m -> classes: (classes, m), (classes,).

    Returns:
        (N, classes).

    Raises:
        ValueError: as there.
    """
    check_inputs(weight, winners)
    outputs: Tensor = _WinnersLinearPair.apply(values, weight, bias, second, second_bias, winners)
    return outputs


class _LinearPair(torch.autograd.Function):
    """Two linear layers as one, on inputs that are not sparse.

    Forward and backward go through ``second @ weight``, which has as few rows as there are classes; hidden units are
    never formed.
    """

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, second: Tensor, second_bias: Tensor
    ) -> Tensor:
        folded = second.mm(weight)  # (classes, n)
        ctx.save_for_backward(x, weight, bias, second, folded)
        return torch.addmm(torch.addmv(second_bias, second, bias), x, folded.t())

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        x, weight, bias, second, folded = ctx.saved_tensors
        through, summed = grad.t().mm(x), grad.sum(0)  # (classes, n), (classes,)
        x_grad = weight_grad = None
        if ctx.needs_input_grad[0]:
            x_grad = grad.mm(folded)
        if ctx.needs_input_grad[1]:
            weight_grad = calls.few_columns_product(second.t().contiguous(), through)
        second_grad = through.mm(weight.t()).addr_(summed, bias)
        return x_grad, weight_grad, second.t().mv(summed), second_grad, summed


def linear_pair(x: Tensor, weight: Tensor, bias: Tensor, second: Tensor, second_bias: Tensor) -> Tensor:
    """Two linear layers with nothing between the two: (N, n) -> (N, classes); else as :func:`winners_linear_pair`."""
    outputs: Tensor = _LinearPair.apply(x, weight, bias, second, second_bias)
    return outputs
