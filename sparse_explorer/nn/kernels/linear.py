"""Linear layers on winners alone, and products of narrow matrices; tensors and lists as :mod:`call` has them.

The first three are each other's gradients.
"""

from typing import Any

from torch import Tensor

from sparse_explorer.nn.kernels.call import call, expect, expect_dims
from sparse_explorer.nn.kernels.operators import Gradient, operator


def _save(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
    ctx.save_for_backward(*(part for part in inputs if isinstance(part, Tensor)))


def _sum_fake(values: Tensor, units: Tensor, offsets: Tensor, rows: Tensor) -> Tensor:
    return values.new_empty(offsets.shape[0] - 1, rows.shape[1])


def _sum_backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
    values, units, offsets, rows = ctx.saved_tensors
    grad, needed = grad.contiguous(), ctx.needs_input_grad
    values_grad = dot_rows(grad, units, offsets, rows) if needed[0] else None
    rows_grad = add_rows(values, units, offsets, grad, rows.shape[0]) if needed[3] else None
    return values_grad, None, None, rows_grad


@operator(
    "sum_rows(Tensor values, Tensor units, Tensor offsets, Tensor rows) -> Tensor",
    fake=_sum_fake,
    gradient=Gradient(_save, _sum_backward),
)
def sum_rows(values: Tensor, units: Tensor, offsets: Tensor, rows: Tensor) -> Tensor:
    """(N, m), each sample's sum of its winners' rows of ``rows`` (n, m), weighed by their values (M,)."""
    expect_dims(rows, 2)
    expect_dims(values, 1)
    expect(units, values.shape)
    samples, (n, m) = len(offsets) - 1, rows.shape
    out = values.new_empty(samples, m)
    call("sx_sum_rows", values, units, offsets, len(units), samples, rows, n, m, out)
    return out


def _dot_fake(grad: Tensor, units: Tensor, offsets: Tensor, rows: Tensor) -> Tensor:
    return grad.new_empty(units.shape[0])


def _dot_backward(ctx: Any, factors: Tensor) -> tuple[Tensor | None, ...]:
    grad, units, offsets, rows = ctx.saved_tensors
    factors, needed = factors.contiguous(), ctx.needs_input_grad
    grad_grad = sum_rows(factors, units, offsets, rows) if needed[0] else None
    rows_grad = add_rows(factors, units, offsets, grad, rows.shape[0]) if needed[3] else None
    return grad_grad, None, None, rows_grad


@operator(
    "dot_rows(Tensor grad, Tensor units, Tensor offsets, Tensor rows) -> Tensor",
    fake=_dot_fake,
    gradient=Gradient(_save, _dot_backward),
)
def dot_rows(grad: Tensor, units: Tensor, offsets: Tensor, rows: Tensor) -> Tensor:
    """(M,), each winner's row of ``rows`` (n, m) times its sample's ``grad`` (N, m)."""
    expect_dims(grad, 2)
    expect_dims(units, 1)
    samples, m = grad.shape
    expect(rows, (len(rows), m))
    expect(offsets, (samples + 1,))
    out = grad.new_empty(len(units))
    sizes = len(units), samples
    call("sx_dot_rows", grad, units, offsets, *sizes, rows, len(rows), m, out, pieces=samples)
    return out


def _add_fake(values: Tensor, units: Tensor, offsets: Tensor, grad: Tensor, n: int) -> Tensor:
    return grad.new_empty(n, grad.shape[1])


def _add_backward(ctx: Any, rows: Tensor) -> tuple[Tensor | None, ...]:
    values, units, offsets, grad = ctx.saved_tensors
    rows, needed = rows.contiguous(), ctx.needs_input_grad
    values_grad = dot_rows(grad, units, offsets, rows) if needed[0] else None
    grad_grad = sum_rows(values, units, offsets, rows) if needed[3] else None
    return values_grad, None, None, grad_grad, None


@operator(
    "add_rows(Tensor values, Tensor units, Tensor offsets, Tensor grad, SymInt n) -> Tensor",
    fake=_add_fake,
    gradient=Gradient(_save, _add_backward),
)
def add_rows(values: Tensor, units: Tensor, offsets: Tensor, grad: Tensor, n: int) -> Tensor:
    """(n, m): for each unit, the ``grad`` (N, m) of the samples in which it won, weighed by its values there."""
    expect_dims(grad, 2)
    expect_dims(values, 1)
    samples, m = grad.shape
    expect(offsets, (samples + 1,))
    expect(units, values.shape)
    out = grad.new_empty(n, m)
    call("sx_add_rows", values, units, offsets, len(units), samples, grad, n, m, out)
    return out


def _product_fake(left: Tensor, right: Tensor) -> Tensor:
    return left.new_empty(left.shape[0], right.shape[1])


def _product_backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
    left, right = ctx.saved_tensors
    left_grad = grad.mm(right.t()) if ctx.needs_input_grad[0] else None
    right_grad = left.t().mm(grad) if ctx.needs_input_grad[1] else None
    return left_grad, right_grad


@operator(
    "few_columns_product(Tensor left, Tensor right) -> Tensor",
    fake=_product_fake,
    gradient=Gradient(_save, _product_backward),
)
def few_columns_product(left: Tensor, right: Tensor) -> Tensor:
    """left (n, r) @ right (r, m) for few r, fastest where many rows of ``left`` are zero throughout."""
    expect_dims(left, 2)
    expect_dims(right, 2)
    (n, r), m = left.shape, right.shape[1]
    expect(right, (r, m))
    out = left.new_empty(n, m)
    call("sx_few_columns_product", left, right, n, r, m, out)
    return out
