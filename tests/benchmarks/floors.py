"""Floors: how fast a step could be. Its matrix products and convolutions alone, and the step without sparse parts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import torch
from torch import nn

from sparse_explorer.data.catalogue import CLASSES
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn.layout import with_channels_last
from tests.benchmarks.paper import SPARSE_CNN_2
from tests.benchmarks.results import Section, Table, alternate, median
from tests.benchmarks.workloads import BATCH, Bench, EngineSteps, milliseconds, preset

GEMMS = ((1024, 1024, 1024), (64, 4320, 300), (300, 64, 4320), (64, 300, 4320), (4096, 800, 64))
"""(rows, inner, columns): a large square one, the article's hidden layer forward, its two gradients, and the paper's
second convolution as a product."""


def measure(bench: Bench, section: Section) -> None:
    """The machine's rate in matrix products, then what a step of each network needs at least."""
    batches = bench.pick(50, 2)
    rates = {f"product {n} x {m} x {k}": _gemm(n, m, k, bench.pick(20, 2)) for n, m, k in GEMMS}
    alternate(section, rates, bench.pick(5, 1), "GFLOP/s")
    rows = []
    for name, engines in (("article", ("dense", "sparse")), ("Sparse CNN-2", (None,))):
        variants = [preset(kind) if kind else SPARSE_CNN_2 for kind in engines]
        products = list(products_of(variants[0].network))
        work = sum(product.flops for product in products)
        section.notes.append(
            f"{name}: {work / 1e6:.0f} MFLOP a step, forward and backward, as if nothing were sparse."
        )
        labels = [f"{name}: engine" + (f" {kind}" if kind else "") for kind in engines]
        contestants: dict[str, Callable[[], float]] = {
            f"{name}: so much work at the rate of a large product": _at_rate(work, bench.pick(20, 2)),
            f"{name}: products and convolutions alone": milliseconds(_run_all(products), batches),
        }
        contestants[f"{name}: masks and winners removed"] = EngineSteps(
            bare_network(variants[0]), bench.data, variants[0].training, batches
        )
        for label, variant in zip(labels, variants):
            contestants[label] = EngineSteps(new_network(variant, 0), bench.data, variant.training, batches)
            section.compare(*((label, floor) for floor in list(contestants)[:3]))
        alternate(section, contestants, bench.pick(5, 1), "ms a batch")
        rows += [(label, median(section.values(label))) for label in contestants]
    section.tables.append(Table("Floors of a step, and the engine above them", ("", "ms a batch"), rows))


@dataclass(frozen=True)
class Product:
    """One matrix product or convolution of a step: its floating-point operations, and how to do it."""

    flops: float
    run: Callable[[], object]


def products_of(network: NetworkConfig) -> Iterator[Product]:
    """All products and convolutions of one training step, forward and backward, as if nothing were sparse.

    The images need no gradient, so the first convolution has one product less than the others.
    """
    plan = blueprint(network)
    for index, conv in enumerate(plan.convs):
        shape = conv.shape
        size = shape.conv_size + conv.kernel_size - 1
        yield from _convolution(shape.channels_in, shape.channels, conv.kernel_size, size, index > 0)
    yield from _linear(plan.hidden.inputs, plan.hidden.units)
    yield from _linear(plan.hidden.units, CLASSES)


def _convolution(inputs: int, outputs: int, kernel: int, size: int, gradient: bool) -> Iterator[Product]:
    x = with_channels_last(torch.randn(BATCH, inputs, size, size))
    weight = with_channels_last(torch.randn(outputs, inputs, kernel, kernel))
    upstream = with_channels_last(torch.randn(BATCH, outputs, size - kernel + 1, size - kernel + 1))
    flops = 2.0 * upstream.numel() * weight[0].numel()
    yield Product(flops, lambda: nn.functional.conv2d(x, weight))

    def backward() -> object:
        return torch.ops.aten.convolution_backward(
            upstream, x, weight, [outputs], [1, 1], [0, 0], [1, 1], False, [0, 0], 1, [gradient, True, False]
        )

    yield Product(flops * (1 + gradient), backward)


def _linear(inputs: int, outputs: int) -> Iterator[Product]:
    x, weight = torch.randn(BATCH, inputs), torch.randn(outputs, inputs)
    upstream = torch.randn(BATCH, outputs)
    flops = 2.0 * BATCH * inputs * outputs
    yield Product(flops, lambda: x @ weight.T)
    yield Product(flops, lambda: upstream.T @ x)
    yield Product(flops, lambda: upstream @ weight)


def _run_all(products: list[Product]) -> Callable[[], None]:
    def run() -> None:
        with torch.no_grad():
            for product in products:
                product.run()

    return run


def _gemm(rows: int, inner: int, columns: int, repeats: int) -> Callable[[], float]:
    """A contestant that returns GFLOP/s."""
    left, right = torch.randn(rows, inner), torch.randn(inner, columns)
    timed = milliseconds(lambda: left @ right, repeats)
    return lambda: 2.0 * rows * inner * columns / timed() / 1e6


def _at_rate(flops: float, repeats: int) -> Callable[[], float]:
    """A contestant that returns the milliseconds that ``flops`` would take at the present rate of a large product.

    Taken in turns with what it is a floor of, because the rate changes with whatever else the machine does.
    """
    rate = _gemm(*GEMMS[0], repeats)
    return lambda: flops / rate() / 1e6


def bare_network(variant: Variant) -> nn.Module:
    """The variant's network with dense weights and nothing where winners, or ReLUs in their place, would be."""
    dense = replace(variant.network, sparse_conv=False, k_winners=False, sparse_linear=False)
    network = new_network(replace(variant, network=dense), 0)
    for module in list(network.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.ReLU):
                setattr(module, name, nn.Identity())
    return network
