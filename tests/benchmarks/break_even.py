"""From which share of winners on, and at which density of weights, a sparse network trains faster than a dense one."""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from sparse_explorer.nn import KWinners2d, SparseWeights, SparseWeights2d, fuse
from tests.benchmarks.fused import article_layers
from tests.benchmarks.results import Section, Table, alternate, median
from tests.benchmarks.workloads import Bench, EngineSteps, preset

SHARES = (0.01, 0.023, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6)
DENSITIES = (0.05, 0.5, 1.0)
DENSE = "dense, plain torch"
PICTURE = "break-even.png"


def name_of(share: float, density: float) -> str:
    """What the series of a network is called."""
    return f"{100 * share:g} % winners, {100 * density:g} % of the weights"


def measure(bench: Bench, section: Section) -> None:
    """Milliseconds a batch of 64 of the article's network at each share and density, and of the same network dense."""
    torch.manual_seed(0)
    config, batches = preset("sparse").training, bench.pick(15, 2)
    shares, densities = bench.pick((SHARES, DENSITIES), (SHARES[:1], DENSITIES[:1]))
    contestants = {DENSE: EngineSteps(article_layers(sparse=False), bench.data, config, batches)}
    for share in shares:
        for density in densities:
            network = fuse(article_like(share, density))
            contestants[name_of(share, density)] = EngineSteps(network, bench.data, config, batches)
            section.compare((DENSE, name_of(share, density)))
    alternate(section, contestants, bench.pick(5, 1), "ms a batch")
    section.tables.append(_table(section, shares, densities))


def article_like(share: float, density: float) -> nn.Sequential:
    """The article's network with other shares of winners and of weights."""
    conv, linear = nn.Conv2d(1, 30, 5), nn.Linear(4320, 300)
    return nn.Sequential(
        conv if density == 1 else SparseWeights2d(conv, sparsity=1 - density),
        nn.MaxPool2d(2),
        KWinners2d(30, share, 1.0, boost_strength=0.0),
        nn.Flatten(),
        linear if density == 1 else SparseWeights(linear, sparsity=1 - density),
        nn.Linear(300, 10),
        nn.LogSoftmax(dim=1),
    )


def _table(section: Section, shares: Sequence[float], densities: Sequence[float]) -> Table:
    rows = [
        (f"{100 * share:g} %", *(median(section.ratios(DENSE, name_of(share, d))) for d in densities))
        for share in shares
    ]
    header = ("winners", *(f"{100 * density:g} % of the weights" for density in densities))
    return Table("How many times as fast as the same network dense in plain torch", header, rows)


def draw(section: Section, path: Path) -> None:
    """The table as a picture: speed-up against the share of winners, a line for each density."""
    from matplotlib.figure import Figure

    (table,) = section.tables
    figure = Figure(figsize=(6.4, 4), layout="constrained", dpi=150)
    axes = figure.subplots()
    shares = [float(row[0].split()[0]) for row in table.rows]
    for column, name in enumerate(table.header[1:], start=1):
        axes.plot(shares, [row[column] for row in table.rows], marker="o", label=name)
    axes.axhline(1, color="0.5", linewidth=1)
    axes.set(xscale="log", xlabel="winners, % of the units", ylabel="times as fast as dense", ylim=(0, None))
    axes.set_xticks(shares, [f"{share:g}" for share in shares])
    axes.minorticks_off()
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.savefig(path)
