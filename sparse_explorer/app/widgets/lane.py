"""One variant's way from digit to answer, as plain data."""

from dataclasses import dataclass
from functools import cached_property

from sparse_explorer.app.widgets.lane_pictures import LayerPicture, sort_layer
from sparse_explorer.experiment.results.inspection_reports import LayerActivity


@dataclass(frozen=True, eq=False)
class Lane:
    """One variant's way from digit to answer; its layers are sorted when somebody looks at them.

    Attributes:
        variant_id, name, color_index: which variant, what it is called, and the number of its style.
        layers: its activity, from input to output; empty if nobody has looked yet.
        intervention: what is done to the network, in words; empty for nothing.
        why_empty: why there are no layers, where that will not change; else empty.
        closed: whether nothing can be done to the network.
    """

    variant_id: str
    name: str
    color_index: int
    layers: tuple[LayerActivity, ...] = ()
    intervention: str = ""
    why_empty: str = ""
    closed: bool = False

    @cached_property
    def pictures(self) -> tuple[LayerPicture, ...]:
        """The layers, sorted."""
        return tuple(sort_layer(layer) for layer in self.layers)

    @cached_property
    def maps(self) -> tuple[int, ...]:
        """The layers that are made of maps."""
        return tuple(index for index, layer in enumerate(self.layers) if layer.clean.shape[:2] != (1, 1))

    @property
    def hidden(self) -> int | None:
        """The layer of hidden units; None if that is not known."""
        return len(self.layers) - 1 if len(self.layers) > len(self.maps) else None

    @property
    def telling(self) -> int:
        """The layer whose units are compared in the first line: the last one of maps, or else the hidden layer."""
        return self.maps[-1] if self.maps else len(self.layers) - 1
