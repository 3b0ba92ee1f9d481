"""The article's noise written out: of each image so many pixels are set to one value."""

from torch import Tensor


def add_noise(images: Tensor, ranks: Tensor, level: float, value: float) -> Tensor:
    """A copy of images (N, ...) with the pixels of the lowest ranks (N, P) set to a value, int(P * level) of each."""
    flat = images.flatten(1).clone()
    flat[ranks < int(ranks.shape[1] * level)] = value
    return flat.view(images.shape)
