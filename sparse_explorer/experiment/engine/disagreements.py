"""The search for a test digit that networks answer differently.

Axes: N batch, H height, W width.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import torch
from torch import Tensor

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.digit_noise import trial_of_digit
from sparse_explorer.experiment.engine.looked_at import ALONE
from sparse_explorer.experiment.engine.other_network import Asked
from sparse_explorer.experiment.engine.trials import is_of_images
from sparse_explorer.nn import frozen


@torch.no_grad()
def disagreements(
    networks: Mapping[str, Asked],
    data: ImageData,
    *,
    start: int,
    noise: int,
    convention: str,
    pattern: int,
    batch: int = 16,
) -> Iterator[int | None]:
    """Look for the next test digit, from ``start`` on and around, that the networks answer differently.

    Arguments as in :meth:`.inspection.DigitInspector.inspect`; ``batch`` digits are looked at between two yields: few,
    so that whoever drives this can do something else in between.

    Yields:
        None after each batch without one; then its index, and nothing more. Nothing but None if there is none.
    """
    count = len(data.test_images)
    with ExitStack() as held:
        for network in networks.values():
            held.enter_context(frozen(network))
        for offset in range(0, count, batch):
            indices = [(start + step) % count for step in range(offset, min(offset + batch, count))]
            answers = torch.stack(
                [
                    _answers(network, data, indices, convention, pattern, noise / 100)
                    for network in networks.values()
                ]
            )  # (networks, N)
            differ = (answers != answers[0]).any(dim=0).nonzero()
            if len(differ):
                yield indices[int(differ[0])]
                return
            yield None


def _answers(
    network: Asked, data: ImageData, indices: list[int], convention: str, pattern: int, level: float
) -> Tensor:
    """A network's answers to some test digits, (N,), each with the noise that it has when it is looked at."""
    if is_of_images(convention):
        trials = [trial_of_digit(network, data, index, convention, pattern) for index in indices]
        images = torch.cat([trial.at(ALONE, level)[1] for trial in trials])  # (N, 1, H, W)
        answers: Tensor = network(images)
        return answers.argmax(dim=1)
    found = []
    for index in indices:
        asked, image = trial_of_digit(network, data, index, convention, pattern).at(ALONE, level)
        found.append(asked(image).argmax(dim=1))
    return torch.cat(found)
