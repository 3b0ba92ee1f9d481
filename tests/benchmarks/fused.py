"""``fuse()``: nn.Sequential models computed in one go beside the same unfused, the explorer's network, and dense ones.

All train with the engine's loop and optimizer, so that the layers alone differ.
"""

import dataclasses
from collections.abc import Callable

import torch
from torch import nn

from sparse_explorer.experiment.engine.network import build_network
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.nn import KWinners, KWinners2d, SparseWeights, SparseWeights2d, fuse
from tests.benchmarks.paper import SPARSE_CNN_2
from tests.benchmarks.results import Section, alternate
from tests.benchmarks.workloads import Bench, EngineSteps, preset

README = NetworkConfig(
    convs=(ConvConfig(30, 5, 0.5, "k-winners", 432),),
    hidden=HiddenConfig(300, 0.3, "k-winners", 45),
    k_inference_factor=1.5,
    boost_strength=1.0,
    boost_strength_factor=0.9,
)
"""The README's network, as the explorer describes it."""


def readme_layers() -> nn.Sequential:
    """The README's network, as the README has it."""
    return nn.Sequential(
        SparseWeights2d(nn.Conv2d(1, 30, 5), sparsity=0.5),
        nn.MaxPool2d(2),
        KWinners2d(channels=30, percent_on=0.1),
        nn.Flatten(),
        SparseWeights(nn.Linear(30 * 12 * 12, 300), sparsity=0.7),
        KWinners(300, percent_on=0.15),
        nn.Linear(300, 10),
        nn.LogSoftmax(dim=1),
    )


def article_layers(sparse: bool) -> nn.Sequential:
    """The article's network, with all three switches on or off."""
    conv, linear = nn.Conv2d(1, 30, 5), nn.Linear(4320, 300)
    return nn.Sequential(
        SparseWeights2d(conv, sparsity=0.5) if sparse else conv,
        nn.MaxPool2d(2),
        KWinners2d(30, 100 / 4320, 1.0, boost_strength=0.0) if sparse else nn.ReLU(),
        nn.Flatten(),
        SparseWeights(linear, sparsity=0.5) if sparse else linear,
        nn.Linear(300, 10),
        nn.LogSoftmax(dim=1),
    )


def cnn_2_layers(sparse: bool) -> nn.Sequential:
    """The paper's Sparse CNN-2, or the same network dense."""
    winners = {"k_inference_factor": 1.5, "boost_strength": 1.5, "boost_strength_factor": 0.85}
    linear = nn.Linear(1024, 700)
    return nn.Sequential(
        nn.Conv2d(1, 32, 5),
        nn.MaxPool2d(2),
        KWinners2d(32, 400 / 4608, **winners) if sparse else nn.ReLU(),
        nn.Conv2d(32, 64, 5),
        nn.MaxPool2d(2),
        KWinners2d(64, 300 / 1024, **winners) if sparse else nn.ReLU(),
        nn.Flatten(),
        SparseWeights(linear, sparsity=0.7) if sparse else linear,
        KWinners(700, 100 / 700, **winners) if sparse else nn.ReLU(),
        nn.Linear(700, 10),
        nn.LogSoftmax(dim=1),
    )


EXPLORER, FUSED, UNFUSED = "README's, explorer", "README's, fused", "README's, as it stands"


def measure(bench: Bench, section: Section) -> None:
    """Milliseconds a batch of 64 in training."""
    torch.manual_seed(0)
    training = dataclasses.replace(preset("sparse").training, momentum=0.0)
    networks: dict[str, nn.Module] = {
        EXPLORER: build_network(blueprint(README), generator(0, "network")),
        FUSED: fuse(readme_layers()),
        UNFUSED: readme_layers(),
        "article's, fused": fuse(article_layers(sparse=True)),
        "article's dense, plain torch": article_layers(sparse=False),
        "Sparse CNN-2, fused": fuse(cnn_2_layers(sparse=True)),
        "Dense CNN-2, plain torch": cnn_2_layers(sparse=False),
    }
    assert networks.keys() >= {name for pair in PAIRS for name in pair}
    section.compare(*PAIRS)
    contestants: dict[str, Callable[[], float]] = {
        name: EngineSteps(
            network,
            bench.data,
            SPARSE_CNN_2.training if "CNN-2" in name else training,
            bench.pick(30, 2),
        )
        for name, network in networks.items()
    }
    alternate(section, contestants, bench.pick(11, 1), "ms a batch")


PAIRS = (
    (EXPLORER, FUSED),
    (UNFUSED, FUSED),
    ("article's dense, plain torch", "article's, fused"),
    ("Dense CNN-2, plain torch", "Sparse CNN-2, fused"),
)
