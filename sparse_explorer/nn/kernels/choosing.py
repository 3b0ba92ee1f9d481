"""Convolution, max-pool and k-winners in one; tensors and lists as :mod:`call` has them."""

from typing import NamedTuple

import torch
from torch import Tensor

from sparse_explorer.nn.kernels.call import LANES, call, expect, expect_dims
from sparse_explorer.nn.kernels.operators import differentiable_once, operator
from sparse_explorer.nn.kernels.sizes import Convolution


class Chosen(NamedTuple):
    """The winners among pooled outputs of a convolution.

    Attributes:
        values: (M,).
        places, units: (M,), of :func:`list_from`.
        channels, corners: (M,), of :func:`corners`.
        offsets: (N + 1,).
        active: int64 (C,), of :func:`count_active`.
    """

    values: Tensor
    places: Tensor
    units: Tensor
    channels: Tensor
    corners: Tensor
    offsets: Tensor
    active: Tensor


def _fake(
    maps: Tensor,
    filters: Tensor,
    bias: Tensor,
    boosts: Tensor | None,
    k: int,
    relu: bool,
    skip_zeros: bool,
    pool: int,
) -> tuple[Tensor, ...]:
    length = torch.library.get_ctx().new_dynamic_size()
    lists = (maps.new_empty(length, dtype=torch.int32) for _ in range(4))
    counts = (maps.new_empty(size, dtype=torch.int64) for size in (len(maps) + 1, len(filters)))
    return maps.new_empty(length), *lists, *counts


@operator(
    "choose(Tensor maps, Tensor filters, Tensor bias, Tensor? boosts, SymInt k, bool relu, bool skip_zeros, "
    "SymInt pool) -> (Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor)",
    fake=_fake,
    gradient=differentiable_once("choose"),
)
def _choose(
    maps: Tensor,
    filters: Tensor,
    bias: Tensor,
    boosts: Tensor | None,
    k: int,
    relu: bool,
    skip_zeros: bool,
    pool: int,
) -> tuple[Tensor, ...]:
    expect_dims(maps, 4)
    expect_dims(filters, 4)
    convolution = Convolution(maps.shape, filters.shape, pool)
    n, height, width, channels = convolution.outputs
    if channels < LANES or (skip_zeros and channels % LANES) or (not skip_zeros and pool != 2):
        raise ValueError(
            f"channels are {channels} and pool is {pool}, allowed are {LANES} or more and a pool of 2, or with "
            f"skip_zeros multiples of {LANES}"
        )
    competing = (height // pool) * (width // pool) * channels
    if not 1 <= k <= competing:
        raise ValueError(f"k is {k}, allowed is 1 ... {competing}")
    expect(bias, (channels,))
    if boosts is not None:
        expect(boosts, (channels,))
    room = n * competing  # where all units tie, all win
    values = maps.new_empty(room)
    lists = [maps.new_empty(room, dtype=torch.int32) for _ in range(4)]
    offsets, active = (maps.new_empty(size, dtype=torch.int64) for size in (n + 1, channels))
    taps = filters.permute(1, 2, 3, 0).contiguous()  # (kH, kW, C_in, C)
    call(
        "sx_choose",
        *(convolution.geometry(), maps, taps, bias, boosts, k, relu, skip_zeros),
        *(values, *lists, offsets, active),
        pieces=n,
    )
    length = int(offsets[-1])
    return *(part[:length] for part in (values, *lists)), offsets, active


def choose(
    convolution: Convolution,
    maps: Tensor,
    filters: Tensor,
    bias: Tensor,
    boosts: Tensor | None,
    k: int,
    *,
    relu: bool = False,
    skip_zeros: bool = False,
) -> Chosen:
    """Convolve, pool, and list the winners: all of the kernels for it, with the same numbers, one sample at a time.

    Args:
        maps: (N, H, W, C_in).
        filters, bias: (C, kH, kW, C_in), (C,); C must be 16 or more, with ``skip_zeros`` a multiple of 16.
        boosts: (C,), what outputs are multiplied by to be ranked; None for nothing.
        k, relu: as in :func:`rank`.
        skip_zeros: the maps are zero in most places, as :func:`convolve_sparse` takes them; without, the convolution is
            that of :func:`convolve_and_pool`, and the pool must be 2.
    """
    expect(maps, convolution.maps)
    expect(filters, convolution.filters)
    return Chosen(*_choose(maps, filters, bias, boosts, k, relu, skip_zeros, convolution.pool))
