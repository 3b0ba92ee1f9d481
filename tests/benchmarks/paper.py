"""The paper's Sparse CNN-2: a plain network of nupic.torch-style layers against the engine, on the same batches."""

import time
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.runs.runner import new_network
from tests.benchmarks.results import Section, alternate
from tests.benchmarks.workloads import BATCH, PLAIN_TORCH, Bench, EngineSteps, without_kernels
from tests.reference.nupic_style import SparseCNN2

SPARSE_CNN_2 = Variant(
    "Sparse CNN-2",
    NetworkConfig(
        sparse_conv=False,
        convs=(ConvConfig(32, 5, 1.0, "k-winners", 400), ConvConfig(64, 5, 1.0, "k-winners", 300)),
        hidden=HiddenConfig(700, 0.3, "k-winners", 100),
        k_inference_factor=1.5,
        boost_strength=1.5,
        boost_strength_factor=0.85,
    ),
    TrainingConfig(epochs=1, batch_size=BATCH, learning_rate=0.02, learning_rate_factor=0.8, momentum=0.0),
)
"""As in the paper's published configuration (numenta/htmpapers), with batches of 64 from the start."""


def measure(bench: Bench, section: Section) -> None:
    """Milliseconds a batch of both networks, which start from the same weights and see the same images."""
    batches = bench.pick(30, 2)
    network = new_network(SPARSE_CNN_2, 0)
    contestants = {
        "nupic style": PlainSteps(twin(network), bench.data, batches),
        "engine": EngineSteps(network, bench.data, SPARSE_CNN_2.training, batches),
        f"engine{PLAIN_TORCH}": without_kernels(
            EngineSteps(new_network(SPARSE_CNN_2, 0), bench.data, SPARSE_CNN_2.training, batches)
        ),
    }
    section.compare(("nupic style", "engine"), (f"engine{PLAIN_TORCH}", "engine"))
    section.notes.append("Both gather and normalise whole batches; no loader is in these times.")
    alternate(section, contestants, bench.pick(13, 2), "ms a batch")


def twin(network: ExplorerNetwork) -> SparseCNN2:
    """The plain network with a copy of the engine's weights and mask."""
    plain = SparseCNN2(network.hidden.zero_mask.clone())
    first, second = (block.conv for block in network.blocks())
    layers = (
        (first, plain.conv1),
        (second, plain.conv2),
        (network.hidden, plain.hidden.module),
        (network.output, plain.output),
    )
    with torch.no_grad():
        for mine, theirs in layers:
            theirs.weight.copy_(mine.weight)
            theirs.bias.copy_(mine.bias)
    return plain


class PlainSteps:
    """Trains a plain network on whole batches; calling it returns milliseconds a batch."""

    def __init__(self, network: nn.Module, data: ImageData, batches: int) -> None:
        self.network = network
        self._data, self._batches = data, batches
        self._optimizer = torch.optim.SGD(network.parameters(), lr=SPARSE_CNN_2.training.learning_rate)
        self._order: Iterator[Tensor] = iter(())
        network.train()

    def __call__(self) -> float:
        started = time.perf_counter()
        for _ in range(self._batches):
            self.step()
        return 1000 * (time.perf_counter() - started) / self._batches

    def step(self) -> Tensor:
        """One optimizer step on the next batch; returns its loss."""
        indices = next(self._order, None)
        if indices is None:
            shuffled = torch.randperm(len(self._data.train_images), generator=generator(0, "shuffle", 0))
            self._order = iter(shuffled.split(BATCH))
            indices = next(self._order)
        images = self._data.normalized(self._data.train_images[indices])
        loss = nn.functional.nll_loss(self.network(images), self._data.train_labels[indices])
        self._optimizer.zero_grad()
        loss.backward()
        self._optimizer.step()
        return loss.detach()
