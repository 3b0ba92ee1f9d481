"""Which fields have no effect is true: networks are trained to see it, bit for bit."""

import dataclasses
from collections.abc import Iterable
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.training import Training
from sparse_explorer.experiment.plan.effects import (
    effective_network,
    effective_training,
    same_effect,
    why_idle,
)
from sparse_explorer.experiment.plan.fields import from_dict, specs, to_dict
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.runs.runner import new_network

SMALL = NetworkConfig(
    convs=(ConvConfig(channels=4, kernel_size=5, k=3, density=0.5),),
    hidden=HiddenConfig(units=12, density=0.5, activation="k-winners", k=4),
    boost_strength=1.5,
    boost_strength_factor=0.5,
    duty_cycle_period=40,
)
SHORT = TrainingConfig(epochs=2, batch_size=24, learning_rate=0.05, first_epoch_batch_size=16)
OTHER = {
    "network.convs[0].channels": 5,
    "network.convs[0].kernel_size": 3,
    "network.convs[0].density": 0.25,
    "network.convs[0].activation": {"k-winners": "relu", "relu": "k-winners"},
    "network.convs[0].k": 2,
    "network.hidden.units": 13,
    "network.hidden.density": 0.25,
    "network.hidden.activation": {"k-winners": "none", "none": "relu"},
    "network.hidden.k": 2,
    "network.local": True,
    "network.k_inference_factor": 2.0,
    "network.boost_strength": 3.0,
    "network.boost_strength_factor": 0.9,
    "network.duty_cycle_period": 25,
    "network.normalize_weights": True,
    "network.winners_used": {
        "always": "training only",
        "training only": "inference only",
        "inference only": "always",
    },
    "network.winners_chosen": {"by value": "at random", "at random": "by value"},
    "network.centring": {"none": "centred", "centred": "centred and scaled", "centred and scaled": "none"},
    "network.normalization": {"none": "batch norm", "batch norm": "layer norm", "layer norm": "none"},
    "network.dropout": 0.3,
    "training.batch_size": 12,
    "training.first_epoch_batch_size": 8,
    "training.learning_rate": 0.02,
    "training.learning_rate_factor": 0.5,
    "training.momentum": 0.8,
    "training.weight_decay": 0.01,
    "training.activation_l1": 0.001,
    "training.noise": {"none": "article", "article": "paper", "paper": "none"},
    "training.noise_up_to": 0.5,
}
"""Another allowed value for every field but the number of epochs, which nobody doubts, and the switches; where that
depends on the present value, by it."""

QUIET = "training.noise_up_to"
"""Without effect where there is no training noise."""

SWITCHES = [
    {"sparse_conv": conv, "k_winners": winners, "sparse_linear": linear}
    for conv in (False, True)
    for winners in (False, True)
    for linear in (False, True)
]


@pytest.fixture(scope="module")
def tiny(digits: ImageData) -> ImageData:
    return ImageData(
        digits.name,
        digits.train_images[:36],
        digits.train_labels[:36],
        digits.test_images[:20],
        digits.test_labels[:20],
        digits.mean,
        digits.std,
    )


def changed(network: NetworkConfig, training: TrainingConfig, path: str, value: Any) -> Variant:
    """A variant with one field changed."""
    data: dict[str, Any] = {"network": to_dict(network), "training": to_dict(training)}
    *steps, last = path.replace("[0]", ".0").split(".")
    place: Any = data
    for step in steps:
        place = place[int(step) if step.isdigit() else step]
    place[last] = value[place[last]] if isinstance(value, dict) else value
    return Variant(
        "V", from_dict(NetworkConfig, data["network"]), from_dict(TrainingConfig, data["training"])
    )


def numbers(variant: Variant, data: ImageData) -> list[torch.Tensor]:
    """All that a variant comes to: its weights, its duty cycles, and its answers."""
    network = new_network(variant, seed=3)
    for _ in Training(network, data, variant.training, seed=3):
        pass
    network.eval()
    kept = [
        tensor.float().flatten()
        for name, tensor in network.state_dict().items()
        if not name.endswith("zero_mask")
    ]
    with torch.no_grad():
        return [*kept, network(data.normalized(data.test_images)).flatten()]


