"""What networks from elsewhere are made of, counted alike in modules and in ONNX files."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.other_network import OtherModel
from sparse_explorer.experiment.results.model_layers import ModelCounts


def few() -> ImageData:
    images = torch.zeros(2, 28, 28, dtype=torch.uint8)
    return ImageData("digits", images, torch.zeros(2), images, torch.zeros(2), 0.1307, 0.3081)


def test_convolutions_and_linear_layers_are_counted_and_zeros_left_out() -> None:
    network = nn.Sequential(
        nn.Conv2d(1, 4, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 144, 10, bias=False)
    )
    with torch.no_grad():
        network[0].weight.fill_(1.0)
        network[0].weight[0] = 0
        network[0].bias.fill_(1.0)
        network[4].weight.fill_(1.0)
        network[4].weight[:, :100] = 0
    counts = OtherModel("Mine", network).network(few(), 0).counts
    dense = 100 * 24 * 24 + 5760
    assert counts == ModelCounts(104 + 5760, 79 + 4760, dense, 75 * 24 * 24 + 4760)


def test_of_weights_of_another_kind_no_multiply_adds_are_said() -> None:
    class Strange(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.matrix = nn.Parameter(torch.ones(784, 10))

        def forward(self, images: torch.Tensor) -> torch.Tensor:
            return images.flatten(1) @ self.matrix

    assert OtherModel("Mine", Strange()).network(few(), 0).counts == ModelCounts(7840, 7840)


def test_a_file_is_counted_as_the_module_is(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    from tests.experiment.engine.onnx_models import linear

    weight = np.ones((10, 784))
    weight[3] = 0
    found = OtherModel("Theirs", linear(tmp_path / "net.onnx", weight)).network(few(), 0)
    assert found.counts == ModelCounts(7840, 7056, 7840, 7056)
