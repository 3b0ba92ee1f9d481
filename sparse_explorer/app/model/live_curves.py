"""Accuracy against noise of a network with and without an intervention, on a sample of digits. Knows no Qt."""

from dataclasses import dataclass

from sparse_explorer.experiment.results.interventions import Intervention


@dataclass(frozen=True)
class LiveCurve:
    """How far the two curves of a variant are.

    Attributes:
        variant_id, intervention: whose, and what is done.
        images: test digits that are shown at each level.
        planned: how many levels there will be.
        levels: noise of those that are done, 0 ... 1, rising.
        before, after: percent of right answers at each of them, as the network is and with the intervention.
    """

    variant_id: str
    intervention: Intervention
    images: int
    planned: int
    levels: tuple[float, ...] = ()
    before: tuple[float, ...] = ()
    after: tuple[float, ...] = ()

    @property
    def progress(self) -> float:
        """Fraction done, 0 ... 1."""
        return len(self.levels) / self.planned if self.planned else 1.0
