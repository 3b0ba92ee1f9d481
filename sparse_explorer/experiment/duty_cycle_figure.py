"""Duty cycles as a picture: how often the units of each k-winners layer win. Imports no torch."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sparse_explorer.experiment.histogram import bin_width, histogram, mean_histogram
from sparse_explorer.experiment.pictures import new_figure, to_png, variant_color
from sparse_explorer.experiment.reports import LayerDutyCycles
from sparse_explorer.experiment.results import RunResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ABREAST = 3


def duty_cycle_png(runs: Sequence[RunResult], title: str) -> bytes | None:
    """:func:`duty_cycle_figure` as PNG; None where no variant has k-winners."""
    figure = duty_cycle_figure(runs, title)
    return to_png(figure) if figure is not None else None


def duty_cycle_figure(runs: Sequence[RunResult], title: str) -> "Figure | None":
    """Draw a histogram for each variant and k-winners layer after the last epoch.

    Of several seeds it is their mean. A dashed line is at k/n, where all units would be if they won equally often.

    Args:
        runs: all finished runs, in the order in which their variants are listed.
        title: shown above.

    Returns:
        None where no variant has k-winners.
    """
    names = list(dict.fromkeys(run.variant for run in runs))
    last = {name: _last_layers([run for run in runs if run.variant == name]) for name in names}
    most = max(map(len, last.values()), default=0)
    if not most:
        return None
    # A row a variant; variants of a single layer share rows.
    panels: list[tuple[str, list[LayerDutyCycles] | None]] = [
        (name, last[name][place] if place < len(last[name]) else None)
        for name in names
        if last[name]
        for place in range(most)
    ]
    columns = most if most > 1 else min(len(panels), _ABREAST)
    rows = -(-len(panels) // columns)
    panels += [("", None)] * (rows * columns - len(panels))
    figure = new_figure(max(3.6 * columns, 5.4), 2.4 * rows + 0.4)
    grid = figure.subplots(rows, columns, squeeze=False).flat
    for axes, (name, layer) in zip(grid, panels, strict=True):
        if layer is None:
            axes.set_axis_off()
        else:
            _draw(axes, name, layer, variant_color(names.index(name)))
    figure.suptitle(title)
    return figure


def _last_layers(runs: Sequence[RunResult]) -> list[list[LayerDutyCycles]]:
    """Each k-winners layer of a variant after the last epoch, in all runs."""
    return [list(layer) for layer in zip(*(run.epochs[-1].layers for run in runs if run.epochs), strict=True)]


def _draw(axes: "Axes", variant: str, seeds: Sequence[LayerDutyCycles], color: str) -> None:
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
