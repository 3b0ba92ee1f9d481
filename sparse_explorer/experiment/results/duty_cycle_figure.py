"""Duty cycles as a picture: how often the units of each k-winners layer win. Imports no torch."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sparse_explorer.experiment.results.figures import figure, line_look, png
from sparse_explorer.experiment.results.histogram import bin_width, histogram, mean_histogram
from sparse_explorer.experiment.results.reports import LayerDutyCycles
from sparse_explorer.experiment.results.results import RunResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ABREAST = 3


@dataclass(frozen=True)
class _Grid:
    """Panels in rows: a variant's name, and its layer in all runs; None leaves the place empty."""

    panels: tuple[tuple[str, list[LayerDutyCycles] | None], ...]
    rows: int
    columns: int

    @property
    def size(self) -> tuple[float, float]:
        """Of the figure, in inches."""
        return max(3.6 * self.columns, 5.4), 2.4 * self.rows + 0.4


def duty_cycle_png(runs: Sequence[RunResult], names: Sequence[str], title: str) -> bytes | None:
    """:func:`duty_cycle_figure` as PNG; None where no variant has k-winners; FigureError if drawing fails."""
    grid = _grid(runs)
    return png(functools.partial(_draw, grid, names, title), *grid.size) if grid is not None else None


def duty_cycle_figure(runs: Sequence[RunResult], names: Sequence[str], title: str) -> "Figure | None":
    """Draw a histogram for each variant and k-winners layer after the last epoch.

    Of several seeds it is their mean. A dashed line is at k/n, where all units would be if they won equally often.

    Args:
        runs: all finished runs, variant by variant.
        names: all variants, finished or not; a variant's place among them decides its colour.
        title: shown above.

    Returns:
        None where no variant has k-winners.
    """
    grid = _grid(runs)
    return figure(functools.partial(_draw, grid, names, title), *grid.size) if grid is not None else None


def _grid(runs: Sequence[RunResult]) -> _Grid | None:
    """A row a variant; variants of a single layer share rows. None where there are no k-winners."""
    names = list(dict.fromkeys(run.variant for run in runs))
    last = {name: _last_layers([run for run in runs if run.variant == name]) for name in names}
    most = max(map(len, last.values()), default=0)
    if not most:
        return None
    panels: list[tuple[str, list[LayerDutyCycles] | None]] = [
        (name, last[name][place] if place < len(last[name]) else None)
        for name in names
        if last[name]
        for place in range(most)
    ]
    columns = most if most > 1 else min(len(panels), _ABREAST)
    rows = -(-len(panels) // columns)
    panels += [("", None)] * (rows * columns - len(panels))
    return _Grid(tuple(panels), rows, columns)


def _draw(grid: _Grid, names: Sequence[str], title: str, figure: "Figure") -> None:
    places = figure.subplots(grid.rows, grid.columns, squeeze=False).flat
    for axes, (name, layer) in zip(places, grid.panels, strict=True):
        if layer is None:
            axes.set_axis_off()
        else:
            _draw_layer(axes, name, layer, line_look(names.index(name))["color"])
    figure.suptitle(title)


def _last_layers(runs: Sequence[RunResult]) -> list[list[LayerDutyCycles]]:
    """Each k-winners layer of a variant after the last epoch, in all runs of which it is known."""
    known = [run.epochs[-1].layers for run in runs if run.epochs and run.epochs[-1].layers]
    return [list(layer) for layer in zip(*known, strict=True)]


def _draw_layer(axes: "Axes", variant: str, seeds: Sequence[LayerDutyCycles], color: str) -> None:
    one = seeds[0]
    counted = mean_histogram(histogram(layer.duty_cycles, bin_width(one.target)) for layer in seeds)
    left = [100 * counted.edge(place) for place in range(len(counted.counts))]
    axes.bar(
        left, counted.counts, 100 * counted.width, align="edge", color=color, edgecolor="white", linewidth=0.4
    )
    axes.axvline(100 * one.target, color="#222222", linewidth=1.2, linestyle=(0, (4, 3)))
    entropy = sum(layer.entropy for layer in seeds) / len(seeds)
    share = f", {100 * entropy / one.max_entropy:.0f} %" if one.max_entropy else ""
    axes.set_title(
        f"{variant}, {one.layer}\nentropy {entropy:,.0f} of at most {one.max_entropy:,.0f} bits{share}",
        fontsize="medium",
    )
    axes.set_xlim(0, 100 * min(1.0, max(counted.end, 2 * one.target)))
    axes.set(xlabel="active on, % of images", ylabel="channels" if one.is_convolution else "units")
    axes.annotate(
        f" k/n = {100 * one.target:.1f} %",
        (100 * one.target, 1),
        xycoords=("data", "axes fraction"),
        va="top",
        fontsize="small",
    )
    axes.spines[["top", "right"]].set_visible(False)
