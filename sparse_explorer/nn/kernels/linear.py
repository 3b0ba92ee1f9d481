"""Linear layers on winners alone, and products of narrow matrices; tensors and lists as :mod:`call` has them."""

from torch import Tensor

from sparse_explorer.nn.kernels.call import call, expect, expect_list


def sum_rows(values: Tensor, units: Tensor, offsets: Tensor, rows: Tensor) -> Tensor:
    """(N, m), each sample's sum of its winners' rows of ``rows`` (n, m), weighed by their values (M,)."""
    samples, m = expect_list(offsets, values, units), rows.shape[1]
    out = values.new_empty(samples, m)
    call("sx_sum_rows", values, units, offsets, samples, rows, m, out)
    return out


def dot_rows(grad: Tensor, units: Tensor, offsets: Tensor, rows: Tensor) -> Tensor:
    """(M,), each winner's row of ``rows`` (n, m) times its sample's ``grad`` (N, m)."""
    samples, m = grad.shape
    expect(rows, (len(rows), m))
    expect(offsets, (samples + 1,))
    expect_list(offsets, units)
    values_grad = grad.new_empty(len(units))
    call("sx_dot_rows", grad, units, offsets, samples, rows, m, values_grad, pieces=samples)
    return values_grad


def add_rows(values: Tensor, units: Tensor, offsets: Tensor, grad: Tensor, n: int) -> Tensor:
    """(n, m): for each unit, the ``grad`` (N, m) of the samples in which it won, weighed by its values there."""
    samples, m = grad.shape
    expect(offsets, (samples + 1,))
    expect_list(offsets, values, units)
    rows_grad = grad.new_empty(n, m)
    call("sx_add_rows", values, units, offsets, samples, grad, n, m, rows_grad)
    return rows_grad


def few_columns_product(left: Tensor, right: Tensor) -> Tensor:
    """left (n, r) @ right (r, m) for few r, fastest where many rows of ``left`` are zero throughout."""
    (n, r), m = left.shape, right.shape[1]
    expect(right, (r, m))
    out = left.new_empty(n, m)
    call("sx_few_columns_product", left, right, n, r, m, out)
    return out
