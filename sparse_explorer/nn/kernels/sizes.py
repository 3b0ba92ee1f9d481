"""The sizes of a convolution, and whether they fit each other."""

from dataclasses import dataclass

import torch

from sparse_explorer.nn.kernels.call import Geometry
from sparse_explorer.nn.kernels.pooling import expect_pool


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
        expect_pool(self.pool)
        if min(self.outputs[1:3]) < self.pool:
            raise ValueError(
                f"maps of {self.maps[1]} x {self.maps[2]} are too small for filters of {self.filters[1]} x "
                f"{self.filters[2]} and a pool of {self.pool}"
            )

    @property
    def outputs(self) -> tuple[int, int, int, int]:
        """(N, H - kH + 1, W - kW + 1, C), before the pool."""
        return outputs_of(self.maps, self.filters)

    def geometry(self) -> Geometry:
        """The sizes as the kernels take them."""
        return Geometry(*self.maps, *self.filters[:3], self.pool)


def outputs_of(maps: torch.Size, filters: torch.Size) -> tuple[int, int, int, int]:
    """(N, H - kH + 1, W - kW + 1, C) of maps (N, H, W, C_in) and filters (C, kH, kW, C_in)."""
    n, height, width, _ = maps
    channels, filter_height, filter_width, _ = filters
    return n, height - filter_height + 1, width - filter_width + 1, channels
