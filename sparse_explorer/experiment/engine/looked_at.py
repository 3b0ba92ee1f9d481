"""The digit that is looked at, of the test set or a picture of the user's own, and the noise that it is shown with.

Axes: N batch, H height, W width.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.drawing import ImageNoise
from sparse_explorer.data.noise.painted import Painted
from sparse_explorer.data.noise.pixels import noise_value
from sparse_explorer.experiment.engine.trials import Purpose, noise_of
from sparse_explorer.experiment.plan.noises import most_percent
from sparse_explorer.experiment.results.inspection_reports import OwnPicture

ALONE = slice(0, 1)
"""Of a digit that is looked at by itself."""


@dataclass(frozen=True, eq=False)
class LookedAtDigit:
    """A digit that is looked at.

    Attributes:
        raw: its picture, uint8 (1, H, W), from which noise starts that depends on the network.
        clean: normalised, (1, 1, H, W).
        noise: if that is the same for all networks.
        label: which class it is; None where nobody knows.
    """

    raw: Tensor
    clean: Tensor
    noise: ImageNoise | None
    label: int | None


def digit_of_data(index: int, data: ImageData, convention: str, purpose: Purpose) -> LookedAtDigit:
    """One of the test images, by its place among them."""
    raw = data.test_images[index : index + 1]
    noise = noise_of(convention, data, raw, purpose)
    return LookedAtDigit(raw, data.normalized(raw), noise, int(data.test_labels[index]))


def own_digit(own: OwnPicture, data: ImageData, convention: str, purpose: Purpose) -> LookedAtDigit:
    """The user's own picture, with noise on its painted pixels at every level, 0 included.

    Painted pixels are what the noise makes of them at its highest level, or grey as the article's where it has none.
    """
    raw = torch.from_numpy(np.array(own.image, dtype=np.uint8))[None]  # (1, H, W)
    clean, noise = data.normalized(raw), noise_of(convention, data, raw, purpose)
    if own.painted is None:
        return LookedAtDigit(raw, clean, noise, own.label)
    painted = torch.from_numpy(np.array(own.painted, dtype=bool))
    if noise is not None:
        return LookedAtDigit(raw, clean, Painted(noise, painted, most_percent(convention) / 100), own.label)
    grey = noise_value("article", data.mean, data.std) * data.std + data.mean  # brightness
    return LookedAtDigit(
        raw.masked_fill(painted, round(255 * min(max(grey, 0.0), 1.0))), clean, None, own.label
    )


def label_for(network: nn.Module, digit: LookedAtDigit) -> int:
    """What the right answer is; where nobody knows, the one that the network gives to the clean digit."""
    return digit.label if digit.label is not None else int(network(digit.clean).argmax())
