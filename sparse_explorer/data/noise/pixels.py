"""Pixel noise: a share of each image's pixels is set to other values, as the article and the paper do.

Noise is nested. Every image has one random ranking of its pixels, and at level p those of the lowest ranks
are set, so that what is noisy at 25 % is noisy at 30 % as well and a curve over levels is not shaken by fresh
draws.

Axes: N images, P pixels of an image.
"""

import math
from typing import overload

import torch
from torch import Tensor

from sparse_explorer.data.noise.kinds import CONVENTIONS
from sparse_explorer.data.noise.recipe import Level, Recipe, State

_MOST_PIXELS = torch.iinfo(torch.int16).max
_PLACE_BITS = 15  # that the place of a pixel takes


def noise_value(convention: str, mean: float, std: float) -> float:
    """Return what a noisy pixel is set to, in normalised units.

    Both take the grey mean + 2 std. The article puts the number itself in after normalisation (0.7469 for
    MNIST); the paper puts it in before, and normalisation makes it 2.

    Args:
        convention: "article" or "paper".
        mean, std: of the pixels scaled to 0 ... 1, as used to normalise.

    Raises:
        ValueError: the convention is neither.
    """
    if convention == "article":
        return mean + 2 * std
    if convention == "paper":
        return 2.0
    raise ValueError(f"noise convention is {convention!r}, allowed are {', '.join(CONVENTIONS)}")


@overload
def noisy_pixels(pixels: int, level: float) -> int: ...
@overload
def noisy_pixels(pixels: int, level: Tensor) -> Tensor: ...
@overload
def noisy_pixels(pixels: int, level: Level) -> int | Tensor: ...
def noisy_pixels(pixels: int, level: Level) -> int | Tensor:
    """Return how many of an image's ``pixels`` are noisy at a level: int(pixels * level), as in the article.

    Args:
        pixels: of an image.
        level: a number; or a tensor of levels that have been checked, for which an int16 tensor of its shape returns.

    Raises:
        ValueError: the number is outside 0 ... 1, or none.
    """
    if isinstance(level, Tensor):
        return (level * pixels).to(torch.int16)
    if not 0.0 <= level <= 1.0:  # also False for NaN
        raise ValueError(f"noise level is {level}, allowed is 0 ... 1")
    return int(pixels * level)


def noise_ranks(count: int, pixels: int, generator: torch.Generator) -> Tensor:
    """Draw one random permutation of 0 ... pixels - 1 for each image; the generator alone decides it.

    Args:
        count: number of images, N.
        pixels: of an image, P, at most 32,767.
        generator: its device is where the ranks are made.

    Returns:
        int16, (N, P): each pixel's rank, the lower the sooner it turns noisy.

    Raises:
        ValueError: a negative count, or pixels that do not fit.
    """
    if count < 0:
        raise ValueError(f"number of images is {count}, allowed is 0 or more")
    if not 0 < pixels <= _MOST_PIXELS:
        raise ValueError(f"pixels of an image is {pixels}, allowed is 1 ... {_MOST_PIXELS}")
    keys = torch.rand(count, pixels, generator=generator, device=generator.device)
    # Of two equal keys the first comes first, or else they would be ordered as the machine's sort pleases.
    if keys.device.type != "cpu" or keys.dtype != torch.float32:
        return torch.argsort(keys, dim=1, stable=True).to(torch.int16)
    # Several times as fast: numbers that hold key and place. The bits of such floats are in the order of the floats.
    numbers = keys.view(torch.int32).to(torch.int64) << _PLACE_BITS
    numbers |= torch.arange(pixels, device=keys.device)
    numbers.numpy().sort(axis=1)
    return (numbers & _MOST_PIXELS).to(torch.int16)


def set_pixels(images: Tensor, ranks: Tensor, count: int | Tensor, value: float | Tensor) -> Tensor:
    """Return a copy of the images with the pixels of the lowest ranks set to ``value``.

    Args:
        images: floating point, finite, (N, ...) with P elements an image, in any memory format.
        ranks: (N, P) of noise_ranks, on the same device.
        count: how many pixels of each; or integers with an element for each image.
        value: one for all pixels; or floating point, finite, of the images' shape, one for each.
    """
    if isinstance(count, Tensor):
        count = count.view(-1, 1)
    noisy = (ranks < count).reshape(images.shape)  # (N, P) -> (N, ...)
    if not isinstance(value, Tensor):
        value = images.new_full((), value)
    # Blending by 0 or 1 is exact for finite images, and on CPUs several times faster than choosing by a mask.
    return torch.lerp(images, value, noisy.to(images.dtype))


def ranks(images: Tensor, generator: torch.Generator) -> State:
    """The rank of every pixel, (N, P)."""
    return (noise_ranks(len(images), math.prod(images.shape[1:]), generator),)


def ranks_and_values(images: Tensor, generator: torch.Generator) -> State:
    """The rank of every pixel, (N, P), and one of 256 values, uint8, in the images' shape."""
    drawn = ranks(images, generator)
    shape, device = images.shape, generator.device
    return *drawn, torch.randint(256, shape, dtype=torch.uint8, generator=generator, device=device)


def black(images: Tensor, level: Level, ranks: Tensor) -> Tensor:
    """Set a share of the pixels, which is the level, to 0."""
    return set_pixels(images, ranks, noisy_pixels(ranks.shape[1], level), 0.0)


def salt_and_pepper(images: Tensor, level: Level, ranks: Tensor) -> Tensor:
    """Set a share of the pixels to 0 and 1 in turns by their ranks: half of them each, or one more to 0."""
    white = (ranks & 1).to(images.dtype).reshape(images.shape)  # much quicker than by division
    return set_pixels(images, ranks, noisy_pixels(ranks.shape[1], level), white)


def uniform(images: Tensor, level: Level, ranks: Tensor, values: Tensor) -> Tensor:
    """Set a share of the pixels to random values, every one of which is as likely."""
    value = values.to(images.dtype).div_(255)
    return set_pixels(images, ranks, noisy_pixels(ranks.shape[1], level), value)


RECIPES = {
    "black": Recipe(ranks, black),
    "salt-and-pepper": Recipe(ranks, salt_and_pepper),
    "uniform": Recipe(ranks_and_values, uniform),
}
