"""Where a training step's time goes, and single layers side by side."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn import KWinners2d, SparseWeights, kernels
from sparse_explorer.nn.layout import with_channels_last
from sparse_explorer.nn.winners import choose_winners, spread, spread_units
from sparse_explorer.nn.winners_only import WinnersConv2d
from sparse_explorer.nn.winning_convolution import convolution_pool_relu
from sparse_explorer.nn.winning_linear import winners_linear
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
    without_kernels,
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
    if kernels.LIBRARY is None:
        section.notes.append("Single layers were not measured, because there are no compiled kernels here.")
        return
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
    steps = EngineSteps(network, bench.data, variant.training, bench.pick(30, 2))
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
    """Layers of the article and of the paper on a batch of 64, forward and backward: plain, and ours."""
    generator = torch.Generator().manual_seed(0)
    repeats = bench.pick(30, 3)
    image = with_channels_last(torch.randn(BATCH, 1, 28, 28, generator=generator))
    pooled = with_channels_last(torch.randn(BATCH, 30, 12, 12, generator=generator))
    first, second = _conv(1, 30), _conv(32, 64)
    sparse_linear = SparseWeights(nn.Linear(4320, 300), sparsity=0.5, generator=generator)
    mask = sparse_linear.zero_mask.clone()
    k_winners = KWinners2d(30, 100 / 4320, boost_strength=0.0)
    few = choose_winners(pooled, pooled, 100, False, False)
    paper = with_channels_last(torch.randn(BATCH, 32, 12, 12, generator=generator))
    many = spread(*reversed(choose_winners(paper, paper, 400, False, False)))
    block = WinnersConv2d(
        second, nn.MaxPool2d(2), KWinners2d(64, 300 / 1024, boost_strength=0.0), KWinners2d(32, 400 / 4608)
    )

    def both_ways(layer: Callable[[Tensor], Tensor], x: Tensor, deep: bool = True) -> Callable[[], float]:
        x = x.detach().clone(memory_format=torch.preserve_format).requires_grad_(deep)
        upstream = torch.ones_like(layer(x))
        return milliseconds(lambda: layer(x).backward(upstream), repeats)

    def assign() -> None:
        sparse_linear.weight.data[mask] = 0

    rows = nn.Linear(4320, 300)
    rows.weight.data = rows.weight.data.t().contiguous().t()
    return {
        ("conv 1->30, max-pool, ReLU: torch", "conv 1->30, max-pool, ReLU: one kernel"): (
            both_ways(lambda x: F.max_pool2d(first(x), 2).relu(), image, False),
            both_ways(lambda x: convolution_pool_relu(x, first.weight, first.bias, 2), image, False),
        ),
        ("k-winners 100 of 4320: the article's loop", "k-winners 100 of 4320: KWinners2d"): (
            both_ways(lambda x: article.KWinnersFunction.apply(x, 100), pooled),
            both_ways(k_winners, pooled),
        ),
        ("linear 4320->300 after 100 winners: torch", "linear 4320->300 after 100 winners: kernels"): (
            both_ways(rows, spread_units(few[1], few[0])),
            both_ways(lambda x: winners_linear(x, few[0], rows.weight, rows.bias), few[1]),
        ),
        (
            "conv 32->64 after 400 winners, max-pool, 300 winners: torch",
            "conv 32->64 after 400 winners, max-pool, 300 winners: kernels",
        ): (
            without_kernels(both_ways(block, many)),
            both_ways(block, many),
        ),
        ("masking fc1: index assignment", "masking fc1: rezero_weights"): (
            milliseconds(assign, repeats),
            milliseconds(sparse_linear.rezero_weights, repeats),
        ),
    }


def _conv(inputs: int, channels: int) -> nn.Conv2d:
    return nn.Conv2d(inputs, channels, 5).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
