"""That both sides do the same work: the same images, the same batches, the same losses."""

import pytest
import torch
from torch import nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.training import Training
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn import KWinners, KWinners2d, SparseWeights, SparseWeights2d
from tests.benchmarks import floors, paper, window, workloads
from tests.benchmarks.profiling import profile_steps
from tests.reference import article


@pytest.fixture(scope="module")
def data() -> ImageData:
    return workloads.synthetic(64 * 11, 100)


def test_the_articles_transforms_give_what_the_engine_normalises(data: ImageData) -> None:
    image = data.train_images[0]
    made = image
    for transform in workloads.article_transforms():
        made = transform(made)
    torch.testing.assert_close(made, data.normalized(image[None])[0])
    torch.testing.assert_close(article.normalise(image), made)


def test_the_plain_network_loses_what_the_engine_loses(data: ImageData) -> None:
    network = new_network(paper.SPARSE_CNN_2, 0)
    plain = paper.PlainSteps(paper.twin(network), data, 10)
    theirs = [float(plain.step()) for _ in range(10)]
    reports = iter(Training(network, data, paper.SPARSE_CNN_2.training, seed=0))
    ours: list[float] = []
    while len(ours) < 10:
        ours += next(reports).losses
    assert ours[:10] == pytest.approx(theirs, rel=1e-3)


def test_steps_are_counted_and_go_on_over_epochs() -> None:
    variant, data = workloads.preset("sparse"), workloads.synthetic(64 * 41, 100)
    engine = workloads.EngineSteps(new_network(variant, 0), data, variant.training, 10)
    before = [parameter.clone() for parameter in engine.network.parameters()]
    for _ in range(4):  # more than an epoch of 41 batches, with what is left untimed
        assert engine() > 0
    assert engine.done >= 40
    assert not any(torch.equal(a, b) for a, b in zip(before, engine.network.parameters()))


def test_reference_steps_go_on_over_epochs(data: ImageData) -> None:
    reference = workloads.ReferenceSteps(workloads.article_network("sparse"), data, 4, (article.normalise,))
    assert all(reference() > 0 for _ in range(3))


def test_products_of_the_articles_network() -> None:
    products = list(floors.products_of(workloads.preset("dense").network))
    convolution, hidden, output = 64 * 30 * 24 * 24 * 25, 64 * 4320 * 300, 64 * 300 * 10
    assert sum(product.flops for product in products) == 2 * (2 * convolution + 3 * hidden + 3 * output)
    for product in products:
        product.run()


def test_a_bare_network_has_neither_masks_nor_winners_nor_anything_in_their_place() -> None:
    for variant in (workloads.preset("sparse"), paper.SPARSE_CNN_2):
        bare = floors.bare_network(variant)
        sparse_parts = (KWinners, KWinners2d, SparseWeights, SparseWeights2d, nn.ReLU)
        assert not any(isinstance(module, sparse_parts) for module in bare.modules())
        assert bare(torch.zeros(2, 1, 28, 28)).shape == (2, 10)


def test_a_profile_gives_time_to_the_layer_that_took_it() -> None:
    network = nn.Sequential()
    network.add_module("small", nn.Linear(20, 300))
    network.add_module("large", nn.Linear(300, 3000))
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    x = torch.randn(200, 20)

    def work() -> int:
        for _ in range(3):
            optimizer.zero_grad()
            network(x).tanh().sum().backward()
            optimizer.step()
        return 3

    work()
    profile = profile_steps(work, [network])
    shares = profile.shares
    assert {"small", "large", "optimizer", "tanh"} <= shares.keys()
    for layer in ("small", "large"):
        assert shares[layer].forward > 0 and shares[layer].backward > 0
    assert shares["large"].total > shares["small"].total
    assert sum(share.total for share in shares.values()) <= profile.step
    assert profile.operations["aten::addmm"] > 0
    percentages = [row[-1] for row in profile.rows()]
    assert sum(percentages) == pytest.approx(100)
    assert not network.small._forward_hooks and not network.small._forward_pre_hooks


def test_synthetic_data_can_be_read_by_the_window(data: ImageData, tmp_path) -> None:
    from sparse_explorer.data.datasets import load

    window.write_idx(workloads.Bench(True, data, False), tmp_path)
    read = load(f"folder:{tmp_path}")
    for name in ("train_images", "train_labels", "test_images", "test_labels"):
        assert torch.equal(getattr(read, name), getattr(data, name))
