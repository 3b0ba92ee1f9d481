"""A network of which nothing is here but its answers, such as one that lives in another process.

Axes: N images, S rows and columns of an image.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from sparse_explorer.experiment.engine.other_insides import Inside
from sparse_explorer.experiment.engine.trials import Purpose
from sparse_explorer.experiment.results.model_layers import ModelCounts, ModelLayer


@dataclass(frozen=True)
class Harm:
    """Damage inside of a network; see :mod:`.damage`.

    Attributes:
        kind: of damage.
        purpose: of the random stream that decides what is hit.
        level: how much, 0 ... 1.
    """

    kind: str
    purpose: Purpose
    level: float


class Callee(Protocol):
    """Whoever has the network. It may be called from several threads, one at a time.

    Attributes:
        layers, counts: what the network is made of.
        refusals: what it cannot be under: by kind of noise, what that does and why it cannot be done.
    """

    layers: tuple[ModelLayer, ...]
    counts: ModelCounts
    refusals: Mapping[str, str]

    def answers(self, images: "np.ndarray[Any, Any]", harm: Harm | None) -> "np.ndarray[Any, Any]":
        """A number for each class, float32 (N, classes), for images, float32 (N, 1, S, S)."""

    def looks(self, images: "np.ndarray[Any, Any]", harm: Harm | None) -> list[Inside]:
        """What the layers inside make of the same images."""

    def gradient(
        self, images: "np.ndarray[Any, Any]", pull: "np.ndarray[Any, Any]"
    ) -> "np.ndarray[Any, Any]":
        """The gradient by the images of the sum of ``pull``, float32 (N, classes), times log-probabilities; in the
        images' shape."""


class CalledNetwork(nn.Module):
    """Asks whoever has the network. It has no weights here.

    Args:
        callee: who is asked.
        harm: damage that the network has as long as it is asked here.
    """

    def __init__(self, callee: Callee, harm: Harm | None = None) -> None:
        super().__init__()
        self.layers, self.counts, self.refusals = callee.layers, callee.counts, callee.refusals
        self._callee, self._harm = callee, harm

    def __deepcopy__(self, memo: dict[int, object]) -> "CalledNetwork":
        return self  # nothing in it ever changes

    def damaged(self, harm: Harm) -> "CalledNetwork":
        """The same network with damage."""
        return CalledNetwork(self._callee, harm)

    @torch.no_grad()
    def forward(self, images: Tensor) -> Tensor:
        """What the network gives for images (N, 1, S, S)."""
        return _tensor(self._callee.answers(_array(images), self._harm), images)

    def insides(self, images: Tensor) -> list[Inside]:
        """What the layers inside make of images (N, 1, S, S)."""
        return self._callee.looks(_array(images), self._harm)

    def gradient(self, images: Tensor, pull: Tensor) -> Tensor:
        """As :meth:`Callee.gradient`."""
        return _tensor(self._callee.gradient(_array(images), _array(pull)), images)


def _array(values: Tensor) -> "np.ndarray[Any, Any]":
    return np.ascontiguousarray(values.detach().cpu().numpy(), dtype=np.float32)


def _tensor(found: "np.ndarray[Any, Any]", like: Tensor) -> Tensor:
    return torch.from_numpy(np.array(found, dtype=np.float32)).to(like.device)
