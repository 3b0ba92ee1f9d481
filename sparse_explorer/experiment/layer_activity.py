"""How evenly the k-winners layers of a network use their units, as plain numbers."""

from torch import nn

from sparse_explorer.experiment.reports import LayerActivity
from sparse_explorer.nn import KWinners, KWinners2d


def layer_activity(network: nn.Module) -> tuple[LayerActivity, ...]:
    """The activity of each k-winners layer, from input to output: convolutions by number, then the hidden layer."""
    return tuple(
        _activity(_title(name), module)
        for name, module in network.named_modules()
        if isinstance(module, (KWinners, KWinners2d))
    )


def _title(name: str) -> str:
    """A layer's name for people: ``convs.0.activation`` is "conv 1", ``hidden_activation`` is "hidden"."""
    numbers = [int(part) for part in name.split(".") if part.isdecimal()]
    return f"conv {numbers[0] + 1}" if numbers else "hidden"


def _activity(name: str, layer: KWinners | KWinners2d) -> LayerActivity:
    # Five decimals are finer than one image in the duty cycle's period, and keep what is stored short.
    return LayerActivity(
        layer=name,
        units=layer.n,
        k=layer.k,
        entropy=round(float(layer.entropy()), 4),
        max_entropy=round(layer.max_entropy(), 4),
        duty_cycles=tuple(round(value, 5) for value in layer.duty_cycle.flatten().tolist()),
    )