def same(one: list[torch.Tensor], other: list[torch.Tensor]) -> bool:
    return len(one) == len(other) and all(torch.equal(mine, its) for mine, its in zip(one, other))


PARTS = {
    "network": NetworkConfig,
    "network.convs[0]": ConvConfig,
    "network.hidden": HiddenConfig,
    "training": TrainingConfig,
}
FIELDS = {f"{prefix}.{name}": spec for prefix, cls in PARTS.items() for name, spec in specs(cls).items()}
CONDITIONAL = [path for path in OTHER if FIELDS[path].applies_when]


def check_all(
    network: NetworkConfig, training: TrainingConfig, data: ImageData, paths: Iterable[str] = OTHER
) -> set[str]:
    """Train with each field changed; returns those that were said to have no effect."""
    idle = why_idle(network, training)
    before = numbers(Variant("V", network, training), data)
    for path in paths:
        other = changed(network, training, path, OTHER[path])
        assert same(before, numbers(other, data)) == (path in idle), path
        assert same_effect(Variant("W", network, training), other) == (path in idle), path
    return set(idle)


@pytest.mark.parametrize(
    "switches",
    [
        pytest.param(each, marks=() if len(set(each.values())) == 1 else pytest.mark.proof)
        for each in SWITCHES
    ],
    ids=lambda switches: "".join("01"[on] for on in switches.values()),
)
def test_what_is_said_to_have_no_effect_has_none_and_all_else_has_some(
    switches: dict[str, bool], tiny: ImageData
) -> None:
    idle = check_all(dataclasses.replace(SMALL, **switches), SHORT, tiny)
    assert ("network.convs[0].density" in idle) == (not switches["sparse_conv"])
    assert ("network.convs[0].k" in idle) == (not switches["k_winners"])
    assert ("network.hidden.density" in idle) == (not switches["sparse_linear"])
    assert "training.batch_size" not in idle


@pytest.mark.parametrize(
    ("network", "training", "idle"),
    [
        ({"boost_strength": 0.0}, {}, {"network.boost_strength_factor", QUIET}),
        (
            {"hidden": dataclasses.replace(SMALL.hidden, activation="none")},
            {},
            {"network.hidden.k", QUIET},
        ),
        (
            {"convs": (dataclasses.replace(SMALL.convs[0], activation="relu"),)},
            {},
            {"network.convs[0].k", "network.local", QUIET},
        ),
        (
            {
                "convs": (dataclasses.replace(SMALL.convs[0], density=1.0),),
                "hidden": dataclasses.replace(SMALL.hidden, density=1.0),
            },
            {},
            {"network.normalize_weights", QUIET},
        ),
        ({}, {"epochs": 1}, {"training.batch_size", "training.learning_rate_factor", QUIET}),
        ({}, {"epochs": 1, "first_epoch_batch_size": None}, {"training.learning_rate_factor", QUIET}),
        ({"winners_used": "training only"}, {}, {"network.k_inference_factor", QUIET}),
        (
            {"winners_used": "inference only"},
            {"noise": "article"},
            {"network.boost_strength", "network.boost_strength_factor", "network.duty_cycle_period"},
        ),
        (
            {"winners_chosen": "at random", "dropout": 0.5, "normalization": "batch norm"},
            {"weight_decay": 0.1},
            {"network.boost_strength", "network.boost_strength_factor", QUIET},
        ),
    ],
)
def test_effects_depend_on_more_than_switches(
    network: dict[str, Any], training: dict[str, Any], idle: set[str], tiny: ImageData
) -> None:
    """Of those whose effect depends on anything; that all others have one is seen with each set of switches."""
    others = dataclasses.replace(SMALL, **network), dataclasses.replace(SHORT, **training)
    assert check_all(*others, tiny, CONDITIONAL) == idle <= {*CONDITIONAL}


def test_every_field_is_looked_at() -> None:
    switches = {f"network.{name}" for name in SWITCHES[0]}
    assert FIELDS.keys() - switches - {"training.epochs"} == set(OTHER)


