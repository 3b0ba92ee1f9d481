"""Computing with winners alone: products and gradients that never touch what k-winners set to zero.

After k-winners most units are zero, so the next linear layer needs the rows of the winners instead of a full product,
and the convolution before needs the patches of the winners instead of all of them. Everything here is exact: it leaves
out additions of zero, and multiplies in another order.

Axes: N batch, C channels, H height, W width, n inputs of a linear layer, m its outputs, M winners of the whole batch.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn.grad import conv2d_input, conv2d_weight

from sparse_explorer.nn.layout import columns_in_memory, flatten_units, lies_channels_last, unflatten_units
from sparse_explorer.nn.winners import Winners


@torch.no_grad()
def max_pool(x: Tensor, size: int) -> Tensor:
    """Max-pool with stride ``size``, without the places of the maxima; several times faster than with them.

    Args:
        x: (N, C, H, W).
        size: of the window, in both directions; rows and columns left over are dropped.

    Returns:
        (N, C, H // size, W // size), laid out in memory as ``x`` is.
    """
    rows, columns = x.shape[2] // size, x.shape[3] // size
    x = x[:, :, : rows * size, : columns * size]
    best = x[:, :, 0::size]
    for row in range(1, size):
        best = torch.maximum(best, x[:, :, row::size])
    result = best[:, :, :, 0::size]
    for column in range(1, size):
        result = torch.maximum(result, best[:, :, :, column::size])
    return result


class _WinningConvolution(torch.autograd.Function):
    """The winners' values as a function of the convolution's input, weight and bias."""

    @staticmethod
    def forward(
        ctx: Any,
        images: Tensor,
        weight: Tensor,
        bias: Tensor | None,
        convolved: Tensor,
        pooled: Tensor,
        winners: Winners,
        pool: int,
    ) -> Tensor:
        ctx.save_for_backward(images, weight, convolved)
        ctx.winners, ctx.pool = winners, pool
        return flatten_units(pooled).view(-1).index_select(0, winners.places)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        images, weight, convolved = ctx.saved_tensors
        winners, channels = ctx.winners, weight.shape[0]
        rows, columns = _maxima(convolved, winners, ctx.pool)
        images_grad = weight_grad = bias_grad = None
        if ctx.needs_input_grad[0]:
            # With a gradient for each pixel to be formed from many filters, the dense products are the faster ones.
            by_sample, by_channel, by_row, by_column = convolved.stride()
            places = winners.samples * by_sample + winners.channels * by_channel
            places = places + rows * by_row + columns * by_column
            convolved_grad = torch.zeros_like(convolved)
            convolved_grad.as_strided((convolved.numel(),), (1,)).index_copy_(0, places, grad)
            images_grad = conv2d_input(images.shape, weight, convolved_grad)
            if ctx.needs_input_grad[1]:
                weight_grad = conv2d_weight(images, weight.shape, convolved_grad)
        elif ctx.needs_input_grad[1]:
            patches = _patches(
                images, winners.samples, rows, columns, weight.shape[2:]
            )  # (M, C_in * kH * kW)
            weight_grad = grad.new_zeros(channels, patches.shape[1])
            weight_grad.index_add_(0, winners.channels, patches.mul_(grad[:, None]))
            weight_grad = weight_grad.view(weight.shape)
        if ctx.needs_input_grad[2]:
            bias_grad = grad.new_zeros(channels).index_add_(0, winners.channels, grad)
        return images_grad, weight_grad, bias_grad, None, None, None, None


def winning_values(
    images: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    convolved: Tensor,
    pooled: Tensor,
    winners: Winners,
    pool: int,
) -> Tensor:
    """The values of the winners, through which gradient flows to what they were convolved from.

    Args:
        images: (N, C_in, H, W), what was convolved.
        weight, bias: of the convolution (stride 1, no padding): (C, C_in, kH, kW), (C,) or None.
        convolved: conv2d(images, weight, bias), computed without gradient.
        pooled: max_pool(convolved, pool).
        winners: among the units of ``pooled``.
        pool: size of the max-pool's window.

    Returns:
        (M,) in the order of ``winners``.
    """
    values: Tensor = _WinningConvolution.apply(images, weight, bias, convolved, pooled, winners, pool)
    return values


def spread(values: Tensor, winners: Winners, like: Tensor) -> Tensor:
    """Feature maps (N, C, H, W), zero but for the winners, laid out in memory as ``like``, which they won among."""
    flat = values.new_zeros(like.numel()).index_copy(0, winners.places, values)
    return unflatten_units(flat.view(like.shape[0], -1), like)


def _maxima(convolved: Tensor, winners: Winners, pool: int) -> tuple[Tensor, Tensor]:
    """Row and column (M,) in ``convolved`` of the unit that each winner's window was pooled from: the first largest."""
    by_sample, by_channel, by_row, by_column = convolved.stride()
    top = torch.div(winners.positions, winners.shape[3], rounding_mode="floor")
    left = winners.positions - top * winners.shape[3]
    top, left = top * pool, left * pool
    corner = winners.samples * by_sample + winners.channels * by_channel + top * by_row + left * by_column
    memory = convolved.as_strided((convolved.numel(),), (1,))
    best, place = memory.index_select(0, corner), torch.zeros_like(corner)
    for other in range(
        1, pool * pool
    ):  # one place of all windows after the other: several times faster than argmax
        row, column = divmod(other, pool)
        value = memory.index_select(0, corner + (row * by_row + column * by_column))
        place.masked_fill_(value > best, other)
        best = torch.maximum(best, value)
    down = torch.div(place, pool, rounding_mode="floor")
    return top + down, left + (place - down * pool)


def _patches(images: Tensor, samples: Tensor, rows: Tensor, columns: Tensor, size: tuple[int, int]) -> Tensor:
    """What a filter saw of ``images`` (N, C, H, W) at each of M places: (M, C * kH * kW), a new tensor."""
    images = images.contiguous()
    _, channels, height, width = images.shape
    filter_height, filter_width = size
    corner = (samples * (channels * height) + rows) * width + columns
    lines = torch.arange(channels, device=images.device)[:, None] * (height * width)
    lines = (lines + torch.arange(filter_height, device=images.device) * width).view(-1)  # (C * kH,)
    # A table of all pieces of a filter's width, which overlap in memory: looking pieces up copies whole ones.
    pieces = images.as_strided((images.numel() - filter_width + 1, filter_width), (1, 1))
    pieces = pieces.index_select(0, (corner[:, None] + lines).view(-1))  # (M * C * kH, kW)
    return pieces.view(len(corner), -1)  # (M, C * kH * kW)


class _LinearGradient(torch.autograd.Function):
    """Hands the outputs of a linear layer on, and computes its weight's gradient on the way back."""

    @staticmethod
    def forward(ctx: Any, outputs: Tensor, weight: Tensor, values: Tensor, winners: Winners) -> Tensor:
        ctx.save_for_backward(values)
        ctx.winners = winners
        return outputs.view_as(outputs)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        (values,) = ctx.saved_tensors
        # Adding up a row for each winner would be bound by memory; with zeros between them it is one fast product.
        return grad, _scattered(values, ctx.winners).t().mm(grad).t(), None, None


class _PairGradient(torch.autograd.Function):
    """As _LinearGradient, for the first of two linear layers with nothing between them, seen from behind the second.

    The gradient of the first weight is a product of a matrix with as many columns as the second layer has outputs:
    winners @ grad, then times the second weight. That is far less work than forming it from the hidden units' gradient.
    """

    @staticmethod
    def forward(
        ctx: Any, outputs: Tensor, weight: Tensor, second: Tensor, values: Tensor, winners: Winners
    ) -> Tensor:
        ctx.save_for_backward(values, second)
        ctx.winners = winners
        return outputs.view_as(outputs)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        values, second = ctx.saved_tensors
        winners = ctx.winners
        units = winners.shape[1] * winners.shape[2] * winners.shape[3]
        through = grad.index_select(0, winners.samples).mul_(values[:, None])  # (M, classes)
        summed = grad.new_zeros(units, grad.shape[1]).index_add_(0, winners.units, through)  # (n, classes)
        return grad, summed.mm(second).t(), None, None, None


def winners_linear(values: Tensor, winners: Winners, weight: Tensor, bias: Tensor | None) -> Tensor:
    """A linear layer on winners alone.

    Args:
        values: (M,), the winners' activations.
        winners: which units they are.
        weight, bias: (m, n), (m,) or None. Fastest if the weight is input-major: ``weight.t()`` is contiguous.

    Returns:
        (N, m), what the linear layer gives on (N, n) activations that are zero but for the winners.
    """
    outputs: Tensor = _LinearGradient.apply(
        _sum_rows(values, winners, weight), weight, values.detach(), winners
    )
    return outputs if bias is None else outputs + bias


def winners_linear_pair(
    values: Tensor, winners: Winners, weight: Tensor, bias: Tensor, second: Tensor, second_bias: Tensor
) -> Tensor:
    """Two linear layers on winners alone, with nothing between the two.

    Args:
        values, winners, weight, bias: as in :func:`winners_linear`, n -> m.
        second, second_bias: of the second layer, m -> classes: (classes, m), (classes,).

    Returns:
        (N, classes).
    """
    hidden = _sum_rows(values, winners, weight) + bias
    outputs = F.linear(hidden, second, second_bias)
    paired: Tensor = _PairGradient.apply(outputs, weight, second.detach(), values.detach(), winners)
    return paired


def _sum_rows(values: Tensor, winners: Winners, weight: Tensor) -> Tensor:
    """Sum each sample's winning rows, weighed by the winners' values: (N, m). No gradient flows to the weight."""
    rows = weight.detach().t().contiguous()  # (n, m); no copy if the weight is input-major
    return F.embedding_bag(winners.units, rows, winners.offsets, mode="sum", per_sample_weights=values)


def _scattered(values: Tensor, winners: Winners) -> Tensor:
    """(N, n) activations, zero but for the winners."""
    n = winners.shape[0]
    dense = values.new_zeros(n, winners.shape[1] * winners.shape[2] * winners.shape[3])
    return dense.index_put_((winners.samples, winners.units), values)


class FoldedPair:
    """Two linear layers with nothing between them, on feature maps, where no gradient is asked for.

    What they do together is one product with ``second @ weight``, which has as few rows as there are classes. It is
    kept for as long as the weights stay what they are, as in a noise sweep.
    """

    def __init__(self) -> None:
        self._folded: Tensor | None = None
        self._made_from: tuple[object, ...] = ()

    @torch.no_grad()
    def __call__(
        self, x: Tensor, weight: Tensor, bias: Tensor, second: Tensor, second_bias: Tensor
    ) -> Tensor:
        """Apply both layers.

        Args:
            x: (N, C, H, W) with C*H*W = n, in any memory format; it is not copied to be flattened.
            weight, bias: n -> m: (m, n), (m,).
            second, second_bias: m -> classes: (classes, m), (classes,).

        Returns:
            (N, classes).
        """
        made_from = (*_identity(weight), *_identity(second), lies_channels_last(x))
        if self._folded is None or made_from != self._made_from:
            self._folded, self._made_from = columns_in_memory(second.mm(weight), x), made_from
        return torch.addmm(torch.addmv(second_bias, second, bias), flatten_units(x), self._folded.t())


def _identity(weight: Tensor) -> tuple[object, ...]:
    """What tells whether a weight is still the same: where it lies, and how often it was written to."""
    return weight.data_ptr(), weight._version, weight.device
