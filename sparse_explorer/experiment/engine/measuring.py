"""How long a network takes to classify images here, and how much memory its weights take."""

import statistics
import time
from collections.abc import Callable, Iterator

import torch

from sparse_explorer.experiment.engine.network import build_network
from sparse_explorer.experiment.plan.blueprint import blueprint
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
    for found in turns(network):
        on_turn()
        if found is not None:
            return found
    raise AssertionError("the last turn has a result")


def turns(network: NetworkConfig) -> Iterator[Measured | None]:
    """As :func:`measured`, turn by turn, so that whoever asks can stop: None, and with the last the result."""
    generator = torch.Generator().manual_seed(0)
    made = build_network(blueprint(network), generator).eval()
    images = torch.randn(IMAGES, 1, network.size, network.size, generator=generator)
    tensors = [*made.parameters(), *made.buffers()]
    taken: list[float] = []
    with frozen(made):
        for turn in range(TURNS + 1):
            with torch.inference_mode():
                started = time.perf_counter()
                made(images)
                taken.append(time.perf_counter() - started)
            if turn < TURNS:
                yield None
    yield Measured(statistics.median(taken[1:]), sum(tensor.nbytes for tensor in tensors))
