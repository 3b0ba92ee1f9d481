"""Glass and motion blur.

Axes: N all images, n those of a batch, 28 rows, 28 columns, P pixels.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from sparse_explorer.data.noise.filters import smooth
from sparse_explorer.data.noise.recipe import Level, Recipe, State

GLASS = 0.7
"""Standard deviation of the blur before and after pixels are exchanged, in pixels (published, severity 1)."""

EXCHANGES = 2
"""How often each pixel may be exchanged with one that touches it (published, severity 1)."""

MOTION = 3.0
"""Standard deviation along the motion, pixels (published, severity 1)."""

MOTION_PIXELS = 10
"""How far the motion goes, pixels (published, severity 1: the radius); what is farther weighs less than a hundredth."""

MOST_ANGLE = math.pi / 4
"""Of the motion to the horizontal, either way (published)."""


def exchanges(images: Tensor, generator: torch.Generator) -> State:
    """Which pixel each place has after the exchanges, int16, (N, P).

    From the lower right to the upper left each pixel is exchanged, in one of two cases, with one that is up to a pixel
    above and to the left.
    """
    count, size = len(images), images.shape[-1]
    at = torch.arange(size * size, dtype=torch.int16, device=generator.device)
    at = at.unsqueeze(1).repeat(1, count)  # (P, N)
    for _ in range(EXCHANGES):
        for place in (
            row * size + column for row in range(size - 1, 1, -1) for column in range(size - 1, 1, -1)
        ):
            drawn = torch.randint(8, (count,), generator=generator, device=generator.device)
            other = place - (size * (drawn & 1) + (drawn >> 1 & 1)) * (drawn >> 2)  # (N,)
            taken = at.gather(0, other.unsqueeze(0))
            at.scatter_(0, other.unsqueeze(0), at[place].clone().unsqueeze(0))
            at[place] = taken[0]
    return (at.t().contiguous(),)


def glass_blur(images: Tensor, level: Level, at: Tensor) -> Tensor:
    """Blur, exchange pixels nearby, and blur again: GLASS x level pixels; at lower levels, pixels are mixed with those
    that they would be exchanged with."""
    soft = smooth(images, GLASS * level)
    exchanged = soft.flatten(1).gather(1, at.long()).view(images.shape)
    return smooth(soft.lerp(exchanged, level), GLASS * level).clamp_(0, 1)


def angles(images: Tensor, generator: torch.Generator) -> State:
    """Direction of the motion in radians, (N,)."""
    drawn = torch.rand(len(images), generator=generator, device=generator.device)
    return (drawn.mul_(2).sub_(1).mul_(MOST_ANGLE),)


def motion_blur(images: Tensor, level: Level, angle: Tensor) -> Tensor:
    """Smear each pixel one way, with half a Gaussian of MOTION x level pixels, along a random direction.

    In steps of whole pixels, as ImageMagick does it, which made the published images; it is black around the image.
    """
    size, margin = images.shape[-1], MOTION_PIXELS
    wide = size + 2 * margin
    padded = F.pad(images, (margin,) * 4).flatten(1)  # (n, wide * wide)
    pixels = torch.arange(size, device=images.device)
    place = ((pixels.unsqueeze(1) + margin) * wide + pixels + margin).flatten()  # (P,)
    deviation = torch.as_tensor(level * MOTION, dtype=images.dtype, device=images.device).clamp(min=1e-3)
    smeared, total = torch.zeros_like(images), torch.zeros_like(deviation)
    farthest = MOTION_PIXELS if isinstance(level, Tensor) else math.ceil(MOTION_PIXELS * level)
    for step in range(1 + farthest):
        weight = (-0.5 * (step / deviation).square()).exp() * (step < 1 + MOTION_PIXELS * level)
        way = (step * angle.sin()).round().long() * wide + (step * angle.cos()).round().long()  # (n,)
        smeared += padded.gather(1, place + way.unsqueeze(1)).view(images.shape) * weight
        total += weight
    return smeared.div_(total)


RECIPES = {"glass-blur": Recipe(exchanges, glass_blur), "motion-blur": Recipe(angles, motion_blur)}
