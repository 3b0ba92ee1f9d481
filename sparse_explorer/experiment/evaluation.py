"""The noise sweep: one network, all test images, rising noise. A generator that can be stopped between two reports."""

from collections.abc import Iterator
from functools import lru_cache

import torch
from torch import Tensor, nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise import add_noise, noise_ranks, noise_value
from sparse_explorer.experiment.config import NoiseConfig
from sparse_explorer.experiment.reports import EvaluationReport, NoiseResult
from sparse_explorer.experiment.seeding import generator
from sparse_explorer.nn import frozen

BATCH = 200
"""Images classified at once: of those tried, 64 to 500, as fast as any."""


def evaluation(
    network: nn.Module, data: ImageData, noise: NoiseConfig, *, seed: int, device: torch.device | str = "cpu"
) -> Iterator[EvaluationReport]:
    """Classify all test images at every noise level.

    Every network that is evaluated with the same seed and data sees the same noise, and each level's noisy pixels
    contain those of the levels below, so that curves differ by the networks alone.

    Args:
        network: on ``device``; put into evaluation mode while a batch is classified, and back afterwards. Its weights
            stand still until the last report, or until the generator is closed.
        data: whose test images are classified.
        noise: convention and levels.
        seed: of the noise pattern.
        device: where to compute.

    Yields:
        A report after each batch; the last one holds the results of all levels.
    """
    images = data.normalized(data.test_images).to(device)  # (N, 1, H, W)
    labels = data.test_labels.to(device)
    ranks = _ranks(len(images), images[0].numel(), seed).to(device)  # (N, H*W)
    value = noise_value(noise.convention, data.mean, data.std)
    total = len(images) * len(noise.levels)
    results: list[NoiseResult] = []
    done = 0
    with frozen(network):
        for level in noise.levels:
            correct, loss = 0, 0.0
            for batch in _batches(len(images)):
                noisy = add_noise(images[batch], ranks[batch], level, value)
                right, summed = classify(network, noisy, labels[batch])
                correct, loss, done = correct + right, loss + summed, done + len(noisy)
                if batch.stop < len(images):
                    yield EvaluationReport(done, total, tuple(results))
            results.append(NoiseResult(level, correct, len(images), loss / len(images)))
            yield EvaluationReport(done, total, tuple(results))


def clean_result(network: nn.Module, images: Tensor, labels: Tensor) -> NoiseResult:
    """Right answers and loss on normalised images (N, 1, H, W) without noise."""
    with frozen(network):
        found = [classify(network, images[batch], labels[batch]) for batch in _batches(len(images))]
    correct, loss = (sum(part) for part in zip(*found, strict=True))
    return NoiseResult(0.0, int(correct), len(images), loss / len(images))


@torch.no_grad()
def classify(network: nn.Module, images: Tensor, labels: Tensor) -> tuple[int, float]:
    """Right answers among images (N, 1, H, W), and their summed negative log-likelihood, in evaluation mode."""
    was_training = network.training
    network.eval()
    try:
        # On the CPU: the sum is in double precision, which not every device has.
        log_probabilities = network(images).cpu()  # (N, classes)
        labels = labels.cpu()
    finally:
        network.train(was_training)
    correct = (log_probabilities.argmax(dim=1) == labels).sum()
    loss = nn.functional.nll_loss(log_probabilities.double(), labels, reduction="sum")
    return int(correct), float(loss)


@lru_cache(maxsize=1)
def _ranks(count: int, pixels: int, seed: int) -> Tensor:
    """Ranking takes as long as classifying at a level or two, and all variants and epochs of a seed share it."""
    return noise_ranks(count, pixels, generator(seed, "noise"))


def _batches(count: int) -> Iterator[slice]:
    return (slice(start, min(start + BATCH, count)) for start in range(0, count, BATCH))