def test_the_reasons_name_what_is_off() -> None:
    off = dataclasses.replace(SMALL, sparse_conv=False, k_winners=False, sparse_linear=False)
    said = why_idle(off, SHORT)
    assert said["network.convs[0].k"] == "No effect: k-winners are off."
    assert said["network.convs[0].density"] == "No effect: sparse convolution is off."
    assert said["network.hidden.density"] == "No effect: the sparse linear layer is off."
    assert said["network.normalize_weights"] == "No effect: no layer has sparse weights."
    unboosted = dataclasses.replace(SMALL, boost_strength=0)
    assert why_idle(unboosted, SHORT) == {
        "network.boost_strength_factor": "No effect: the boost strength is 0.",
        QUIET: "No effect: there is no training noise.",
    }
    late, early, chance = (
        why_idle(dataclasses.replace(SMALL, **changes), SHORT)
        for changes in (
            {"winners_used": "inference only"},
            {"winners_used": "training only"},
            {"winners_chosen": "at random"},
        )
    )
    assert late["network.duty_cycle_period"] == "No effect: in training there is ReLU instead."
    assert early["network.k_inference_factor"] == "No effect: in evaluation there is ReLU instead."
    assert chance["network.boost_strength"] == "No effect: winners are chosen at random."


def test_open_numbers_of_epochs_may_be_several() -> None:
    open_ended = dataclasses.replace(SHORT, epochs=None)
    assert "training.learning_rate_factor" not in why_idle(SMALL, open_ended)
    faster = dataclasses.replace(open_ended, learning_rate_factor=0.5)
    assert not same_effect(Variant("V", SMALL, open_ended), Variant("V", SMALL, faster))


convs = st.builds(
    ConvConfig,
    channels=st.just(3),
    kernel_size=st.just(5),
    density=st.sampled_from([0.4, 1.0]),
    activation=st.sampled_from(["relu", "k-winners"]),
    k=st.sampled_from([1, 2]),
)
networks = st.builds(
    NetworkConfig,
    sparse_conv=st.booleans(),
    k_winners=st.booleans(),
    sparse_linear=st.booleans(),
    convs=st.lists(convs, min_size=1, max_size=2).map(tuple),
    hidden=st.builds(
        HiddenConfig,
        units=st.just(8),
        density=st.sampled_from([0.4, 1.0]),
        activation=st.sampled_from(["none", "relu", "k-winners"]),
        k=st.sampled_from([2, 3]),
    ),
    local=st.booleans(),
    k_inference_factor=st.sampled_from([1.0, 1.5]),
    boost_strength=st.sampled_from([0.0, 1.5]),
    boost_strength_factor=st.sampled_from([0.5, 1.0]),
    duty_cycle_period=st.sampled_from([20, 1000]),
    normalize_weights=st.booleans(),
    winners_used=st.sampled_from(["always", "training only", "inference only"]),
    winners_chosen=st.sampled_from(["by value", "at random"]),
    centring=st.sampled_from(["none", "centred"]),
    normalization=st.sampled_from(["none", "batch norm"]),
    dropout=st.sampled_from([0.0, 0.5]),
)
trainings = st.builds(
    TrainingConfig,
    epochs=st.sampled_from([1, 2]),
    batch_size=st.sampled_from([24, 48]),
    first_epoch_batch_size=st.sampled_from([None, 24]),
    learning_rate_factor=st.sampled_from([0.5, 1.0]),
    activation_l1=st.sampled_from([0.0, 1e-3]),
    noise=st.sampled_from(["none", "article"]),
    noise_up_to=st.sampled_from([0.5, 0.8]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(network=networks, training=trainings)
def test_what_stands_for_a_variant_trains_to_the_same(
    tiny: ImageData, network: NetworkConfig, training: TrainingConfig
) -> None:
    plain = Variant("V", network, training)
    stands = Variant("W", effective_network(network), effective_training(training))
    assert same(numbers(plain, tiny), numbers(stands, tiny))
    assert same_effect(plain, stands)
    assert effective_network(stands.network) == stands.network
    assert effective_training(stands.training) == stands.training


def test_no_two_presets_come_to_the_same() -> None:
    variants = [preset.variant for preset in presets().values()]
    alike = [
        (one.name, other.name)
        for place, one in enumerate(variants)
        for other in variants[:place]
        if same_effect(one, other)
    ]
    assert alike == []
