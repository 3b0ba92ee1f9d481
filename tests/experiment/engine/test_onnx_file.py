"""A network as ONNX: onnxruntime gives the same answers for any number of images."""

import pytest
import torch

from sparse_explorer.experiment.engine.network import build_network
from sparse_explorer.experiment.engine.onnx_file import onnx_file
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig

onnxruntime = pytest.importorskip("onnxruntime")
CONV, HIDDEN = ConvConfig(channels=6, k=40), HiddenConfig(units=24, k=6, activation="k-winners")


@pytest.mark.parametrize(
    "config",
    [
        NetworkConfig(convs=(CONV, ConvConfig(channels=8, k=30)), hidden=HIDDEN, k_inference_factor=1.5),
        NetworkConfig(convs=(CONV,), hidden=HIDDEN, normalization="batch norm"),
        NetworkConfig(False, False, False, (CONV,), centring="centred"),
        NetworkConfig(convs=(ConvConfig(channels=6, k=2),), local=True, winners_used="inference only"),
    ],
)
@pytest.mark.proof
def test_onnxruntime_answers_as_the_network_does(config: NetworkConfig) -> None:
    network = build_network(blueprint(config), torch.Generator().manual_seed(2)).eval()
    session = onnxruntime.InferenceSession(onnx_file(network))
    for count in (1, 7):
        images = torch.randn(count, 1, 28, 28, generator=torch.Generator().manual_seed(count))
        (found,) = session.run(["log_probabilities"], {"images": images.numpy()})
        with torch.no_grad():
            assert torch.allclose(torch.from_numpy(found), network(images), atol=1e-5)


def test_what_is_drawn_at_random_cannot_be_written() -> None:
    config = NetworkConfig(convs=(CONV,), hidden=HIDDEN, winners_chosen="at random")
    with pytest.raises(ConfigError, match="chosen at random"):
        onnx_file(build_network(blueprint(config), torch.Generator()).eval())


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    network = build_network(blueprint(NetworkConfig(convs=(CONV,), hidden=HIDDEN)), torch.Generator()).eval()
    with pytest.raises(ConfigError, match=r"ONNX needs the package onnxscript: pip install"):
        onnx_file(network)
