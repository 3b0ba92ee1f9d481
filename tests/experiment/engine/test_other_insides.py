"""What happens inside of networks from elsewhere: found alike in modules and in ONNX files."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.inspection import DigitInspector
from sparse_explorer.experiment.engine.other_insides import Inside, chosen, torch_insides
from sparse_explorer.experiment.engine.other_network import OtherModel
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn import KWinners

IMAGES = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def few() -> ImageData:
    images = (255 * IMAGES[:, 0]).to(torch.uint8)
    return ImageData("digits", images, torch.zeros(2), images, torch.zeros(2), 0.1307, 0.3081)


class Functional(nn.Module):
    """Activations, pooling and flattening that are no modules."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 3, 5)
        self.conv2 = nn.Conv2d(3, 4, 3)
        self.fc1 = nn.Linear(100, 8)
        self.fc2 = nn.Linear(8, 10)

    def forward(self, images: Tensor) -> Tensor:
        x = functional.max_pool2d(self.conv1(images).relu(), 2)
        x = functional.max_pool2d(self.conv2(x).relu(), 2)
        return self.fc2(self.fc1(x.flatten(1)))


def shapes(found: list[Inside]) -> list[tuple[str, bool, tuple[int, ...]]]:
    return [(each.title, each.sparse, tuple(each.values.shape[1:])) for each in found]


def test_each_layer_hands_on_what_the_next_one_sees() -> None:
    torch.manual_seed(1)
    network = Functional()
    found = torch_insides(network, IMAGES)
    assert shapes(found) == [
        ("conv1", False, (3, 12, 12)),
        ("conv2", False, (4, 5, 5)),
        ("fc1", False, (1, 1, 8)),
    ]
    pooled = functional.max_pool2d(network.conv1(IMAGES).relu(), 2)
    assert torch.equal(found[0].values, pooled)


def test_flattened_maps_are_maps_and_winners_are_told() -> None:
    network = nn.Sequential(
        *(nn.Conv2d(1, 2, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(288, 18)),
        *(KWinners(18, percent_on=0.2), nn.Linear(18, 10)),
    ).eval()
    found = torch_insides(network, IMAGES)
    assert shapes(found) == [("Conv2d 0", False, (2, 12, 12)), ("Linear 4", True, (1, 1, 18))]


def test_of_many_layers_the_last_are_shown() -> None:
    maps = [Inside(f"conv {number}", False, torch.ones(1, 2, 3, 3)) for number in range(4)]
    units = [Inside(f"fc {number}", False, torch.ones(1, 1, 1, 5)) for number in range(3)]
    large = Inside("large", False, torch.ones(1, 20, 100, 100))
    assert [each.title for each in chosen([*maps, *units, large])] == ["conv 2", "conv 3", "fc 2"]


def test_the_layers_of_a_file_are_its_operators_with_weights(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    from tests.experiment.engine.onnx_models import convolutional

    torch.manual_seed(2)
    filters, hidden, output = torch.randn(2, 1, 5, 5), torch.randn(8, 1152), torch.randn(10, 8)
    path = convolutional(tmp_path / "net.onnx", filters.numpy(), hidden.numpy(), output.numpy())
    network = OtherModel("Theirs", path).network(few(), 0)
    maps, units = network.insides(IMAGES)
    expected = functional.conv2d(IMAGES, filters).relu()
    assert (maps.title, units.title) == ("conv", "fc1")
    assert torch.allclose(maps.values, expected, atol=1e-4)
    assert torch.allclose(units.values[:, 0, 0], expected.flatten(1) @ hidden.T, atol=1e-3)
    looked = DigitInspector().inspect(
        {"theirs": network}, few(), index=0, noise=30, convention="article", pattern=0
    )
    assert [layer.gated for layer in looked.variants[0].layers] == [True, False]
    assert network.counts.dense_multiply_adds == 50 * 576 + 8 * 1152 + 80


@pytest.mark.proof
def test_a_file_shows_what_the_network_in_it_does(tmp_path: Path) -> None:
    for package in ("onnxruntime", "onnxscript"):
        pytest.importorskip(package)
    from sparse_explorer.experiment.engine.onnx_file import onnx_file

    own = new_network(presets()["sparse"].variant, 0).eval()
    path = tmp_path / "net.onnx"
    path.write_bytes(onnx_file(own))
    network = OtherModel("Theirs", path).network(few(), 0)
    maps, hidden = network.insides(IMAGES)
    active, _ = own.activities(IMAGES)
    assert maps.sparse and torch.allclose(maps.values, active[0], atol=1e-5)
    assert not hidden.sparse and hidden.values.shape == (2, 1, 1, 300)
    looked = DigitInspector().inspect(
        {"own": own, "theirs": network}, few(), index=0, noise=30, convention="article", pattern=0
    )
    ours, theirs = looked.variants
    assert theirs.layers[0].counts == ours.layers[0].counts
    assert [layer.gated for layer in theirs.layers] == [True, False]
