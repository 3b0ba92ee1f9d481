"""Shear, scale, rotation and translation. Images stay around their centre.

Axes: n images of a batch, 28 rows, 28 columns.
"""

import torch
from torch import Tensor

from sparse_explorer.data.noise.moves import shift, turns
from sparse_explorer.data.noise.recipe import Level, Recipe, State, nothing, signs
from sparse_explorer.data.noise.warping import affine, matrices, mirrored, rotation_matrix

SHEAR = 0.4
"""Radians (published, severity 2)."""

SCALE = 0.7
"""Size that is left (published, severity 3)."""

TURN = 0.4
"""Radians (published, severity 2)."""

SHIFT = 3.0
"""Pixels, both across and down (published, severity 3)."""


def shear(images: Tensor, level: Level, turn: Tensor) -> Tensor:
    """Lean the image to a random side, SHEAR x level radians; as published, it gets a little longer by that."""
    angle = torch.as_tensor(SHEAR * level, dtype=images.dtype, device=images.device)
    one = torch.ones_like(angle)
    matrix = matrices(one, -angle.sin(), torch.zeros_like(angle), angle.cos())
    return mirrored(affine(mirrored(images, turn), matrix), turn)


def scale(images: Tensor, level: Level) -> Tensor:
    """Shrink the image, down to SCALE of its size at level 1."""
    grown = torch.as_tensor(1 - (1 - SCALE) * level, dtype=images.dtype, device=images.device).reciprocal()
    none = torch.zeros_like(grown)
    return affine(images, matrices(grown, none, none, grown))


def rotate(images: Tensor, level: Level, turn: Tensor) -> Tensor:
    """Turn the image to a random side, TURN x level radians."""
    matrix = rotation_matrix(TURN * level).to(images.device)
    return mirrored(affine(mirrored(images, turn), matrix), turn)


def corners(images: Tensor, generator: torch.Generator) -> State:
    """Right, 1, or left, -1, and down, 1, or up, -1: (N, 2)."""
    return (signs(2 * len(images), generator).view(-1, 2),)


def translate(images: Tensor, level: Level, corner: Tensor) -> Tensor:
    """Shift the image towards a random corner, SHIFT x level pixels both ways."""
    return shift(images, corner.unsqueeze(2) * (SHIFT * level))


RECIPES = {
    "shear": Recipe(turns, shear),
    "scale": Recipe(nothing, scale),
    "rotate": Recipe(turns, rotate),
    "translate": Recipe(corners, translate),
}
