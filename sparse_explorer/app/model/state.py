"""All of a session that its user edits, as a value that can be kept and compared. Knows no Qt.

What was learned is no part of it: it stays where it is, whatever the configuration is set back to.
"""

from dataclasses import dataclass

from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.variant import Variant


@dataclass(frozen=True)
class Row:
    """One variant: which one it is, its configuration with its name, the number of its style, whether pictures leave it
    out, and its note, which configurations are not compared by."""

    id: str
    variant: Variant
    color: int
    hidden: bool = False
    note: str = ""


@dataclass(frozen=True)
class State:
    """What a session is like at one moment.

    Attributes:
        rows: the variants, from top to bottom.
        removed: (place, id) of the variants that the user removed, the last one at the end.
        selected_id: the selected variant; empty when there is none.
        solo_id: the variant that is shown alone; empty when none is.
        seed, seeds, noise_config, noise, digit, pattern: see the session.
        dataset, digit_count: what the number of the digit is about; nobody is brought back to these.
    """

    rows: tuple[Row, ...]
    removed: tuple[tuple[int, str], ...]
    selected_id: str
    solo_id: str
    seed: int
    seeds: int
    noise_config: NoiseConfig
    noise: int
    digit: int
    pattern: int
    dataset: str
    digit_count: int

    @property
    def ids(self) -> tuple[str, ...]:
        """The variants' ids, from top to bottom."""
        return tuple(row.id for row in self.rows)
