"""The layers of a network from elsewhere, named, as a table. Imports no torch."""

from collections.abc import Sequence
from dataclasses import dataclass

from sparse_explorer.experiment.results.text_table import text_table

MOST_SHOWN = 100
"""Layers in a table; those beyond are counted."""


@dataclass(frozen=True)
class ModelLayer:
    """One layer of a network.

    Attributes:
        name: as the network calls it.
        kind: its class, or ONNX's operator.
        shape: of what it gives for one image, such as ``16x12x12``; empty where that is not known.
        parameters: numbers that were learned; shared ones count where they come first.
    """

    name: str
    kind: str
    shape: str
    parameters: int


@dataclass(frozen=True)
class ModelCounts:
    """What a network from elsewhere is made of, in numbers.

    Attributes:
        parameters, nonzero: numbers that were learned, and those of them that are not zero.
        dense_multiply_adds, multiply_adds: for an image, all, and those with a weight that is not zero; None where the
            network computes in a way that is not counted here.
    """

    parameters: int
    nonzero: int
    dense_multiply_adds: int | None = None
    multiply_adds: int | None = None


def layer_table(layers: Sequence[ModelLayer], markdown: bool = False) -> str:
    """A row for each layer, from input to output, and the sum of the parameters."""
    rows = [
        (layer.name, layer.kind, layer.shape, f"{layer.parameters:,}" if layer.parameters else "")
        for layer in layers[:MOST_SHOWN]
    ]
    if len(layers) > MOST_SHOWN:
        rest = layers[MOST_SHOWN:]
        rows.append((f"and {len(rest):,} more", "", "", f"{sum(layer.parameters for layer in rest):,}"))
    rows.append(("all", "", "", f"{sum(layer.parameters for layer in layers):,}"))
    return text_table(("layer", "kind", "gives", "parameters"), rows, (False, False, True, True), markdown)
