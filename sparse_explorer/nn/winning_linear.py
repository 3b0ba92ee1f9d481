"""Linear layers behind k-winners: they sum the rows of the winners instead of a full product.

Everything here is exact: it leaves out additions of zero, and adds in another order. (A weight that is not a number is
therefore seen where a winner meets it, and nowhere else.) It takes the compiled kernels;
:func:`sparse_explorer.nn.kernels.usable` says whether they take a tensor.

Axes: N batch, n inputs of a linear layer, m its outputs, M winners of the whole batch.
"""

from contextlib import nullcontext
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable

from sparse_explorer.nn.kernels import linear as kernels
from sparse_explorer.nn.kernels.operators import below_autograd
from sparse_explorer.nn.kernels.winners import collect, spread
from sparse_explorer.nn.winners import Winners


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
    sums: Tensor = kernels.sum_rows(values, winners.units, winners.offsets, weight.t().contiguous())
    return sums + bias


class _LinearOnWinners(torch.autograd.Function):
    """A linear layer as a full product, which learns from the winners alone.

    Each weight's gradient is summed up sample by sample, as torch sums it up; what is left out are zeros.
    """

    @staticmethod
    def forward(ctx: Any, values: Tensor, weight: Tensor, bias: Tensor | None, winners: Winners) -> Tensor:
        ctx.save_for_backward(values, weight, winners.units, winners.offsets)
        with below_autograd():
            return F.linear(spread(values, winners.units, winners.offsets, winners.competing), weight, bias)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        values, weight, units, offsets = ctx.saved_tensors
        grad = grad.contiguous()
        values_grad = weight_grad = bias_grad = None
        if ctx.needs_input_grad[0]:
            values_grad = collect(grad.mm(weight), units, offsets)
        if ctx.needs_input_grad[1]:
            weight_grad = kernels.add_rows(values, units, offsets, grad, weight.shape[1]).t()
        if ctx.needs_input_grad[2]:
            bias_grad = grad.sum(0)
        return values_grad, weight_grad, bias_grad, None


def linear_on_winners(values: Tensor, winners: Winners, weight: Tensor, bias: Tensor | None) -> Tensor:
    """As :func:`winners_linear`, where winners are so many that a full product is faster."""
    check_inputs(weight, winners)
    outputs: Tensor = _LinearOnWinners.apply(values, weight, bias, winners)
    return outputs


class _WinningOutputs(torch.autograd.Function):
    """The outputs of a linear layer that win, as a function of what the layer was given.

    Gradient comes from the winners alone: what other outputs would add to it are zeros, which are left out.
    """

    @staticmethod
    def forward(
        ctx: Any,
        source: Tensor,
        weight: Tensor,
        bias: Tensor | None,
        values: Tensor,
        x: Tensor,
        winners: Winners,
        before: Winners | None,
    ) -> Tensor:
        listed = (before.units, before.offsets) if before is not None else ()
        ctx.save_for_backward(source, weight, x, winners.units, winners.offsets, *listed)
        return values.view_as(values)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        source, weight, x, units, offsets, *listed = ctx.saved_tensors
        grad = grad.contiguous()
        source_grad = weight_grad = bias_grad = None
        outputs, inputs = weight.shape
        again = torch.is_grad_enabled()
        with nullcontext() if again else below_autograd():
            if ctx.needs_input_grad[0]:
                x_grad = kernels.sum_rows(grad, units, offsets, weight.contiguous())
                source_grad = collect(x_grad, *listed) if listed else x_grad
            if ctx.needs_input_grad[1]:
                given = source if not listed else spread(source, *listed, inputs) if again else x
                weight_grad = kernels.add_rows(grad, units, offsets, given.contiguous(), outputs)
            if ctx.needs_input_grad[2]:
                bias_grad = spread(grad, units, offsets, outputs).sum(0)
        return source_grad, weight_grad, bias_grad, *[None] * 4


def winning_outputs(
    source: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    values: Tensor,
    x: Tensor,
    winners: Winners,
    before: Winners | None = None,
) -> Tensor:
    """The outputs of a linear layer that win, through which gradient flows to what it was given.

    Args:
        source: what gradient is to go to: ``x``, or the values (M,) of the winners ``before`` that it was spread from.
        weight, bias: of the layer, (m, n), (m,). Fastest if the weight lies as torch has it.
        values: of the winners, without gradient.
        x: (N, n), what the layer was given.
        winners: among its outputs.
        before: those that ``x`` holds, if it was spread from winners.

    Returns:
        ``values``.
    """
    outputs: Tensor = _WinningOutputs.apply(source, weight, bias, values, x, winners, before)
    return outputs


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
        with below_autograd():
            hidden = kernels.sum_rows(values, winners.units, winners.offsets, rows_of(weight)).add_(bias)
        ctx.save_for_backward(values, weight, second, hidden, winners.units, winners.offsets)
        return torch.addmm(second_bias, hidden, second.t())

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        values, weight, second, hidden, units, offsets = ctx.saved_tensors
        grad = grad.contiguous()
        hidden_grad = grad.mm(second)  # (N, m)
        values_grad = weight_grad = None
        with below_autograd():
            if ctx.needs_input_grad[0]:
                values_grad = kernels.dot_rows(hidden_grad, units, offsets, rows_of(weight))
            if ctx.needs_input_grad[1]:
                through = kernels.add_rows(values, units, offsets, grad, weight.shape[1])  # (n, classes)
                weight_grad = kernels.few_columns_product(through, second.contiguous()).t()
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
            with below_autograd():
                weight_grad = kernels.few_columns_product(second.t().contiguous(), through)
        second_grad = through.mm(weight.t()).addr_(summed, bias)
        return x_grad, weight_grad, second.t().mv(summed), second_grad, summed


def linear_pair(x: Tensor, weight: Tensor, bias: Tensor, second: Tensor, second_bias: Tensor) -> Tensor:
    """Two linear layers with nothing between the two: (N, n) -> (N, classes); else as :func:`winners_linear_pair`."""
    outputs: Tensor = _LinearPair.apply(x, weight, bias, second, second_bias)
    return outputs
