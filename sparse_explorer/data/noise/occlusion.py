"""Noise that hides a part of the image.

Axes: n images of a batch, 28 rows, 28 columns.
"""

import torch
from torch import Tensor

from sparse_explorer.data.noise.recipe import Level, Recipe, State


def places(images: Tensor, generator: torch.Generator) -> State:
    """Where the square is, row and column, as shares of the way that it can go: (N, 2)."""
    return (torch.rand(len(images), 2, generator=generator, device=generator.device),)


def occlusion(images: Tensor, level: Level, place: Tensor) -> Tensor:
    """Hide a share of the image, which is the level, behind a black square; it grows around a random place.

    Its sides are whole pixels: round(28 x sqrt(level)).
    """
    size = images.shape[-1]
    side = (
        torch.as_tensor(level, dtype=images.dtype, device=images.device).view(-1, 1).sqrt().mul(size).round()
    )
    # Halves are rounded up, never to the next even number, or a square might leave a smaller one.
    start = (place * (size - side) + 0.5).floor().unsqueeze(2)  # (n, 2, 1)
    pixels = torch.arange(size, device=images.device)
    inside = (pixels >= start) & (pixels < start + side.unsqueeze(2))  # (n, 2, 28), rows and columns
    return images.masked_fill_(inside[:, 0].unsqueeze(2) & inside[:, 1].unsqueeze(1), 0.0)


RECIPES = {"occlusion": Recipe(places, occlusion)}
