"""Some digits, and a seed."""

from collections.abc import Callable

import pytest
import torch

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.digits import load_digits
from sparse_explorer.data.noise.drawing import ImageNoise, draw

MEAN, STD = 0.1307, 0.3081

Draw = Callable[..., ImageNoise]


@pytest.fixture(scope="session")
def digits() -> torch.Tensor:
    """30 digits, uint8, (30, 28, 28)."""
    return load_digits()[2][:30]


@pytest.fixture
def drawn(digits: torch.Tensor) -> Draw:
    """Draw noise of a kind on the digits, or on others."""

    def of(kind: str, images: torch.Tensor = digits, seed: int = 0) -> ImageNoise:
        generator = torch.Generator().manual_seed(seed)
        return draw(kind, images, mean=MEAN, std=STD, generator=generator)

    return of


def normalized(images: torch.Tensor) -> torch.Tensor:
    """As the data sets normalise, (N, 28, 28) -> (N, 1, 28, 28)."""
    none = torch.zeros(0)
    return ImageData("digits", none, none, images, none, MEAN, STD).normalized(images)


def brightness(noisy: torch.Tensor) -> torch.Tensor:
    """Normalised images, (n, 1, 28, 28), as 0 ... 1, (n, 28, 28)."""
    return noisy.squeeze(1) * STD + MEAN
