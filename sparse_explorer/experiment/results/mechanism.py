"""Why a sparse variant is more robust than the dense one, from what was done to their trained networks. No torch."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from sparse_explorer.experiment.results.attribution import SHARE_COLUMNS, Share, attribution, share_row
from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect, to_csv
from sparse_explorer.experiment.results.interventions import (
    CURVE_COLUMNS,
    WITH_WINNERS,
    InterventionCurve,
    curve_rows,
)
from sparse_explorer.experiment.results.spread import Spread, spread


@dataclass(frozen=True)
class Mechanism:
    """What interventions in the networks of two variants found, over all seeds.

    Attributes:
        dense, sparse: the variants, whose networks are ``dense`` and ``sparse`` in the curves.
        wide: the variant whose network is ``wide``, if there is one.
        noise: kind of noise that they were shown.
        curves: of all seeds that it was done with.
        left_out: a line for each seed that it was not done with, and why.
    """

    dense: str
    sparse: str
    wide: str | None
    noise: str
    curves: tuple[InterventionCurve, ...]
    left_out: tuple[str, ...] = ()

    @functools.cached_property
    def shares(self) -> tuple[Share, ...]:
        """Which cause explains how much of the difference."""
        return attribution(self.curves)

    def robustness(self) -> dict[tuple[str, str], Spread]:
        """How robust each variant is while something is done to it, by both, over the seeds."""
        names = {"dense": self.dense, "sparse": self.sparse, "wide": self.wide or "wide"}
        found: dict[tuple[str, str], list[float]] = {}
        for curve in self.curves:
            # The dense network is given k of the sparse one that it is held against.
            of = f", k of {self.sparse}" if curve.intervention == WITH_WINNERS else ""
            found.setdefault((names[curve.network], curve.intervention + of), []).append(curve.robustness)
        return {key: spread(values) for key, values in found.items()}


def mechanism_csv(found: Iterable[Mechanism], dialect: CsvDialect = PLAIN) -> str:
    """All curves: variant, reference and CURVE_COLUMNS, one row a level."""
    rows = (
        (each.sparse, each.dense, *row)
        for each in found
        for curve in each.curves
        for row in curve_rows(curve)
    )
    return to_csv(("variant", "reference", *CURVE_COLUMNS), rows, dialect)


def mechanism_shares_csv(found: Iterable[Mechanism], dialect: CsvDialect = PLAIN) -> str:
    """All shares: variant, reference and SHARE_COLUMNS, one row a cause."""
    rows = ((each.sparse, each.dense, *share_row(share)) for each in found for share in each.shares)
    return to_csv(("variant", "reference", *SHARE_COLUMNS), rows, dialect)
