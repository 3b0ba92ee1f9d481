"""Where a training step's time goes, and single layers side by side."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sparse_explorer.experiment.runner import new_network
from sparse_explorer.nn import KWinners2d, SparseWeights, SparseWeights2d
from tests.benchmarks.paper import SPARSE_CNN_2
from tests.benchmarks.profiling import Profile, method_named, profile_steps
from tests.benchmarks.results import Section, Table, alternate, bar
from tests.benchmarks.train import KINDS, loaders
from tests.benchmarks.workloads import (
    BATCH,
    Bench,
    EngineSteps,
    ReferenceSteps,
    article_network,
    milliseconds,
    preset,
)
from tests.reference import article

HEADER = ("", "forward ms", "backward ms", "both ms", "%")
LARGEST = 10


def measure(bench: Bench, section: Section) -> None:
    """Profiles of both sides' steps, then the article's layers alone, forward and backward, in turns."""
    section.notes.append(
        "The profiler slows a step down, small operations most, so that shares count here and not sums. What runs in "
        "no layer goes by its operation's name."
    )
    with bar(section.name, 5) as progress:
        for kind in KINDS:
            _profile_reference(bench, section, kind)
            progress.update()
            _profile_engine(bench, section, kind, preset(kind))
            progress.update()
        _profile_engine(bench, section, "Sparse CNN-2", SPARSE_CNN_2)
    for names, contestants in pieces(bench).items():
        section.compare(names)
        alternate(section, dict(zip(names, contestants)), bench.pick(5, 1), "ms")


def _profile_reference(bench: Bench, section: Section, kind: str) -> None:
    network = article_network(kind)
    batches = bench.pick(10, 3)
    steps = ReferenceSteps(network, bench.data, batches, loaders(section)[""])
    steps()  # warm

    def work() -> int:
        steps()
        return batches

    with method_named(network, "zero_masked_weights", "masking, by index assignment"):
        _show(section, f"reference, {kind}", profile_steps(work, [network]))


def _profile_engine(bench: Bench, section: Section, name: str, variant: Any) -> None:
    network = new_network(variant, 0)
    steps = EngineSteps(network, bench.data, variant.training, bench.pick(30, 10))
    steps()

    def work() -> int:
        before = steps.done
        steps()
        return steps.done - before

    _show(section, f"engine, {name}", profile_steps(work, [network]))


def _show(section: Section, what: str, profile: Profile) -> None:
    section.tables.append(
        Table(
            f"Where a step's time goes: {what} ({profile.step:.2f} ms when profiled)", HEADER, profile.rows()
        )
    )
    largest = sorted(profile.operations.items(), key=lambda item: -item[1])[:LARGEST]
    rows = [(name, time, 100 * time / profile.step) for name, time in largest]
    section.tables.append(Table(f"Its largest operations: {what}", ("", "ms", "%"), rows))


def pieces(bench: Bench) -> dict[tuple[str, str], tuple[Callable[[], float], Callable[[], float]]]:
    """The article's parts, plain and ours, forward and backward on a batch of 64."""
    generator = torch.Generator().manual_seed(0)
    image = torch.randn(BATCH, 1, 28, 28, generator=generator)
    maps = torch.randn(BATCH, 30, 24, 24, generator=generator)
    pooled = torch.randn(BATCH, 30, 12, 12, generator=generator)
    winners = article.KWinnersFunction.apply(pooled, 100).flatten(1)  # (N, 4320), 100 of them not zero
    conv, linear = nn.Conv2d(1, 30, 5), nn.Linear(4320, 300)
    sparse_conv = SparseWeights2d(nn.Conv2d(1, 30, 5), sparsity=0.5, generator=generator)
    sparse_conv.to(memory_format=torch.channels_last)
    sparse_linear = SparseWeights(nn.Linear(4320, 300), sparsity=0.5, generator=generator)
    k_winners = KWinners2d(30, 100 / 4320, boost_strength=0.0)
    mask = article.draw_mask((300, 4320), 0.5, generator)
    repeats = bench.pick(30, 3)

    def both_ways(
        layer: Callable[[Tensor], Tensor], x: Tensor, needs_gradient: bool = True
    ) -> Callable[[], float]:
        x = x.clone(memory_format=torch.preserve_format).requires_grad_(needs_gradient)
        upstream = torch.ones_like(layer(x))
        return milliseconds(lambda: layer(x).backward(upstream), repeats)

    def assign() -> None:
        linear.weight.data[mask] = 0

    last = torch.channels_last
    return {
        ("conv 1->30: NCHW", "conv 1->30: SparseWeights2d, channels last"): (
            both_ways(conv, image, False),
            both_ways(sparse_conv, image.contiguous(memory_format=last), False),
        ),
        ("max-pool: NCHW", "max-pool: channels last"): (
            both_ways(lambda x: F.max_pool2d(x, 2), maps),
            both_ways(lambda x: F.max_pool2d(x, 2), maps.contiguous(memory_format=last)),
        ),
        ("k-winners 100 of 4320: the article's loop", "k-winners 100 of 4320: KWinners2d"): (
            both_ways(lambda x: article.KWinnersFunction.apply(x, 100), pooled),
            both_ways(k_winners, pooled.contiguous(memory_format=last)),
        ),
        ("linear 4320->300: dense product", "linear 4320->300: SparseWeights"): (
            both_ways(linear, winners),
            both_ways(sparse_linear, winners),
        ),
        ("masking fc1: index assignment", "masking fc1: rezero_weights"): (
            milliseconds(assign, repeats),
            milliseconds(sparse_linear.rezero_weights, repeats),
        ),
    }
