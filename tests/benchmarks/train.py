"""Training: the article's algorithm as written against the engine, dense and sparse, in turns."""

from collections.abc import Callable

from torch.utils.data import DataLoader

from sparse_explorer.experiment.runs.runner import new_network
from tests.benchmarks.results import Section, Table, alternate, median
from tests.benchmarks.workloads import (
    BATCH,
    EPOCH_BATCHES,
    PLAIN_TORCH,
    Bench,
    EngineSteps,
    ReferenceSteps,
    article_network,
    article_transforms,
    milliseconds,
    preset,
    without_kernels,
)
from tests.reference import article

KINDS = ("dense", "sparse")
PLAIN = ", plain loader"


def measure(bench: Bench, section: Section) -> None:
    """Milliseconds a batch of 64 of both sides, with both loaders of the reference."""
    batches = bench.pick(50, 2)  # short turns: neighbours come and go
    contestants: dict[str, Callable[[], float]] = {}
    for kind in KINDS:
        variant = preset(kind)
        for name, transforms in loaders(section).items():
            contestants[f"reference {kind}{name}"] = ReferenceSteps(
                article_network(kind), bench.data, batches, transforms
            )
            section.compare((f"reference {kind}{name}", f"engine {kind}"))
        contestants[f"engine {kind}"] = EngineSteps(
            new_network(variant, 0), bench.data, variant.training, batches
        )
        contestants[f"engine {kind}{PLAIN_TORCH}"] = without_kernels(
            EngineSteps(new_network(variant, 0), bench.data, variant.training, batches)
        )
        section.compare((f"engine {kind}{PLAIN_TORCH}", f"engine {kind}"))
    section.compare(("engine dense", "engine sparse"))
    try:
        alternate(section, contestants, bench.pick(13, 2), "ms a batch")
    finally:
        section.tables.append(epochs(section))
    alternate(section, loading(bench, section), bench.pick(5, 1), "ms a batch")


def loaders(section: Section) -> dict[str, tuple]:
    """What the reference does to each image, by the ending of its name; the article's own way first."""
    try:
        return {"": article_transforms(), PLAIN: (article.normalise,)}
    except ImportError as error:
        note = f"{error}; the reference loads images with the plain loader alone, which is faster than the article's"
        if note not in section.notes:
            section.notes.append(note)
        return {"": (article.normalise,)}


def loading(bench: Bench, section: Section) -> dict[str, Callable[[], float]]:
    """Batches of images alone, as the two loaders and the engine make them."""
    data, batches = bench.data, bench.pick(20, 3)
    contestants = {}
    for name, transforms in loaders(section).items():
        images = article.TransformedImages(data.train_images, data.train_labels, transforms)
        contestants["loading: " + (name.strip(", ") or "torchvision's loader")] = _stream(images, batches)
    indices = (data.train_labels >= 0).nonzero().flatten()[:: len(data.train_labels) // BATCH][:BATCH]
    contestants["loading: engine"] = milliseconds(
        lambda: data.normalized(data.train_images[indices]), batches
    )
    return contestants


def _stream(images: article.TransformedImages, batches: int) -> Callable[[], float]:
    stream = iter(())

    def one() -> None:
        nonlocal stream
        try:
            next(stream)
        except StopIteration:
            stream = iter(DataLoader(images, batch_size=BATCH, shuffle=True))
            next(stream)

    return milliseconds(one, batches)


def epochs(section: Section) -> Table:
    """Seconds for a whole epoch of MNIST, scaled from the medians."""
    rows = [
        (name, median(series.values), median(series.values) * EPOCH_BATCHES / 1000)
        for name, series in section.series.items()
        if series.values and not name.startswith("loading")
    ]
    return Table(f"An epoch of {EPOCH_BATCHES} batches", ("", "ms a batch", "s an epoch"), rows)
