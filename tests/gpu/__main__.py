"""``python -m tests.gpu [--output DIR]``: the tests that need a CUDA device, and times beside plain layers on it.

Takes less than eight minutes. Writes gpu.md, which names the card.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import torch
from torch import nn

from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.nn import fuse
from tests.benchmarks.fused import article_layers, cnn_2_layers, readme_layers

BATCHES, ROUNDS = 100, 7
PAIRS = {
    "the article's network": (lambda: article_layers(False), lambda: fuse(article_layers(True))),
    "Sparse CNN-2": (lambda: cnn_2_layers(False), lambda: fuse(cnn_2_layers(True))),
    "the README's network, against the article's dense": (
        lambda: article_layers(False),
        lambda: fuse(readme_layers()),
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gpu", description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("out/gpu"), metavar="DIR")
    options = parser.parse_args()
    if not torch.cuda.is_available():
        print("gpu: there is no CUDA device here; nothing was tried", file=sys.stderr)
        return 2
    import pytest

    failed = pytest.main(["-q", "-p", "no:cacheprovider", str(Path(__file__).with_name("test_gpu.py"))])
    lines = [
        f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}: "
        f"the tests {'FAILED' if failed else 'passed'}.",
        "",
        "Milliseconds a training step of 64 images, medians, and how many times the dense network takes as long:",
        "",
        "| network | dense, plain torch | sparse | dense / sparse |",
        "| --- | --- | --- | --- |",
    ]
    for name, (dense, sparse) in PAIRS.items():
        torch.manual_seed(0)
        steps = Steps(dense()), Steps(sparse())
        taken = [[step() for step in steps] for _ in range(ROUNDS)]  # in turns
        plain, ours = (statistics.median(column) for column in zip(*taken, strict=True))
        ratio = statistics.median(one / other for one, other in taken)
        lines.append(f"| {name} | {plain:.3f} | {ours:.3f} | {ratio:.2f} |")
    text = "\n".join(lines) + "\n"
    print(text)
    options.output.mkdir(parents=True, exist_ok=True)
    write_atomically(options.output / "gpu.md", text)
    return int(failed)


class Steps:
    """Trains a network on the device with random images; calling it returns milliseconds a step."""

    def __init__(self, network: nn.Module) -> None:
        self._network = network.cuda().train()
        self._optimizer = torch.optim.SGD(network.parameters(), lr=0.001)
        self._images = torch.randn(64, 1, 28, 28, device="cuda")
        self._labels = torch.randint(10, (64,), device="cuda")
        self._step()

    def __call__(self) -> float:
        torch.cuda.synchronize()
        started = time.perf_counter()
        for _ in range(BATCHES):
            self._step()
        torch.cuda.synchronize()
        return 1000 * (time.perf_counter() - started) / BATCHES

    def _step(self) -> None:
        self._optimizer.zero_grad()
        nn.functional.nll_loss(self._network(self._images), self._labels).backward()
        self._optimizer.step()


if __name__ == "__main__":
    sys.exit(main())
