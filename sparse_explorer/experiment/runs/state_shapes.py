"""Which tensors a network and its training consist of, from its configuration alone. Imports no torch.

What is read from a file is held against this before it is loaded, and so is the size of the file.
"""

import math
from dataclasses import dataclass

from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.network import NetworkConfig

BYTES = {"F64": 8, "I64": 8, "F32": 4, "I32": 4, "F16": 2, "BF16": 2, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}
"""Of an element, by the names that safetensors has for its kinds; of those that torch makes of its usual ones."""


@dataclass(frozen=True)
class TensorSpec:
    """A tensor without its numbers.

    Attributes:
        kind: of its elements, a key of BYTES.
        shape: sizes of its dimensions.
    """

    kind: str
    shape: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """What its numbers take, in bytes."""
        return BYTES[self.kind] * math.prod(self.shape)

    def __str__(self) -> str:
        return f"{self.kind} {list(self.shape)}"


def network_state(config: NetworkConfig) -> dict[str, TensorSpec]:
    """What ``state_dict()`` of a configuration's network holds, by name."""
    plan, state = blueprint(config), dict[str, TensorSpec]()
    for index, conv in enumerate(plan.convs):
        name, shape = f"convs.{index}", conv.shape
        weight = (shape.channels, shape.channels_in, conv.kernel_size, conv.kernel_size)
        state |= _layer(f"{name}.conv", weight, conv.density)
        state |= _normalization(f"{name}.normalization", plan.normalization, shape.channels)
        if conv.activation == "k-winners":
            state |= _winners(f"{name}.activation", (1, shape.channels, 1, 1))
    hidden = plan.hidden
    state |= _layer("hidden", (hidden.units, hidden.inputs), hidden.density)
    state |= _normalization("hidden_normalization", plan.normalization, hidden.units)
    if hidden.activation == "k-winners":
        state |= _winners("hidden_activation", (hidden.units,))
    return state | _layer("output", (plan.outputs, hidden.units), 1.0)


def training_state(config: NetworkConfig) -> dict[str, TensorSpec]:
    """What the state of an unfinished training may hold beside the network's: place, and each parameter's momentum."""
    parameters = [spec for name, spec in network_state(config).items() if name.endswith((".weight", ".bias"))]
    momentum = {f"momentum.{index}": spec for index, spec in enumerate(parameters)}
    return {"step": TensorSpec("I64")} | momentum


def _layer(name: str, weight: tuple[int, ...], density: float) -> dict[str, TensorSpec]:
    masked = density < 1
    inner = f"{name}.module" if masked else name
    mask = {f"{name}.zero_mask": TensorSpec("BOOL", weight)} if masked else {}
    return {
        **mask,
        f"{inner}.weight": TensorSpec("F32", weight),
        f"{inner}.bias": TensorSpec("F32", weight[:1]),
    }


def _normalization(name: str, kind: str, channels: int) -> dict[str, TensorSpec]:
    if kind == "none":
        return {}
    vector = TensorSpec("F32", (channels,))
    learned = {f"{name}.weight": vector, f"{name}.bias": vector}
    if kind == "layer norm":
        return learned
    averages = {f"{name}.running_mean": vector, f"{name}.running_var": vector}
    return {**learned, **averages, f"{name}.num_batches_tracked": TensorSpec("I64")}


def _winners(name: str, duty_cycle: tuple[int, ...]) -> dict[str, TensorSpec]:
    return {
        f"{name}.boost_strength": TensorSpec("F32"),
        f"{name}.learning_iterations": TensorSpec("I64"),
        f"{name}.duty_cycle": TensorSpec("F32", duty_cycle),
    }
