"""The noise sweep: the article's, one image at a time, against the engine's, in turns."""

import dataclasses
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from torch import nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine import evaluation as engine
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.runs.runner import new_network
from tests.benchmarks.results import Section, alternate
from tests.benchmarks.train import KINDS, loaders
from tests.benchmarks.workloads import Bench, article_network, preset
from tests.reference import article

WHOLE = 10_000
UNIT = f"s for 17 levels x {WHOLE:,} images"
BATCH_SIZES = (100, 250, 500, 1000)


def measure(bench: Bench, section: Section) -> None:
    """Seconds for a whole sweep; the reference does a share of the images at all levels, and is scaled."""
    few, many = share(bench.data, bench.pick(500, 50)), share(bench.data, bench.pick(WHOLE, 100))
    transforms = loaders(section)[""]
    networks = {kind: new_network(preset(kind), 0) for kind in KINDS}
    contestants: dict[str, Callable[[], float]] = {}
    for kind in KINDS:
        contestants[f"reference {kind}"] = _reference(article_network(kind), few, transforms)
        contestants[f"engine {kind}"] = _engine(networks[kind], many)
        section.compare((f"reference {kind}", f"engine {kind}"))
    section.notes.append(
        f"At each of the 17 levels the reference classifies {len(few.test_images):,} images, the engine "
        f"{len(many.test_images):,}; scaled to {WHOLE:,}. The networks are untrained."
    )
    alternate(section, contestants, bench.pick(4, 1), UNIT)
    if not hasattr(engine, "BATCH"):
        section.notes.append("The engine has no fixed batch size in evaluation any more.")
        return
    some = share(bench.data, bench.pick(1000, 50))
    sizes = {
        f"engine {kind}, batches of {size}": _engine(networks[kind], some, size)
        for kind in KINDS
        for size in bench.pick(BATCH_SIZES, BATCH_SIZES[:1])
    }
    alternate(section, sizes, bench.pick(2, 1), UNIT)


def share(data: ImageData, images: int) -> ImageData:
    """The data set with its first test images alone."""
    return dataclasses.replace(
        data, test_images=data.test_images[:images], test_labels=data.test_labels[:images]
    )


def _engine(network: nn.Module, data: ImageData, batch: int | None = None) -> Callable[[], float]:
    def sweep() -> None:
        with batches_of(batch):
            for _ in engine.evaluation(network, data, NoiseConfig("article"), seed=0):
                pass

    return _scaled(sweep, data)


def _reference(network: nn.Module, data: ImageData, transforms: tuple) -> Callable[[], float]:
    return _scaled(
        lambda: article.noise_sweep(network, data.test_images, data.test_labels, transforms=transforms), data
    )


def _scaled(work: Callable[[], object], data: ImageData) -> Callable[[], float]:
    def contestant() -> float:
        started = time.perf_counter()
        work()
        return (time.perf_counter() - started) * WHOLE / len(data.test_images)

    return contestant


@contextmanager
def batches_of(size: int | None) -> Iterator[None]:
    """Let the engine evaluate that many images at once; None leaves it as it is."""
    if size is None:
        yield
        return
    before = engine.BATCH
    engine.BATCH = size
    try:
        yield
    finally:
        engine.BATCH = before
