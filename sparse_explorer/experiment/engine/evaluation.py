"""The noise sweep: one network, all test images, rising noise. A generator that can be stopped between two reports."""

import copy
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import torch
from torch import Tensor, nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.drawing import ImageNoise
from sparse_explorer.data.noise.kinds import CONVENTIONS, KINDS
from sparse_explorer.experiment.engine.trials import Purpose, Trial, noise_of, trial_of
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.reports import EvaluationReport, NoiseResult
from sparse_explorer.nn import frozen

BATCH = 500
"""Images classified at once: of those tried, 100 to 2,000, about as fast as any."""

SEARCHED_BATCH = 250
"""The same where each is attacked by search, which takes up to ten milliseconds: a sweep stops between batches."""

BATCH_ON_GPU = 2000
"""The same on a GPU, where each batch waits for the one before to be launched, operation by operation."""

LEAST_BATCH = 10
"""Images classified at once where memory is short."""

log = logging.getLogger("sparse_explorer")


def evaluation(
    network: nn.Module,
    data: ImageData,
    noise: NoiseConfig,
    *,
    seed: int,
    device: torch.device | str = "cpu",
    known: Sequence[NoiseResult] = (),
) -> Iterator[EvaluationReport]:
    """Classify the test images at every noise level: all of them, or as many as the kind of noise has time for.

    Every network that is evaluated with the same seed and data sees the same noise, and what is random in it is drawn
    once for all levels, so that curves differ by the networks alone.

    Where the device's memory is too small, fewer images are classified at once, and in the end the CPU takes over; the
    log says so.

    Args:
        network: on ``device``; put into evaluation mode while a batch is classified, and back afterwards. Its weights
            stand still until the last report, or until the generator is closed.
        data: whose test images are classified; of more than the kind's ``most_images``, that many, evenly spread.
        noise: kind and levels.
        seed: of the noise; each kind has a random stream of its own.
        device: where to compute.
        known: results of the first levels, from a sweep that was stopped; those that are of other levels are not used.

    Yields:
        A report after each batch; the last one holds the results of all levels.
    """
    data = _shown(data, noise.convention)
    count = len(data.test_images)
    total = count * len(noise.levels)
    results = [result for result, level in zip(known, noise.levels, strict=False) if result.noise == level]
    if len(results) != len(known):
        results = []
    done = count * len(results)
    frugal = _Frugal(network, data, noise.convention, seed, torch.device(device))
    with frozen(network):
        for level in noise.levels[len(results) :]:
            correct, loss = 0, 0.0
            for batch in _batches(count, frugal.batch):
                right, summed = frugal.classify(batch, level)
                correct, loss, done = correct + right, loss + summed, done + batch.stop - batch.start
                if batch.stop < count:
                    yield EvaluationReport(noise.convention, done, total, tuple(results))
            results.append(NoiseResult(level, correct, count, loss / count))
            yield EvaluationReport(noise.convention, done, total, tuple(results))


def _shown(data: ImageData, kind: str) -> ImageData:
    """A data set with those of its test images that a sweep of a kind shows."""
    count = len(data.test_images)
    shown = KINDS[kind].images_of(count)
    if shown == count:
        return data
    places = torch.arange(shown) * count // shown  # evenly spread: data sets may begin with the easier ones
    return replace(data, test_images=data.test_images[places], test_labels=data.test_labels[places])


class _Frugal:
    """Classifies noisy images on a device as long as its memory lasts.

    Attributes:
        batch: images to be asked for at once.
    """

    def __init__(
        self, network: nn.Module, data: ImageData, kind: str, seed: int, device: torch.device
    ) -> None:
        self._network = network
        self._data = data
        self._kind = kind
        self._seed = seed
        most = BATCH if KINDS[kind].most_images is None else SEARCHED_BATCH
        self.batch = most if device.type == "cpu" else BATCH_ON_GPU
        self._at_once = min(self.batch, len(data.test_images))
        self._place(device)

    def classify(self, batch: slice, level: float) -> tuple[int, float]:
        """Right answers and summed loss of a batch at a noise level (0 ... 1)."""
        while True:
            try:
                parts = [self._part(part, level) for part in self._parts(batch)]
                return sum(right for right, _ in parts), sum(loss for _, loss in parts)
            except RuntimeError as error:
                if not is_out_of_memory(error) or not self._take_less(error):
                    raise

    def _part(self, batch: slice, level: float) -> tuple[int, float]:
        network, images = self._trial.at(batch, level)
        return classify(network, images, self._labels[batch])

    def _parts(self, batch: slice) -> Iterator[slice]:
        for start in range(batch.start, batch.stop, self._at_once):
            yield slice(start, min(start + self._at_once, batch.stop))

    def _take_less(self, error: RuntimeError) -> bool:
        """Need less memory from now on; returns whether that is possible."""
        if self._at_once > LEAST_BATCH:
            self._at_once = max(LEAST_BATCH, self._at_once // 4)
            log.warning("%s: now %d images at once", _first_line(error), self._at_once)
        elif self._device.type != "cpu":
            log.warning("%s: the noise sweep goes on with the CPU", _first_line(error))
            self._network = copy.deepcopy(self._network).cpu()
            self._place(torch.device("cpu"))
        else:
            return False
        if self._device.type == "cuda":
            torch.cuda.empty_cache()
        return True

    def _place(self, device: torch.device) -> None:
        self._device = device
        try:
            self._labels = self._data.test_labels.to(device)
            self._trial = self._make_trial(device)
        except RuntimeError as error:
            if device.type == "cpu" or not is_out_of_memory(error):
                raise
            log.warning("%s: the noise sweep is done with the CPU", _first_line(error))
            self._network = copy.deepcopy(self._network).cpu()
            self._place(torch.device("cpu"))

    def _make_trial(self, device: torch.device) -> Trial:
        data, kind = self._data, self._kind
        return trial_of(
            kind,
            self._network,
            data,
            data.test_images,
            data.test_labels,
            _purpose(kind, self._seed),
            noise=drawn_noise(data, kind, self._seed),
            device=device,
        )


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a device's memory, or the computer's, was too small; torch has a class for some of these errors alone."""
    words = str(error).lower()
    return isinstance(error, (torch.OutOfMemoryError, MemoryError)) or (
        isinstance(error, RuntimeError) and ("out of memory" in words or "can't allocate memory" in words)
    )


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]


def clean_result(network: nn.Module, images: Tensor, labels: Tensor) -> NoiseResult:
    """Right answers and loss on normalised images (N, 1, H, W) without noise."""
    with frozen(network):
        found = [
            classify(network, images[batch], labels[batch])
            for batch in _batches(len(images), BATCH if images.device.type == "cpu" else BATCH_ON_GPU)
        ]
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
def drawn_noise(data: ImageData, kind: str, seed: int) -> ImageNoise | None:
    """What a sweep with this seed shows of a kind of noise; None of a kind that needs a network.

    Drawing takes as long as classifying at a level or two, and all variants and epochs of a seed share it.
    """
    return noise_of(kind, data, data.test_images, _purpose(kind, seed))


def _purpose(kind: str, seed: int) -> Purpose:
    """The random stream of each kind; the article's and the paper's noisy pixels are the same ones."""
    return (seed, "noise") if kind in CONVENTIONS else (seed, "noise", kind)


def _batches(count: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, count)) for start in range(0, count, size))
