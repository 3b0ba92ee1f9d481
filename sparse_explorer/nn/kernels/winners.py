"""Choosing winners, listing them, and the way back to maps with zeros; tensors and lists as :mod:`call` has them."""

from typing import Any

import torch
from torch import Tensor

from sparse_explorer.nn.kernels.call import call, expect, expect_dims
from sparse_explorer.nn.kernels.operators import Gradient, operator


def _rank_fake(x: Tensor, k: int, relu: bool) -> tuple[Tensor, Tensor]:
    return x.new_empty(x.shape[0]), x.new_empty(x.shape[0], dtype=torch.int64)


def _rank_vmap(info: Any, in_dims: tuple[Any, ...], x: Tensor, k: int, relu: bool) -> tuple[Any, Any]:
    x = x.movedim(in_dims[0], 0).contiguous()  # (B, N, n)
    found = rank(x.view(-1, x.shape[2]), k, relu)
    return tuple(part.view(x.shape[:2]) for part in found), (0, 0)


@operator("rank(Tensor x, SymInt k, bool relu) -> (Tensor, Tensor)", fake=_rank_fake, vmap=_rank_vmap)
def rank(x: Tensor, k: int, relu: bool) -> tuple[Tensor, Tensor]:
    """The k-th largest of each sample, at least 0 with ``relu``; and how many units reach it.

    Args:
        x: (N, n). Not-a-number ranks as +infinity.
        k: 1 ... n.

    Returns:
        (N,) and int64 (N,). Ties may make the latter more than k, ``relu`` less.
    """
    expect_dims(x, 2)
    samples, units = x.shape
    if not 1 <= k <= units:
        raise ValueError(f"k is {k}, allowed is 1 ... {units}")
    least, counts = x.new_empty(samples), torch.empty(samples, dtype=torch.int64)
    call("sx_rank", x, samples, units, k, relu, least, counts, pieces=samples)
    return least, counts


