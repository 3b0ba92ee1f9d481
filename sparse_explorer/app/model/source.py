"""Where a network from elsewhere is, and what is known of it while it is not in memory. Knows no Qt, imports no torch.

An ONNX file is read again at the next start. Code is not: a session may name it, and only a person may run it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.results.model_layers import ModelCounts, ModelLayer
from sparse_explorer.reading import choice, each, entry, mapping, one_line, text, whole

MOST_LAYERS = 300
"""That are kept of a network; those beyond are told by its numbers alone."""

NOT_RUN = "its code was not run since the program started"
"""Why code of an earlier session is not in memory."""

MOST_COUNT = 10**15
"""Of parameters and multiply-adds."""


@dataclass(frozen=True)
class Source:
    """Where a network from elsewhere is.

    Attributes:
        where: an ONNX file's path, or ``module:function``.
        folder: where the module is found; empty of a file.
        digest: of the file's content as it was when it was opened.
        layers, counts: what the network is made of.
        refusals: kinds of noise that it cannot be under, each with what that does and why it cannot be done.
    """

    where: str
    folder: str = ""
    digest: str = ""
    layers: tuple[ModelLayer, ...] = ()
    counts: ModelCounts = field(default_factory=lambda: ModelCounts(0, 0))
    refusals: tuple[tuple[str, str], ...] = ()

    @property
    def is_code(self) -> bool:
        """Whether it is made by code that somebody has to run."""
        return bool(self.folder)

    @property
    def title(self) -> str:
        """In a word: the file's name, or module and function."""
        return self.where if self.is_code else Path(self.where).name

    @property
    def place(self) -> str:
        """The file, or the folder that the module is in."""
        return self.folder or self.where

    def refusal(self, kind: str) -> str:
        """What a kind of noise does that cannot be done here, and why; empty if the network can be under it."""
        return dict(self.refusals).get(kind, "")


def source_to_dict(source: Source) -> dict[str, Any]:
    """Plain data."""
    return {
        "where": source.where,
        "folder": source.folder,
        "digest": source.digest,
        "layers": [[layer.name, layer.kind, layer.shape, layer.parameters] for layer in source.layers],
        "counts": asdict(source.counts),
        "refusals": dict(source.refusals),
    }


def source_from_dict(value: Any) -> Source:
    """From plain data.

    Raises:
        ReadError: it is no source; names the place, the value and what is allowed.
    """
    return Source(
        entry(value, "where", text),
        entry(value, "folder", text),
        entry(value, "digest", text),
        entry(value, "layers", layers_from),
        entry(value, "counts", counts_from),
        tuple(entry(value, "refusals", refusals_from).items()),
    )


def layers_from(value: Any) -> tuple[ModelLayer, ...]:
    """Layers as they were written down; ReadError if they are none."""
    return tuple(each(_layer, most=MOST_LAYERS)(value))


def counts_from(value: Any) -> ModelCounts:
    """Numbers of a network as they were written down; ReadError if they are none."""
    count = whole(0, MOST_COUNT)

    def perhaps(found: Any) -> int | None:
        return None if found is None else count(found)

    return ModelCounts(
        entry(value, "parameters", count),
        entry(value, "nonzero", count),
        entry(value, "dense_multiply_adds", perhaps),
        entry(value, "multiply_adds", perhaps),
    )


def refusals_from(value: Any) -> dict[str, str]:
    """Kinds of noise and reasons as they were written down; ReadError if they are none."""
    found = mapping(text)(value)
    for kind in found:
        choice(*KINDS)(kind)
    return {kind: one_line(reason) for kind, reason in found.items()}


def kept_layers(layers: Sequence[ModelLayer]) -> tuple[ModelLayer, ...]:
    """As many as are kept."""
    return tuple(layers[:MOST_LAYERS])


def _layer(value: Any) -> ModelLayer:
    name, kind, shape, parameters = each(lambda part: part, fewest=4, most=4)(value)
    return ModelLayer(text(name), text(kind), text(shape), whole(0, MOST_COUNT)(parameters))
