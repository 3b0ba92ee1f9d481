"""What is measured: the data, and contestants that train some batches at a call and return milliseconds a batch."""

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from sparse_explorer.data import download
from sparse_explorer.data.datasets import ImageData, load, needs_download
from sparse_explorer.data.errors import DataError
from sparse_explorer.experiment.engine.training import Training
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant, settle_epochs
from sparse_explorer.experiment.results.reports import TrainingReport
from sparse_explorer.nn import kernels
from tests.reference import article

BATCH = 64
EPOCH_BATCHES = 938
"""Batches of 64 in the 60,000 training images of MNIST."""

SLACK = 20
"""Batches that a contestant leaves of an epoch, so that its end, with its look at the test images, is not timed."""


@dataclasses.dataclass(frozen=True)
class Bench:
    """What every benchmark is given.

    Attributes:
        quick: few and small measurements, which show that all works rather than how fast.
        data: MNIST, or something of its size.
        real: whether it is MNIST.
        data_dir: where MNIST lies.
    """

    quick: bool
    data: ImageData
    real: bool
    data_dir: Path | None = None

    def pick(self, full: Any, quick: Any) -> Any:
        """The one or the other."""
        return quick if self.quick else full


def make_bench(quick: bool, data_dir: Path | None = None) -> Bench:
    """With MNIST where it is at hand (it is not downloaded for this), else with synthetic images."""
    try:
        if not needs_download("mnist", data_dir):
            return Bench(quick, load("mnist", data_dir), True, data_dir)
    except DataError:  # there, but broken
        pass
    return Bench(quick, synthetic(60_000, 10_000), False)


def synthetic(train: int, test: int) -> ImageData:
    """Random strokes on black, as much ink as in MNIST: not to be learned from, but as much work."""
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (train + test, 28, 28), dtype=torch.uint8, generator=generator)
    images *= torch.rand(images.shape, generator=generator) < 0.2
    labels = torch.randint(0, 10, (train + test,), generator=generator)
    return ImageData(
        "synthetic", images[:train], labels[:train], images[train:], labels[train:], 0.1307, 0.3081
    )


def preset(name: str) -> Variant:
    """A preset for one epoch."""
    return settle_epochs(presets()[name].variant, 1)


def as_picture(image: Tensor) -> Any:
    """A uint8 image (28, 28) as a Pillow image, the way torchvision's MNIST gives it."""
    from PIL import Image

    return Image.fromarray(image.numpy())


def article_transforms() -> tuple[Callable[[Any], Any], ...]:
    """What the article does to each image: torchvision's MNIST with ToTensor and Normalize.

    Raises:
        ImportError: torchvision cannot be used here.
    """
    try:
        download._import_datasets()  # imports torchvision also beside a torch that it does not fit
        from torchvision import transforms
    except Exception as error:  # a broken torchvision fails in many ways
        raise ImportError(f"torchvision cannot be imported: {error}") from error
    return as_picture, transforms.ToTensor(), transforms.Normalize((article.MEAN,), (article.STD,))


def article_network(kind: str) -> article.ArticleNetwork:
    """The article's network, ``dense`` or ``sparse`` (all three switches on), with masks drawn again."""
    torch.manual_seed(0)
    if kind == "dense":
        return article.ArticleNetwork()
    generator = torch.Generator().manual_seed(0)
    return article.ArticleNetwork(
        conv_mask=article.draw_mask((30, 1, 5, 5), 0.5, generator),
        k_winners=True,
        fc1_mask=article.draw_mask((300, 4320), 0.5, generator),
    )


class EngineSteps:
    """Trains a network with the engine, the same way as the program does.

    Calling it does at least ``batches`` steps, to the engine's next report, and returns milliseconds a batch.

    Attributes:
        done: steps that were timed so far.
    """

    def __init__(self, network: nn.Module, data: ImageData, config: TrainingConfig, batches: int) -> None:
        self.network = network
        self.done = 0
        self._data, self._batches = data, batches
        self._config = dataclasses.replace(config, epochs=1, first_epoch_batch_size=None)
        self._training: Training | None = None
        self._reports: Iterator[TrainingReport] = iter(())

    def __call__(self) -> float:
        training = self._ready()
        first, started = training.step, time.perf_counter()
        self._go_to(training, first + self._batches)
        seconds = time.perf_counter() - started
        self.done += training.step - first
        return 1000 * seconds / (training.step - first)

    def _ready(self) -> Training:
        if self._training is None or self._training.steps - self._training.step < self._batches + SLACK:
            self._training = Training(self.network, self._data, self._config, seed=0)
            self._reports = iter(self._training)
            next(self._reports)  # shuffling, and whatever else comes once
        return self._training

    def _go_to(self, training: Training, step: int) -> None:
        while training.step < step:
            next(self._reports)


class ReferenceSteps:
    """Trains the article's network as the article does; calling it returns milliseconds a batch.

    Args:
        transforms: what is done to each image.
    """

    def __init__(
        self, network: nn.Module, data: ImageData, batches: int, transforms: Sequence[Callable[[Any], Any]]
    ) -> None:
        self.network = network
        self._data, self._batches, self._transforms = data, batches, transforms
        self._left = 0
        self._losses: Iterator[float] = iter(())

    def __call__(self) -> float:
        self._ready()
        started = time.perf_counter()
        for _ in range(self._batches):
            next(self._losses)
        self._left -= self._batches
        return 1000 * (time.perf_counter() - started) / self._batches

    def _ready(self) -> None:
        if self._left < self._batches:
            self._losses = article.train_steps(
                self.network, self._data.train_images, self._data.train_labels, transforms=self._transforms
            )
            next(self._losses)  # shuffling
            self._left = len(self._data.train_images) // BATCH - 1


PLAIN_TORCH = ", without kernels"
"""What the name of a contestant ends with that goes without them."""


def without_kernels(contestant: Callable[[], float]) -> Callable[[], float]:
    """The same contestant with plain torch in place of the compiled kernels."""

    def plain() -> float:
        library, kernels.LIBRARY = kernels.LIBRARY, None
        try:
            return contestant()
        finally:
            kernels.LIBRARY = library

    return plain


def milliseconds(work: Callable[[], object], repeats: int) -> Callable[[], float]:
    """A contestant that does ``work`` some times, after once for warmth, and returns milliseconds a time."""

    def contestant() -> float:
        work()
        started = time.perf_counter()
        for _ in range(repeats):
            work()
        return 1000 * (time.perf_counter() - started) / repeats

    return contestant
