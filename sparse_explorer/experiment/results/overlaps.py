"""What active units have in common with those without noise: plain numbers. Imports no torch."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class LayerOverlaps:
    """One layer over a sample of digits.

    Attributes:
        means: intersection over union of the active units with those of the clean digit, 0 ... 1, one a level.
        spreads: their standard deviations over the digits.
    """

    means: tuple[float, ...]
    spreads: tuple[float, ...]


@dataclass(frozen=True)
class OverlapsPart:
    """One network over a sample of digits, as far as it has come.

    Attributes:
        levels: noise in percent, from 0 on.
        layers: by title, such as ``Convolution 1``; one to one with the levels.
        done, total: digits that were looked at, and all of the sample.
    """

    levels: tuple[int, ...]
    layers: Mapping[str, LayerOverlaps]
    done: int
    total: int
