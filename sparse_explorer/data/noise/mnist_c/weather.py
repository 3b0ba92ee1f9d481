"""Fog and spatter.

Axes: N all images, n those of a batch, 28 rows, 28 columns.
"""

import torch
from torch import Tensor
from torch.nn import functional as F

from sparse_explorer.data.noise.filters import smooth
from sparse_explorer.data.noise.recipe import Level, Recipe, State

FOG = 3.0
"""How dense, in units of full white (published, severity 5)."""

FOG_DECAY = 1.4
"""By how much the roughness falls from a scale to half of it (published, severity 5)."""

LANDSCAPE = 256
"""Pixels a side of the landscape of fog, of whose corner images get a part (published)."""

_SPACING = 16  # of the landscape that is drawn whole; only the corner is drawn finer

LIQUID = (0.65, 0.3)
"""Mean and standard deviation of the liquid (published, severity 4)."""

SPLASH = 0.65
"""What is above it is a splash (published, severity 4)."""

SPLASH_BLURS = (1.0, 1.5)
"""Standard deviations by which the liquid and its splashes are blurred, pixels (published, severity 4)."""

SPLASH_EDGE = 0.8
"""What is below it after the blur is no splash (published)."""

MUD = 63 / 255
"""Brightness of a splash (published)."""


def landscapes(images: Tensor, generator: torch.Generator) -> State:
    """Fog, 0 ... 1, (N, 28, 28): a corner of a landscape with details of all sizes, by the diamond-square algorithm.

    The published fog draws all LANDSCAPE x LANDSCAPE points and keeps 28 x 28. Here the landscape is drawn at every
    16th point, for how high and low it goes, and the corner alone in all its detail.
    """
    size = images.shape[-1]
    heights = torch.zeros(len(images), 1, 1, device=generator.device)
    rough = 1.0
    for _ in range((LANDSCAPE // _SPACING).bit_length() - 1):
        heights = _finer(heights, rough, generator, around=True)  # (N, s, s), s = 2, 4, 8, 16
        rough /= FOG_DECAY**2
    lowest, highest = heights.amin((1, 2), keepdim=True), heights.amax((1, 2), keepdim=True)
    corner = heights[:, : size // _SPACING + 2, : size // _SPACING + 2]  # (N, 3, 3)
    for _ in range(_SPACING.bit_length() - 1):
        corner = _finer(corner, rough, generator, around=False)  # (N, s, s), s = 5, 9, 17, 33
        rough /= FOG_DECAY**2
    corner = corner[:, :size, :size]
    lowest = torch.minimum(lowest, corner.amin((1, 2), keepdim=True))
    highest = torch.maximum(highest, corner.amax((1, 2), keepdim=True))
    return ((corner - lowest) / (highest - lowest),)


def _finer(heights: Tensor, rough: float, generator: torch.Generator, *, around: bool) -> Tensor:
    """Put a point between any two: the mean of those around it, and something random of up to ``rough``.

    First those in the middle of four, then those between two of the old and two of the new. ``around``: what is beyond
    an edge is at the other one; else a point at an edge has three neighbours.
    """

    def with_random(means: Tensor) -> Tensor:
        random = torch.rand(means.shape, generator=generator, device=generator.device)
        return random.mul_(2 * rough).sub_(rough).add_(means)

    beyond = "circular" if around else "constant"
    # With what is beyond the right and the lower edge, where there is something.
    old = F.pad(heights.unsqueeze(1), (0, 1, 0, 1), mode=beyond).squeeze(1) if around else heights
    middle = with_random(F.avg_pool2d(old.unsqueeze(1), 2, stride=1).squeeze(1))
    beside = F.pad(middle.unsqueeze(1), (1, 1, 1, 1), mode=beyond).squeeze(1)
    size = heights.shape[-1]
    neighbours = torch.full((size, 1), 4.0, device=heights.device)
    if not around:
        neighbours[0] = neighbours[-1] = 3
    across = old[:, :size, :-1] + old[:, :size, 1:] + beside[:, :size, 1:-1] + beside[:, 1 : size + 1, 1:-1]
    down = old[:, :-1, :size] + old[:, 1:, :size] + beside[:, 1:-1, :size] + beside[:, 1:-1, 1 : size + 1]
    new = size + middle.shape[-1]
    finer = heights.new_empty(len(heights), new, new)
    finer[:, ::2, ::2] = heights
    finer[:, 1::2, 1::2] = middle
    finer[:, ::2, 1::2] = with_random(across / neighbours)
    finer[:, 1::2, ::2] = with_random(down / neighbours.t())
    return finer


def fog(images: Tensor, level: Level, landscape: Tensor) -> Tensor:
    """Add fog, FOG x level times as bright as its landscape, and darken all until the brightest ink is as bright as it
    could be."""
    dense = FOG * level
    brightest = images.amax((1, 2), keepdim=True)
    return images.add_(landscape * dense).mul_(brightest / (brightest + dense)).clamp_(0, 1)


def splashes(images: Tensor, generator: torch.Generator) -> State:
    """Where mud is, 0 ... 1, (N, 28, 28)."""
    mean, deviation = LIQUID
    normal = torch.randn(images.shape, generator=generator, device=generator.device)
    # Blurred around its mean: the published blur repeats what is at the edge, and has the same mean everywhere.
    liquid = smooth(normal * deviation, SPLASH_BLURS[0]) + mean
    mud = smooth((liquid > SPLASH).float(), SPLASH_BLURS[1])
    return (torch.where(mud < SPLASH_EDGE, 0.0, mud),)


def spatter(images: Tensor, level: Level, mud: Tensor) -> Tensor:
    """Cover parts of the image with splashes of mud; at lower levels one sees through them."""
    return images.lerp_(images.new_full((), MUD), mud * level).clamp_(0, 1)


RECIPES = {"fog": Recipe(landscapes, fog), "spatter": Recipe(splashes, spatter)}
