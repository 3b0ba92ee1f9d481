"""A trained variant as a PyTorch script of its own, which needs torch and NumPy and nothing of this program.

The script's text is a resource that is filled in; its weights, and where the data set is small its images, lie beside
it as NPZ. Axes: N images, C channels, n units.
"""

import io
import pprint
from typing import Any

import numpy as np
import torch
from torch import nn

from sparse_explorer import paths
from sparse_explorer.data.catalogue import describe
from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.controls import ControlledWinners, ControlledWinners2d
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.nn.k_winners_base import KWinnersBase
from sparse_explorer.nn.sparse_weights import SparseWeightsBase

MOST_BESIDE = 5000
"""Training images that are put beside a script; more are many megabytes that everybody has already."""

CHECKED = 32
"""Test images whose answers are stored, so that the script can say whether it gives the same."""


def script_files(
    variant: Variant, network: ExplorerNetwork, data: ImageData, stem: str, *, beside: bool = True
) -> dict[str, bytes]:
    """The files of a script, by name: ``STEM.py``, its weights, and perhaps its data.

    Args:
        variant: what the network is.
        network: trained, on the CPU, in evaluation mode.
        data: what it was trained on.
        stem: how all of them are called; a file name without an ending.
        beside: put the data there too, unless there are more than MOST_BESIDE training images.
    """
    images = data.test_images[:CHECKED]
    with torch.no_grad():
        answers = network(data.normalized(images))  # also tells each layer how many units compete
    state = {name: value.numpy() for name, value in _state(network).items()}
    weights = _npz(check_images=images.numpy(), check_answers=answers.numpy(), **state)
    names = {part: f"{stem}.{part}.npz" for part in ("weights", "data")}
    config = pprint.pformat(_config(variant, network, data), width=110, sort_dicts=False)
    text = paths.resource("variant_script.py").read_text(encoding="utf-8")
    title = f"{variant.name}, trained on {data.name} by Sparse Explorer"
    for mark, value in (
        ("@TITLE@", title.replace("\\", "/").replace('"', "'")),
        ("@FILE@", f"{stem}.py"),
        ("@WEIGHTS@", names["weights"]),
        ("@DATA@", names["data"]),
        ("CONFIG = {}", f"CONFIG = {config}"),
    ):
        text = text.replace(mark, value)
    files = {names["weights"]: weights, f"{stem}.py": text.encode()}
    if beside and len(data.train_images) <= MOST_BESIDE:
        files = {names["data"]: _data(data), **files}
    return files


def _data(data: ImageData) -> bytes:
    return _npz(
        train_images=data.train_images.numpy(),
        train_labels=data.train_labels.numpy(),
        test_images=data.test_images.numpy(),
        test_labels=data.test_labels.numpy(),
    )


def _npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def _config(variant: Variant, network: ExplorerNetwork, data: ImageData) -> dict[str, Any]:
    plan, training = blueprint(variant.network), variant.training
    convs = [
        {
            "channels_in": conv.shape.channels_in,
            "channels": conv.shape.channels,
            "kernel_size": conv.kernel_size,
            "density": conv.density,
            "activation": _activation(block.activation),
        }
        for conv, block in zip(plan.convs, network.blocks(), strict=True)
    ]
    return {
        "name": variant.name,
        "dataset": data.name,
        "mean": data.mean,
        "std": data.std,
        "centring": plan.centring,
        "normalization": plan.normalization,
        "dropout": plan.dropout,
        "rescaled": plan.normalize_weights,
        "convs": convs,
        "hidden": {
            "inputs": plan.hidden.inputs,
            "units": plan.hidden.units,
            "density": plan.hidden.density,
            "activation": _activation(network.hidden_activation),
        },
        "training": {
            "epochs": training.epochs or describe(data.name).epochs,
            "batch_size": training.batch_size,
            "first_epoch_batch_size": training.first_epoch_batch_size or training.batch_size,
            "learning_rate": training.learning_rate,
            "learning_rate_factor": training.learning_rate_factor,
            "momentum": training.momentum,
            "weight_decay": training.weight_decay,
            "activation_l1": training.activation_l1,
            "noise": training.noise,
            "noise_up_to": training.noise_up_to,
        },
    }


def _activation(activation: nn.Module) -> dict[str, Any]:
    if not isinstance(activation, KWinnersBase):
        return {"kind": "relu" if isinstance(activation, nn.ReLU) else "none"}
    controlled = activation if isinstance(activation, ControlledWinners | ControlledWinners2d) else None
    control = controlled.control if controlled is not None else None
    return {
        "kind": "k-winners",
        "k": activation.k,
        "k_evaluation": activation.k_inference,
        "local": bool(getattr(activation, "local", False)),
        "boost_strength": activation.initial_boost_strength,
        "boost_strength_factor": activation.boost_strength_factor,
        "duty_cycle_period": activation.duty_cycle_period,
        "in_training": control is None or control.in_training,
        "in_evaluation": control is None or control.in_evaluation,
        "at_random": control is not None and control.at_random,
        "evaluation_seed": controlled.evaluation_seed if controlled is not None else None,
    }


def _state(network: ExplorerNetwork) -> dict[str, torch.Tensor]:
    """The network's state under the names that the script's own layers have."""
    found: dict[str, torch.Tensor] = {}
    for index, block in enumerate(network.blocks()):
        found |= _masked(f"blocks.{index}.0", block.conv)
        normalization = getattr(block, "normalization", nn.Identity())
        found |= _prefixed(f"blocks.{index}.1", normalization)
        found |= _winners(f"blocks.{index}.3", block.activation)
    found |= _masked("hidden", network.hidden)
    found |= _prefixed("hidden_normalization", network.hidden_normalization)
    found |= _winners("hidden_activation", network.hidden_activation)
    found |= _prefixed("output", network.output)
    return {name: value.detach().cpu().contiguous() for name, value in found.items()}


def _masked(name: str, layer: nn.Module) -> dict[str, torch.Tensor]:
    masked = isinstance(layer, SparseWeightsBase)
    inner = layer.module if isinstance(layer, SparseWeightsBase) else layer
    weight = inner.get_parameter("weight")
    zero = layer.zero_mask if masked and isinstance(layer, SparseWeightsBase) else None
    mask = torch.ones_like(weight, dtype=torch.bool) if zero is None else ~zero
    return {
        f"{name}.mask": mask,
        f"{name}.layer.weight": weight,
        f"{name}.layer.bias": inner.get_parameter("bias"),
    }


def _winners(name: str, activation: nn.Module) -> dict[str, torch.Tensor]:
    return _prefixed(name, activation) if isinstance(activation, KWinnersBase) else {}


def _prefixed(name: str, module: nn.Module) -> dict[str, torch.Tensor]:
    return {f"{name}.{key}": value for key, value in module.state_dict().items()}
