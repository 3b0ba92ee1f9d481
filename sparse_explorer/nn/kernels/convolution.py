"""Convolutions that compute with winners alone, or pool at once; tensors and lists as :mod:`call` has them."""

import dataclasses
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from sparse_explorer.nn.kernels.call import LANES, Geometry, call, expect, expect_list
from sparse_explorer.nn.kernels.pooling import LARGEST_POOL


@dataclass(frozen=True)
class Convolution:
    """The sizes of a convolution (stride 1, no padding) with a max-pool behind it.

    Attributes:
        maps: (N, H, W, C_in) of what is convolved.
        filters: (C, kH, kW, C_in).
        pool: size and stride of the max-pool.
    """

    maps: torch.Size
    filters: torch.Size
    pool: int = 1

    def __post_init__(self) -> None:
        if self.maps[3] != self.filters[3]:
            raise ValueError(
                f"the maps have {self.maps[3]} channels, the filters are made for {self.filters[3]}"
            )
        if not 1 <= self.pool <= LARGEST_POOL:
            raise ValueError(f"pool is {self.pool}, allowed is 1 ... {LARGEST_POOL}")
        if min(self.outputs[1:3]) < self.pool:
            raise ValueError(
                f"maps of {self.maps[1]} x {self.maps[2]} are too small for filters of {self.filters[1]} x "
                f"{self.filters[2]} and a pool of {self.pool}"
            )

    @property
    def outputs(self) -> tuple[int, int, int, int]:
        """(N, H - kH + 1, W - kW + 1, C), before the pool."""
        n, height, width, _ = self.maps
        channels, filter_height, filter_width, _ = self.filters
        return n, height - filter_height + 1, width - filter_width + 1, channels

    def geometry(self) -> Geometry:
        """The sizes as the kernels take them."""
        return Geometry(*self.maps, *self.filters[:3], self.pool)


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
    expect(bias, (len(filters),))
    n, height, width, channels = convolution.outputs
    out = maps.new_empty(n, height // 2, width // 2, channels)
    places = torch.empty(out.shape, dtype=torch.uint8) if origins else None
    taps = filters.permute(1, 2, 3, 0).contiguous()  # (kH, kW, C_in, C)
    call("sx_convolve_and_pool", convolution.geometry(), maps, taps, bias, relu, out, places)
    return out, places


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
    n, height, width, channels = convolution.outputs
    expect(origins, (n, height // convolution.pool, width // convolution.pool, channels))
    expect(offsets, (n + 1,))
    expect_list(offsets, places)
    by_channel, where = torch.empty_like(places), torch.empty_like(places)
    call("sx_corners", convolution.geometry(), origins, places, offsets, by_channel, where)
    return by_channel, where


def filters_grad(
    convolution: Convolution, maps: Tensor, grad: Tensor, channels: Tensor, corners: Tensor
) -> tuple[Tensor, Tensor]:
    """The gradients of the filters (C, kH, kW, C_in) and of the bias (C,), given that of the winners (M,)."""
    expect(maps, convolution.maps)
    expect(channels, grad.shape)
    expect(corners, grad.shape)
    result, bias_grad = grad.new_empty(convolution.filters), grad.new_empty(convolution.filters[0])
    call(
        "sx_filters_grad",
        *(convolution.geometry(), maps, grad, channels, corners, len(grad), result, bias_grad),
    )
    return result, bias_grad


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
    expect(offsets, (convolution.maps[0] + 1,))
    expect_list(offsets, grad, channels, corners)
    result = grad.new_empty(convolution.maps)
    call("sx_maps_grad", convolution.geometry(), filters, grad, channels, corners, offsets, result)
    return result


def convolve_sparse(convolution: Convolution, maps: Tensor, filters: Tensor, bias: Tensor) -> Tensor:
    """The convolution (N, H', W', C) of maps that are zero in most places, which are skipped.

    Args:
        maps: (N, H, W, C_in).
        filters: (C, kH, kW, C_in).
        bias: (C,).
    """
    expect(maps, convolution.maps)
    expect(filters, convolution.filters)
    channels, *others = convolution.filters
    expect(bias, (channels,))
    more = -channels % LANES
    padded = dataclasses.replace(convolution, filters=torch.Size((channels + more, *others)))
    taps = F.pad(filters.permute(1, 2, 3, 0), (0, more)).contiguous()  # (kH, kW, C_in, C), C rounded up
    out = maps.new_empty(padded.outputs)
    call("sx_convolve_sparse", padded.geometry(), maps, taps, F.pad(bias, (0, more)), out, pieces=len(maps))
    return out[..., :channels].contiguous() if more else out
