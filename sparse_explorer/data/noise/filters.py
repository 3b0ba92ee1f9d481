"""Noise that makes the whole image softer, paler or lighter.

Axes: n images of a batch, 28 rows, 28 columns.
"""

import torch
from torch import Tensor

from sparse_explorer.data.noise.recipe import Level, Recipe, nothing

MOST_BLUR = 4.0
"""Standard deviation at level 1, pixels."""

_LEAST = 1e-3
_NOTHING = 1e-12


def blur(images: Tensor, level: Level) -> Tensor:
    """Blur with a Gaussian whose standard deviation is MOST_BLUR x level pixels; it is black around the image."""
    return smooth(images, MOST_BLUR * level)


def contrast(images: Tensor, level: Level) -> Tensor:
    """Move every pixel towards the image's mean: at level 1 nothing else is left."""
    return images.lerp_(images.mean(dim=(1, 2), keepdim=True), level)


def brightness(images: Tensor, level: Level) -> Tensor:
    """Add the level, in units of full white, to every pixel."""
    return images.add_(level).clamp_(0, 1)


def smooth(images: Tensor, deviation: Level) -> Tensor:
    """Convolve with a Gaussian of a standard deviation in pixels; it is black around the image.

    A Gaussian acts on rows and on columns alone, and an image has so few of them that two products with a matrix are
    quicker than any convolution.
    """
    deviation = torch.as_tensor(deviation, dtype=images.dtype, device=images.device)
    weights = gaussian_weights(images.shape[-1], deviation)
    return weights @ images @ weights  # symmetric


def gaussian_weights(size: int, deviation: Tensor) -> Tensor:
    """What each of ``size`` pixels in a row gives to each.

    Returns:
        (size, size) for one deviation; (n, size, size) for deviations (n, 1, 1).
    """
    places = torch.arange(size, device=deviation.device, dtype=deviation.dtype)
    apart = (places - places.unsqueeze(1)).square()  # (size, size)
    scale = -0.5 / deviation.clamp(min=_LEAST).square()
    around = torch.arange(1 - size, size, device=deviation.device, dtype=deviation.dtype).square()
    weights = (apart * scale).exp() / (around * scale).exp().sum(dim=-1, keepdim=True)
    # Numbers so small that processors take ten times as long for them.
    return torch.where(weights < _NOTHING, 0.0, weights)


RECIPES = {
    "blur": Recipe(nothing, blur),
    "contrast": Recipe(nothing, contrast),
    "brightness": Recipe(nothing, brightness),
}