def _list_fake(
    ranked: Tensor, x: Tensor, channels: int, least: Tensor, offsets: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    length = torch.library.get_ctx().new_dynamic_size()
    places, units = (x.new_empty(length, dtype=torch.int32) for _ in range(2))
    return places, units, x.new_empty(length)


def _list_save(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
    _, x, _, _, offsets = inputs
    ctx.save_for_backward(output[0], offsets)
    ctx.n = x.shape[1]


def _list_backward(ctx: Any, _places: Any, _units: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
    places, offsets = ctx.saved_tensors
    return None, spread(grad.contiguous(), places, offsets, ctx.n), None, None, None


@operator(
    "list_from(Tensor ranked, Tensor x, SymInt channels, Tensor least, Tensor offsets) -> (Tensor, Tensor, Tensor)",
    fake=_list_fake,
    gradient=Gradient(_list_save, _list_backward),
)
def list_from(
    ranked: Tensor, x: Tensor, channels: int, least: Tensor, offsets: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """List the units that reach ``least``.

    Args:
        ranked, x: (N, n), what units are ranked by, and their values; ``channels`` of the units lie side by side at
            each position.
        least: (N,) of :func:`rank`.
        offsets: from its counts.

    Returns:
        places and units (M,): indices among a sample's units as they lie, rising, and counted channel by channel;
        values (M,).
    """
    expect_dims(ranked, 2)
    samples, units = ranked.shape
    expect(x, (samples, units))
    expect(least, (samples,))
    expect(offsets, (samples + 1,))
    if channels < 1 or units % channels:
        raise ValueError(f"channels are {channels}, allowed are divisors of {units}")
    length = int(offsets[-1])
    if not 0 <= length <= ranked.numel():
        raise ValueError(f"the offsets end at {length}, allowed is 0 ... {ranked.numel()}, all units")
    values = x.new_empty(length)
    places, by_channel = (torch.empty(length, dtype=torch.int32) for _ in range(2))
    call(
        "sx_list",
        *(ranked, x, samples, units, channels, least, offsets, places, by_channel, values, length),
        pieces=samples,
    )
    return places, by_channel, values


def _count_fake(values: Tensor, units: Tensor, channels: int, positions: int) -> Tensor:
    return values.new_empty(channels, dtype=torch.int64)


@operator(
    "count_active(Tensor values, Tensor units, SymInt channels, SymInt positions) -> Tensor", fake=_count_fake
)
def count_active(values: Tensor, units: Tensor, channels: int, positions: int) -> Tensor:
    """How many winners of each channel, int64 (C,), have a value above 0; ``units`` are counted channel by channel."""
    expect_dims(values, 1)
    expect(units, values.shape)
    counts = torch.empty(channels, dtype=torch.int64)
    call("sx_count_active", values, units, len(values), channels, positions, counts)
    return counts


def _spread_fake(values: Tensor, at: Tensor, offsets: Tensor, n: int) -> Tensor:
    return values.new_empty(offsets.shape[0] - 1, n)


def _spread_save(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
    ctx.save_for_backward(*inputs[1:3])


def _spread_backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
    return collect(grad.contiguous(), *ctx.saved_tensors), None, None, None


@operator(
    "spread(Tensor values, Tensor at, Tensor offsets, SymInt n) -> Tensor",
    fake=_spread_fake,
    gradient=Gradient(_spread_save, _spread_backward),
)
def spread(values: Tensor, at: Tensor, offsets: Tensor, n: int) -> Tensor:
    """(N, n), the values at the winners and zero elsewhere; ``at`` are places or units."""
    expect_dims(values, 1)
    expect(at, values.shape)
    samples = len(offsets) - 1
    out = values.new_empty(samples, n)
    call("sx_spread", values, at, offsets, len(at), samples, n, out, pieces=samples)
    return out


def _collect_fake(x: Tensor, at: Tensor, offsets: Tensor) -> Tensor:
    return x.new_empty(at.shape[0])


def _collect_save(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
    x, *listed = inputs
    ctx.save_for_backward(*listed)
    ctx.n = x.shape[1]


def _collect_backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
    return spread(grad.contiguous(), *ctx.saved_tensors, ctx.n), None, None


@operator(
    "collect(Tensor x, Tensor at, Tensor offsets) -> Tensor",
    fake=_collect_fake,
    gradient=Gradient(_collect_save, _collect_backward),
)
def collect(x: Tensor, at: Tensor, offsets: Tensor) -> Tensor:
    """(M,), what x (N, n) holds at the winners; the gradient of :func:`spread`."""
    expect_dims(x, 2)
    expect_dims(at, 1)
    samples, n = x.shape
    expect(offsets, (samples + 1,))
    values = x.new_empty(len(at))
    call("sx_collect", x, at, offsets, len(at), samples, n, values, pieces=samples)
    return values


def _keep_fake(x: Tensor, boosts: Tensor | None, k: int, relu: bool) -> tuple[Tensor, Tensor, Tensor]:
    return (
        torch.empty_like(x),
        torch.empty_like(x, dtype=torch.bool),
        x.new_empty(x.shape[1], dtype=torch.int64),
    )


def _keep_save(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
    ctx.save_for_backward(output[1])


def _keep_backward(ctx: Any, grad: Tensor, _losers: Any, _active: Any) -> tuple[Tensor | None, ...]:
    (losers,) = ctx.saved_tensors
    return grad.masked_fill(losers, 0), None, None, None


@operator(
    "keep(Tensor x, Tensor? boosts, SymInt k, bool relu) -> (Tensor, Tensor, Tensor)",
    fake=_keep_fake,
    gradient=Gradient(_keep_save, _keep_backward),
)
def keep(x: Tensor, boosts: Tensor | None, k: int, relu: bool) -> tuple[Tensor, Tensor, Tensor]:
    """Zero all but the k largest of each sample.

    Args:
        x: (N, n).
        boosts: (n,), what units are multiplied by to be ranked; None for nothing.
        k, relu: as in :func:`rank`; ties are kept.

    Returns:
        (N, n), un-boosted values at the winners, zero elsewhere; bool (N, n), True where a unit lost; and int64 (n,),
        in how many samples what is kept of a unit is above 0.
    """
    expect_dims(x, 2)
    samples, units = x.shape
    if not 1 <= k <= units:
        raise ValueError(f"k is {k}, allowed is 1 ... {units}")
    if boosts is not None:
        expect(boosts, (units,))
    kept, losers = torch.empty_like(x), torch.empty_like(x, dtype=torch.uint8)
    active = torch.empty(units, dtype=torch.int64)
    call("sx_keep", x, boosts, samples, units, k, relu, kept, losers, active, pieces=samples)
    return kept, losers.view(torch.bool), active
