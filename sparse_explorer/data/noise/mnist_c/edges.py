"""Edges by Canny's method, instead of the image.

Axes: N images, 28 rows, 28 columns.
"""

import torch
from torch import Tensor
from torch.nn import functional as F

from sparse_explorer.data.noise.filters import smooth
from sparse_explorer.data.noise.recipe import Level, Recipe, State

DEVIATION = 1.0
"""Of the Gaussian by which the image is smoothed, pixels (scikit-image's default, which was published)."""

WEAK, STRONG = 0.1, 0.2
"""Slopes from which on there may be, and certainly is, an edge (scikit-image's defaults, which were published)."""

_AT_ONCE = 500  # images, so that what is computed stays in the processor's memory


def found(images: Tensor, generator: torch.Generator) -> State:
    """Edges of each image; nothing is random."""
    parts = [canny(part) for part in images.split(_AT_ONCE)] or [images > 0]
    return (torch.cat(parts),)


def canny(images: Tensor) -> Tensor:
    """Where edges are, truth values, (N, 28, 28).

    Smooth, take Sobel's slopes, keep those that are the highest of what is around them uphill and downhill, and of
    these the strong ones and the weak ones that touch them, or that touch one that does. None is at the border.
    """
    down, across, steep = _slopes(smooth(images, DEVIATION))
    edges = _highest(steep, down, across) & (steep >= WEAK)
    edges[:, 0] = edges[:, -1] = False
    edges[:, :, 0] = edges[:, :, -1] = False
    return _connected(edges & (steep >= STRONG), edges)


def _slopes(images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Sobel's slopes down and across, and how steep both together are; the image goes on as it is at its border."""
    difference = images.new_tensor([[-1.0], [0.0], [1.0]])
    mean = images.new_tensor([[1.0, 2.0, 1.0]])
    kernel = difference @ mean  # (3, 3)
    around = F.pad(images.unsqueeze(1), (1, 1, 1, 1), mode="replicate")
    down, across = F.conv2d(around, torch.stack((kernel, kernel.t())).unsqueeze(1)).unbind(1)
    return down, across, torch.hypot(down, across)


def _highest(steep: Tensor, down: Tensor, across: Tensor) -> Tensor:
    """Where no point a pixel uphill or downhill is steeper; such a point is mostly between two pixels."""
    padded = F.pad(steep, (1, 1, 1, 1))

    def at(row: int, column: int) -> Tensor:
        size = steep.shape[-1]
        return padded[:, 1 + row : 1 + row + size, 1 + column : 1 + column + size]

    vertical = down.abs() > across.abs()  # uphill is more up or down than across
    larger, smaller = torch.where(vertical, down, across), torch.where(vertical, across, down)
    share = (smaller / torch.where(larger == 0, 1.0, larger)).abs()
    same = down * across >= 0  # uphill is down and to the right, or up and to the left
    highest = torch.ones_like(vertical)
    for side in (1, -1):
        straight = torch.where(vertical, at(side, 0), at(0, side))
        slanted = torch.where(same, at(side, side), torch.where(vertical, at(side, -side), at(-side, side)))
        highest &= steep >= straight + (slanted - straight) * share
    return highest


def _connected(begin: Tensor, allowed: Tensor) -> Tensor:
    """What can be reached from where to begin, in steps to any of eight neighbours, over what is allowed."""
    reached = begin
    while True:
        around = F.max_pool2d(reached.float().unsqueeze(1), 3, stride=1, padding=1).squeeze(1) > 0
        further = around & allowed
        if torch.equal(further, reached):
            return reached
        reached = further


def canny_edges(images: Tensor, level: Level, edges: Tensor) -> Tensor:
    """Show edges instead of the image; at lower levels, a mixture of both."""
    return images.lerp_(edges.to(images.dtype), level)


RECIPES = {"canny-edges": Recipe(found, canny_edges)}
