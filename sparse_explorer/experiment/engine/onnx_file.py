"""A trained network as ONNX, for programs that know nothing of PyTorch."""

import importlib.util
import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from sparse_explorer.experiment.engine.controls import ControlledWinners, ControlledWinners2d
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.plan.fields import ConfigError

PACKAGE = "onnxscript"


def onnx_file(network: ExplorerNetwork) -> bytes:
    """The content of an ONNX file: ``images`` (N, 1, S, S), normalised, to ``log_probabilities``, any N.

    Args:
        network: on the CPU, in evaluation mode.

    Raises:
        ConfigError: a package is missing, or the network draws at random, which ONNX cannot repeat.
    """
    if importlib.util.find_spec(PACKAGE) is None:
        raise ConfigError("", f"ONNX needs the package {PACKAGE}: pip install 'sparse-explorer[onnx]'")
    if any(
        isinstance(layer, ControlledWinners | ControlledWinners2d) and layer.control.at_random
        for layer in network.modules()
    ):
        raise ConfigError("", "winners that are chosen at random cannot be written as ONNX")
    with _quiet():
        program = torch.onnx.export(
            _OneByOne(network).eval(),
            (torch.zeros(2, 1, network.image_size, network.image_size),),
            dynamic_shapes=({0: torch.export.Dim("images_count", min=1)},),
            input_names=["images"],
            output_names=["log_probabilities"],
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    file: Any = io.BytesIO()  # which it takes too
    program.save(file)
    content: bytes = file.getvalue()
    return content


class _OneByOne(nn.Module):
    """The network layer by layer: what is joined for speed looks at how many images there are, and ONNX could take no
    other number of them."""

    def __init__(self, network: ExplorerNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> Tensor:
        network = self.network
        x = network.centring(images)
        for block in network.blocks():
            x = block(x)
        x = network.hidden_activation(network.hidden_normalization(network.hidden(x.flatten(1))))
        return torch.log_softmax(network.output(network.dropout(x)), dim=1)


@contextmanager
def _quiet() -> Iterator[None]:
    """What the exporter says of itself is of no use to whoever wants the file."""
    log = logging.getLogger("torch.onnx")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)
