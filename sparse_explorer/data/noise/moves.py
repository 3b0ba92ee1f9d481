"""Noise that moves what is in the image: turns, shifts and distorts it.

Axes: N all images, n those of a batch, 28 rows, 28 columns.
"""

import math

import torch
from torch import Tensor

from sparse_explorer.data.noise.recipe import Level, Recipe, State, signs
from sparse_explorer.data.noise.warping import (
    affine,
    mirrored,
    pixel_places,
    rotation_matrix,
    take,
)

MOST_SHIFT = 0.5
"""At level 1, of the image's side."""

MOST_DISTORTION = 1 / 7
"""Root mean square of how far a pixel is moved at level 1, of the image's side: 4 pixels of 28."""

_SPREAD = 4.0  # standard deviation of what moves together, pixels


def turns(images: Tensor, generator: torch.Generator) -> State:
    """Clockwise, 1, or the other way, -1: (N,)."""
    return (signs(len(images), generator),)


def rotation(images: Tensor, level: Level, turn: Tensor) -> Tensor:
    """Turn by 90 degrees x level, in a direction that is random for each image."""
    matrix = rotation_matrix(level * (math.pi / 2)).to(images.device)
    return mirrored(affine(mirrored(images, turn), matrix), turn)


def directions(images: Tensor, generator: torch.Generator) -> State:
    """Any direction, as a vector of length 1, (N, 2)."""
    angle = torch.rand(len(images), generator=generator, device=generator.device) * (2 * math.pi)
    return (torch.stack((angle.cos(), angle.sin()), dim=1),)


def translation(images: Tensor, level: Level, direction: Tensor) -> Tensor:
    """Shift by MOST_SHIFT x level of the side, in a direction that is random for each image."""
    return shift(images, direction.unsqueeze(2) * (MOST_SHIFT * images.shape[-1] * level))


def shift(images: Tensor, way: Tensor) -> Tensor:
    """Shift images by ``way``, (n, 2, 1), pixels to the right and down; it is black around them."""
    pixels = torch.arange(images.shape[-1], device=images.device, dtype=images.dtype)
    apart = pixels.unsqueeze(1) - pixels  # (28, 28)
    # What each pixel gives to each, if it is shifted: the two nearest get all of it.
    across, down = (1 - (apart - way.unsqueeze(2)).abs_()).relu_().unbind(1)  # (n, 28, 28) both
    return down @ images @ across.mT


def _grid(size: int) -> Tensor:
    """Where the random numbers behind a distortion are, along a side of so many pixels."""
    return torch.arange(-8, size + 8, 4) + 0.5


def distortions(images: Tensor, generator: torch.Generator) -> State:
    """Random numbers on a coarse grid, whose spread gives a smooth field: (N, 2, 11, 11)."""
    points = len(_grid(images.shape[-1]))
    shape = (len(images), 2, points, points)
    return (torch.randn(shape, generator=generator, device=generator.device),)


def elastic(images: Tensor, level: Level, grid: Tensor) -> Tensor:
    """Move each pixel by a smooth random field, MOST_DISTORTION x level of the side in the root mean square.

    As Simard et al., "Best practices for convolutional neural networks", 2003: random displacements, smoothed with a
    Gaussian of 4 pixels; here they are drawn at every fourth pixel.
    """
    size = images.shape[-1]
    pixels = torch.arange(size, device=images.device, dtype=images.dtype)
    spread = (-0.5 * ((pixels.unsqueeze(1) - _grid(size).to(images)) / _SPREAD).square()).exp()  # (28, 11)
    spread /= spread.square().sum(dim=1, keepdim=True).sqrt()  # the field has variance 1 everywhere
    amount = level.unsqueeze(3) if isinstance(level, Tensor) else level
    field = (spread @ grid @ spread.t()) * (
        amount * (MOST_DISTORTION * size / math.sqrt(2))
    )  # (n, 2, 28, 28)
    return take(images, pixel_places(size, images.device) + field.permute(0, 2, 3, 1))


RECIPES = {
    "rotation": Recipe(turns, rotation),
    "translation": Recipe(directions, translation),
    "elastic": Recipe(distortions, elastic),
}
