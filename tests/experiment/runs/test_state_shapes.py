"""What a network consists of is known without building it."""

import dataclasses

import pytest
import torch

from sparse_explorer.experiment.engine.training import Training
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.experiment.runs.state_shapes import BYTES, TensorSpec, network_state, training_state

KINDS = {torch.float32: "F32", torch.int64: "I64", torch.bool: "BOOL"}
SMALL = NetworkConfig(convs=(ConvConfig(3, 5, k=10), ConvConfig(2, 3, k=4)), hidden=HiddenConfig(7, k=2))
NETWORKS = {name: preset.variant.network for name, preset in presets().items()} | {
    "two blocks": SMALL,
    "local": dataclasses.replace(SMALL, local=True, convs=(ConvConfig(3, 5, k=1), ConvConfig(2, 3, k=1))),
    "a block with ReLU": dataclasses.replace(SMALL, convs=(ConvConfig(3, 5, activation="relu"),)),
    "hidden winners": dataclasses.replace(SMALL, hidden=HiddenConfig(7, activation="k-winners", k=2)),
    "no winners": dataclasses.replace(
        SMALL, k_winners=False, hidden=HiddenConfig(7, activation="k-winners", k=2)
    ),
    "all weights": dataclasses.replace(SMALL, sparse_conv=False, sparse_linear=False),
    "full density": dataclasses.replace(
        SMALL, convs=(ConvConfig(3, 5, 1.0, k=10),), hidden=HiddenConfig(7, 1.0)
    ),
}


def specs(state: dict[str, torch.Tensor]) -> dict[str, TensorSpec]:
    return {name: TensorSpec(KINDS[value.dtype], tuple(value.shape)) for name, value in state.items()}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_networks_state_is_known_from_its_configuration(name: str) -> None:
    variant = Variant(name, NETWORKS[name])
    state = new_network(variant, 0).state_dict()
    assert network_state(variant.network) == specs(state)
    assert all(spec.size == state[at].nbytes for at, spec in network_state(variant.network).items())


def test_the_state_of_a_training_is_known_too(few_digits) -> None:
    variant = Variant("small", SMALL, TrainingConfig(epochs=1))
    training = Training(new_network(variant, 0), few_digits, variant.training, seed=0)
    next(iter(training))
    assert training_state(SMALL) == specs(training.state_dict())


def test_a_spec_tells_its_size_and_itself() -> None:
    assert TensorSpec("F32", (3, 4)).size == 48
    assert TensorSpec("I64").size == 8
    assert TensorSpec("F64", (0, 5)).size == 0
    assert str(TensorSpec("BOOL", (3, 4))) == "BOOL [3, 4]"
    assert BYTES["BF16"] == BYTES["F16"] == 2
