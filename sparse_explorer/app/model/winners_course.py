"""How evenly a k-winners layer used its units from epoch to epoch, ready to be drawn. Knows no Qt."""

from dataclasses import dataclass

from sparse_explorer.experiment.results.histogram import Histogram, bin_width, histogram
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import LayerDutyCycles


@dataclass(frozen=True)
class WinnersCourse:
    """One k-winners layer after each epoch of which something is known, in order.

    Attributes:
        layer: its name, such as ``conv 1`` or ``hidden``.
        epochs: numbers of the epochs, counted from 1.
        states: what is known of the layer after each of them.
        histograms: its duty cycles after each of them, in the same bins.
    """

    layer: str
    epochs: tuple[int, ...]
    states: tuple[LayerDutyCycles, ...]
    histograms: tuple[Histogram, ...]

    @property
    def end(self) -> float:
        """Where an axis ends that has room for the duty cycles of every epoch, and for the target; 0 ... 1."""
        return min(1.0, max(2 * self.states[-1].target, *(counted.end for counted in self.histograms)))

    @property
    def top(self) -> float:
        """The largest count of all epochs."""
        return max((count for counted in self.histograms for count in counted.counts), default=1)

    def place(self, epoch: int | None) -> int:
        """Where in the course an epoch is, or else the last one before it; None stands for the newest."""
        known = [place for place, number in enumerate(self.epochs) if epoch is None or number <= epoch]
        return known[-1] if known else 0


def winners_courses(history: History) -> tuple[WinnersCourse, ...]:
    """The course of each k-winners layer, from input to output; empty where none is known."""
    found: dict[str, list[tuple[int, LayerDutyCycles]]] = {}
    for epoch in history.epochs:
        for layer in epoch.layers:
            found.setdefault(layer.layer, []).append((epoch.epoch, layer))
    return tuple(_course(layer, known) for layer, known in found.items())


def _course(layer: str, known: list[tuple[int, LayerDutyCycles]]) -> WinnersCourse:
    epochs, states = zip(*known, strict=True)
    width = bin_width(states[-1].target)
    return WinnersCourse(
        layer, epochs, states, tuple(histogram(state.duty_cycles, width) for state in states)
    )
