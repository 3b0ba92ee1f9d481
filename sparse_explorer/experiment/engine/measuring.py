"""How long a network takes to classify images here, and how much memory its weights take."""

import statistics
import time
from collections.abc import Callable

import torch

from sparse_explorer.data.catalogue import IMAGE_SIZE
from sparse_explorer.experiment.engine.network import build_network
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.results.frontier import Measured
from sparse_explorer.nn import frozen

IMAGES, TURNS = 1000, 5


def measured(network: NetworkConfig, on_turn: Callable[[], object] = lambda: None) -> Measured:
    """Classify images by chance with a network that was just made: what weights it has makes no difference to its time.

    Args:
        network: its configuration.
        on_turn: called after every turn. What it raises ends the measurement.

    Returns:
        The median time of five turns, after one that does not count, with torch's current number of threads.
    """
    generator = torch.Generator().manual_seed(0)
    made = build_network(network, generator).eval()
    images = torch.randn(IMAGES, 1, IMAGE_SIZE, IMAGE_SIZE, generator=generator)
    taken = []
    with torch.inference_mode(), frozen(made):
        for _ in range(TURNS + 1):
            started = time.perf_counter()
            made(images)
            taken.append(time.perf_counter() - started)
            on_turn()
    tensors = [*made.parameters(), *made.buffers()]
    return Measured(statistics.median(taken[1:]), sum(tensor.nbytes for tensor in tensors))
