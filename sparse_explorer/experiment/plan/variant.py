"""A named network with its training: what is compared with others. Imports no torch."""

import dataclasses
from dataclasses import dataclass, field

from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.reading import short

LONGEST_NOTE = 2000
"""Characters of what people write down about a variant."""


@dataclass(frozen=True)
class Variant:
    """A named network with its training: what is compared with others.

    Attributes:
        name: tells it from others.
        network, training: its configuration.
        note: what people wrote down about it, perhaps in several lines; None for nothing. It makes no difference to
            what a variant is: two that differ in it alone are equal.

    Examples:
        >>> import sparse_explorer as se
        >>> se.Variant("Sparser", se.NetworkConfig(hidden=se.HiddenConfig(density=0.1))).name
        'Sparser'
    """

    name: str
    network: NetworkConfig = field(default_factory=NetworkConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    note: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        reason = note_problem(self.note or "")
        if reason:
            raise ConfigError("note", reason)
        if not self.name.strip() or not self.name.isprintable() or len(self.name) > 60:
            raise ConfigError(
                "name", f"{short(self.name)} is not allowed; allowed are 1 ... 60 printable characters"
            )


def note_problem(note: str) -> str:
    """Why a text cannot be a variant's note; empty if it can."""
    if len(note) > LONGEST_NOTE:
        return f"{len(note)} characters are not allowed; allowed are {LONGEST_NOTE} at most"
    if not all(letter == "\n" or letter.isprintable() for letter in note):
        return f"{short(note)} is not allowed; allowed are printable characters and line ends"
    return ""


def settle_epochs(variant: Variant, suggested: int) -> Variant:
    """The variant with its number of epochs settled: ``suggested`` where it leaves it open."""
    if variant.training.epochs is not None:
        return variant
    return dataclasses.replace(variant, training=dataclasses.replace(variant.training, epochs=suggested))
