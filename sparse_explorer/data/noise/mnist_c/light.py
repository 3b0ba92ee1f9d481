"""Brightness, and two inverted stripes."""

from torch import Tensor

from sparse_explorer.data.noise.filters import brightness as add
from sparse_explorer.data.noise.recipe import Level, Recipe, nothing

BRIGHTNESS = 0.5
"""What is added, in units of full white (published, severity 5)."""

STRIPE = 7
"""Columns at the left and as many at the right (published)."""


def brightness(images: Tensor, level: Level) -> Tensor:
    """Add BRIGHTNESS x level to every pixel."""
    return add(images, BRIGHTNESS * level)


def stripe(images: Tensor, level: Level) -> Tensor:
    """Invert STRIPE columns at both sides; at lower levels, mix them with what they were."""
    for side in (images[:, :, :STRIPE], images[:, :, -STRIPE:]):
        side.lerp_(1 - side, level)
    return images


RECIPES = {"brightness": Recipe(nothing, brightness), "stripe": Recipe(nothing, stripe)}
