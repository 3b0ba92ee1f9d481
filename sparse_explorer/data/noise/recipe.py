"""How a kind of noise is made: what is random in it is drawn once an image, and then applied at any level.

Axes: N all images, n those of a batch, 28 rows, 28 columns.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

Level = float | Tensor
"""Above 0 and at most 1, of all images of a batch; or one for each, float32, (n, 1, 1), some of which may be 0."""

State = tuple[Tensor, ...]
"""What was drawn: tensors with a row for each image."""


@dataclass(frozen=True)
class Recipe:
    """A kind of noise as two functions.

    Attributes:
        draw: takes all images, (N, 28, 28), brightness 0 ... 1, and a generator, and returns the state. The generator
            alone decides what is random, and is asked for as much whatever the images are.
        apply: takes images of a batch, (n, 28, 28), brightness 0 ... 1, which it may overwrite; the level; and the rows
            of the state that belong to the images, on their device. Returns (n, 28, 28), brightness 0 ... 1.
    """

    draw: Callable[[Tensor, torch.Generator], State]
    apply: Callable[..., Tensor]


def nothing(images: Tensor, generator: torch.Generator) -> State:
    """The state of a kind in which nothing is random."""
    return ()


def normals(images: Tensor, generator: torch.Generator) -> State:
    """One standard normal number a pixel, (N, 28, 28)."""
    return (torch.randn(images.shape, generator=generator, device=generator.device),)


def signs(count: int, generator: torch.Generator) -> Tensor:
    """-1 or 1 at random, float32, (count,)."""
    return torch.randint(2, (count,), generator=generator, device=generator.device).mul_(2).sub_(1).float()
