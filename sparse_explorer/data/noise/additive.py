"""Noise that is added to every pixel, and cut off at black and white."""

from torch import Tensor

from sparse_explorer.data.noise.recipe import Level, Recipe, normals


def gaussian(images: Tensor, level: Level, normal: Tensor) -> Tensor:
    """Add normal noise whose standard deviation is the level, in units of full white. All are (n, 28, 28)."""
    return images.add_(normal * level).clamp_(0, 1)


def speckle(images: Tensor, level: Level, normal: Tensor) -> Tensor:
    """Multiply each pixel with 1 + normal noise whose standard deviation is the level: black stays black."""
    return images.mul_((normal * level).add_(1)).clamp_(0, 1)


RECIPES = {"gaussian": Recipe(normals, gaussian), "speckle": Recipe(normals, speckle)}
