"""The article's network with ever fewer weights, and the ways there are to train it on a CPU, side by side.

SparseProp (Nikdan et al., ICML 2023) computes with the weights that are not zero, in both directions; the package's
fused layers with the winners among the units. It is no dependency: where it is not installed, the section says so.
"""

from typing import Any

import torch
from torch import nn

from sparse_explorer.nn import fuse
from tests.benchmarks.break_even import article_like
from tests.benchmarks.fused import article_layers
from tests.benchmarks.results import Section, Table, alternate, median
from tests.benchmarks.workloads import Bench, EngineSteps, preset
from tests.reference.nupic_style import SparseLayer, Winners

DENSITIES = (0.5, 0.2, 0.1, 0.05)
SHARE = 100 / 4320
"""The article's share of winners."""

DENSE = "dense, plain torch"
SPARSEPROP = "sparse weights, SparseProp"
NUPIC_STYLE = "k-winners and sparse weights, nupic.torch's style"
FUSED = "k-winners and sparse weights, fused"


def measure(bench: Bench, section: Section) -> None:
    """Milliseconds a batch of 64 in training."""
    torch.manual_seed(0)
    config, batches = preset("sparse").training, bench.pick(15, 2)
    densities = bench.pick(DENSITIES, DENSITIES[-1:])
    ways = {NUPIC_STYLE: _nupic_style, FUSED: lambda density: fuse(article_like(SHARE, density))}
    try:
        import sparseprop  # noqa: F401
    except ImportError as error:
        section.notes.append(f"SparseProp is not beside it: {error} (pip install sparseprop).")
    else:
        ways = {SPARSEPROP: _sparseprop} | ways
    contestants = {DENSE: EngineSteps(article_layers(sparse=False), bench.data, config, batches)}
    for density in densities:
        for way, build in ways.items():
            name = name_of(way, density)
            contestants[name] = EngineSteps(build(density), bench.data, config, batches)
            section.compare((DENSE, name))
    alternate(section, contestants, bench.pick(7, 1), "ms a batch")
    rows = [
        (f"{100 * density:g} %", *(median(section.ratios(DENSE, name_of(way, density))) for way in ways))
        for density in densities
    ]
    section.tables.append(
        Table("How many times as fast as the same network dense in plain torch", ("weights", *ways), rows)
    )


def name_of(way: str, density: float) -> str:
    """What the series of a network is called."""
    return f"{way}, {100 * density:g} % of the weights"


def _sparseprop(density: float) -> nn.Sequential:
    from sparseprop.modules import SparseConv2d, SparseLinear

    conv, linear = nn.Conv2d(1, 30, 5), nn.Linear(4320, 300)
    for layer in (conv, linear):
        _thin(layer, density)
    return nn.Sequential(
        SparseConv2d.from_dense(conv, vectorizing_over_on=False),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Flatten(),
        SparseLinear.from_dense(linear),
        nn.Linear(300, 10),
        nn.LogSoftmax(dim=1),
    )


def _nupic_style(density: float) -> nn.Sequential:
    conv, linear = nn.Conv2d(1, 30, 5), nn.Linear(4320, 300)
    return nn.Sequential(
        SparseLayer(conv, _thin(conv, density)),
        nn.MaxPool2d(2),
        Winners((1, 30, 1, 1), 100, 0.0, 1.0),
        nn.Flatten(),
        SparseLayer(linear, _thin(linear, density)),
        nn.Linear(300, 10),
        nn.LogSoftmax(dim=1),
    )


def _thin(layer: Any, density: float) -> torch.Tensor:
    """Set weights to zero, the same number of each unit's; where they are."""
    weight = layer.weight.data
    ranks = torch.rand(weight.flatten(1).shape).argsort(dim=1)
    zeros = (ranks >= round(density * ranks.shape[1])).view_as(weight)
    weight[zeros] = 0
    return zeros
