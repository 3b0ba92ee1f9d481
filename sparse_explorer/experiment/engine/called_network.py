"""A network of which nothing is here but its answers, such as one that lives in another process."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from sparse_explorer.experiment.engine.other_insides import Inside
from sparse_explorer.experiment.results.model_layers import ModelCounts, ModelLayer

Answers = Callable[["np.ndarray[Any, Any]"], "np.ndarray[Any, Any]"]
"""Takes images, float32 (N, 1, S, S), and gives a number for each class, float32 (N, classes)."""

Looks = Callable[["np.ndarray[Any, Any]"], list[Inside]]
"""Takes the same images, and gives what the layers inside make of them."""


class CalledNetwork(nn.Module):
    """Asks a function. It has no weights, and no gradients pass it.

    Args:
        answers: the function; it may be called from several threads, one at a time.
        looks: the same for what happens inside.
        layers, counts: what whoever has the network says of it.
    """

    def __init__(
        self, answers: Answers, looks: Looks, layers: Sequence[ModelLayer], counts: ModelCounts
    ) -> None:
        super().__init__()
        self.layers = tuple(layers)
        self.counts = counts
        self._answers, self._looks = answers, looks

    def __deepcopy__(self, memo: dict[int, object]) -> "CalledNetwork":
        return self  # nothing in it ever changes

    @torch.no_grad()
    def forward(self, images: Tensor) -> Tensor:
        """What the function gives for images (N, 1, S, S)."""
        found = self._answers(_array(images))
        return torch.from_numpy(np.array(found, dtype=np.float32)).to(images.device)

    def insides(self, images: Tensor) -> list[Inside]:
        """What the layers inside make of images (N, 1, S, S)."""
        return self._looks(_array(images))


def _array(images: Tensor) -> "np.ndarray[Any, Any]":
    return np.ascontiguousarray(images.detach().cpu().numpy(), dtype=np.float32)
