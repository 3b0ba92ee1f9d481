"""How evenly the k-winners layers of a network use their units, as plain numbers."""

from torch import nn

from sparse_explorer.experiment.engine.controls import learns_winners
from sparse_explorer.experiment.plan.layers import HIDDEN, conv_name
from sparse_explorer.experiment.results.reports import LayerDutyCycles
from sparse_explorer.nn import KWinners, KWinners2d


def duty_cycles_of(network: nn.Module) -> tuple[LayerDutyCycles, ...]:
    """The duty cycles of each k-winners layer that learns with its winners, from input to output: convolutions by
    number, then the hidden layer."""
    return tuple(
        _duty_cycles(_title(name), module)
        for name, module in network.named_modules()
        if isinstance(module, (KWinners, KWinners2d)) and learns_winners(module)
    )


def _title(name: str) -> str:
    """A layer's name for people: ``convs.0.activation`` is "conv 1", ``hidden_activation`` is "hidden"."""
    numbers = [int(part) for part in name.split(".") if part.isdecimal()]
    return conv_name(numbers[0]) if numbers else HIDDEN


def _duty_cycles(name: str, layer: KWinners | KWinners2d) -> LayerDutyCycles:
    k = layer.k
    if isinstance(layer, KWinners2d) and layer.local:
        k *= layer.n // layer.channels  # that many win at each position
    # Five decimals are finer than one image in the duty cycle's period, and keep what is stored short.
    return LayerDutyCycles(
        layer=name,
        units=layer.n,
        k=k,
        entropy=round(float(layer.entropy()), 4),
        max_entropy=round(layer.max_entropy(), 4),
        duty_cycles=tuple(round(value, 5) for value in layer.duty_cycle.flatten().tolist()),
    )
