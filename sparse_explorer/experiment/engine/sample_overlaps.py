"""How many winners digits have in common with themselves under noise, layer by layer, over a sample of the test set.

Axes: N digits of the sample, C channels, H height, W width, n units.
"""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.answers import NoisyDigits
from sparse_explorer.experiment.engine.inspection import FLIP_LEVELS
from sparse_explorer.experiment.engine.layers import layer_titles
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.engine.trials import Trial, is_of_images
from sparse_explorer.experiment.plan.noises import most_percent
from sparse_explorer.experiment.results.overlaps import LayerOverlaps, OverlapsPart
from sparse_explorer.nn import frozen
from sparse_explorer.nn.metrics import in_common

SAMPLE = 200
"""Digits, evenly spread over the test set: their mean is off by about a hundredth."""

SAMPLE_SINGLY = 20
"""The same of noise that has to be made for each digit by itself."""

BATCH = 20
"""Digits between two parts."""


def overlap_levels(convention: str) -> tuple[int, ...]:
    """The noise levels, in percent, at which winners are compared."""
    return tuple(percent for percent in FLIP_LEVELS if percent <= most_percent(convention))


def sample_overlaps(
    network: ExplorerNetwork, data: ImageData, convention: str, sample: int | None = None
) -> Iterator[OverlapsPart]:
    """Compare the active units of each layer on noisy digits with those on the clean ones.

    Args:
        network: in evaluation mode, on the CPU; its weights stand still until the last part.
        data: whose test digits.
        convention: kind of noise; its pattern is each digit's first.
        sample: how many digits; None: SAMPLE, or SAMPLE_SINGLY where the noise depends on the network.

    Yields:
        A part after each few digits, over all digits so far.
    """
    count = len(data.test_images)
    usual = SAMPLE if is_of_images(convention) else SAMPLE_SINGLY
    taken = min(count, usual if sample is None else sample)
    digits = NoisyDigits(data, np.arange(taken, dtype=np.int64) * count // max(1, taken), convention, 0)
    levels, titles = overlap_levels(convention), layer_titles(network)
    found: list[Tensor] = []  # (n, layers, levels) each
    with frozen(network):
        for batch in digits.batches(BATCH):
            found.append(_shares(network, digits, batch, levels))
            means, spreads = torch.cat(found).mean(dim=0).tolist(), _deviation(torch.cat(found)).tolist()
            layers = {
                title: LayerOverlaps(tuple(means[place]), tuple(spreads[place]))
                for place, title in enumerate(titles)
            }
            yield OverlapsPart(levels, layers, batch.stop, taken)


def _deviation(shares: Tensor) -> Tensor:
    """Standard deviation over the digits, (layers, levels); 0 of a single one."""
    return shares.std(dim=0) if len(shares) > 1 else torch.zeros_like(shares[0])


@torch.no_grad()
def _shares(network: ExplorerNetwork, digits: NoisyDigits, batch: slice, levels: tuple[int, ...]) -> Tensor:
    """What each digit of a batch has in common with itself, (n, layers, levels)."""
    clean, _ = network.activities(digits.normalized(batch))
    if digits.singly:
        return torch.stack(
            [_of_one(clean, place, trial, levels) for place, trial in digits.trials(network, batch)]
        )
    found = []
    for level in levels:
        noisy, _ = network.activities(digits.at(batch, level / 100))
        found.append(torch.stack([in_common(*pair) for pair in zip(clean, noisy, strict=True)], dim=1))
    return torch.stack(found, dim=2)


def _of_one(clean: list[Tensor], place: int, trial: Trial, levels: tuple[int, ...]) -> Tensor:
    """The same of one digit, (layers, levels), where the noise depends on the network."""
    found = []
    for level in levels:
        asked, image = trial.at(slice(0, 1), level / 100)
        assert isinstance(asked, ExplorerNetwork)
        noisy, _ = asked.activities(image)
        found.append(
            [float(in_common(one[place : place + 1], other)) for one, other in zip(clean, noisy, strict=True)]
        )
    return torch.tensor(found).T
