"""What networks say about the test digits at one noise level. A generator that can be stopped between two parts.

Each digit has the noise that it has when it is looked at by itself, so that what is found here is what
:class:`~sparse_explorer.experiment.engine.inspection.DigitInspector` shows.

Axes: N test digits, n those of a part, H height, W width.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import numpy as np
import torch
from torch import Tensor, nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.drawing import ImageNoise, joined
from sparse_explorer.experiment.engine.digit_noise import noise_of_digit, trial_of_digit
from sparse_explorer.experiment.engine.trials import Trial, is_of_images
from sparse_explorer.experiment.results.answers import AnswersPart, Bytes, Places
from sparse_explorer.nn import frozen

BATCH = 250
"""Digits of a part: a few hundredths of a second."""

SINGLY = 4
"""The same where each is attacked, or asked of a damaged copy, by itself."""


class NoisyDigits:
    """Test digits, each with the noise that it has when it is looked at; what is random is drawn once for all levels.

    Args:
        data: where the digits are from.
        places: which of its test images, (N,).
        convention: kind of noise.
        pattern: seed of the noise pattern.
    """

    def __init__(self, data: ImageData, places: Places, convention: str, pattern: int) -> None:
        self._data = data
        self._places = places
        self._convention = convention
        self._pattern = pattern
        self._drawn: dict[tuple[int, int], ImageNoise] = {}

    def __len__(self) -> int:
        """N."""
        return len(self._places)

    @property
    def singly(self) -> bool:
        """Whether the noise depends on the network, so that it is made for each digit by itself."""
        return not is_of_images(self._convention)

    def batches(self, size: int = BATCH) -> Iterator[slice]:
        """The digits in parts that are soon done: of this size, or smaller."""
        size = SINGLY if self.singly else size
        return (slice(start, min(start + size, len(self))) for start in range(0, len(self), size))

    def normalized(self, batch: slice) -> Tensor:
        """The digits of a batch without noise, (n, 1, H, W)."""
        return self._data.normalized(self._data.test_images[self._places[batch]])

    def at(self, batch: slice, level: float) -> Tensor:
        """The noisy digits of a batch, (n, 1, H, W), where the noise is the same for all networks."""
        key = batch.start, batch.stop
        if key not in self._drawn:
            each = (
                noise_of_digit(self._data, int(index), self._convention, self._pattern)
                for index in self._places[batch]
            )
            self._drawn[key] = joined([noise for noise in each if noise is not None])
        return self._drawn[key].at(slice(None), level)

    def trials(self, network: nn.Module, batch: slice) -> Iterator[tuple[int, Trial]]:
        """A trial of each digit of a batch by itself, with its place in the batch, where the noise depends on the
        network."""
        for place, index in enumerate(self._places[batch]):
            yield place, trial_of_digit(network, self._data, int(index), self._convention, self._pattern)

    def seen(self, images: Tensor) -> Bytes:
        """Normalised images (n, 1, H, W) as they are seen, uint8 (n, H, W)."""
        brightness = images[:, 0] * self._data.std + self._data.mean
        found: Bytes = brightness.clamp(0, 1).mul(255).round().to(torch.uint8).cpu().numpy()
        return found


def answers(networks: Mapping[str, nn.Module], digits: NoisyDigits, noise: int) -> Iterator[AnswersPart]:
    """Ask networks about digits.

    Args:
        networks: in evaluation mode, on the CPU, by variant; their weights stand still until the last part.
        digits: with their noise.
        noise: its level, percent, 0 ... 100.

    Yields:
        Parts, in the order of the digits.
    """
    level, done = noise / 100, 0
    with ExitStack() as held:
        for network in networks.values():
            held.enter_context(frozen(network))
        for batch in digits.batches():
            said, pictures = _asked(networks, digits, batch, level)
            rows = np.arange(batch.start, batch.stop)
            done = batch.stop
            yield AnswersPart(rows, said, pictures, done, len(digits))


@torch.no_grad()
def _asked(
    networks: Mapping[str, nn.Module], digits: NoisyDigits, batch: slice, level: float
) -> tuple[dict[str, Bytes], dict[str, Bytes]]:
    """Answers and pictures by variant."""
    if not digits.singly:
        images = digits.at(batch, level)
        seen = digits.seen(images)
        return {name: _answer(network, images) for name, network in networks.items()}, dict.fromkeys(
            networks, seen
        )
    said, pictures = {}, {}
    for name, network in networks.items():
        shown = (trial.at(slice(0, 1), level) for _, trial in digits.trials(network, batch))
        answered = [(_answer(*each), each[1]) for each in shown]
        said[name] = np.concatenate([answer for answer, _ in answered])
        pictures[name] = digits.seen(torch.cat([image for _, image in answered]))
    return said, pictures


def _answer(network: nn.Module, images: Tensor) -> Bytes:
    found: Bytes = network(images).argmax(dim=1).to(torch.uint8).numpy()
    return found
