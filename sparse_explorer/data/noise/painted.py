"""Noise that is painted by hand: marked pixels are what the kind makes of them at its highest level."""

import torch
from torch import Tensor

from sparse_explorer.data.noise.drawing import ImageNoise


class Painted(ImageNoise):
    """Another noise, with some pixels that have it at every level, 0 included.

    Args:
        noise: of any kind.
        painted: bool, (H, W), on the noise's device.
        most: the highest level of the kind, above 0.
    """

    def __init__(self, noise: ImageNoise, painted: Tensor, most: float = 1.0) -> None:
        self._noise = noise
        self._painted = painted
        self._most = most

    def __len__(self) -> int:
        return len(self._noise)

    def to(self, device: torch.device | str) -> ImageNoise:
        return Painted(self._noise.to(device), self._painted.to(device), self._most)

    def at(self, batch: slice | Tensor, level: float | Tensor) -> Tensor:
        return torch.where(self._painted, self._noise.at(batch, self._most), self._noise.at(batch, level))

    def _clean(self, batch: slice | Tensor) -> Tensor:
        return self.at(batch, 0.0)

    def _noisy(self, batch: slice | Tensor, level: float | Tensor) -> Tensor:
        return self.at(batch, level)
