"""What a network costs to store and to run, counted from its configuration alone. Imports no torch."""

import math
from dataclasses import dataclass

from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.network import NetworkConfig


@dataclass(frozen=True)
class Cost:
    """Parameters, those not fixed at zero, and multiply-adds an image, with and without needless ones left out."""

    parameters: int
    nonzero_parameters: int
    multiply_adds: int
    dense_multiply_adds: int


def cost(network: NetworkConfig) -> Cost:
    """Count parameters and multiply-adds of a network, from its configuration alone.

    Multiply-adds that a zero weight or a zero activation makes needless are left out of ``multiply_adds``. ReLU and
    max-pool promise no zeros, so only k-winners that are in use in evaluation count as sparse activations.
    Normalisation takes one for each of its units.
    """
    plan = blueprint(network)
    parameters = nonzero = adds = dense_adds = 0.0
    active_in = 1.0  # fraction of a layer's inputs that may be non-zero

    def count(outputs: int, fan_in: int, density: float, uses: int) -> None:
        nonlocal parameters, nonzero, adds, dense_adds
        kept = fan_in - round((1 - density) * fan_in)
        parameters += outputs * (fan_in + 1)
        nonzero += outputs * (kept + 1)
        dense_adds += outputs * fan_in * uses
        adds += outputs * kept * uses * active_in

    def normalize(channels: int, uses: int) -> None:
        nonlocal parameters, nonzero, adds, dense_adds
        if plan.normalization != "none":
            parameters += 2 * channels
            nonzero += 2 * channels
            adds += channels * uses
            dense_adds += channels * uses

    def active(activation: str, share: float) -> float:
        return share if activation == "k-winners" and plan.winners.in_evaluation else 1.0

    for conv in plan.convs:
        uses = conv.shape.conv_size**2
        count(conv.shape.channels, conv.inputs, conv.density, uses)
        normalize(conv.shape.channels, uses)
        active_in = active(conv.activation, conv.winning)
    count(plan.hidden.units, plan.hidden.inputs, plan.hidden.density, 1)
    normalize(plan.hidden.units, 1)
    active_in = active(plan.hidden.activation, plan.hidden.winning)
    count(plan.outputs, plan.hidden.units, 1.0, 1)
    return Cost(int(parameters), int(nonzero), math.ceil(adds), int(dense_adds))
