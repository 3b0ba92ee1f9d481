"""Noise of single pixels: shot and impulse noise.

Axes: n images of a batch, 28 rows, 28 columns, P pixels.
"""

import torch
from torch import Tensor

from sparse_explorer.data.noise.pixels import ranks, salt_and_pepper
from sparse_explorer.data.noise.recipe import Level, Recipe, State

PHOTONS = 3.0
"""That a white pixel gets on average (published, severity 5)."""

MOST_PHOTONS = 80.0
"""At low levels: more can hardly be told from no noise, and their probabilities leave the range of float32."""

IMPULSES = 0.17
"""Share of the pixels that turn white or black (published, severity 4)."""


def luck(images: Tensor, generator: torch.Generator) -> State:
    """How lucky each pixel is, 0 ... 1, (N, 28, 28)."""
    return (torch.rand(images.shape, generator=generator, device=generator.device),)


def shot_noise(images: Tensor, level: Level, luck: Tensor) -> Tensor:
    """Count photons, of which a white pixel gets PHOTONS / level on average, a darker one fewer, a black one none.

    The same luck gives more or fewer photons at every level, so that images at two levels are alike.
    """
    photons = torch.as_tensor(level, dtype=images.dtype, device=images.device).reciprocal().mul(PHOTONS)
    photons = photons.clamp(max=MOST_PHOTONS).expand_as(images).flatten()
    pixels = images.flatten()
    inked = pixels.nonzero().squeeze(1)  # a fifth of a digit
    photons, lucky = photons[inked], luck.flatten()[inked]
    pixels[inked] = (poisson(pixels[inked] * photons, lucky) / photons).clamp_(max=1)
    return pixels.view(images.shape)


def poisson(mean: Tensor, luck: Tensor) -> Tensor:
    """The least number whose share of Poisson distributed numbers up to it reaches the luck, below 1."""
    chance = (-mean).exp()  # of 0
    below = chance.clone()
    found = torch.zeros_like(mean)
    count = 0
    while (
        more := luck > below
    ).any() and count < 2 * MOST_PHOTONS:  # below may stay under 1 by its last digit
        count += 1
        found += more
        chance.mul_(mean).div_(count)
        below += chance
    return found


def impulse_noise(images: Tensor, level: Level, ranks: Tensor) -> Tensor:
    """Turn a share of the pixels, IMPULSES x level, white and black; exactly so many, where the published are drawn."""
    return salt_and_pepper(images, level * IMPULSES, ranks)


RECIPES = {"shot-noise": Recipe(luck, shot_noise), "impulse-noise": Recipe(ranks, impulse_noise)}
