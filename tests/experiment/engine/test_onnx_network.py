"""ONNX files: run as they are, and one line for what is of no use."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("onnxruntime")

from onnx import TensorProto

from sparse_explorer.experiment.engine import onnx_network
from sparse_explorer.experiment.engine.onnx_network import OnnxNetwork
from sparse_explorer.experiment.plan.fields import ConfigError
from tests.experiment.engine.onnx_models import endless, linear

WEIGHT = np.random.default_rng(0).normal(size=(10, 784))


@pytest.mark.parametrize("batch", ["N", 1, 4])
@pytest.mark.parametrize("kind", [TensorProto.FLOAT, TensorProto.DOUBLE])
def test_it_answers_as_what_it_was_made_from_for_any_number_of_images(
    tmp_path: Path, batch: object, kind: int
) -> None:
    network = OnnxNetwork(linear(tmp_path / "net.onnx", WEIGHT, (batch, 1, 28, 28), kind=kind), 28)
    images = torch.randn(7, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    expected = images.flatten(1) @ torch.from_numpy(WEIGHT.astype(np.float32)).T
    assert torch.allclose(network(images), expected, atol=1e-3)


def test_its_layers_are_named(tmp_path: Path) -> None:
    layers = OnnxNetwork(linear(tmp_path / "net.onnx", WEIGHT), 28).layers
    assert [(layer.name, layer.kind, layer.parameters) for layer in layers] == [
        ("flatten", "Flatten", 0),
        ("linear", "Gemm", 7840),
    ]
    assert layers[1].shape == "10"


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (("N", 3, 224, 224), r"takes images \(N, 3, 224, 224\), expected \(N, 1, 28, 28\)"),
        (("N", 784), r"takes images \(N, 784\), expected"),
        ((1, 1, 32, 32), r"takes images \(1, 1, 32, 32\), expected"),
    ],
)
def test_images_of_another_shape_are_named(tmp_path: Path, shape: tuple[object, ...], said: str) -> None:
    sides = [side for side in shape[1:] if isinstance(side, int)]
    path = linear(tmp_path / "net.onnx", np.zeros((10, int(np.prod(sides)))), shape)
    with pytest.raises(ConfigError, match=said):
        OnnxNetwork(path, 28)


def test_several_outputs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gives 2 outputs \(scores0, scores1\), expected one"):
        OnnxNetwork(linear(tmp_path / "net.onnx", WEIGHT, outputs=2), 28)


def test_files_that_are_none_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match=r"no\.onnx does not exist"):
        OnnxNetwork(tmp_path / "no.onnx", 28)
    with pytest.raises(ConfigError, match="is no file"):
        OnnxNetwork(tmp_path, 28)
    path = linear(tmp_path / "net.onnx", WEIGHT)
    monkeypatch.setattr(onnx_network, "MOST_BYTES", 100)
    with pytest.raises(ConfigError, match="bytes, allowed are 100"):
        OnnxNetwork(path, 28)


def test_one_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_network, "SECONDS", 0.05)
    network = OnnxNetwork(endless(tmp_path / "net.onnx"), 28)
    with pytest.raises(ConfigError, match=r"takes more than 0\.05 seconds for 2 images"):
        network(torch.zeros(2, 1, 28, 28))


@settings(max_examples=40, deadline=None)
@given(place=st.integers(0, 300), byte=st.integers(0, 255), cut=st.integers(0, 400))
def test_a_broken_file_is_one_line_or_still_a_network(
    tmp_path_factory: pytest.TempPathFactory, place: int, byte: int, cut: int
) -> None:
    path = linear(tmp_path_factory.getbasetemp() / "broken.onnx", np.zeros((10, 784)))
    content = bytearray(path.read_bytes())
    place = -1 - place if place % 2 else place  # the graph's words are at both ends
    content[place] = byte
    path.write_bytes(content[: len(content) - cut if cut < 50 else None])
    said = ""
    try:
        OnnxNetwork(path, 28)(torch.zeros(1, 1, 28, 28))
    except ConfigError as error:
        said = str(error)
    assert len(said.splitlines()) <= 1
