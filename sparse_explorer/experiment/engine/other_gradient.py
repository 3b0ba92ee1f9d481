"""The gradient of a network from elsewhere by the images that it is shown, wherever its code runs.

Axes: N images, S rows and columns of an image.
"""

from typing import Any, Protocol

import torch
from torch import Tensor


class Differentiable(Protocol):
    """What can be asked for answers, and then for their gradient."""

    def answered(self, images: Tensor) -> Tensor:
        """Log-probabilities (N, classes)."""

    def pulled(self, images: Tensor, answers: Tensor, pull: Tensor) -> Tensor:
        """The gradient by images of the sum of ``pull`` times the answers that were given to them."""


def answers_with_gradient(network: Differentiable, images: Tensor) -> Tensor:
    """Log-probabilities (N, classes) for images (N, 1, S, S), from which a gradient leads back to the images alone."""
    return _Answered.apply(images, network)  # type: ignore[no-any-return]


class _Answered(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, images: Tensor, network: Differentiable) -> Tensor:
        shown = images.detach().requires_grad_()
        with torch.enable_grad():
            answers = network.answered(shown)
        ctx.given = network, shown, answers
        return answers.detach()

    @staticmethod
    def backward(ctx: Any, pull: Tensor) -> tuple[Tensor, None]:
        network, shown, answers = ctx.given
        return network.pulled(shown, answers, pull), None
