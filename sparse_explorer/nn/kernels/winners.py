"""Choosing winners, listing them, and the way back to maps with zeros; tensors and lists as :mod:`call` has them."""

import torch
from torch import Tensor

from sparse_explorer.nn.kernels.call import call, expect, expect_list


def rank(x: Tensor, k: int, relu: bool) -> tuple[Tensor, Tensor]:
    """The k-th largest of each sample, at least 0 with ``relu``; and how many units reach it.

    Args:
        x: (N, n). Not-a-number ranks as +infinity.
        k: 1 ... n.

    Returns:
        (N,) and int64 (N,). Ties may make the latter more than k, ``relu`` less.
    """
    samples, units = x.shape
    if not 1 <= k <= units:
        raise ValueError(f"k is {k}, allowed is 1 ... {units}")
    least, counts = x.new_empty(samples), torch.empty(samples, dtype=torch.int64)
    call("sx_rank", x, samples, units, k, relu, least, counts, pieces=samples)
    return least, counts


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
    samples, units = ranked.shape
    expect(x, (samples, units))
    expect(least, (samples,))
    expect(offsets, (samples + 1,))
    if channels < 1 or units % channels:
        raise ValueError(f"channels are {channels}, allowed are divisors of {units}")
    values = x.new_empty(int(offsets[-1]))
    places, by_channel = (torch.empty(len(values), dtype=torch.int32) for _ in range(2))
    call(
        "sx_list",
        *(ranked, x, samples, units, channels, least, offsets, places, by_channel, values),
        pieces=samples,
    )
    return places, by_channel, values


def count_active(values: Tensor, units: Tensor, channels: int, positions: int) -> Tensor:
    """How many winners of each channel, int64 (C,), have a value above 0; ``units`` are counted channel by channel."""
    expect(units, values.shape)
    counts = torch.empty(channels, dtype=torch.int64)
    call("sx_count_active", values, units, len(values), channels, positions, counts)
    return counts


def spread(values: Tensor, at: Tensor, offsets: Tensor, n: int) -> Tensor:
    """(N, n), the values at the winners and zero elsewhere; ``at`` are places or units."""
    samples = expect_list(offsets, values, at)
    out = values.new_empty(samples, n)
    call("sx_spread", values, at, offsets, samples, n, out, pieces=samples)
    return out


def collect(x: Tensor, at: Tensor, offsets: Tensor) -> Tensor:
    """(M,), what x (N, n) holds at the winners; the gradient of :func:`spread`."""
    samples, n = x.shape
    expect(offsets, (samples + 1,))
    expect_list(offsets, at)
    values = x.new_empty(len(at))
    call("sx_collect", x, at, offsets, samples, n, values, pieces=samples)
    return values
