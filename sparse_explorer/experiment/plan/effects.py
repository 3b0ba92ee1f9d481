"""Which fields of a configuration have no effect as the others are, and which configurations come to the same numbers.

Imports no torch.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any, TypeVar

from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.fields import specs
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant

Config = TypeVar("Config", NetworkConfig, ConvConfig, HiddenConfig, TrainingConfig)


@dataclass(frozen=True)
class Scope:
    """What a condition may ask.

    Attributes:
        network, training: the whole configuration, or anything with the same attributes.
        own: the part of it that has the field in question, such as a convolution block.
    """

    network: Any
    training: Any
    own: Any


def why_idle(network: Any, training: Any) -> dict[str, str]:
    """Why fields have no effect, a sentence each, by path such as ``network.convs[0].k``; the others are left out.

    Args:
        network, training: a NetworkConfig and a TrainingConfig, or what has the same attributes. Epochs that are left
            open may be several.
    """
    parts: list[tuple[str, type, Any]] = [("network", NetworkConfig, network)]
    parts += [(f"network.convs[{index}]", ConvConfig, conv) for index, conv in enumerate(network.convs)]
    parts += [("network.hidden", HiddenConfig, network.hidden), ("training", TrainingConfig, training)]
    found = {}
    for prefix, cls, own in parts:
        scope = Scope(network, training, own)
        for name, spec in specs(cls).items():
            for condition in spec.applies_when:
                if not condition.holds(scope):
                    found[f"{prefix}.{name}"] = condition.otherwise
                    break
    return found


def effective_network(network: NetworkConfig) -> NetworkConfig:
    """The one configuration that stands for all that build the same network: every switch is on, what a switch would
    have changed is changed, and fields without effect are as they are by default; so are those that follow the data
    set."""
    plan = blueprint(network)
    convs = tuple(
        dataclasses.replace(conv, density=planned.density, activation=planned.activation)
        for conv, planned in zip(network.convs, plan.convs, strict=True)
    )
    hidden = dataclasses.replace(
        network.hidden, density=plan.hidden.density, activation=plan.hidden.activation
    )
    switched = dataclasses.replace(
        network,
        sparse_conv=True,
        k_winners=True,
        sparse_linear=True,
        convs=convs,
        hidden=hidden,
        image_size=None,
        classes=None,
    )
    idle = why_idle(switched, TrainingConfig())
    return dataclasses.replace(
        _without(idle, "network", switched),
        convs=tuple(_without(idle, f"network.convs[{index}]", conv) for index, conv in enumerate(convs)),
        hidden=_without(idle, "network.hidden", hidden),
    )


def effective_training(training: TrainingConfig) -> TrainingConfig:
    """As :func:`effective_network`, for how it is trained; epochs that are left open may be several."""
    if training.epochs == 1:
        only = training.first_epoch_batch_size or training.batch_size
        training = dataclasses.replace(training, batch_size=only, first_epoch_batch_size=None)
    elif training.first_epoch_batch_size == training.batch_size:
        training = dataclasses.replace(training, first_epoch_batch_size=None)
    return _without(why_idle(NetworkConfig(), training), "training", training)


def same_effect(one: Variant, other: Variant) -> bool:
    """Whether two variants, whatever they are called, train to the same numbers on any data set."""
    return effective_network(one.network) == effective_network(other.network) and effective_training(
        one.training
    ) == effective_training(other.training)


def _without(idle: dict[str, str], prefix: str, config: Config) -> Config:
    """A configuration with its fields without effect as they are by default."""
    fields = {field.name: field for field in dataclasses.fields(config)}
    defaults: dict[str, Any] = {
        name: fields[name].default for name in specs(config) if f"{prefix}.{name}" in idle
    }
    return dataclasses.replace(config, **defaults)
