"""What is done to trained networks to learn why they are robust: no training, a curve against noise for each.

    pairs = [Pair(seed, dense, sparse), ...]
    *_, last = mechanism(pairs, data, NoiseConfig("article"))
    attribution(last.curves)

An activation lets some units through and zeroes the others: k-winners those that win, ReLU those above 0. Interventions
act on which units these are, in every layer that has an activation. Networks are copied; those that are given stay as
they are. All of them see the noise that :func:`.evaluation.evaluation` shows with the same seed.

Axes: N batch, C channels, H height, W width, n units.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.drawing import ImageNoise
from sparse_explorer.experiment.engine.evaluation import BATCH, classify, drawn_noise
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.engine.surgery import (
    K_FACTORS,
    LayerWinners,
    activations_of,
    applicable,
    changed_network,
    factor_of,
    takes_k,
    winners_of,
)
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results import interventions as names
from sparse_explorer.experiment.results.interventions import InterventionCurve, InterventionReport
from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.nn import frozen


@dataclass(frozen=True, eq=False)
class Pair:
    """Networks that were trained with one seed, to be held against each other.

    Attributes:
        seed: of both.
        dense, sparse: whose difference is to be explained.
        wide: a dense network with as many units, or as many weights, as is held against ``dense`` for its width alone;
            None for none.
    """

    seed: int
    dense: ExplorerNetwork
    sparse: ExplorerNetwork
    wide: ExplorerNetwork | None = None


def mechanism(
    pairs: Sequence[Pair],
    data: ImageData,
    noise: NoiseConfig,
    *,
    device: torch.device | str = "cpu",
    factors: Sequence[float] = K_FACTORS,
) -> Iterator[InterventionReport]:
    """All interventions in all networks: what :func:`sparse_explorer.experiment.results.attribution.attribution` takes.

    The dense networks are given k-winners with k as their pair's sparse one has it in evaluation.

    Raises:
        ValueError: networks of a pair with different numbers of convolutions.

    Yields:
        A report after each batch; the last one holds all curves, of networks named ``dense``, ``sparse`` and ``wide``.
    """
    parts: list[Iterator[InterventionReport]] = []
    counts: list[int] = []
    for pair in pairs:
        k = _fitting(pair)
        asked = [("dense", pair.dense, applicable(pair.dense, factors, k), k)]
        asked.append(("sparse", pair.sparse, applicable(pair.sparse, factors), ()))
        if pair.wide is not None:
            asked.append(("wide", pair.wide, (names.NOTHING,), ()))
        for name, network, kinds, each_k in asked:
            counts.append(len(kinds) * len(noise.levels) * len(data.test_images))
            parts.append(
                interventions(
                    network, data, noise, name=name, seed=pair.seed, device=device, kinds=kinds, k=each_k
                )
            )
    curves: tuple[InterventionCurve, ...] = ()
    before = 0
    for part, count in zip(parts, counts, strict=True):
        report = InterventionReport(0, count, ())
        for report in part:
            yield InterventionReport(before + report.done, sum(counts), (*curves, *report.curves))
        curves, before = (*curves, *report.curves), before + count


def interventions(
    network: ExplorerNetwork,
    data: ImageData,
    noise: NoiseConfig,
    *,
    name: str,
    seed: int,
    device: torch.device | str = "cpu",
    kinds: Sequence[str] | None = None,
    k: LayerWinners = (),
) -> Iterator[InterventionReport]:
    """Classify all test images at every noise level, once for each thing that is done to a network.

    Args:
        network: a trained one, on ``device``; it stays as it is.
        data: whose test images are classified.
        noise: a kind of noise of images, and its levels.
        name: of the network, for the curves.
        seed: of the noise, and of what is chosen at random.
        device: where to compute.
        kinds: which interventions; None takes all that :func:`applicable` names.
        k: of the k-winners that are put in, or have another k.

    Yields:
        A report after each batch; the last one holds the curves of all kinds, in this order.

    Raises:
        ValueError: an intervention that there is not, or that cannot be done to this network; noise that is not of
            images.
    """
    able = applicable(network, K_FACTORS, k)
    kinds = able if kinds is None else tuple(kinds)
    for kind in kinds:
        own = kind == names.OWN_K and takes_k(network, k)
        if kind not in able and factor_of(kind, network) is None and not own:
            raise ValueError(f"intervention is {kind!r}, allowed in {name!r} are {', '.join(able)}")
    drawn = drawn_noise(data, noise.convention, seed)
    if drawn is None:
        raise ValueError(f"noise is {noise.convention!r}, interventions take noise of the images alone")
    count = len(data.test_images)
    total = count * len(noise.levels) * len(kinds)
    mean = training_mean(data)
    curves: list[InterventionCurve] = []
    done = 0
    for kind in kinds:
        results: list[NoiseResult] = []
        for level in noise.levels:
            changed = changed_network(network, kind, seed, k, mean)
            correct, loss = 0, 0.0
            with frozen(changed):
                for start in range(0, count, BATCH):
                    batch = slice(start, min(start + BATCH, count))
                    images = _shown(kind, drawn, batch, level).to(device)
                    right, summed = classify(changed, images, data.test_labels[batch].to(device))
                    correct, loss, done = correct + right, loss + summed, done + batch.stop - batch.start
                    if batch.stop < count:
                        yield InterventionReport(done, total, tuple(curves))
            results.append(NoiseResult(level, correct, count, loss / count))
            if len(results) < len(noise.levels):
                yield InterventionReport(done, total, tuple(curves))
        curves.append(InterventionCurve(name, seed, kind, noise.convention, tuple(results)))
        yield InterventionReport(done, total, tuple(curves))


def _fitting(pair: Pair) -> LayerWinners:
    """The sparse network's k, for the layers that have an activation in the dense one, too."""
    if len(pair.dense.convs) != len(pair.sparse.convs):
        raise ValueError(
            f"the networks of a pair have {len(pair.dense.convs)} and {len(pair.sparse.convs)} convolutions, "
            "expected as many"
        )
    k, layers = winners_of(pair.sparse), len(activations_of(pair.dense))
    return (*k, None)[:layers]


def _shown(kind: str, noise: ImageNoise, batch: slice, level: float) -> Tensor:
    """Noisy images (N, 1, H, W); or of two digits the one that decides and the one that is answered, (N, 2, H, W)."""
    if kind not in (names.CLEAN_WINNERS, names.NOISY_WINNERS):
        return noise.at(batch, level)
    clean, noisy = noise.at(batch, 0.0), noise.at(batch, level)
    return torch.cat((clean, noisy) if kind == names.CLEAN_WINNERS else (noisy, clean), dim=1)


def training_mean(data: ImageData) -> float:
    """Of all pixels of the training images, normalised; where there are none, as with networks that come trained, what
    their mean is normalised to: 0."""
    images = data.train_images
    if not images.numel():
        return 0.0
    total = int(images.sum(dtype=torch.int64))  # of whole numbers: exact, and no copy of all images
    return (total / images.numel() / 255 - data.mean) / data.std


def sampled(data: ImageData, images: int) -> ImageData:
    """A data set with so many of its test images, evenly spread; the training images stay."""
    count = len(data.test_images)
    places = torch.arange(min(images, count)) * count // max(1, min(images, count))
    return replace(data, test_images=data.test_images[places], test_labels=data.test_labels[places])
