"""On a CUDA device: the CPU's numbers, no waiting for the device within a step, captured graphs."""

import copy
from collections.abc import Callable, Iterator

import pytest
import torch
from torch import Tensor, nn

from sparse_explorer.data.datasets import load
from sparse_explorer.experiment.engine.optimizer import FlatSGD
from sparse_explorer.experiment.engine.training import Training
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import settle_epochs
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn import (
    DynamicSparseWeights,
    KWinners,
    KWinners2d,
    MNISTSparseCNN,
    SparseWeights,
    SparseWeights2d,
    frozen,
    fuse,
    regrow_weights,
    rezero_weights,
)

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")

LAYERS: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "KWinners": (lambda: KWinners(50, 0.2, boost_strength=1.5), (50,)),
    "KWinners, ties broken": (lambda: KWinners(50, 0.2, break_ties=True, relu=True), (50,)),
    "KWinners2d": (lambda: KWinners2d(6, 0.1, boost_strength=1.5), (6, 8, 8)),
    "KWinners2d, local": (lambda: KWinners2d(6, 0.34, local=True), (6, 8, 8)),
    "SparseWeights": (lambda: SparseWeights(nn.Linear(50, 20), sparsity=0.7), (50,)),
    "SparseWeights2d": (lambda: SparseWeights2d(nn.Conv2d(6, 5, 3), sparsity=0.5), (6, 8, 8)),
    "DynamicSparseWeights": (lambda: DynamicSparseWeights(nn.Linear(50, 20), sparsity=0.7), (50,)),
    "a fused network": (lambda: fuse(MNISTSparseCNN(boost_strength=0.0)), (1, 28, 28)),
}


@pytest.fixture(autouse=True)
def exact_products() -> Iterator[None]:
    """Without TF32, which keeps ten bits of a product."""
    before = torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    yield
    torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32 = before


def made(name: str) -> tuple[nn.Module, nn.Module, Tensor]:
    """The same layer on both devices, and a batch."""
    torch.manual_seed(0)
    build, shape = LAYERS[name]
    layer = build()
    return layer, copy.deepcopy(layer).cuda(), torch.randn(16, *shape)


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("training", [True, False])
def test_a_layer_computes_what_it_computes_on_the_cpu(name: str, training: bool) -> None:
    here, there, x = made(name)
    for layer in (here, there):
        layer.train(training)
    mine, theirs = x.clone().requires_grad_(), x.cuda().requires_grad_()
    for _ in range(2):
        one, other = here(mine), there(theirs)
        torch.testing.assert_close(other.cpu(), one, rtol=1e-3, atol=1e-4)
    one.square().sum().backward()
    other.square().sum().backward()
    torch.testing.assert_close(theirs.grad.cpu(), mine.grad, rtol=1e-2, atol=1e-3)
    for key, value in here.state_dict().items():
        torch.testing.assert_close(there.state_dict()[key].cpu(), value, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", ["dense", "sparse"])
def test_training_comes_as_far_as_on_the_cpu(name: str) -> None:
    variant, data = settle_epochs(presets()[name].variant, 5), load("digits")
    reached = []
    for device in ("cpu", "cuda"):
        training = Training(new_network(variant, 0), data, variant.training, seed=0, device=device)
        reached.append([report.test_accuracy for report in training if report.test_accuracy is not None][-1])
    assert reached[1] == pytest.approx(reached[0], abs=4)


@pytest.mark.filterwarnings("ignore:Synchronization debug mode is a prototype feature")
@pytest.mark.parametrize("name", ["sparse", "dense", "sparse-cnn-2"])
def test_a_step_does_not_wait_for_the_device(name: str) -> None:
    network = new_network(presets()[name].variant, 0).cuda().train()
    optimizer = FlatSGD(network.parameters(), 0.01, 0.5)
    images, labels = (
        torch.randn(64, 1, 28, 28, device="cuda"),
        torch.zeros(64, dtype=torch.int64, device="cuda"),
    )

    def step() -> None:
        optimizer.zero_grad()
        nn.functional.nll_loss(network(images), labels).backward()
        optimizer.step()
        network.apply(rezero_weights)

    step()
    torch.cuda.synchronize()
    torch.cuda.set_sync_debug_mode("error")
    try:
        step()
    finally:
        torch.cuda.set_sync_debug_mode("default")


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_is_captured_in_a_graph(name: str) -> None:
    _, layer, x = made(name)
    layer.eval()
    still = x.cuda()
    with torch.no_grad(), frozen(layer):
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            layer(still)
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            out = layer(still)
        other = torch.randn_like(still)
        still.copy_(other)
        graph.replay()
        torch.testing.assert_close(out, layer(other), rtol=1e-3, atol=1e-4)


def test_masks_move_on_the_device() -> None:
    layer = DynamicSparseWeights(nn.Linear(40, 10), sparsity=0.5, grow="gradient").cuda()
    layer(torch.randn(8, 40, device="cuda")).sum().backward()
    layer.apply(regrow_weights)
    assert layer.zero_mask.is_cuda and layer.weight.count_nonzero() <= 200
    assert layer.zero_mask.sum(1).tolist() == [20] * 10
