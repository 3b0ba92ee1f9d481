"""Moving what is in an image: every pixel takes its brightness from another place, between four pixels of the image.

It is black around the image. Places are in pixels from the centre, x to the right and y down.

Axes: n images of a batch, 28 rows, 28 columns, P pixels.
"""

import torch
from torch import Tensor
from torch.nn import functional as F


def affine(images: Tensor, matrix: Tensor) -> Tensor:
    """Let each pixel at (x, y) take what is at matrix @ (x, y).

    Args:
        images: (n, 28, 28).
        matrix: (1, 2, 2), one for all images, or (n, 2, 2).

    Returns:
        (n, 28, 28), a new tensor.
    """
    size = images.shape[-1]
    places = pixel_places(size, images.device).view(-1, 2) @ matrix.mT  # (1 or n, 784, 2)
    return take(images, places.view(-1, size, size, 2))


def take(images: Tensor, places: Tensor) -> Tensor:
    """Let each pixel take what is at a place: those of all images, (1, 28, 28, 2), or of each, (n, 28, 28, 2)."""
    half = (images.shape[-1] - 1) / 2
    places = (places / half).expand(len(images), -1, -1, -1)
    return F.grid_sample(images.unsqueeze(1), places, align_corners=True).squeeze(1)


def pixel_places(size: int, device: torch.device) -> Tensor:
    """Where the pixels of an image are, (size, size, 2)."""
    along = torch.arange(size, device=device, dtype=torch.float32) - (size - 1) / 2
    y, x = torch.meshgrid(along, along, indexing="ij")
    return torch.stack((x, y), dim=-1)


def rotation_matrix(angle: float | Tensor) -> Tensor:
    """Of ``affine``: turns images by an angle in radians, clockwise.

    Returns:
        (1, 2, 2) for one angle; (n, 2, 2) for angles (n, 1, 1).
    """
    angle = torch.as_tensor(angle, dtype=torch.float32)
    return matrices(angle.cos(), angle.sin(), -angle.sin(), angle.cos())


def matrices(*entries: Tensor) -> Tensor:
    """2x2 matrices, row by row, from four numbers or four tensors (n, 1, 1): (1, 2, 2) or (n, 2, 2)."""
    return torch.stack([entry.reshape(-1) for entry in entries], dim=-1).view(-1, 2, 2)


def mirrored(images: Tensor, sign: Tensor) -> Tensor:
    """Mirror left and right in those images whose sign, (n,), is -1.

    Around something that has one direction for all images, this gives it the other one in some.
    """
    return torch.where(sign.view(-1, 1, 1) < 0, images.flip(-1), images)
